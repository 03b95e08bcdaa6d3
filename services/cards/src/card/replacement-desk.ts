/** What the desk asks for before a card is replaced, at once or by a vendor: who the holder is, and the fee (domain 2.2, 2.9). */
import { idFrom } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import type { CardTerms } from '@scrip/programme';
import { z } from 'zod';
import type { LedgerClient } from '../ledger-client.ts';
import type { Card } from './card.decider.ts';
import type { ReplacementCause } from './card-replacement.rule.ts';
import type { ProductTerms } from './card-route.ts';
import { answersField, type HolderCheck, idNumberField } from './holder-check.ts';

/** How the fee is paid. */
export const feeField = z
  .union([
    z.strictObject({ from: z.literal('wallet') }).describe('Charged to the wallet.'),
    z
      .strictObject({
        tender: z
          .string()
          .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
          .describe('How it was paid, such as cash.'),
      })
      .describe('Paid at the desk.'),
  ])
  .optional()
  .describe('How the fee is paid; left out: the answer names it, and nothing is charged.');
/** Segment of the programme, by the desk's word. */
export const segmentField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .optional()
  .describe("Segment of the programme that the holder is in by the issuer's own books; kept with who said so.");
/** What says who the holder is. */
export const verifyFields = {
  idNumber: idNumberField.optional().describe('Of the holder, from the document shown, where the product asks for it.'),
  answers: answersField.optional().describe('Where the product verifies by the profile: all of them must be right.'),
};
export const feeDueField = z
  .int()
  .describe('Still to be charged in the ledger, in fen; 0 where it was charged, or is free.');

/** What is said of the holder and the card. */
export interface Said {
  readonly cause: ReplacementCause;
  readonly idNumber?: string | undefined;
  readonly answers?: z.output<typeof answersField> | undefined;
  readonly cardPresent?: boolean | undefined;
}

type Fee = NonNullable<z.output<typeof feeField>>;
type Check = NonNullable<NonNullable<CardTerms['replacement']>['verify']>[number];

/** Causes of a card that nobody can show. */
const GONE: ReadonlySet<ReplacementCause> = new Set(['lost', 'stolen']);

export class ReplacementDesk {
  readonly #holders: HolderCheck;
  readonly #ledger: LedgerClient;
  readonly #warn: (text: string) => void;

  constructor(holders: HolderCheck, ledger: LedgerClient, warn: (text: string) => void) {
    this.#holders = holders;
    this.#warn = warn;
    this.#ledger = ledger;
  }

  /**
   * Checks what the product asks for; name and ID number never change in a replacement, so who comes with another one is
   * refused (domain 2.2, A10). Throws the Problems, in this order: 422 `verification_missing` {needed}; 404
   * `holder_unknown`; 409 `id_not_kept`; 403 `id_mismatch`; 403 `answers_wrong` {asked, matching}.
   * @param otherwise what is checked where the product says nothing; a lost card is never replaced unchecked.
   */
  async verify(
    command: CommandRequest,
    holderId: string,
    card: CardTerms | undefined,
    said: Said & { readonly reason: string; readonly otherwise: readonly Check[] },
  ): Promise<void> {
    const { cause, idNumber, answers, cardPresent, reason, otherwise } = said;
    const asked = (card?.replacement?.verify ?? otherwise).filter((one) => one !== 'cardPresent' || !GONE.has(cause));
    const needed: readonly Check[] = asked.length === 0 && GONE.has(cause) ? ['idDocument'] : asked;
    const missing = [
      ...(needed.includes('idDocument') && idNumber === undefined ? ['idNumber'] : []),
      ...(needed.includes('profile') && Object.keys(answers ?? {}).length === 0 ? ['answers'] : []),
      ...(needed.includes('cardPresent') && cardPresent !== true ? ['cardPresent'] : []),
    ];
    if (missing.length > 0) {
      throw new Problem(422, 'verification_missing', 'The holder is to be verified', { members: { needed: missing } });
    }
    if (idNumber !== undefined) await this.#holders.requireId(command, holderId, { idNumber, reason });
    if (answers === undefined) return;
    const compared = await this.#holders.compare(command, holderId, { answers, reason });
    if (compared.matching === compared.asked) return;
    const { asked: askedFor, matching } = compared;
    throw new Problem(403, 'answers_wrong', 'Not all answers are those of the profile', {
      members: { asked: askedFor, matching },
    });
  }

  /** Charges the fee in the ledger, once under the key. Throws the Problem 409 of what the ledger refuses; 503 `ledger_unavailable`. */
  async charge({ who, key }: CommandRequest, { cardId, walletId }: Card, fee: Fee): Promise<void> {
    const tender = 'tender' in fee ? fee.tender : null;
    const feeKey = idFrom('fee', `${key.scope}\n${key.key}`);
    const outcome = await this.#ledger.chargeReplacement(who, { walletId, cardId, tender, key: feeKey });
    if (outcome.kind === 'charged') return;
    if (outcome.kind === 'refused') {
      const { code, type: _type, title: _title, status: _status, instance: _instance, ...members } = outcome.numbers;
      throw new Problem(409, String(code), 'The ledger refuses the fee', { members });
    }
    this.#warn(`the fee of ${cardId} at ${walletId} was not charged: ${outcome.reason}`);
    throw new Problem(503, 'ledger_unavailable', 'The ledger does not answer', { headers: { 'Retry-After': '1' } });
  }
}

/** The fee of a replacement for this cause, in fen; 0: free. */
export function feeOf({ card, replacementFeeFen }: ProductTerms, cause: ReplacementCause): number {
  const free: readonly string[] = card?.replacement?.freeFor ?? [];
  return free.includes(cause) ? 0 : replacementFeeFen;
}
