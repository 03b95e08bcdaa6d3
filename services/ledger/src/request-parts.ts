/** Requests that become several commands, each with its own verdict, under one idempotency key. */
import type { WalletEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { type CommandKey, type EventLog, idFrom } from '@scrip/event-store';
import type { CommandRequest } from '@scrip/http';
import { walletDecider } from './wallet/wallet.decider.ts';

/**
 * Keeps the key of the whole request with what was asked, before any part is done: the same key with another body is
 * then refused as a whole. Asked again with the same body, it goes on where it stopped. Throws KeyReusedError.
 */
export async function claimKey(log: EventLog, { who, key }: CommandRequest): Promise<void> {
  // A command without a fact, on a stream that stays empty: what is kept is the key.
  const streamId = idFrom('req', `${key.scope}\n${key.key}`);
  await log.execute({ who, key, decider: walletDecider, streamId, decide: () => accept<WalletEvent>() });
}

/** The key of one part of a request. */
export function partKey(key: CommandKey, part: string): CommandKey {
  return { ...key, key: `${key.key}\n${part}` };
}

/** Does something with each item, `underWayMax` at a time, and gives the results in the order of the items. */
export async function inTurns<T, R>(
  items: readonly T[],
  underWayMax: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(underWayMax, items.length) }, worker));
  return results;
}
