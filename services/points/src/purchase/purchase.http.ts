/** Receipts from the tills: record one with what it earns, read one again. */

import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { HolderBirthdays, Terms } from '@scrip/chassis';
import type { PointsEarned, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type StreamRef, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Problem, pointsField, Scope } from '@scrip/http';
import { PRICE_CLASSES, type Programme, segmentsAsked } from '@scrip/programme';
import { z } from 'zod';
import { type AccountState, accountDecider, accountOf } from '../account/account.decider.ts';
import { lotteryEntriesOf } from '../account/lottery-entry.projection.ts';
import { gradeOf } from '../account/member-grade.ts';
import { accountNow, followingMoves } from '../account/moved-account.ts';
import { entryOfReceipt } from '../account/points-entry.projection.ts';
import {
  type CampaignTotal,
  campaignDecider,
  campaignStream,
  totalledRules,
} from '../campaign-day/campaign-caps.rule.ts';
import {
  type CampaignDayState,
  campaignDayDecider,
  campaignDayStream,
  isFull,
  rankedCampaign,
} from '../campaign-day/campaign-day.decider.ts';
import { FullDays } from '../campaign-day/full-days.ts';
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
import { Ownership } from '../ownership.ts';
import { quoteOf } from '../quote/known-quote.ts';
import { segmentsOf } from '../segment/member-segment.ts';
import { programmeTotals } from './programme-total.projection.ts';
import { type PurchaseState, purchaseDecider, purchaseStream } from './purchase.decider.ts';
import { receiptById } from './receipt.projection.ts';
import { earningAsksGrade, purchaseAsksBirthday, recordReceipt } from './record-receipt.rule.ts';

/** More than any till prints; a receipt is one message of the broker. */
const LINES_MAX = 500;
const TENDERS_MAX = 20;
/** Lottery entries that one receipt can give: one for each draw of a programme. */
const DRAWS_MAX = 100;

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
const receiptBody = z.strictObject({
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
const receiptParam = z.object({ receiptId: receiptIdField });
const programmeParam = z.object({ programmeId: programmeIdField });

const receiptShape = z.object({
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
const recordedAnswer = z.object({
  receipt: receiptShape,
  earned: earnedShape.nullable().describe('Null where nothing was earned.'),
  lotteryEntries: z.array(entryShape),
});
const said = { occurredAt: z.iso.datetime(), recordedAt: z.iso.datetime(), correlationId: z.string() };
const receiptAnswer = recordedAnswer.extend({ receipt: receiptShape.extend(said) });
const totalsAnswer = z.object({
  receipts: z.int().describe('All receipts, of members or not.'),
  tagFen: fenField.describe('Tag prices of their lines.'),
  paidFen: fenField,
  earnedPoints: pointsField,
  lotteryEntries: z.int(),
});

/** Unknown things are 404, a receipt that does not add up is 422; what is left is a conflict. */
const REFUSALS = {
  programme_unknown: 404,
  account_unknown: 404,
  counter_unknown: 422,
  item_unknown: 422,
  tenders_do_not_sum: 422,
  quote_unknown: 404,
};

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1')
export class PurchaseHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #ownership: Ownership;
  readonly #birthdays: HolderBirthdays | null;
  readonly #fullDays = new FullDays();

  constructor(
    log: EventLog,
    programmes: Terms,
    ownership: Ownership,
    @Inject(HolderBirthdays) birthdays: HolderBirthdays | null,
  ) {
    this.#log = log;
    this.#programmes = programmes;
    this.#ownership = ownership;
    this.#birthdays = birthdays;
  }

  @Post('receipts')
  @Scope('points:receipt.record')
  @ApiOperation({
    summary: 'Record a receipt',
    description:
      'Of a member, it earns points, may take a place of the day and give lottery entries, all in one. Refused, in this order: 409 `receipt_already_recorded` {businessDate}; 404 `programme_unknown`; 404 `account_unknown` {membershipId}; 409 `account_closed` {accountId, cause}; 409 `account_of_other_programme` {accountProgrammeId}; 422 `counter_unknown` {lineNo, sku, counterKey}; 422 `item_unknown` {lineNo, sku, counterKey}; 422 `tenders_do_not_sum` {paidFen, tendersFen, missingFen}; of a receipt that names a quote 404 `quote_unknown`, 409 `quote_expired` {expiredAt, boughtAt, lateMs}, 409 `quote_differs` {field, quoted, charged; of a line also lineNo, sku, differenceFen}. Of `programme_unknown`, `account_unknown` and `quote_unknown` nothing is kept under the key: the news may be on its way, and the same command may be asked again. A receipt that follows a joining or a quote at once is sent with their positions as `Scrip-After`, separated by a comma.',
  })
  @ApiCreatedResponse({ standardSchema: recordedAnswer })
  async record(
    @Body({ schema: receiptBody }) body: z.output<typeof receiptBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#record(body, command);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: recordedBody }, reply);
  }

  @Get('receipts/:receiptId')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read a receipt', description: 'With what it earned. 404 `receipt_unknown`.' })
  @ApiOkResponse({ standardSchema: receiptAnswer })
  async read(
    @Param({ schema: receiptParam }) { receiptId }: z.output<typeof receiptParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { pool } = this.#log;
    const receipt = await receiptById(pool, issuerId, receiptId);
    if (!receipt) throw new Problem(404, 'receipt_unknown', 'There is no such receipt', { members: { receiptId } });
    const [earned, lotteryEntries] = await Promise.all([
      entryOfReceipt(pool, issuerId, receiptId),
      lotteryEntriesOf(pool, { issuerId, receiptId, after: 0n, limit: DRAWS_MAX }),
    ]);
    return { receipt, earned: earned ?? null, lotteryEntries };
  }

  @Get('programmes/:programmeId/totals')
  @Scope('points:read')
  @ApiOperation({ summary: 'Read the totals of a programme', description: 'All 0 for one without receipts.' })
  @ApiOkResponse({ standardSchema: totalsAnswer })
  totals(
    @Param({ schema: programmeParam }) { programmeId }: z.output<typeof programmeParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    return programmeTotals(this.#log.pool, issuerId, programmeId);
  }

  async #record(body: z.output<typeof receiptBody>, { who, key }: CommandRequest): Promise<Verdict> {
    const { issuerId, occurredAt } = who;
    const { receiptId, programmeId, membershipId = null, quoteId = null, lines } = body;
    const date = businessDate(occurredAt);
    const [programme, quoted] = await Promise.all([
      this.#programmes.inForce(issuerId, programmeId, occurredAt),
      quoteId === null ? undefined : quoteOf(this.#log.pool, issuerId, quoteId),
    ]);
    const accountId = membershipId === null ? null : accountOf(membershipId);
    const known = accountId !== null && (await this.#ownership.belongsTo(issuerId, accountId));
    const asksGrade = known && membershipId !== null && programme !== undefined && earningAsksGrade(programme);
    const grade = asksGrade ? await gradeOf(this.#log.pool, membershipId) : null;

    const asksSegments = known && accountId !== null && programme !== undefined;
    const segments = asksSegments ? await this.#segments(issuerId, accountId, programme) : undefined;
    const asksBirthday = known && programme !== undefined && purchaseAsksBirthday(programme);
    const birthdayHolders = asksBirthday ? ((await this.#birthdays?.on(issuerId, date)) ?? null) : null;

    // The day is everybody's: only a receipt that may take a place waits for its turn there, and only while there are any.
    const campaign = known && programme && lines.some((line) => line.paidFen > 0n) ? rankedCampaign(programme) : null;
    const dayId = campaign ? campaignDayStream(issuerId, programmeId, campaign.campaignKey, date) : null;
    const places = campaign?.places ?? 0;
    const day = dayId === null || this.#fullDays.has(dayId, places) ? null : on(campaignDayDecider, dayId);
    const totalOf = (rule: string): StreamRef => on(campaignDecider, campaignStream(issuerId, programmeId, rule));
    let full = false;
    const totalled = known && programme ? totalledRules(programme) : [];
    const receipt = {
      issuerId,
      receiptId,
      programmeId,
      membershipId,
      lines,
      tenders: body.tenders.map((tender) => ({ ...tender, reference: tender.reference ?? null })),
      quoteId,
      ...(quoteId !== null && { quote: { known: quoted, boughtAt: occurredAt } }),
      businessDate: date,
      grade,
      segments,
      birthdayHolders,
      entryIdOf: (rule: string) => idFrom('ent', [issuerId, receiptId, rule].join('\n')),
    };
    const verdict = await followingMoves(known ? accountId : null, key, (memberAccountId, keyOfIt) => {
      const account = memberAccountId === null ? null : on(accountDecider, memberAccountId);
      return this.#log.executeAcross({
        who,
        key: keyOfIt,
        streams: [
          on(purchaseDecider, purchaseStream(issuerId, receiptId)),
          account ?? [],
          day ?? [],
          totalled.map(totalOf),
        ].flat(),
        decide: (states) => {
          const [purchase, ...others] = states as [PurchaseState, ...unknown[]];
          const totals = new Map(
            totalled.map((rule, index) => [rule, others.at(index - totalled.length) as CampaignTotal]),
          );
          const [member, taken] = others.slice(0, others.length - totalled.length) as [
            AccountState?,
            CampaignDayState?,
          ];
          full = taken !== undefined && isFull(taken, places);
          const noAccount: AccountState | null = membershipId === null ? null : { kind: 'unknown' };
          const streams = { purchase, account: member ?? noAccount, day: taken ?? null, totals };
          return unlessNewsIsMissing(recordReceipt(streams, receipt, programme));
        },
      });
    });
    // The log took it on that very state of the day.
    if (full && dayId !== null && verdict.kind === 'accepted' && !verdict.replayed) this.#fullDays.add(dayId, places);
    return verdict;
  }

  /** Of the segments that the points plan asks for, those that the account's holder is in; undefined where it asks for none. */
  async #segments(issuerId: string, accountId: string, programme: Programme): Promise<readonly string[] | undefined> {
    const asked = segmentsAsked(programme);
    if (asked.length === 0) return undefined;
    const { state } = await accountNow(this.#log, accountId);
    if (state.kind !== 'open') return [];
    const { holderId } = state;
    const own = await segmentsOf(this.#log.pool, { issuerId, programmeId: programme.id, holderId });
    return asked.filter((key) => own.includes(key));
  }
}

/** What may be on its way here from another service: the receipt is right, and it is too early for a verdict. */
const NEWS: Readonly<Record<string, string>> = {
  programme_unknown: 'There is no such programme',
  account_unknown: 'There is no such points account',
  quote_unknown: 'There is no such quote',
};

/**
 * The decision, if it may stand for ever. Throws the Problem 404 where news is missing here, so that nothing is kept under
 * the key and the till may ask again with it; one that has a verdict is answered with that before anything is thrown.
 */
function unlessNewsIsMissing<E>(decision: Decision<E>): Decision<E> {
  if (decision.kind !== 'refused') return decision;
  const { code, detail: members } = decision.refusal;
  const title = NEWS[code];
  if (title !== undefined) throw new Problem(404, code, title, { members });
  return decision;
}

/** What was recorded and earned, from the facts alone: a replay says the same. */
function recordedBody(events: readonly ScripEvent[]): object {
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
