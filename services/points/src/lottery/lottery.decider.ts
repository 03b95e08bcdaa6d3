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

/** A prize that an entry won. */
export interface WonPrize {
  readonly drawId: string;
  readonly prizeKey: string;
  readonly accountId: string;
  readonly holderId: string;
  readonly stockId: string | null;
  readonly programmeId: string;
  readonly collected: boolean;
}

/** Plain data, since snapshots keep it as JSON. */
export interface LotteryState {
  /** The draw that is under way; null between two. */
  readonly open: OpenDraw | null;
  /** Last position of the log whose entries were in a draw that was held. */
  readonly throughPosition: bigint;
  /** Won prizes by entry: an entry is in one draw. */
  readonly won: Readonly<Record<string, WonPrize>>;
  /** Draws that were held or given up, so that a second word about one is understood. */
  readonly ended: Readonly<Record<string, 'held' | 'cancelled'>>;
}

export const lotteryDecider: Decider<LotteryState, LotteryEvent> = {
  stream: 'lottery',
  initial: { open: null, throughPosition: 0n, won: {}, ended: {} },
  evolve(state, event) {
    switch (event.type) {
      case 'DrawOpened':
        return { ...state, open: announced(event.data) };
      case 'DrawClosed': {
        const { throughPosition, entries, entriesHash } = event.data;
        return { ...state, open: { ...underWay(state, event), closed: { throughPosition, entries, entriesHash } } };
      }
      case 'DrawHeld': {
        const { drawId, closed, prizes, programmeId } = underWay(state, event);
        const won = event.data.winners.map(({ prizeKey, entryId, accountId, holderId }): [string, WonPrize] => {
          const stockId = prizes.find((prize) => prize.prizeKey === prizeKey)?.stockId ?? null;
          return [entryId, { drawId, prizeKey, accountId, holderId, stockId, programmeId, collected: false }];
        });
        return {
          open: null,
          throughPosition: closed?.throughPosition ?? state.throughPosition,
          won: { ...state.won, ...Object.fromEntries(won) },
          ended: { ...state.ended, [drawId]: 'held' },
        };
      }
      case 'DrawCancelled': {
        const { drawId } = underWay(state, event);
        return { ...state, open: null, ended: { ...state.ended, [drawId]: 'cancelled' } };
      }
      case 'PrizeCollected': {
        const { entryId } = event.data;
        const prize = state.won[entryId];
        if (!prize) throw new InvariantError(`${entryId} won nothing`);
        return { ...state, won: { ...state.won, [entryId]: { ...prize, collected: true } } };
      }
    }
  },
};

/** The stream of a lottery: the issuer's, of one rule of a programme. */
export function lotteryIdOf(issuerId: string, programmeId: string, rule: string): string {
  return `lot_${issuerId}.${programmeId}.${rule}`;
}

function announced(data: DrawOpened): OpenDraw {
  const { drawId, rule, prizes, oncePerAccount, seedHash, afterPosition, programmeId } = data;
  return { drawId, rule, prizes, oncePerAccount, seedHash, afterPosition, closed: null, programmeId };
}

function underWay({ open }: LotteryState, event: Exclude<LotteryEvent, { type: 'DrawOpened' }>): OpenDraw {
  if (open?.drawId !== event.data.drawId) throw new InvariantError(`${event.type} of a draw that is not under way`);
  return open;
}
