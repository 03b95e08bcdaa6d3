/** Measures of a time for those who run the service: buyers who came back, complaints per receipt, growth (domain 2.12). */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, Scope } from '@scrip/http';
import { z } from 'zod';
import { keyField } from '../desk-fields.ts';
import { programmeIdField } from '../fields.ts';
import { caseCounts } from './case-list.ts';
import { spanOf, spanQuery } from './case-reading.http.ts';
import { boughtIn, eachFen, growthBp, shareBp, spanBefore } from './measures.ts';

const dayField = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const measuresQuery = z
  .object({
    ...spanQuery,
    programmeId: programmeIdField,
    gradeKey: keyField.optional().describe('Only holders who have this grade now.'),
    compareFrom: dayField.optional().describe('First day of the time that it is compared with.'),
    compareTo: dayField.optional().describe('Last day of it. Left out, both: as many days directly before.'),
  })
  .refine(({ compareFrom, compareTo }) => (compareFrom === undefined) === (compareTo === undefined), {
    error: 'expected compareFrom and compareTo, both or neither',
  });
const share = z.int().nullable();
const netFenField = z.int().describe('fen, less what was given back in the time: below zero where that is more.');
const measuresAnswer = z.object({
  programmeId: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  receipts: z.int().describe('Of holders.'),
  buyers: z.int(),
  returningBuyers: z.int().describe('Who had bought on an earlier day than their last one in the time.'),
  returnRateBp: share.describe('Of the buyers, in basis points; null where nobody bought.'),
  complaints: z.int(),
  complaintsBp: share.describe('Per receipt, in basis points.'),
  spendingFen: netFenField,
  perHeadFen: netFenField.nullable().describe('fen, per buyer.'),
  compared: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    buyers: z.int(),
    spendingFen: netFenField,
    perHeadFen: netFenField.nullable(),
  }),
  spendingGrowthBp: share.describe('Against the compared time; below zero where it fell.'),
  perHeadGrowthBp: share,
});

@Controller('notifications/v1/measures')
export class MeasuresHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({
    summary: 'Read the measures of a time',
    description: 'Purchases are those of holders, as points told of them. Refused: 400 `span_upside_down` {from, to}.',
  })
  @ApiOkResponse({ standardSchema: measuresAnswer })
  async measures(
    @Query({ schema: measuresQuery }) asked: z.output<typeof measuresQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { programmeId, gradeKey, from, to, compareFrom, compareTo } = asked;
    const moments = spanOf(from, to);
    const compared =
      compareFrom === undefined || compareTo === undefined
        ? spanBefore({ from, to })
        : { from: compareFrom, to: compareTo };
    spanOf(compared.from, compared.to);
    const { pool } = this.#log;
    const whose = { issuerId, programmeId, gradeKey };
    const now = await boughtIn(pool, whose, { from, to });
    const before = await boughtIn(pool, whose, compared);
    const counts = await caseCounts(pool, { issuerId, programmeId, ...moments });
    const complaints = counts.reduce((sum, one) => (one.kind === 'complaint' ? sum + one.opened : sum), 0n);
    const perHeadFen = eachFen(now.spendingFen, now.buyers);
    const perHeadBeforeFen = eachFen(before.spendingFen, before.buyers);
    const { buyers, returningBuyers, receipts, spendingFen } = now;
    return {
      programmeId,
      from,
      to,
      receipts,
      buyers,
      returningBuyers,
      returnRateBp: shareBp(returningBuyers, buyers),
      complaints,
      complaintsBp: shareBp(complaints, receipts),
      spendingFen,
      perHeadFen,
      compared: {
        ...compared,
        buyers: before.buyers,
        spendingFen: before.spendingFen,
        perHeadFen: perHeadBeforeFen,
      },
      spendingGrowthBp: growthBp(spendingFen, before.spendingFen),
      perHeadGrowthBp: perHeadFen === null || perHeadBeforeFen === null ? null : growthBp(perHeadFen, perHeadBeforeFen),
    };
  }
}
