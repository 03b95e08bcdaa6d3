/** The lottery of one rule of a programme: one draw after the other, each announced, closed, held (domain 2.1, M11). */
import type { DrawOpened, DrawPrize, LotteryEvent } from '@scrip/contracts';
import { type Decider, InvariantError } from '@scrip/decider';

/** A draw that was announced and not held. */
export interface OpenDraw {
  readonly drawId: string;
  readonly rule: string;
  readonly prizes: readonly DrawPrize[];
  readonly oncePerAccount: boolean;
  readonly seedHash: string;
  readonly afterPosition: bigint;
  /** What is in it; null while it takes entries. */
  readonly closed: ClosedEntries | null;
  readonly programmeId: string;
}

/** The entries of a draw that takes no more. */
export interface ClosedEntries {
  readonly throughPosition: bigint;
  readonly entries: number;
  readonly entriesHash: string;
}

/** A prize that an entry won, as the fact of its draw says. */
export interface WonPrize {
  readonly drawId: string;
  readonly prizeKey: string;
  readonly accountId: string;
  readonly holderId: string;
  readonly stockId: string | null;
  readonly programmeId: string;
}

/** Draws that a lottery remembers the end of: more than a daily one has in two years. */
const ENDED_MAX = 1_000;

/** Plain data, since snapshots keep it as JSON. */
export interface LotteryState {
  /** The draw that is under way; null between two. */
  readonly open: OpenDraw | null;
  /** Last position of the log whose entries were in a draw that was held. */
  readonly throughPosition: bigint;
  /** The latest draws that were held or given up, so that a second word about one is understood. */
  readonly ended: Readonly<Record<string, 'held' | 'cancelled'>>;
  /** Whether the prize was handed out; of the stream of a prize, which has no draws. */
  readonly collected: boolean;
}

export const lotteryDecider: Decider<LotteryState, LotteryEvent> = {
  stream: 'lottery',
  initial: { open: null, throughPosition: 0n, ended: {}, collected: false },
  evolve(state, event) {
    switch (event.type) {
      case 'DrawOpened':
        return { ...state, open: announced(event.data) };
      case 'DrawClosed': {
        const { throughPosition, entries, entriesHash } = event.data;
        return { ...state, open: { ...underWay(state, event), closed: { throughPosition, entries, entriesHash } } };
      }
      case 'DrawHeld': {
        const { drawId, closed } = underWay(state, event);
        const throughPosition = closed?.throughPosition ?? state.throughPosition;
        return { ...state, open: null, throughPosition, ended: withEnd(state, drawId, 'held') };
      }
      case 'DrawCancelled': {
        const { drawId } = underWay(state, event);
        return { ...state, open: null, ended: withEnd(state, drawId, 'cancelled') };
      }
      case 'PrizeCollected':
        return { ...state, collected: true };
    }
  },
};

/** The stream of a lottery: the issuer's, of one rule of a programme. */
export function lotteryIdOf(issuerId: string, programmeId: string, rule: string): string {
  return `lot_${issuerId}.${programmeId}.${rule}`;
}

/** The stream of the prize of an entry: a lottery does not grow with its prizes. */
export function prizeStreamOf(entryId: string): string {
  return `prz_${entryId}`;
}

function withEnd({ ended }: LotteryState, drawId: string, how: 'held' | 'cancelled'): LotteryState['ended'] {
  return Object.fromEntries([...Object.entries(ended), [drawId, how] as const].slice(-ENDED_MAX));
}

function announced(data: DrawOpened): OpenDraw {
  const { drawId, rule, prizes, oncePerAccount, seedHash, afterPosition, programmeId } = data;
  return { drawId, rule, prizes, oncePerAccount, seedHash, afterPosition, closed: null, programmeId };
}

function underWay(
  { open }: LotteryState,
  event: Exclude<LotteryEvent, { type: 'DrawOpened' | 'PrizeCollected' }>,
): OpenDraw {
  if (open?.drawId !== event.data.drawId) throw new InvariantError(`${event.type} of a draw that is not under way`);
  return open;
}
