/** Whether a spend or a hold has the PIN that its product asks for (domain 2.2): cards verifies it and signs that it did. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { Refusal } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import type { StoredValueProduct } from '@scrip/programme';

/** What an authorisation can be for. */
export type AuthorisedPurpose = 'spend' | 'hold';

/** What cards has signed about one verified PIN. It is good for one command, since it names that command's key. */
export interface PinAuthorisation {
  /** The fact PinVerified of cards. */
  readonly authorisationId: string;
  readonly cardId: string;
  readonly walletId: string;
  readonly purpose: AuthorisedPurpose;
  readonly amountFen: Fen;
  /** First moment it is not good any more. */
  readonly expiresAt: EpochMs;
}

/** What a command brings. */
export type BroughtAuthorisation =
  | { readonly kind: 'none' }
  /** The command tells of what took place at another time; the PIN was asked for there and then. */
  | { readonly kind: 'recorded' }
  /** Why it is none: its signature, its form, or another command or issuer that it was made for. */
  | { readonly kind: 'invalid'; readonly why: 'signature' | 'form' | 'another_command' | 'another_issuer' }
  | { readonly kind: 'signed'; readonly authorisation: PinAuthorisation; readonly checkedAt: EpochMs };

/** What is to be authorised. */
export interface ToAuthorise {
  readonly walletId: string;
  readonly cardId: string;
  readonly purpose: AuthorisedPurpose;
  /** Asked for by this command. */
  readonly amountFen: Fen;
  /** What the purchase comes to, where a command adds to an earlier one. */
  readonly totalFen?: Fen;
}

/** Whether the product asks for a PIN at a purchase of this amount. */
export function needsPin({ card }: StoredValueProduct, totalFen: Fen): boolean {
  const pin = card?.pin;
  if (pin === undefined) return false;
  return pin.use === 'everySpend' || totalFen > fen(pin.aboveFen ?? 0);
}

/**
 * The verified PIN that authorises the command; null where the product asks for none. Refused in this order:
 * - `pin_required` {askedFen}: the till asks cards to verify the PIN first.
 * - `authorisation_invalid` {why}: not signed by cards, of another form, or made for another issuer, command, card, wallet or
 *   purpose.
 * - `authorisation_expired` {expiredAt}.
 * - `authorisation_amount_mismatch` {askedFen, authorisedFen}.
 */
export function authorisedBy(
  asked: ToAuthorise,
  brought: BroughtAuthorisation,
  product: StoredValueProduct,
): { readonly authorisationId: string | null; readonly refusal?: never } | { readonly refusal: Refusal } {
  const { amountFen, totalFen = amountFen } = asked;
  if (!needsPin(product, totalFen) || brought.kind === 'recorded') return { authorisationId: null };
  if (brought.kind === 'none') return no('pin_required', { askedFen: amountFen });
  if (brought.kind === 'invalid') return no('authorisation_invalid', { why: brought.why });
  const { authorisation, checkedAt } = brought;
  const why = whyAnother(asked, authorisation);
  if (why !== undefined) return no('authorisation_invalid', { why });
  const { authorisationId, expiresAt, amountFen: authorisedFen } = authorisation;
  if (checkedAt >= expiresAt) return no('authorisation_expired', { expiredAt: toRfc3339(expiresAt) });
  if (authorisedFen !== amountFen) return no('authorisation_amount_mismatch', { askedFen: amountFen, authorisedFen });
  return { authorisationId };
}

function whyAnother(asked: ToAuthorise, authorisation: PinAuthorisation): string | undefined {
  if (authorisation.walletId !== asked.walletId) return 'another_wallet';
  if (authorisation.cardId !== asked.cardId) return 'another_card';
  return authorisation.purpose === asked.purpose ? undefined : 'another_purpose';
}

function no(code: string, detail: Refusal['detail']): { readonly refusal: Refusal } {
  return { refusal: { code, detail } };
}
