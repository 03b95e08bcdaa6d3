/** Purses as they are read: what is on them, what is missing, spend by spend. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, orderQuery, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { cardIdField, codeField, holderIdField, purseIdField, walletIdField } from '../fields.ts';
import { inSuspense, owedFor, purseDecider } from './purse.decider.ts';
import { type PurseSummary, purses, type RecordView, recordsOf } from './purse.projection.ts';
import { PurseDirectory } from './purse-directory.ts';
import { highestTaken, missing } from './spend-chain.ts';

const purseParam = z.object({ purseId: purseIdField });
const listQuery = z.object({
  ...pageQuery,
  walletId: walletIdField.optional(),
  cardId: cardIdField.optional(),
  enterpriseId: codeField('an enterprise').optional(),
});
const recordsQuery = z.object({ ...pageQuery, order: orderQuery });

const named = {
  purseId: purseIdField,
  walletId: walletIdField,
  holderId: holderIdField,
  cardId: cardIdField,
  enterpriseId: z.string(),
  keyEpoch: z.int(),
  programmeId: z.string(),
};
const signedFen = z.int().describe('fen.');
const purseShape = z.object({
  ...named,
  valueFen: signedFen.describe('What the card holds by its last record and the loads since, fen.'),
  borneFen: fenField.describe('Spends after a report of loss: the issuer bears them, the holder is still owed them.'),
  owedFen: signedFen.describe('The two above together: what the issuer owes for the purse, fen.'),
  suspenseFen: signedFen.describe(
    'What it must have spent under the missing counters, in suspense until they arrive, fen; below zero where the card holds more than is known to have been loaded.',
  ),
  pendingLoad: z
    .object({ loadId: z.string(), amountFen: fenField, loadCounter: z.int(), spendCounter: z.int() })
    .nullable()
    .describe('In transit: authorised, and not known to have arrived.'),
  highestCounter: z.int().describe('Highest spend counter that was taken, 0 if none was.'),
  gaps: z.array(z.object({ from: z.int(), to: z.int() })).describe('Counters below it that are missing.'),
});
const listAnswer = z.object({
  items: z.array(z.object({ ...named, openedAt: z.iso.datetime() })),
  next: z.string().nullable(),
});
const recordsAnswer = z.object({
  items: z.array(
    z.object({
      counter: z.int(),
      amountFen: fenField,
      balanceFen: fenField.describe('On the card after it.'),
      spentAt: z.iso.datetime(),
      recordedAt: z.iso.datetime(),
      merchantId: z.string(),
      terminalId: z.string(),
      borneByIssuer: z.boolean().describe('Paid after the card was reported lost.'),
      position: z.int().describe('Place in the log.'),
    }),
  ),
  next: z.string().nullable(),
});
type PurseView = z.input<typeof purseShape>;

const PURSE_ID = /^prs_[0-9A-Z]{26}$/;
const COUNTER = /^\d{1,9}$/;

@Controller('ledger/v1/purses')
export class PurseReadingHttp {
  readonly #log: EventLog;
  readonly #purses: PurseDirectory;

  constructor(log: EventLog, directory: PurseDirectory) {
    this.#log = log;
    this.#purses = directory;
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: 'List purses' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, walletId, cardId, enterpriseId }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<PurseSummary>> {
    const after = cursorKey(cursor, PURSE_ID) ?? '';
    const asked = { issuerId, walletId, cardId, enterpriseId, after, limit: limit + 1 };
    return pageOf(await purses(this.#log.pool, asked), limit, (purse) => purse.purseId);
  }

  @Get(':purseId')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'Read a purse: what is on the card as far as the ledger knows, what is in transit, what is missing',
    description: '404 `purse_unknown`.',
  })
  @ApiOkResponse({ standardSchema: purseShape })
  async read(
    @Param({ schema: purseParam }) { purseId }: z.output<typeof purseParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<{ readonly [K in keyof PurseView]: unknown }> {
    const { issuerId: _issuer, ...entry } = await this.#purses.require(issuerId, purseId);
    const { state } = await this.#log.state(purseDecider, purseId);
    if (state.status === 'none') throw new InvariantError(`${purseId} is in the directory and not in the log`);
    const { valueFen, borneFen, pending, taken } = state;
    return {
      ...entry,
      valueFen,
      borneFen,
      owedFen: owedFor(state),
      suspenseFen: inSuspense(state),
      pendingLoad: pending && {
        loadId: pending.loadId,
        amountFen: pending.amountFen,
        loadCounter: pending.loadCounter,
        spendCounter: pending.spendCounter,
      },
      highestCounter: highestTaken(taken),
      gaps: missing(taken),
    };
  }

  @Get(':purseId/records')
  @Scope('ledger:read')
  @ApiOperation({ summary: 'Read the spends of a purse', description: 'By counter. 404 `purse_unknown`.' })
  @ApiOkResponse({ standardSchema: recordsAnswer })
  async records(
    @Param({ schema: purseParam }) { purseId }: z.output<typeof purseParam>,
    @Query({ schema: recordsQuery }) { cursor, limit, order }: z.output<typeof recordsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<RecordView>> {
    await this.#purses.require(issuerId, purseId);
    const counter = cursorKey(cursor, COUNTER);
    const beyond = counter === undefined ? undefined : Number(counter);
    const read = await recordsOf(this.#log.pool, { purseId, order, beyond, limit: limit + 1 });
    return pageOf(read, limit, (record) => String(record.counter));
  }
}
