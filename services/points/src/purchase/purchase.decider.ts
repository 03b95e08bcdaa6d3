/** One receipt: recorded once, never changed, and returned in parts until nothing is left. Its points stand on its member's account. */
import type { PurchaseEvent, ReceiptReturned } from '@scrip/contracts';
import { type Decider, InvariantError } from '@scrip/decider';
import { type Fen, type Points, plus } from '@scrip/money';

/** A receipt before and after it was recorded. What it says is in its first fact, which never changes. */
export type PurchaseState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'recorded';
      readonly receiptId: string;
      readonly businessDate: string;
      /** Null while nothing was returned, as of almost every receipt. */
      readonly returned: Returned | null;
    };

/** What was returned of a receipt so far; plain data. */
export interface Returned {
  /** The issuer's own numbers of its returns, in their order. */
  readonly returnIds: readonly string[];
  /** By line. */
  readonly lines: readonly { readonly lineNo: number; readonly returnedFen: Fen }[];
  /** By kind of tender. */
  readonly tenders: readonly { readonly kind: string; readonly amountFen: Fen }[];
  /** What the rest of it earns; null where nobody earned. */
  readonly earnedPoints: Points | null;
}

export const purchaseDecider: Decider<PurchaseState, PurchaseEvent> = {
  stream: 'purchase',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'ReceiptRecorded': {
        const { receiptId, businessDate } = event.data;
        return { kind: 'recorded', receiptId, businessDate, returned: null };
      }
      case 'ReceiptReturned':
        if (state.kind === 'unknown')
          throw new InvariantError(`${event.data.receiptId} is returned before it was recorded`);
        return { ...state, returned: more(state.returned, event.data) };
    }
  },
};

/** The stream of an issuer's receipt; its number is unique within the issuer only. */
export function purchaseStream(issuerId: string, receiptId: string): string {
  return `rcp_${issuerId}.${receiptId}`;
}

function more(before: Returned | null, event: ReceiptReturned): Returned {
  const lines = new Map((before?.lines ?? []).map((line) => [line.lineNo, line.returnedFen]));
  for (const { lineNo, returnedFen } of event.lines) {
    const already = lines.get(lineNo);
    lines.set(lineNo, already === undefined ? returnedFen : plus(already, returnedFen));
  }
  const tenders = new Map((before?.tenders ?? []).map((tender) => [tender.kind, tender.amountFen]));
  for (const { kind, amountFen } of event.tenders) {
    const already = tenders.get(kind);
    tenders.set(kind, already === undefined ? amountFen : plus(already, amountFen));
  }
  return {
    returnIds: [...(before?.returnIds ?? []), event.returnId],
    lines: [...lines].map(([lineNo, returnedFen]) => ({ lineNo, returnedFen })),
    tenders: [...tenders].map(([kind, amountFen]) => ({ kind, amountFen })),
    earnedPoints: event.earnedAfterPoints,
  };
}
