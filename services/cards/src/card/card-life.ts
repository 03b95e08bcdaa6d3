/**
 * The life of a card as one table: which fact leads from which states to which (domain 1, 2.2, 2.9). Everything that asks
 * whether something may happen to a card asks here; everything that happened is held to it.
 */
import type { CardEvent } from '@scrip/contracts';
import type { Refusal } from '@scrip/decider';

/** States of a card, about in the order of its life. */
export const CARD_STATES = [
  /** A named card was asked for. */
  'applied',
  /** It may be made. */
  'approved',
  /** It was made and is on its way. */
  'produced',
  /** A branch or a distributor has it. */
  'in_stock',
  /** A holder has it, and it opens nothing yet. */
  'issued',
  /** It opens its wallet. */
  'active',
  /** It opens nothing until it is resumed. */
  'suspended',
  /** Blocked at its wallet since the report. */
  'lost',
  /** As lost. */
  'stolen',
  /** It opens its wallet, and is to be replaced. */
  'damaged',
  /** Another card opens the wallet in its place. */
  'replaced',
  /** Its validity is over. */
  'expired',
  /** For good. */
  'void',
] as const;

/** A state of a card. */
export type CardStateName = (typeof CARD_STATES)[number];

/** A state, or that there is no such card yet. */
export type CardKind = CardStateName | 'unknown';

/** The card that a wallet was opened with. */
export const FIRST_VERSION = 1;

type EventType = CardEvent['type'];

/** Where a fact may happen, and where it leads. */
export interface Transition {
  readonly from: readonly CardKind[];
  /** `same`: it stays; `asReported`: lost or stolen, by the report; `asBefore`: the state before that report. */
  readonly to: CardStateName | 'same' | 'asReported' | 'asBefore';
}

/** States of a card that a holder has and that opens its wallet. */
const IN_USE = ['active', 'damaged'] as const;
/** States of a card that a holder has, whether it opens its wallet or not. */
const WITH_HOLDER = ['issued', 'active', 'suspended', 'damaged'] as const;
const MISSING = ['lost', 'stolen'] as const;
/** States of a card that is asked for or made and that nobody has used. */
const ON_ITS_WAY = ['applied', 'approved', 'produced', 'in_stock'] as const;

/** The table. */
export const TRANSITIONS: Readonly<Record<EventType, Transition>> = {
  CardApplied: { from: ['unknown'], to: 'applied' },
  CardApproved: { from: ['applied'], to: 'approved' },
  CardProduced: { from: ['approved'], to: 'produced' },
  BlankCardProduced: { from: ['unknown'], to: 'produced' },
  CardStocked: { from: ['produced'], to: 'in_stock' },
  CardAllotted: { from: ['in_stock'], to: 'same' },
  CardIssued: { from: ['unknown', 'approved', 'produced', 'in_stock'], to: 'issued' },
  CardSold: { from: ['in_stock'], to: 'active' },
  CardActivated: { from: ['issued'], to: 'active' },
  CardRegistered: { from: ['active', 'suspended', 'damaged', 'expired'], to: 'same' },
  CardSuspended: { from: IN_USE, to: 'suspended' },
  CardResumed: { from: ['suspended', 'damaged'], to: 'active' },
  CardReportedDamaged: { from: ['active'], to: 'damaged' },
  CardReportedLost: { from: WITH_HOLDER, to: 'asReported' },
  CardLossReportedByHolder: { from: MISSING, to: 'same' },
  CardUnblockProposed: { from: MISSING, to: 'same' },
  CardUnblockDeclined: { from: MISSING, to: 'same' },
  CardUnblocked: { from: MISSING, to: 'asBefore' },
  CardReplacementStarted: { from: [...WITH_HOLDER, ...MISSING, 'expired'], to: 'same' },
  CardReplacementDropped: { from: [...WITH_HOLDER, ...MISSING, 'expired'], to: 'same' },
  CardReplaced: { from: [...WITH_HOLDER, ...MISSING, 'expired'], to: 'replaced' },
  CardVoided: { from: [...ON_ITS_WAY, ...WITH_HOLDER, ...MISSING, 'expired'], to: 'void' },
  CardExpired: { from: ['in_stock', ...WITH_HOLDER], to: 'expired' },
  PinSet: { from: ['issued', ...IN_USE], to: 'same' },
  PinChanged: { from: ['issued', ...IN_USE], to: 'same' },
  PinReset: { from: ['issued', ...IN_USE], to: 'same' },
  PinVerified: { from: ['issued', ...IN_USE], to: 'same' },
  PinRefused: { from: ['issued', ...IN_USE], to: 'same' },
  PinLocked: { from: ['issued', ...IN_USE], to: 'same' },
};

/** Whether the table lets this happen to a card in this state. */
export function mayHappen(kind: CardKind, type: EventType): boolean {
  return TRANSITIONS[type].from.includes(kind);
}

/**
 * Why this cannot happen to a card in this state; undefined where it can. In the order tried: `card_unknown` (there is no
 * such card); `card_exists` (the fact would make it, and it is there); `card_already_lost`, `card_already_active`, … (the
 * fact would lead to the state that the card is in); `card_lost`, `card_suspended`, … (the state that forbids it).
 */
export function whyNotInState(kind: CardKind, type: EventType): Refusal['code'] | undefined {
  const { from, to } = TRANSITIONS[type];
  if (from.includes(kind)) return undefined;
  if (kind === 'unknown') return 'card_unknown';
  if (from.every((state) => state === 'unknown')) return 'card_exists';
  const there = to === 'asReported' ? kind === 'lost' || kind === 'stolen' : to === kind;
  return there ? `card_already_${kind}` : `card_${kind}`;
}
