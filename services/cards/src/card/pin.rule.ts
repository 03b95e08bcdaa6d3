/**
 * The PIN of a card (domain 2.2, A7): set, changed, tried, locked, reset. The rules know whether a try was right and
 * nothing of the PIN itself; what it is verified with is in the vault, under the version that the facts name.
 */
import type { CardEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import { allowing, type Card, type CardState, refuse } from './card.decider.ts';

/** Wrong tries in a row that lock a PIN where the programme does not say. */
export const PIN_TRIES_MAX = 3;
/** Digits of a PIN where the programme does not say. */
export const PIN_DIGITS = 6;

/** What a PIN is tried for. */
export const PIN_PURPOSES = ['spend', 'hold', 'change', 'check'] as const;
export type PinPurpose = (typeof PIN_PURPOSES)[number];

/** A try, after the vault has compared it. */
export interface PinTry {
  readonly purpose: PinPurpose;
  /** To be authorised, in fen; null where the try is for no amount. */
  readonly amountFen: Fen | null;
  /** Version of the verifier that it was compared with; null if the vault has none. */
  readonly verifierVersion: number | null;
  readonly matches: boolean;
  /** Wrong tries in a row that lock it. */
  readonly triesMax: number;
}

/** The version that the next PIN of a card has. */
export function nextPinVersion(state: CardState): number {
  return state.kind === 'unknown' ? 1 : (state.pin?.verifierVersion ?? 0) + 1;
}

/**
 * Gives a card its first PIN. Refused in this order: `card_unknown`; the state that forbids it, such as `card_lost`
 * {cardId, reportedAt}; `card_not_registered` {cardId} (a bearer card is whoever's has it); `pin_already_set` {cardId}.
 */
export function setPin(state: CardState): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'PinSet');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  if (card.holderId === null) return reject('card_not_registered', { cardId });
  if (card.pin) return reject('pin_already_set', { cardId });
  return accept({ type: 'PinSet', data: { cardId, walletId, verifierVersion: nextPinVersion(card) } });
}

/**
 * Gives a card a new PIN in the place of a forgotten or locked one; its holder was seen with the ID (domain 2.2, A7).
 * Refused in this order: `card_unknown`; the state that forbids it; `card_not_registered` {cardId}; `pin_not_set` {cardId}.
 */
export function resetPin(state: CardState): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'PinReset');
  if (refusal) return refuse(refusal);
  const { cardId, walletId } = card;
  if (card.holderId === null) return reject('card_not_registered', { cardId });
  if (!card.pin) return reject('pin_not_set', { cardId });
  return accept({ type: 'PinReset', data: { cardId, walletId, verifierVersion: nextPinVersion(card) } });
}

/**
 * Takes a try: right, wrong, or wrong once too often. A wrong one is accepted as a fact, since it counts; a locked PIN is
 * compared with nothing. Refused in this order: `card_unknown`; the state that forbids it, such as `card_lost` {cardId,
 * reportedAt}; `pin_not_set` {cardId}; `pin_locked` {cardId} (it is reset with the ID).
 */
export function tryPin(state: CardState, command: PinTry): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'PinVerified');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, pin } = card;
  if (!pin) return reject('pin_not_set', { cardId });
  if (pin.locked) return reject('pin_locked', { cardId });
  const { verifierVersion } = pin;
  const { purpose, amountFen, triesMax } = command;
  const of = { cardId, walletId, verifierVersion };
  if (command.matches && command.verifierVersion === verifierVersion) {
    return accept({ type: 'PinVerified', data: { ...of, purpose, amountFen } });
  }
  const triesLeft = Math.max(0, triesMax - pin.wrongTries - 1);
  const refused: CardEvent = { type: 'PinRefused', data: { ...of, purpose, triesLeft } };
  return triesLeft > 0 ? accept(refused) : accept<CardEvent>(refused, { type: 'PinLocked', data: of });
}

/**
 * Changes a PIN with the old one, which is tried first: a wrong one counts as any. Refused as `tryPin`, in the same order.
 */
export function changePin(state: CardState, old: Omit<PinTry, 'purpose' | 'amountFen'>): Decision<CardEvent> {
  const tried = tryPin(state, { ...old, purpose: 'change', amountFen: null });
  if (tried.kind === 'refused' || tried.events[0]?.type !== 'PinVerified') return tried;
  const { cardId, walletId } = state as Card;
  const data = { cardId, walletId, verifierVersion: nextPinVersion(state) };
  return accept<CardEvent>(...tried.events, { type: 'PinChanged', data });
}
