/** Events of a batch, summed up for the rows of the balance projection. */
import type {
  WalletEvent,
  WalletExpiryNoticed,
  WalletHeld,
  WalletOpened,
  WalletOpeningBalanceLoaded,
  WalletRecharged,
} from '@scrip/contracts';
import type { Envelope, Recorded } from '@scrip/event-store';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';
import { movementOf } from './movement.ts';

interface Placed<D> {
  readonly envelope: Envelope;
  readonly data: D;
}

interface Change {
  readonly walletId: string;
  principalFen: Fen;
  bonusFen: Fen;
  heldFen: Fen;
}

/** A batch, summed up by row, so that a wallet with a thousand events in it is written once. */
export interface BalanceBatch {
  readonly opened: Placed<WalletOpened>[];
  readonly loaded: Placed<WalletRecharged | WalletOpeningBalanceLoaded>[];
  readonly balances: Map<string, Change>;
  /** By wallet and lot; of lots that were there before and of new ones alike. */
  readonly lots: Map<string, Change & { readonly lotId: string }>;
  readonly cards: Map<string, { walletId: string; cardId: string; cardSequence: number; state: string }>;
  /** Open at the end of the batch. */
  readonly held: Map<string, Placed<WalletHeld>>;
  /** Closed in the batch; those opened before it have a row. */
  readonly closed: { walletId: string; holdId: string }[];
  readonly noticed: WalletExpiryNoticed[];
}

/** Sums up what a batch of events, in their order, changes row by row. */
export function sumUp(events: readonly Recorded<WalletEvent>[]): BalanceBatch {
  const batch: BalanceBatch = {
    opened: [],
    loaded: [],
    balances: new Map(),
    lots: new Map(),
    cards: new Map(),
    held: new Map(),
    closed: [],
    noticed: [],
  };
  for (const { envelope, event } of events) {
    countMovement(batch, event);
    const { walletId } = event.data;
    switch (event.type) {
      case 'WalletOpened':
        batch.opened.push({ envelope, data: event.data });
        setCard(batch, event.data, 'issued');
        break;
      case 'WalletCardActivated':
        setCard(batch, event.data, 'active');
        break;
      case 'WalletCardBlocked':
        setCard(batch, event.data, 'blocked');
        break;
      case 'WalletRecharged':
      case 'WalletOpeningBalanceLoaded':
        batch.loaded.push({ envelope, data: event.data });
        break;
      case 'WalletHeld':
        batch.held.set(event.data.holdId, { envelope, data: event.data });
        break;
      case 'WalletHoldCaptured':
      case 'WalletHoldReleased':
        if (!batch.held.delete(event.data.holdId)) batch.closed.push({ walletId, holdId: event.data.holdId });
        break;
      case 'WalletExpiryNoticed':
        batch.noticed.push(event.data);
        break;
      case 'WalletSpent':
      case 'WalletReturned':
      case 'WalletPurseLoaded':
      case 'WalletPurseLoadReversed':
      case 'WalletBreakageTaken':
      case 'WalletSpendAssumedByIssuer':
        break;
    }
  }
  return batch;
}

function countMovement(batch: BalanceBatch, event: WalletEvent): void {
  const { walletId } = event.data;
  const movement = movementOf(event);
  const balance = batch.balances.get(walletId) ?? noChange(walletId);
  batch.balances.set(walletId, balance);
  add(balance, movement);
  for (const { lotId, ...part } of movement.lots) {
    const key = `${walletId} ${lotId}`;
    const lot = batch.lots.get(key) ?? { ...noChange(walletId), lotId };
    batch.lots.set(key, lot);
    add(lot, { ...part, heldFen: ZERO_FEN });
  }
}

function noChange(walletId: string): Change {
  return { walletId, principalFen: ZERO_FEN, bonusFen: ZERO_FEN, heldFen: ZERO_FEN };
}

function add(change: Change, more: { principalFen: Fen; bonusFen: Fen; heldFen: Fen }): void {
  change.principalFen = plus(change.principalFen, more.principalFen);
  change.bonusFen = plus(change.bonusFen, more.bonusFen);
  change.heldFen = plus(change.heldFen, more.heldFen);
}

function setCard(
  batch: BalanceBatch,
  card: { walletId: string; cardId: string; cardSequence: number },
  state: 'issued' | 'active' | 'blocked',
): void {
  const { walletId, cardId, cardSequence } = card;
  batch.cards.set(`${walletId} ${cardId}`, { walletId, cardId, cardSequence, state });
}
