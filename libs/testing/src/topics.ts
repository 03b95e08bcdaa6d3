/** Topics that a test has for itself, on the broker that all tests share. */
import { randomBytes } from 'node:crypto';

/**
 * A value for SCRIP_TOPIC_PREFIX that no other test uses: its topics, consumer groups and registry subjects begin with it.
 * Nothing removes them; the broker of the tests is thrown away as a whole.
 */
export function throwawayTopicPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}.`;
}
