/** What the routes of receipts share: what a till sends, what it is told, and with which status it is refused. */
import type { PointsEarned, ScripEvent } from '@scrip/contracts';
import { fenField, pointsField } from '@scrip/http';
import { PRICE_CLASSES } from '@scrip/programme';
import { z } from 'zod';
import {
  accountIdField,
  codeField,
  holderIdField,
  keyField,
  membershipIdField,
  programmeIdField,
  quoteIdField,
  receiptIdField,
} from '../fields.ts';

/** More than any till prints; a receipt is one message of the broker. */
const LINES_MAX = 500;
const TENDERS_MAX = 20;
const lineFields = {
  sku: codeField.describe('Article as the till knows it.'),
  tagFen: fenField.describe('Price on the tag.'),
  priceClass: z.enum(PRICE_CLASSES).describe('regular or special.'),
  counterKey: keyField.describe('Counter that sold it, by its key in the programme document.'),
  paidFen: fenField.describe('Price after all discounts.'),
};
const tenderFields = {
  kind: keyField.describe('What paid: cash, bank-card, or the key of a stored-value product.'),
  amountFen: fenField,
};
/** A receipt as a till sends it. */
export const receiptBody = z.strictObject({
  receiptId: receiptIdField,
  programmeId: programmeIdField,
  membershipId: membershipIdField.optional().describe('The membership shown at the till.'),
  lines: z.array(z.strictObject(lineFields)).min(1).max(LINES_MAX),
  tenders: z
    .array(z.strictObject({ ...tenderFields, reference: codeField.optional().describe('Such as the id of a spend.') }))
    .max(TENDERS_MAX)
    .describe('Their amounts sum to what the lines cost.'),
  quoteId: quoteIdField.optional(),
});
/** A receipt as a till sent it. */
export type AskedReceipt = z.output<typeof receiptBody>;

/** A receipt as it is told. */
export const receiptShape = z.object({
  receiptId: receiptIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  membershipId: membershipIdField.nullable(),
  accountId: accountIdField.nullable(),
  holderId: holderIdField.nullable(),
  lines: z.array(z.object({ lineNo: z.int(), ...lineFields })),
  tenders: z.array(z.object({ ...tenderFields, reference: codeField.nullable() })),
  paidFen: fenField,
  businessDate: z.iso.date(),
  quoteId: quoteIdField.nullable(),
  ownDay: z.boolean().nullable().describe("Whether the day counted as the holder's birthday; null where nobody asked."),
});
const earnedShape = z.object({
  basePoints: pointsField.describe('Before any campaign.'),
  multiplierBp: z.int().describe('10,000 is once.'),
  bonusPoints: pointsField.describe('Added after multiplying.'),
  earnedPoints: pointsField,
  balanceAfterPoints: pointsField,
  lifetimeAfterPoints: pointsField,
  dayRank: z.int().nullable().describe("Place among the day's purchasing members."),
  rules: z.array(z.string()).describe('Keys of the rules that counted.'),
  programmeVersion: z.int(),
});
const entryShape = z.object({ entryId: z.string(), rule: z.string(), balancePoints: pointsField });
/** A receipt with what it earned. */
export const recordedAnswer = z.object({
  receipt: receiptShape,
  earned: earnedShape.nullable().describe('Null where nothing was earned.'),
  lotteryEntries: z.array(entryShape),
});

/** Unknown things are 404, a receipt that does not add up is 422; what is left is a conflict. */
export const REFUSALS = {
  programme_unknown: 404,
  account_unknown: 404,
  counter_unknown: 422,
  item_unknown: 422,
  tenders_do_not_sum: 422,
  quote_unknown: 404,
};

/** What was recorded and earned, from the facts alone: a replay says the same. */
export function recordedBody(events: readonly ScripEvent[]): Readonly<Record<string, unknown>> {
  const receipt = events.find((event) => event.type === 'ReceiptRecorded');
  const earned = events.find((event) => event.type === 'PointsEarned');
  const lotteryEntries = events.flatMap((event) => {
    if (event.type !== 'LotteryEntryGranted') return [];
    const { entryId, rule, balancePoints } = event.data;
    return [{ entryId, rule, balancePoints }];
  });
  const { earned: _, ...printed } = receipt?.data ?? { earned: null };
  return { receipt: printed, earned: earned ? earnedBody(earned.data) : null, lotteryEntries };
}

function earnedBody(earned: PointsEarned): object {
  const { basePoints, multiplierBp, bonusPoints, earnedPoints, balanceAfterPoints, lifetimeAfterPoints } = earned;
  const { dayRank, rules, programmeVersion } = earned;
  return {
    basePoints,
    multiplierBp,
    bonusPoints,
    earnedPoints,
    balanceAfterPoints,
    lifetimeAfterPoints,
    dayRank,
    rules,
    programmeVersion,
  };
}
