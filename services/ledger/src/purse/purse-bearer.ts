/** Who bears what is spent offline with a card after it was reported lost (domain 2.10; domain 2.2, A8 online). */
import type { EpochMs } from '@scrip/calendar';
import type { PurseSpent } from '@scrip/contracts';

/**
 * From when on the issuer bears it, as the product says: from the report, or from the moment that the terminal had taken the
 * list of blocked cards. Until then, in the second case, it is the holder's, as it is paid offline at the holder's risk.
 */
export type OfflineLoss = 'fromReport' | 'fromTerminalSync';

/**
 * Who bears a spend after the report; null where the product goes by the report alone.
 * @param terminalKnewAt since when the terminal knew that the card is blocked; null while it did not.
 */
export function bearerOf(offlineLoss: OfflineLoss, spentAt: EpochMs, terminalKnewAt: EpochMs | null): string | null {
  if (offlineLoss === 'fromReport') return null;
  return terminalKnewAt !== null && spentAt >= terminalKnewAt ? 'issuer' : 'holder';
}

/** Whether the issuer bears the spend. */
export function isBorneByIssuer({ cardReportedAt, bearer }: Pick<PurseSpent, 'cardReportedAt' | 'bearer'>): boolean {
  return cardReportedAt !== null && bearer !== 'holder';
}
