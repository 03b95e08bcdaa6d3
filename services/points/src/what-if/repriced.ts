/** What a line of a receipt costs under another programme, and how another amount would have been paid. Pure. */
import type { ReceiptRecorded } from '@scrip/contracts';
import { apportion, type Fen } from '@scrip/money';
import { type Programme, priceLine, productOf } from '@scrip/programme';

type Line = ReceiptRecorded['lines'][number];

/** The price of a line under a programme, or why there is none. */
export function priceOf(
  { tagFen, priceClass, counterKey }: Line,
  grade: string | null,
  receipt: ReceiptRecorded,
  programme: Programme,
): Fen | string {
  const tender = receipt.tenders.find(({ kind }) => productOf(programme, kind)?.spend.otherDiscounts === false)?.kind;
  const { businessDate } = receipt;
  const known = priceClass === 'special' ? 'special' : 'regular';
  const priced = priceLine({ tagFen, priceClass: known, counterKey, grade, tender, businessDate }, programme);
  return priced.kind === 'priced' ? priced.paidFen : priced.refusal.code;
}

/** The tenders of a receipt for another amount: each in the share that it had. */
export function tendersOf({ tenders, paidFen }: ReceiptRecorded, nowFen: Fen): ReceiptRecorded['tenders'] {
  if (nowFen === paidFen) return tenders;
  if (nowFen === 0n) return [];
  if (paidFen === 0n) return [{ kind: 'cash', amountFen: nowFen, reference: null }];
  const parts = apportion(
    nowFen,
    tenders.map(({ amountFen }) => amountFen),
  );
  return tenders.map((tender, index) => ({ ...tender, amountFen: parts[index] ?? tender.amountFen }));
}

/** Everything of a programme that a price depends on, as text: equal texts, equal prices. */
export function pricesOf({ pricing, counters, grades, storedValue }: Programme): string {
  const spends = storedValue?.map(({ key, spend }) => [key, spend.otherDiscounts ?? null]);
  return JSON.stringify([pricing ?? [], counters ?? [], grades ?? [], spends ?? []]);
}
