/** A decider for specs of the log: it adds up what was released. */
import type { WalletHoldReleased } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';
import { fen } from '@scrip/money';
import type { Who } from '../src/index.ts';

/** A small fact of a real stream. */
export type Released = { readonly type: 'WalletHoldReleased'; readonly data: WalletHoldReleased };

/** The simplest state there is: the sum of what was released, and how often. */
export const tally: Decider<{ sum: bigint; count: number }, Released> = {
  stream: 'wallet',
  initial: { sum: 0n, count: 0 },
  evolve: (state, event) => ({ sum: state.sum + event.data.releasedFen, count: state.count + 1 }),
};

/** A fact of an amount. */
export const released = (walletId: string, amount: bigint, reason = ''): Released => ({
  type: 'WalletHoldReleased',
  data: { walletId, holdId: 'hol_1', releasedFen: fen(amount), reason, heldAfterFen: fen(0n) },
});

/** Who asks. */
export const who: Who = {
  issuerId: 'iss_test',
  actor: 'till-1',
  occurredAt: Date.UTC(2026, 0, 2),
  correlationId: 'cor_1',
  causationId: null,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};
/** The hash of what was asked. */
export const input = (text: string): Buffer => Buffer.alloc(32, text);
/** A key, and what was asked under it. */
export const key = (name: string, asked = name) => ({
  scope: 'till-1 POST /releases',
  key: name,
  inputHash: input(asked),
});
