/** What each fact of a merchant's settlements means in the journal. Pure. */
import type { MerchantSettled, PayoutPart, SettlementEvent, SettlementPart } from '@scrip/contracts';
import { plus } from '@scrip/money';
import { credit, debit, type Posting } from '../journal/postings.ts';

/** The lines of a settlement's event, programme by programme; some may be of nothing. */
export function settlementPostings(event: SettlementEvent): readonly Posting[] {
  const { merchantId } = event.data;
  switch (event.type) {
    case 'MerchantSettled':
      return event.data.parts.flatMap((part) => settled(event.data, part));
    case 'MerchantSettlementReversed':
      return event.data.parts.flatMap((part) => reversed(merchantId, part));
    case 'MerchantPaid':
      return event.data.parts.flatMap((part) => paid(merchantId, part));
    case 'MerchantPayoutReturned':
      return event.data.parts.flatMap((part) => sentBack(merchantId, part));
  }
}

/** A settlement that comes to nothing is never paid out: what its programmes owe each other is evened out at the bank at once. */
function settled(whole: MerchantSettled, { programmeId, feeFen, netFen }: SettlementPart): readonly Posting[] {
  const of = programmeId ?? undefined;
  return [
    debit(`payable:merchant:${whole.merchantId}`, plus(netFen, feeFen), of),
    credit('income:merchant-fee', feeFen, of),
    credit(whole.netFen === 0n ? 'asset:bank' : `payable:settlement:${whole.merchantId}`, netFen, of),
  ];
}

function reversed(merchantId: string, { programmeId, feeFen, netFen }: SettlementPart): readonly Posting[] {
  const of = programmeId ?? undefined;
  return [
    debit(`payable:settlement:${merchantId}`, netFen, of),
    debit('income:merchant-fee', feeFen, of),
    credit(`payable:merchant:${merchantId}`, plus(netFen, feeFen), of),
  ];
}

function paid(merchantId: string, { programmeId, amountFen }: PayoutPart): readonly Posting[] {
  const of = programmeId ?? undefined;
  return [debit(`payable:settlement:${merchantId}`, amountFen, of), credit('asset:bank', amountFen, of)];
}

function sentBack(merchantId: string, { programmeId, amountFen }: PayoutPart): readonly Posting[] {
  const of = programmeId ?? undefined;
  return [debit('asset:bank', amountFen, of), credit(`payable:settlement:${merchantId}`, amountFen, of)];
}
