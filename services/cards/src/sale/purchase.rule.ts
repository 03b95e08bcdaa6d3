/** What the law asks of who buys bearer cards (domain 3): who it is, and how it is paid. Pure. */
import type { PurchaseFinding } from '@scrip/contracts';
import { type Fen, fen } from '@scrip/money';

/** From this value of bearer cards in one purchase on, the identity of the buyer is recorded: 10,000 yuan. */
export const IDENTITY_FROM_FEN = fen(1_000_000);
/** From these values in one purchase on, a buyer pays by bank transfer and not in cash: 5,000 and 50,000 yuan. */
export const TRANSFER_FROM_FEN = { company: fen(500_000), person: fen(5_000_000) } as const;

/** The tender that is a transfer. */
export const BANK_TRANSFER = 'bank-transfer';

/** One purchase of bearer cards. */
export interface Purchase {
  readonly buyerKind: 'person' | 'company';
  /** Whether the buyer's identity is recorded. */
  readonly identified: boolean;
  readonly tender: string;
  /** Face value of all the cards. */
  readonly faceTotalFen: Fen;
}

/**
 * The rules that a purchase does not keep, in this order: `bearer_identity` (nobody was identified from 10,000 yuan on),
 * `transfer_only` (not paid by transfer from 5,000 yuan on by a company, from 50,000 by a person).
 */
export function purchaseFindings({
  buyerKind,
  identified,
  tender,
  faceTotalFen,
}: Purchase): readonly PurchaseFinding[] {
  const findings: PurchaseFinding[] = [];
  if (!identified && faceTotalFen >= IDENTITY_FROM_FEN) {
    findings.push({ ruleId: 'bearer_identity', amountFen: faceTotalFen, limitFen: IDENTITY_FROM_FEN });
  }
  const limitFen = TRANSFER_FROM_FEN[buyerKind];
  if (tender !== BANK_TRANSFER && faceTotalFen >= limitFen) {
    findings.push({ ruleId: 'transfer_only', amountFen: faceTotalFen, limitFen });
  }
  return findings;
}
