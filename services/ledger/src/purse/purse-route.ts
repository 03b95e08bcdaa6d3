/** What the routes of purses have in common. */
import type { ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, on, type Placed, type StreamRef, type Verdict } from '@scrip/event-store';
import type { CommandRequest } from '@scrip/http';
import { z } from 'zod';
import { cardIdField, codeField } from '../fields.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { type PurseState, purseDecider } from './purse.decider.ts';
import type { PurseEntry } from './purse-directory.ts';
import type { PurseOrWalletEvent } from './purse-load.rule.ts';

/** Counters and epochs of cards are ints. */
export const COUNTER_MAX = 2_147_483_647;

/** Fields that name a purse to a terminal. */
export const purseNameFields = {
  cardId: cardIdField,
  enterpriseId: codeField('an enterprise'),
  keyEpoch: z.int().min(1).max(COUNTER_MAX).describe('From 1; washing a card with new keys begins the next.'),
};

/** Statuses of what rules of purses refuse; the others are 409. */
export const PURSE_REFUSALS = { purse_unknown: 404, wallet_unknown: 404, exception_unknown: 404 } as const;

type Ids = Pick<PurseEntry, 'purseId' | 'walletId'>;

/** The two streams of a purse: what moves value between them is in both, or in none. */
export function streamsOf({ purseId, walletId }: Ids): readonly StreamRef[] {
  return [on(purseDecider, purseId), on(walletDecider, walletId)];
}

/** The facts of a decision, each with the stream that it belongs to. */
export function placed(
  decision: Decision<PurseOrWalletEvent>,
  { purseId, walletId }: Ids,
  more: (event: PurseOrWalletEvent) => Pick<Placed, 'who'> = () => ({}),
): Decision<Placed> {
  if (decision.kind === 'refused') return decision;
  const events = decision.events.map((event) => ({
    streamId: event.type.startsWith('Wallet') ? walletId : purseId,
    event,
    ...more(event),
  }));
  return { kind: 'accepted', events };
}

/** Decides on a purse and its wallet together, all or nothing. */
export function decideOnBoth(
  log: EventLog,
  command: CommandRequest,
  purse: Ids,
  decide: (purse: PurseState, wallet: WalletState) => Decision<PurseOrWalletEvent>,
): Promise<Verdict<ScripEvent>> {
  return log.executeAcross({
    ...command,
    streams: streamsOf(purse),
    decide: ([state, wallet]) => placed(decide(state as PurseState, wallet as WalletState), purse),
  });
}
