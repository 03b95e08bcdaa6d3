/** The outbox of the local mode as a provider of a channel: each message a file, which needs no address and is written once. */
import { type FileOutbox, OutboxUnavailableError } from '../outbox/file-outbox.ts';
import type { ChannelName, Handed, MessageOut, Provider } from './provider.ts';

/** Files a second: about what a disk flushes. */
const PER_SECOND = 2_000;

export class OutboxProvider implements Provider {
  readonly idempotent = true;
  readonly needsAddress = false;
  readonly perSecond = PER_SECOND;
  readonly key: string;
  readonly channel: ChannelName;
  readonly #outbox: FileOutbox;

  constructor(outbox: FileOutbox, channel: ChannelName) {
    this.#outbox = outbox;
    this.channel = channel;
    this.key = `outbox-${channel}`;
  }

  async send({ address: _address, deliveryId: _delivery, ...message }: MessageOut): Promise<Handed> {
    try {
      await this.#outbox.send(message);
      return { kind: 'accepted', reference: null };
    } catch (error) {
      if (error instanceof OutboxUnavailableError) return { kind: 'refused', reason: 'unavailable', final: false };
      throw error;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
