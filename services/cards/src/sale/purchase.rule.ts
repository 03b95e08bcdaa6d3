/** What is asked of who buys bearer cards: who it is, and how it is paid; by the law (domain 3) or by the product. Pure. */
import type { PurchaseFinding } from '@scrip/contracts';
import { type Fen, fen } from '@scrip/money';
import type { SaleTerms } from '@scrip/programme';

/** The tender that is a transfer. */
const BANK_TRANSFER = 'bank-transfer';

/** One purchase of bearer cards. */
export interface Purchase {
  readonly buyerKind: 'person' | 'company';
  /** Whether the buyer's identity is recorded. */
  readonly identified: boolean;
  readonly tender: string;
  /** Face value of all the cards. */
  readonly faceTotalFen: Fen;
}

/** From which value on a buyer is asked for what; null: never. */
export interface PurchaseLimits {
  readonly identityFromFen: Fen | null;
  readonly transferFromFen: Readonly<Record<Purchase['buyerKind'], Fen>> | null;
}

/**
 * What the law asks (domain 3): the identity from 10,000 yuan of bearer cards in one purchase on; a transfer from 5,000 by
 * companies and 50,000 by persons.
 */
export const LEGAL_LIMITS: PurchaseLimits = {
  identityFromFen: fen(1_000_000),
  transferFromFen: { company: fen(500_000), person: fen(5_000_000) },
};

/** What a product asks of its buyers by itself, whatever the law says; nothing where it has no words for it. */
export function limitsOf(sale: SaleTerms | undefined): PurchaseLimits {
  const { identityFromFen, transferFromFen } = sale ?? {};
  return {
    identityFromFen: identityFromFen === undefined ? null : fen(identityFromFen),
    transferFromFen: transferFromFen
      ? { company: fen(transferFromFen.company), person: fen(transferFromFen.person) }
      : null,
  };
}

/**
 * What a purchase does not keep, in this order: `bearer_identity` (nobody was identified from the limit on),
 * `transfer_only` (not paid by transfer from the limit on).
 */
export function purchaseFindings(
  { buyerKind, identified, tender, faceTotalFen }: Purchase,
  { identityFromFen, transferFromFen }: PurchaseLimits,
): readonly PurchaseFinding[] {
  const findings: PurchaseFinding[] = [];
  if (!identified && identityFromFen !== null && faceTotalFen >= identityFromFen) {
    findings.push({ ruleId: 'bearer_identity', amountFen: faceTotalFen, limitFen: identityFromFen });
  }
  const limitFen = transferFromFen?.[buyerKind];
  if (tender !== BANK_TRANSFER && limitFen !== undefined && faceTotalFen >= limitFen) {
    findings.push({ ruleId: 'transfer_only', amountFen: faceTotalFen, limitFen });
  }
  return findings;
}
