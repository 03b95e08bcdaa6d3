/** The rules about the cards of a wallet: opening it with its first card, activation, and block with what it undoes. */
import type { EpochMs } from '@scrip/calendar';
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError, reject } from '@scrip/decider';
import { type Fen, minus, plus, ZERO_FEN } from '@scrip/money';
import { cardOf, standingBefore } from './cards.ts';
import {
  type CardRef,
  heldIn,
  refuse,
  type Wallet,
  type WalletState,
  walletDecider,
  whyNotOpen,
} from './wallet.decider.ts';
import { resolveDispute } from './wallet-dispute.rule.ts';
import { returnable, spendIn } from './wallet-return.rule.ts';

/** A card was issued together with a wallet. */
export interface OpenWallet {
  readonly walletId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly cardId: string;
  readonly cardSequence: number;
}

/**
 * Opens a wallet for the first card that is issued for it. A later card of an open wallet needs nothing here: it is
 * known from its activation on. Refused: `wallet_of_another_holder`.
 */
export function openWallet(state: WalletState, command: OpenWallet): Decision<WalletEvent> {
  if (state.status === 'none') return accept({ type: 'WalletOpened', data: command });
  if (state.holderId !== command.holderId) {
    return reject('wallet_of_another_holder', { holderId: command.holderId });
  }
  return accept();
}

/**
 * Lets a card open the wallet; one that does so already needs no new fact.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `card_blocked`; `card_void`; `card_superseded` (a later card of
 * the wallet has been active); `card_suspended`.
 */
export function activateCard(state: WalletState, command: CardRef): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { cardId, cardSequence } = command;
  const known = cardOf(state.cards, cardId);
  if (known?.state === 'blocked') return reject('card_blocked', { cardId, cardSequence });
  if (known?.state === 'void') return reject('card_void', { cardId, cardSequence });
  const { activeSequence } = state.cards;
  if (cardSequence < activeSequence) return reject('card_superseded', { cardId, cardSequence, activeSequence });
  if (known?.state === 'suspended') return reject('card_suspended', { cardId, cardSequence });
  if (known?.state === 'active') return accept();
  return accept({ type: 'WalletCardActivated', data: { walletId: state.walletId, cardId, cardSequence } });
}

/** What stands for the holder of a bearer card: whoever has it. Two bearer cards are never the same holder's. */
export function bearerOf(walletId: string): string {
  return walletId.replace(/^wal_/, 'brr_');
}

/** A blank card was sold: it comes with the wallet that it opens, and may be used at once. */
export type OpenBearerWallet = Omit<OpenWallet, 'holderId'>;

/** Opens a wallet that belongs to whoever has its card, and lets that card open it. One that is open needs nothing. */
export function openBearerWallet(state: WalletState, command: OpenBearerWallet): Decision<WalletEvent> {
  if (state.status !== 'none') return accept();
  const { walletId, cardId, cardSequence } = command;
  return accept<WalletEvent>(
    { type: 'WalletOpened', data: { ...command, holderId: bearerOf(walletId) } },
    { type: 'WalletCardActivated', data: { walletId, cardId, cardSequence } },
  );
}

/**
 * The bearer card of a wallet was registered: the wallet is the holder's from now on. It is so already: nothing new.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_of_another_holder` {holderId}.
 */
export function registerHolder(state: WalletState, { holderId }: { readonly holderId: string }): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { walletId, holderId: bearerId } = state;
  if (bearerId === holderId) return accept();
  if (bearerId !== bearerOf(walletId)) return reject('wallet_of_another_holder', { holderId: bearerId });
  return accept({ type: 'WalletHolderRegistered', data: { walletId, bearerId, holderId } });
}

/** A holder turned out to be the same person as another, who stays. */
export interface MergeHolder {
  /** Who stays. */
  readonly holderId: string;
  readonly formerHolderId: string;
  readonly mergeId: string;
}

/** The wallet of the holder who goes is the survivor's, also one that was closed; another's, or no wallet: nothing new. */
export function mergeHolder(state: WalletState, merge: MergeHolder): Decision<WalletEvent> {
  if (state.status === 'none' || state.holderId !== merge.formerHolderId) return accept();
  return accept({ type: 'WalletHolderMerged', data: { walletId: state.walletId, ...merge } });
}

/** What cards says of a card, and why. */
export interface CardNews extends CardRef {
  /** snake_case. */
  readonly reason: string;
}

/**
 * Shuts a card until it is resumed; one that opens nothing anyway needs no new fact.
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 */
export function suspendCard(state: WalletState, { cardId, cardSequence, reason }: CardNews): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const standing = cardOf(state.cards, cardId)?.state;
  if (standing === 'suspended' || standing === 'blocked' || standing === 'void') return accept();
  return accept({ type: 'WalletCardSuspended', data: { walletId: state.walletId, cardId, cardSequence, reason } });
}

/**
 * Lets a suspended card open the wallet again; one that is not suspended needs no new fact.
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 */
export function resumeCard(state: WalletState, { cardId, cardSequence, reason }: CardNews): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (cardOf(state.cards, cardId)?.state !== 'suspended') return accept();
  return accept({ type: 'WalletCardResumed', data: { walletId: state.walletId, cardId, cardSequence, reason } });
}

/**
 * Shuts a card for good: it was replaced, has expired or is void. What is held by it stays held.
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 */
export function voidCard(state: WalletState, { cardId, cardSequence, reason }: CardNews): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (cardOf(state.cards, cardId)?.state === 'void') return accept();
  return accept({ type: 'WalletCardVoided', data: { walletId: state.walletId, cardId, cardSequence, reason } });
}

/**
 * Takes back the block of a card that was found: it stands as it did before the report, and news of that report block it
 * no more. Spends that the issuer bore stay the issuer's. Taken back already, or void since: nothing new.
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 */
export function unblockCard(
  state: WalletState,
  { reportedAt, ...news }: CardNews & { readonly reportedAt: EpochMs },
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const known = cardOf(state.cards, news.cardId);
  if (known?.state === 'void' || (known?.liftedFrom !== undefined && reportedAt <= known.liftedFrom)) return accept();
  const standing = standingBefore(state.cards, news.cardId);
  return accept({
    type: 'WalletCardUnblocked',
    data: { walletId: state.walletId, ...news, reportedAt, state: standing },
  });
}

/** The reason of a block for a loss. */
export const LOST = 'reported_lost';
/** The reason of a block for a theft. */
export const STOLEN = 'reported_stolen';

/** A loss was reported to cards. */
export interface BlockCard extends CardRef {
  readonly reportedAt: EpochMs;
  /** snake_case. */
  readonly reason: string;
}

/** A fact of this wallet's history with the moment the log took it. */
export interface LoggedFact {
  readonly recordedAt: EpochMs;
  readonly event: WalletEvent;
}

/**
 * Shuts a card for good and takes its spends since the report from the holder (domain 2.2, A8): each one recorded at or
 * after `reportedAt` is assumed by the issuer and its value goes back to its lots; so is a capture of a hold that was
 * made since then, and such a hold that is still open is given up; a dispute about one is closed, for the issuer bears it. A
 * card that is blocked or void already needs no new fact, nor does one of a wallet that was closed: it opens nothing; nor
 * does news of a report that two persons have taken back in the meantime.
 * Refused in this order: `wallet_unknown`; `card_unknown` (not this wallet's, and not newer than its active card).
 * @param history the wallet's facts from `reportedAt` to the state, in order; more does no harm.
 */
export function blockCard(
  state: WalletState,
  command: BlockCard,
  history: readonly LoggedFact[],
): Decision<WalletEvent> {
  if (state.status === 'closed') return accept();
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { walletId, holderId } = state;
  const { cardId, cardSequence, reportedAt, reason } = command;
  const known = cardOf(state.cards, cardId);
  if (!known && cardSequence <= state.cards.activeSequence) return reject('card_unknown', { cardId, cardSequence });
  if (known?.state === 'blocked' || known?.state === 'void') return accept();
  if (known?.liftedFrom !== undefined && reportedAt <= known.liftedFrom) return accept();

  const since = history.filter((fact) => fact.recordedAt >= reportedAt).map((fact) => fact.event);
  const heldSince = new Set(
    since.flatMap((event) => (event.type === 'WalletHeld' && event.data.cardId === cardId ? [event.data.holdId] : [])),
  );
  const slippedIds = new Set(since.flatMap((event) => slippedSpend(event, cardId, heldSince)?.spendId ?? []));
  const resolved = withoutDisputes(state, slippedIds);
  let balanceFen = resolved.wallet.lots.openFen;
  const assumed = since.flatMap((event): WalletEvent[] => {
    const slipped = slippedSpend(event, cardId, heldSince);
    const spend = slipped && notReturned(slipped, since);
    if (!spend || spend.amountFen === 0n) return [];
    balanceFen = plus(balanceFen, spend.amountFen);
    return [
      {
        type: 'WalletSpendAssumedByIssuer',
        data: { walletId, holderId, ...spend, cardId, reportedAt, balanceAfterFen: balanceFen },
      },
    ];
  });
  let heldFen = heldIn(state);
  const released = state.holds.flatMap((hold): WalletEvent[] => {
    if (!heldSince.has(hold.holdId)) return [];
    heldFen = minus(heldFen, hold.amountFen);
    const releasedFen = hold.amountFen;
    return [
      {
        type: 'WalletHoldReleased',
        data: { walletId, holdId: hold.holdId, releasedFen, reason, heldAfterFen: heldFen },
      },
    ];
  });
  return accept<WalletEvent>(
    { type: 'WalletCardBlocked', data: { walletId, cardId, cardSequence, reportedAt, reason } },
    ...resolved.events,
    ...assumed,
    ...released,
  );
}

/** The issuer bears them, so nobody disputes them any more: the credit goes back before the value does. */
function withoutDisputes(
  wallet: Wallet,
  spendIds: ReadonlySet<string>,
): { readonly wallet: Wallet; readonly events: readonly WalletEvent[] } {
  let current = wallet;
  const events = wallet.disputes.flatMap(({ disputeId, spendId }): readonly WalletEvent[] => {
    if (!spendIds.has(spendId)) return [];
    const decision = resolveDispute(current, { disputeId, inFavourOf: 'merchant' });
    if (decision.kind === 'refused') throw new InvariantError(`${disputeId} is open and cannot be resolved`);
    const after = decision.events.reduce<WalletState>(walletDecider.evolve, current);
    if (after.status === 'open') current = after;
    return decision.events;
  });
  return { wallet: current, events };
}

/** What of a spend its merchant has not given back. */
function notReturned<S extends { readonly spendId: string }>({ spendId, ...rest }: S, since: readonly WalletEvent[]) {
  const left = spendIn(since, spendId);
  const lots = (left?.lots ?? []).filter((lot) => plus(lot.principalFen, lot.bonusFen) > 0n);
  return { ...rest, spendId, amountFen: left ? returnable(left) : ZERO_FEN, lots };
}

/** What slipped in between report and block; a captured hold is a spend that has the hold's id. */
function slippedSpend(
  event: WalletEvent,
  cardId: string,
  heldSince: ReadonlySet<string>,
): { spendId: string; amountFen: Fen; lots: readonly LotTake[] } | undefined {
  if (event.type === 'WalletSpent' && event.data.cardId === cardId) {
    return { spendId: event.data.spendId, amountFen: event.data.chargedFen, lots: event.data.lots };
  }
  if (event.type === 'WalletHoldCaptured' && heldSince.has(event.data.holdId)) {
    return { spendId: event.data.holdId, amountFen: event.data.capturedFen, lots: event.data.lots };
  }
  return undefined;
}
