/** A wallet that is used for years: what the rules decide, appended to a real log many facts at a time. */
import type { WalletEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type EventLog, idFrom } from '@scrip/event-store';
import { type WalletState, walletDecider } from '../src/wallet/wallet.decider.ts';
import { captureHold, placeHold } from '../src/wallet/wallet-hold.rule.ts';
import { recharge, spend } from '../src/wallet/wallet-till.rule.ts';
import type { KnownCard } from './ledger-door.ts';
import { terms, yuan } from './wallet-story.ts';

/** Facts of one command: a batch that the runner folds holds several of them. */
const FACTS_OF_COMMAND = 50;
/** From one command to the next. */
const PAUSE_MS = 600_000;
/** Facts of one round: a recharge, seven spends, and a hold that is captured. */
const ROUND = 10;
/** Version of the first recharge: the wallet was opened and its card activated before. */
const FIRST_VERSION = 3;

/** Read once: it is a document. */
const TERMS = terms();

/** A clock that the life moves on, epoch milliseconds. */
export interface MovingClock {
  ms: number;
}

/** Id of the spend that is some version of a card's wallet. */
export function spendIdOf({ walletId }: KnownCard, version: number): string {
  return idFrom('spd', `${walletId} ${version}`);
}

/** The first spend of a life. */
export function firstSpendOf(card: KnownCard): string {
  return spendIdOf(card, FIRST_VERSION + 1);
}

/**
 * Lets a card's wallet live on until it has so many events. Each round takes out what it paid in, so that the wallet has
 * had many lots and has few. `lateMs` says how late the log hears of the n-th command of this stretch of life.
 */
export async function live(
  log: EventLog,
  card: KnownCard,
  upToVersion: number,
  clock: MovingClock,
  lateMs: (command: number) => number = () => 0,
): Promise<void> {
  const { walletId, issuerId } = card;
  let { version } = await log.state(walletDecider, walletId);
  for (let command = 0; version < upToVersion; command += 1) {
    clock.ms += PAUSE_MS;
    const count = Math.min(FACTS_OF_COMMAND, upToVersion - version);
    const first = version + 1;
    const occurredAt = clock.ms - lateMs(command);
    const verdict = await log.execute({
      who: {
        issuerId,
        actor: 'till-7',
        occurredAt,
        correlationId: idFrom('cor', `${walletId} ${first}`),
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: walletDecider,
      streamId: walletId,
      decide: (state) => several(state, card, { first, count, at: occurredAt }),
    });
    if (verdict.kind === 'refused') throw new Error(`the life cannot go on: ${verdict.refusal.code}`);
    version += count;
  }
}

function several(
  before: WalletState,
  card: KnownCard,
  { first, count, at }: { readonly first: number; readonly count: number; readonly at: number },
): Decision<WalletEvent> {
  let state = before;
  const events: WalletEvent[] = [];
  for (let version = first; version < first + count; version += 1) {
    const decision = next(state, card, version, at);
    if (decision.kind === 'refused') return decision;
    for (const event of decision.events) {
      state = walletDecider.evolve(state, event);
      events.push(event);
    }
  }
  return accept(...events);
}

function next(state: WalletState, card: KnownCard, version: number, at: number): Decision<WalletEvent> {
  const { walletId, cardId } = card;
  const id = (prefix: string, of = version): string => idFrom(prefix, `${walletId} ${of}`);
  const till = { cardId, merchantId: 'shop-1', signatoryId: null, at };
  const step = (version - FIRST_VERSION) % ROUND;
  switch (step) {
    case 0: {
      // What the first one pays in besides is left to the end.
      const principalFen = yuan(version === FIRST_VERSION ? 3_000 : 1_000);
      return recharge(state, { rechargeId: id('rch'), lotId: id('lot'), principalFen, tender: 'cash', at }, TERMS);
    }
    case ROUND - 2:
      return placeHold(state, { ...till, holdId: id('hold'), asked: { amountFen: yuan(400) } }, TERMS);
    case ROUND - 1: {
      const holdId = id('hold', version - 1);
      return captureHold(state, { holdId, merchantId: null, amountFen: null, at, cause: null }, () => TERMS);
    }
    default: {
      const asked = { amountFen: yuan(100) };
      const bought = { ...till, spendId: id('spd'), terminalId: 'till-7', asked, splitTender: true };
      return spend(state, bought, TERMS);
    }
  }
}
