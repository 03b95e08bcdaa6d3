/** Merchants and their settlements as they are read. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import {
  type answer,
  Caller,
  cursorKey,
  fenField,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { fen } from '@scrip/money';
import { z } from 'zod';
import { merchantIdField, settlementIdField } from '../fields.ts';
import { requireOwnMerchant } from '../wallet/wallet-route.ts';
import { type LinePlace, linesIn, type MerchantLine } from './merchant-lines.ts';
import { type MerchantOwed, merchantsOwed } from './merchant-owed.ts';
import { payoutsOf, type SettlementView, settlementsOf, settlementView } from './settlement.projection.ts';

type Reply = Parameters<typeof answer>[2];

/** Lines of one CSV answer: a day of a large shop; more go on where the Link header says. */
const CSV_LINES_MAX = 50_000;

const merchantParam = z.object({ merchantId: merchantIdField });
const settlementParam = z.object({ merchantId: merchantIdField, settlementId: settlementIdField });
const merchantsQuery = z.object({
  ...pageQuery,
  owing: z.stringbool().default(false).describe('Only those with something unsettled or to pay.'),
});
const settlementsQuery = z.object({ ...pageQuery, order: orderQuery });
const statementQuery = z.object(pageQuery);

const signedFen = z.int().describe('fen; above zero the merchant is owed more.');
const merchantsAnswer = z.object({
  items: z.array(
    z.object({
      merchantId: merchantIdField,
      unsettledFen: signedFen.describe('Sold less returned and not settled.'),
      toPayFen: fenField.describe('Settled and not paid out.'),
      owedFen: signedFen.describe('The two together.'),
      settledThroughDate: z.iso.date().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
const settlementShape = z.object({
  settlementId: settlementIdField,
  merchantId: merchantIdField,
  status: z.enum(['open', 'paid_in_part', 'paid', 'reversed']),
  throughDate: z.iso.date(),
  toPosition: z.int().describe('The last position of the log that is in it.'),
  previousThroughDate: z.iso.date().nullable(),
  previousPosition: z.int(),
  saleCount: z.int(),
  returnCount: z.int(),
  grossFen: fenField,
  returnedFen: fenField,
  feeRateBp: z.int().nullable(),
  feeFen: fenField,
  netFen: fenField,
  paidFen: fenField,
  leftFen: fenField.describe('Still to be paid.'),
  settledAt: z.iso.datetime(),
  reversedAt: z.iso.datetime().nullable(),
  reversalReason: z.string().nullable(),
  position: z.int().describe('Of its fact in the log.'),
});
const settlementsAnswer = z.object({ items: z.array(settlementShape), next: z.string().nullable() });
const settlementAnswer = settlementShape.extend({
  payouts: z.array(
    z.object({
      payoutId: z.string(),
      bankReference: z.string(),
      amountFen: fenField,
      paidAt: z.iso.datetime(),
      returnedAt: z.iso.datetime().nullable().describe('When the bank sent it back.'),
      returnReason: z.string().nullable(),
    }),
  ),
});
const statementAnswer = z.object({
  items: z.array(
    z.object({
      position: z.int(),
      lineNo: z.int(),
      type: z.string(),
      programmeId: z.string().nullable(),
      eventId: z.string(),
      businessDate: z.iso.date(),
      occurredAt: z.iso.datetime(),
      correlationId: z.string().describe('The sale it belongs to.'),
      owedFen: signedFen,
      runningFen: signedFen.describe('Sum of owedFen up to and with this line; the last is grossFen − returnedFen.'),
    }),
  ),
  next: z.string().nullable(),
});

const MERCHANT = /^[A-Za-z0-9_.-]{1,64}$/;
const POSITION = /^\d{1,16}$/;
const PLACE = /^\d{1,16}\.\d{1,9}\.-?\d{1,18}$/;

const CSV_COLUMNS = [
  'position',
  'lineNo',
  'businessDate',
  'occurredAt',
  'type',
  'programmeId',
  'eventId',
  'correlationId',
  'owedFen',
  'runningFen',
] as const satisfies readonly (keyof MerchantLine)[];

@Controller('ledger/v1/merchants')
export class SettlementReadingHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('ledger:settlement.read')
  @ApiOperation({ summary: 'List merchants with what each is owed', description: 'By code; a till sees its own only.' })
  @ApiOkResponse({ standardSchema: merchantsAnswer })
  async merchants(
    @Query({ schema: merchantsQuery }) { cursor, limit, owing }: z.output<typeof merchantsQuery>,
    @Caller() { issuerId, merchantId }: Caller,
  ): Promise<Page<MerchantOwed>> {
    const after = cursorKey(cursor, MERCHANT) ?? '';
    const asked = { issuerId, merchantId: merchantId ?? undefined, owing, after, limit: limit + 1 };
    return pageOf(await merchantsOwed(this.#log.pool, asked), limit, (merchant) => merchant.merchantId);
  }

  @Get(':merchantId/settlements')
  @Scope('ledger:settlement.read')
  @ApiOperation({ summary: "List a merchant's settlements", description: '403 `merchant_mismatch`.' })
  @ApiOkResponse({ standardSchema: settlementsAnswer })
  async settlements(
    @Param({ schema: merchantParam }) { merchantId }: z.output<typeof merchantParam>,
    @Query({ schema: settlementsQuery }) { cursor, limit, order }: z.output<typeof settlementsQuery>,
    @Caller() caller: Caller,
  ): Promise<Page<SettlementView>> {
    requireOwnMerchant(caller, merchantId);
    const key = cursorKey(cursor, POSITION);
    const beyond = key === undefined ? undefined : BigInt(key);
    const asked = { issuerId: caller.issuerId, merchantId, order, beyond, limit: limit + 1 };
    return pageOf(await settlementsOf(this.#log.pool, asked), limit, (one) => String(one.position));
  }

  @Get(':merchantId/settlements/:settlementId')
  @Scope('ledger:settlement.read')
  @ApiOperation({
    summary: 'Read a settlement with its payouts',
    description: 'Refused, in this order: 403 `merchant_mismatch`; 404 `settlement_unknown`.',
  })
  @ApiOkResponse({ standardSchema: settlementAnswer })
  async settlement(
    @Param({ schema: settlementParam }) ref: z.output<typeof settlementParam>,
    @Caller() caller: Caller,
  ): Promise<object> {
    const found = await this.#find(caller, ref);
    return { ...found, payouts: await payoutsOf(this.#log.pool, found.settlementId) };
  }

  @Get(':merchantId/settlements/:settlementId/statement')
  @Scope('ledger:settlement.read')
  @ApiOperation({
    summary: "Read a settlement's statement: its lines with a running sum",
    description:
      'In the order of the log. With `Accept: text/csv` as a file of up to 50,000 lines with a heading; a longer one goes on where the `Link` header with rel="next" says. Refused, in this order: 403 `merchant_mismatch`; 404 `settlement_unknown`.',
  })
  @ApiOkResponse({ standardSchema: statementAnswer })
  async statement(
    @Param({ schema: settlementParam }) ref: z.output<typeof settlementParam>,
    @Query({ schema: statementQuery }) { cursor, limit }: z.output<typeof statementQuery>,
    @Caller() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Page<MerchantLine> | string> {
    const { toPosition, throughDate, previousPosition, previousThroughDate } = await this.#find(caller, ref);
    const stretch = {
      issuerId: caller.issuerId,
      merchantId: ref.merchantId,
      above: { position: Number(previousPosition), throughDate: previousThroughDate },
      upTo: { position: Number(toPosition), throughDate },
    };
    const asCsv = /\btext\/csv\b/.test(reply.request.headers.accept ?? '');
    const most = asCsv ? CSV_LINES_MAX : limit;
    const beyond = placeOf(cursorKey(cursor, PLACE));
    const lines = await linesIn(this.#log.pool, stretch, { beyond, limit: most + 1 });
    const page = pageOf(lines, most, (line) => `${line.position}.${line.lineNo}.${line.runningFen}`);
    if (!asCsv) return page;
    reply.header('content-type', 'text/csv; charset=utf-8');
    if (page.next !== null) reply.header('link', `<?cursor=${page.next}>; rel="next"`);
    return csvOf(page.items);
  }

  async #find(caller: Caller, ref: z.output<typeof settlementParam>): Promise<SettlementView> {
    requireOwnMerchant(caller, ref.merchantId);
    const found = await settlementView(this.#log.pool, { issuerId: caller.issuerId, ...ref });
    if (found) return found;
    throw new Problem(404, 'settlement_unknown', 'There is no such settlement', {
      members: { settlementId: ref.settlementId },
    });
  }
}

function placeOf(key: string | undefined): LinePlace | undefined {
  if (key === undefined) return undefined;
  const [position = '', lineNo, running = ''] = key.split('.');
  return { position: BigInt(position), lineNo: Number(lineNo), runningFen: fen(BigInt(running)) };
}

/** RFC 4180: no value here holds a comma, a quote or a line break. */
function csvOf(lines: readonly MerchantLine[]): string {
  const rows = lines.map((line) => CSV_COLUMNS.map((column) => line[column] ?? '').join(','));
  return [CSV_COLUMNS.join(','), ...rows, ''].join('\r\n');
}
