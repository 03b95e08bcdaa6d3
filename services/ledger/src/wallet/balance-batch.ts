/** Events of a batch, summed up for the rows of the balance projection. */
import type {
  TransferredLot,
  WalletClosed,
  WalletDepositTaken,
  WalletEvent,
  WalletExpiryNoticed,
  WalletHeld,
  WalletHoldIncreased,
  WalletLotExtended,
  WalletOpened,
} from '@scrip/contracts';
import type { Envelope, Recorded } from '@scrip/event-store';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';
import type { CardStanding } from './cards.ts';
import { plainLot } from './lots.ts';
import { movementOf } from './movement.ts';
import { creditedBy } from './wallet.decider.ts';
import { usedAt } from './wallet-use.ts';

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

/** Of a wallet, besides its value. */
interface WalletChange extends Change {
  /** The latest use by its holder; null: none. */
  usedAt: number | null;
  /** When it is dormant by the latest notice, null since it was used; undefined where neither happened. */
  dormantAt: number | null | undefined;
}

/** A batch, summed up by row, so that a wallet with a thousand events in it is written once. */
export interface BalanceBatch {
  readonly opened: Placed<WalletOpened>[];
  readonly loaded: { readonly envelope: Envelope; readonly walletId: string; readonly lot: NewLot }[];
  readonly balances: Map<string, WalletChange>;
  /** By wallet and lot; of lots that were there before and of new ones alike. */
  readonly lots: Map<string, Change & { readonly lotId: string }>;
  readonly cards: Map<string, { walletId: string; cardId: string; cardSequence: number; state: string }>;
  /** Open at the end of the batch. */
  readonly held: Map<string, Placed<WalletHeld>>;
  /** Closed in the batch; those opened before it have a row. */
  readonly closed: { walletId: string; holdId: string }[];
  readonly deposits: WalletDepositTaken[];
  /** Wallets whose card was returned for good. */
  readonly returned: Placed<WalletClosed>[];
  readonly noticed: WalletExpiryNoticed[];
  readonly extended: WalletLotExtended[];
  /** Holds that grew, those with a row. */
  readonly raised: { walletId: string; holdId: string; amountFen: Fen }[];
  /** By wallet: what it is frozen for at the end of the batch; null if it can be used. */
  readonly frozen: Map<string, string | null>;
  /** By wallet: the holder it was registered to, or whose it is since its holder was merged. */
  readonly registered: Map<string, string>;
  readonly signatories: Extract<WalletEvent, { type: 'WalletSignatoryNamed' | 'WalletSignatoryRemoved' }>[];
}

/** A lot as it comes about. */
type NewLot = Pick<TransferredLot, 'lotId' | 'principalFen' | 'bonusFen' | 'expiresAt' | 'expiryNotices'> & {
  readonly breakage: boolean | null;
};

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
    deposits: [],
    returned: [],
    noticed: [],
    extended: [],
    raised: [],
    frozen: new Map(),
    registered: new Map(),
    signatories: [],
  };
  for (const { envelope, event } of events) {
    countMovement(batch, event);
    countUse(batch, envelope, event);
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
      case 'WalletCardUnblocked':
        setCard(batch, event.data, event.data.state as CardStanding);
        break;
      case 'WalletCardSuspended':
        setCard(batch, event.data, 'suspended');
        break;
      case 'WalletCardResumed':
        setCard(batch, event.data, 'active');
        break;
      case 'WalletCardVoided':
        setCard(batch, event.data, 'void');
        break;
      case 'WalletHolderMerged':
      case 'WalletHolderRegistered':
        batch.registered.set(walletId, event.data.holderId);
        break;
      case 'WalletRecharged':
        batch.loaded.push({ envelope, walletId, lot: event.data });
        break;
      case 'WalletTransferReceived':
        for (const lot of event.data.parts) batch.loaded.push({ envelope, walletId, lot });
        break;
      case 'WalletDisputeOpened':
        for (const lot of creditedBy(event.data)) batch.loaded.push({ envelope, walletId, lot });
        break;
      case 'WalletAdjusted': {
        const { lotId, principalFen, bonusFen, programmeVersion } = event.data;
        if (lotId === null) break;
        batch.loaded.push({ envelope, walletId, lot: plainLot(lotId, principalFen, bonusFen, programmeVersion) });
        break;
      }
      case 'WalletLotExtended':
        batch.extended.push(event.data);
        break;
      case 'WalletHoldIncreased':
        raise(batch, event.data);
        break;
      case 'WalletFrozen':
        batch.frozen.set(walletId, event.data.cause);
        break;
      case 'WalletUnfrozen':
        batch.frozen.set(walletId, null);
        break;
      case 'WalletSignatoryNamed':
      case 'WalletSignatoryRemoved':
        batch.signatories.push(event);
        break;
      case 'WalletOpeningBalanceLoaded':
        batch.loaded.push({ envelope, walletId, lot: event.data });
        break;
      case 'WalletHeld':
        batch.held.set(event.data.holdId, { envelope, data: event.data });
        break;
      case 'WalletHoldCaptured':
      case 'WalletHoldReleased':
        if (!batch.held.delete(event.data.holdId)) batch.closed.push({ walletId, holdId: event.data.holdId });
        break;
      case 'WalletDepositTaken':
        batch.deposits.push(event.data);
        break;
      case 'WalletClosed':
        batch.returned.push({ envelope, data: event.data });
        break;
      case 'WalletExpiryNoticed':
        strike(batch, event.data);
        break;
      case 'WalletDormancyNoticed':
      case 'WalletHoldBarred':
      case 'WalletTransferSent':
      case 'WalletFeeCharged':
      case 'WalletRefunded':
      case 'WalletSpendVoided':
      case 'WalletRechargeVoided':
      case 'WalletDisputeResolved':
      case 'WalletSpent':
      case 'WalletReturned':
      case 'WalletPurseLoaded':
      case 'WalletPurseLoadReversed':
      case 'WalletBreakageTaken':
      case 'WalletLotReactivated':
      case 'WalletSpendAssumedByIssuer':
        break;
    }
  }
  return batch;
}

/** A notice of an expiry that the batch itself has set is struck there: extensions are written after notices. */
function strike(batch: BalanceBatch, told: WalletExpiryNoticed): void {
  const index = batch.extended.findIndex(({ walletId, lotId }) => walletId === told.walletId && lotId === told.lotId);
  const extension = batch.extended[index];
  if (!extension) batch.noticed.push(told);
  else {
    const left = (extension.expiryNotices ?? []).filter((at) => at > told.noticeAt);
    batch.extended[index] = { ...extension, expiryNotices: left.length > 0 ? left : null };
  }
}

/** A hold of this batch has no row yet. */
function raise(batch: BalanceBatch, raised: WalletHoldIncreased): void {
  const { walletId, holdId, amountAfterFen: amountFen } = raised;
  const held = batch.held.get(holdId);
  if (held) batch.held.set(holdId, { ...held, data: { ...held.data, amountFen } });
  else batch.raised.push({ walletId, holdId, amountFen });
}

function countMovement(batch: BalanceBatch, event: WalletEvent): void {
  const { walletId } = event.data;
  const movement = movementOf(event);
  add(walletIn(batch, walletId), movement);
  for (const { lotId, ...part } of movement.lots) {
    const key = `${walletId} ${lotId}`;
    const lot = batch.lots.get(key) ?? { ...noChange(walletId), lotId };
    batch.lots.set(key, lot);
    add(lot, { ...part, heldFen: ZERO_FEN });
  }
}

/** In the order of the log: a notice of before a use is none any more. */
function countUse(batch: BalanceBatch, times: Envelope, event: WalletEvent): void {
  const wallet = walletIn(batch, event.data.walletId);
  const used = usedAt(event, times);
  if (event.type === 'WalletDormancyNoticed') wallet.dormantAt = event.data.dormantAt;
  if (used === undefined) return;
  wallet.usedAt = Math.max(wallet.usedAt ?? 0, used);
  wallet.dormantAt = null;
}

function walletIn({ balances }: BalanceBatch, walletId: string): WalletChange {
  const known = balances.get(walletId);
  if (known) return known;
  const wallet = { ...noChange(walletId), usedAt: null, dormantAt: undefined };
  balances.set(walletId, wallet);
  return wallet;
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
  state: CardStanding,
): void {
  const { walletId, cardId, cardSequence } = card;
  batch.cards.set(`${walletId} ${cardId}`, { walletId, cardId, cardSequence, state });
}
