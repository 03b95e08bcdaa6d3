/** Tills that act for one merchant: what counters give for points is given by the counter's own. */
import { type Counter, counterOf, type Programme } from '@scrip/programme';

/** Whoever asks. */
export interface ActsFor {
  /** The only merchant it may act for; null: for any. */
  readonly merchantId: string | null;
}

/** The service itself, and every token that names no merchant. */
export const ANY_MERCHANT: ActsFor = { merchantId: null };

/** The merchant that a counter is for the ledger: its own id there, or its key. */
export function merchantOf({ key, merchantId }: Counter): string {
  return merchantId ?? key;
}

/** Who is paid for gifts of a counter, by a version of the programme: nobody where it has the counter no more. */
export function paidCounter(
  counterKey: string,
  programme: Programme | undefined,
): { readonly merchantId: string | null; readonly programmeVersion: number | null } {
  const counter = programme && counterOf(programme, counterKey);
  return { merchantId: counter ? merchantOf(counter) : null, programmeVersion: counter ? programme.version : null };
}

/** Whether somebody acts for another merchant than this one. */
export function actsForAnother(by: ActsFor, merchantId: string | null): boolean {
  return by.merchantId !== null && by.merchantId !== merchantId;
}
