/** Returns from the tills: goods of a receipt come back, with the points that the rest does not earn. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ReceiptEarning, ReceiptRecorded, ScripEvent } from '@scrip/contracts';
import { EventLog, on, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  pointsField,
  Scope,
} from '@scrip/http';
import { points } from '@scrip/money';
import { z } from 'zod';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { followingMoves } from '../account/moved-account.ts';
import { entryOfReceipt } from '../account/points-entry.projection.ts';
import { accountIdField, codeField, holderIdField, keyField, receiptIdField, returnIdField } from '../fields.ts';
import { type PurchaseState, purchaseDecider, purchaseStream } from './purchase.decider.ts';
import { type ReturnView, returnsOf } from './receipt-return.projection.ts';
import { type RecordedReceipt, returnReceipt } from './return-receipt.rule.ts';

/** As a receipt has at most. */
const LINES_MAX = 500;
const TENDERS_MAX = 20;
/** A place in the log as a cursor says it. */
const POSITION = /^\d{1,18}$/;

const receiptParam = z.object({ receiptId: receiptIdField });
const lineBody = z.strictObject({
  lineNo: z.int().min(1).describe('Place on the receipt, from 1.'),
  amountFen: fenField.optional().describe('Left out: all that is left of the line.'),
});
const tenderBody = z.strictObject({
  kind: keyField.describe('As on the receipt.'),
  amountFen: fenField,
  reference: codeField.optional().describe('Such as the id of the return of a spend.'),
});
const returnBody = z
  .strictObject({
    returnId: returnIdField,
    lines: z.array(lineBody).min(1).max(LINES_MAX).optional().describe('Each at most once.'),
    amountFen: fenField.optional().describe('In the place of lines; it comes off the last line first.'),
    tenders: z
      .array(tenderBody)
      .max(TENDERS_MAX)
      .optional()
      .describe('Which tenders are undone; asked for where some of them earn points and some do not.'),
  })
  .refine(({ lines, amountFen }) => lines === undefined || amountFen === undefined, {
    error: 'Expected lines or amountFen, not both; neither returns all that is left',
  })
  .refine(({ lines = [] }) => new Set(lines.map(({ lineNo }) => lineNo)).size === lines.length, {
    error: 'Expected each line once',
    path: ['lines'],
  });
const listQuery = z.object(pageQuery);

const lineShape = z.object({ lineNo: z.int(), returnedFen: fenField });
const tenderShape = z.object({ kind: keyField, amountFen: fenField, reference: codeField.nullable() });
const returnFields = {
  receiptId: receiptIdField,
  returnId: returnIdField,
  accountId: accountIdField.nullable().describe('Whose points were taken back; null if nobody earned.'),
  lines: z.array(lineShape),
  tenders: z.array(tenderShape),
  returnedFen: fenField,
  leftFen: fenField.describe('What of the receipt is not returned.'),
  earnedAfterPoints: pointsField.nullable().describe('What the rest earns; null if nobody earned.'),
  takenBackPoints: pointsField.nullable(),
  businessDate: z.iso.date(),
};
const returnedAnswer = z.object({
  ...returnFields,
  holderId: holderIdField.nullable(),
  balanceAfterPoints: pointsField.nullable().describe('Null where no points were taken back, as the next.'),
  lifetimeAfterPoints: pointsField.nullable(),
});
const listAnswer = z.object({
  items: z.array(z.object({ position: z.int(), ...returnFields, occurredAt: z.iso.datetime() })),
  next: z.string().nullable(),
});

/** What is not there is 404, a return that does not add up is 422; what is left is a conflict. */
const REFUSALS = {
  receipt_unknown: 404,
  line_unknown: 422,
  amount_not_positive: 422,
  tenders_do_not_sum: 422,
  tenders_unnamed: 422,
};

type Reply = Parameters<typeof answer>[2];

@Controller('points/v1/receipts')
export class ReturnHttp {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  @Post(':receiptId/returns')
  @Scope('points:receipt.return')
  @ApiOperation({
    summary: 'Return goods of a receipt, all of it or a part',
    description:
      'The receipt earns again what is left of it and the difference is taken back, from the lifetime count too; a grade, a lottery entry or a place of the day stays. Refused, in this order: 404 `receipt_unknown`; 409 `return_already_recorded`; 422 `line_unknown` {lineNo}; 422 `amount_not_positive` {askedFen}; 409 `return_exceeds_line` {lineNo, askedFen, paidFen, leftFen, excessFen}; 409 `return_exceeds_receipt` {askedFen, paidFen, leftFen, excessFen}; 422 `tenders_do_not_sum` {returnedFen, tendersFen, missingFen}; 422 `tenders_unnamed` {kinds}; 409 `return_exceeds_tender` {kind, askedFen, leftFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: returnedAnswer })
  async return(
    @Param({ schema: receiptParam }) { receiptId }: z.output<typeof receiptParam>,
    @Body({ schema: returnBody }) body: z.output<typeof returnBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#return(receiptId, body, command);
    return answer(verdict, { status: 201, refusals: REFUSALS, body: returnedBody }, reply);
  }

  @Get(':receiptId/returns')
  @Scope('points:read')
  @ApiOperation({ summary: 'List the returns of a receipt', description: 'In their order. 404 `receipt_unknown`.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Param({ schema: receiptParam }) { receiptId }: z.output<typeof receiptParam>,
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ReturnView>> {
    if (!(await this.#printed(issuerId, receiptId))) {
      throw new Problem(404, 'receipt_unknown', 'There is no such receipt', { members: { receiptId } });
    }
    const after = BigInt(cursorKey(cursor, POSITION) ?? '0');
    const read = await returnsOf(this.#log.pool, { issuerId, receiptId, after, limit: limit + 1 });
    return pageOf(read, limit, (item) => item.position.toString());
  }

  async #return(receiptId: string, body: z.output<typeof returnBody>, { who, key }: CommandRequest): Promise<Verdict> {
    const { issuerId, occurredAt: at } = who;
    const receipt = await this.#recorded(issuerId, receiptId);
    const asked = {
      issuerId,
      receiptId,
      returnId: body.returnId,
      lines: body.lines?.map(({ lineNo, amountFen }) => ({ lineNo, amountFen: amountFen ?? null })) ?? null,
      amountFen: body.amountFen ?? null,
      tenders: body.tenders?.map((tender) => ({ ...tender, reference: tender.reference ?? null })) ?? null,
      businessDate: businessDate(at),
      at,
    };
    const earnedBy = receipt?.earned ? receipt.printed.accountId : null;
    return followingMoves(earnedBy, key, (accountId, keyOfIt) =>
      this.#log.executeAcross({
        who,
        key: keyOfIt,
        streams: [
          on(purchaseDecider, purchaseStream(issuerId, receiptId)),
          ...(accountId === null ? [] : [on(accountDecider, accountId)]),
        ],
        decide: (states) => {
          const [purchase, account] = states as [PurchaseState, AccountState?];
          return returnReceipt({ purchase, account: account ?? null }, asked, receipt);
        },
      }),
    );
  }

  /** What a receipt says: the first fact of its stream, which never changes. */
  async #printed(issuerId: string, receiptId: string): Promise<ReceiptRecorded | undefined> {
    const first = await this.#log.firstOf(purchaseStream(issuerId, receiptId));
    return first?.event.type === 'ReceiptRecorded' ? first.event.data : undefined;
  }

  /** A receipt with what it earned. Throws the Problem 409 `programme_unknown` while its version has not arrived here. */
  async #recorded(issuerId: string, receiptId: string): Promise<RecordedReceipt | undefined> {
    const printed = await this.#printed(issuerId, receiptId);
    if (!printed) return undefined;
    const { programmeId, programmeVersion } = printed;
    const programme = await this.#programmes.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) {
      throw new Problem(409, 'programme_unknown', 'The version that the receipt was decided under is not here', {
        members: { programmeId, programmeVersion },
      });
    }
    return { printed, programme, earned: printed.earned ?? (await this.#earnedOnce(issuerId, printed)) };
  }

  /** Receipts from before they said what they earned: the statement has it. */
  async #earnedOnce(issuerId: string, { receiptId, accountId }: ReceiptRecorded): Promise<ReceiptEarning | null> {
    if (accountId === null) return null;
    const entry = await entryOfReceipt(this.#log.pool, issuerId, receiptId);
    if (!entry) return null;
    const { earnedPoints, dayRank } = entry;
    return {
      earnedPoints: points(earnedPoints ?? 0n),
      dayRank,
      grade: null,
      usableAt: null,
      expiresAt: null,
      rooms: null,
    };
  }
}

/** What came back and what was taken back, from the facts alone: a replay says the same. */
function returnedBody(events: readonly ScripEvent[]): object {
  const returned = events.find((event) => event.type === 'ReceiptReturned');
  const taken = events.find((event) => event.type === 'PointsTakenBack');
  const { programmeId: _, programmeVersion: __, membershipId: ___, ...said } = returned?.data ?? {};
  const { balanceAfterPoints = null, lifetimeAfterPoints = null } = taken?.data ?? {};
  return { ...said, balanceAfterPoints, lifetimeAfterPoints };
}
