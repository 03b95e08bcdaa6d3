/** The rule by which a merchant's day is settled by itself once it is over (domain 2.10, "settle to merchants by day"). */
import type { SettlementEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type Settle, type Settlements, settle, type Unsettled } from './settlement.decider.ts';

/** What the journal and the settlements say of a merchant above the mark of a state. */
export interface DayToSettle {
  readonly unsettled: Unsettled;
  /** Of the settlement that made the mark, in basis points; null: it had none. */
  readonly feeRateBp: number | null;
  /** Whether one was taken back since the day was over: it is made again by whoever took it back, or tomorrow. */
  readonly takenBackToday: boolean;
}

/**
 * Settles a merchant through a day that is over, at the fee rate of the settlement before. Nothing
 * where the merchant is settled through that day already, by hand or by another process: what came late of it is in the
 * settlement of the next day; nothing where one was taken back today either. Refused as `settle`.
 * @param day as the journal and the settlements have it at this very state.
 */
export function settleDay(
  state: Settlements,
  command: Omit<Settle, 'feeRateBp'>,
  { unsettled, feeRateBp, takenBackToday }: DayToSettle,
): Decision<SettlementEvent> {
  const { throughDate } = state.settled;
  if (takenBackToday || (throughDate !== null && throughDate >= command.throughDate)) return accept();
  return settle(state, { ...command, feeRateBp }, unsettled);
}
