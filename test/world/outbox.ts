/** What has gone out to holders: the files of the outbox, read where the service writes them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestSystem } from '@scrip/testing';

/** A message as it was handed over. */
export interface Sms {
  readonly outreachId: string;
  readonly holderId: string;
  readonly templateKey: string;
  readonly text: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
}

/** All messages to a holder, in no order. */
export async function messagesTo(system: TestSystem, holderId: string): Promise<readonly Sms[]> {
  const folder = join(system.description.stateDir, 'services', 'notifications', 'outbox');
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.json'));
  const messages = await Promise.all(
    files.map(async (name): Promise<Sms> => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  return messages.filter((message) => message.holderId === holderId);
}
