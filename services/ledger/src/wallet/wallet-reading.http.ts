/** Wallets as they are read: by id, by holder, line by line. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, cursorKey, fenField, orderQuery, type Page, pageOf, pageQuery, Scope } from '@scrip/http';
import { z } from 'zod';
import { businessDateField, cardIdField, holderIdField, walletIdField } from '../fields.ts';
import { WalletDirectory } from './wallet-directory.ts';
import { STATEMENT_TYPES, type StatementLine, statementDays, statementOf } from './wallet-statement.projection.ts';
import { walletUnknown } from './wallet-unknown.ts';
import { type WalletSummary, type WalletView, walletsOfHolder, walletView } from './wallet-view.ts';

const walletParam = z.object({ walletId: walletIdField });
const listQuery = z.object({ ...pageQuery, holderId: holderIdField });
const statementQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  from: businessDateField.optional().describe('First business day.'),
  to: businessDateField.optional().describe('Last business day.'),
  type: z.enum(STATEMENT_TYPES).optional(),
});

const summaryShape = z.object({
  walletId: walletIdField,
  holderId: holderIdField,
  programmeId: z.string(),
  productKey: z.string(),
  openedAt: z.iso.datetime(),
  frozenFor: z.string().nullable().describe('Why it cannot be used; null if it can.'),
  principalFen: fenField.describe('Left in all lots, expired ones included.'),
  bonusFen: fenField,
  balanceFen: fenField.describe('The two above together.'),
  expiredFen: fenField.describe('The part whose last usable day is over.'),
  heldFen: fenField.describe('The part that open holds reserve.'),
  availableFen: fenField.describe('What a spend may take.'),
  depositFen: fenField.describe('Taken for its card, to be given back with it; no part of the balance.'),
  closedAt: z.iso.datetime().nullable().describe('When its card was returned for good; null while it is open.'),
  dormantAt: z.iso
    .datetime()
    .nullable()
    .describe('When it is frozen as dormant unless it is used before, as its holder was told; null: not told.'),
});
const walletShape = summaryShape.extend({
  lots: z
    .array(
      z.object({
        lotId: z.string(),
        loadedAt: z.iso.datetime(),
        expiresAt: z.iso.datetime().nullable().describe('First moment it cannot be used; null if it always can.'),
        loadedPrincipalFen: fenField,
        loadedBonusFen: fenField,
        principalFen: fenField.describe('Left.'),
        bonusFen: fenField,
      }),
    )
    .describe('With value left, earliest expiry first, at most 200.'),
  cards: z.array(
    z.object({
      cardId: cardIdField,
      cardSequence: z.int(),
      state: z.enum(['issued', 'active', 'suspended', 'blocked', 'void']),
    }),
  ),
  holds: z.array(
    z.object({
      holdId: z.string(),
      cardId: cardIdField,
      merchantId: z.string(),
      amountFen: fenField,
      heldAt: z.iso.datetime(),
      endsAt: z.iso.datetime().nullable().describe('When it ends by itself unless it is settled; null if it does not.'),
      endsBy: z.enum(['capture', 'release']).nullable(),
    }),
  ),
  signatories: z
    .array(
      z.object({
        signatoryId: z.string(),
        lapsesAt: z.iso.datetime().nullable(),
        removedUntil: z.iso
          .datetime()
          .nullable()
          .describe('Removed by phone, until then if it is not confirmed in writing.'),
      }),
    )
    .describe('Those who may sign spends, where the product asks for it.'),
});
const signedFen = z.int().describe('fen; above zero the wallet has more.');
const lineShape = z.object({
  position: z.int().describe('Place in the log.'),
  eventId: z.string(),
  type: z.enum(STATEMENT_TYPES),
  referenceId: z.string().describe('Of the recharge, spend, hold, return or credit.'),
  businessDate: z.iso.date(),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  principalFen: signedFen,
  bonusFen: signedFen,
  amountFen: signedFen,
  balanceAfterFen: fenField,
  dueFen: fenField.optional(),
  merchantId: z.string().optional(),
  terminalId: z.string().optional(),
  cardId: cardIdField.optional(),
  tender: z.string().optional(),
  programmeVersion: z.int().optional(),
  slipSignature: z.string().optional(),
  bookingId: z.string().optional(),
  correlationId: z.string(),
});
const listAnswer = z.object({ items: z.array(summaryShape), next: z.string().nullable() });
const statementAnswer = z.object({ items: z.array(lineShape), next: z.string().nullable() });

const WALLET_ID = /^wal_[0-9A-Z]{26}$/;
const POSITION = /^\d{1,16}$/;

@Controller('ledger/v1/wallets')
export class WalletReadingHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;

  constructor(log: EventLog, wallets: WalletDirectory) {
    this.#log = log;
    this.#wallets = wallets;
  }

  @Get()
  @Scope('ledger:read')
  @ApiOperation({ summary: "List a holder's wallets" })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { holderId, cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<WalletSummary>> {
    const after = cursorKey(cursor, WALLET_ID) ?? '';
    const now = this.#log.clock.now();
    const read = await walletsOfHolder(this.#log.pool, { issuerId, holderId, now, after, limit: limit + 1 });
    return pageOf(read, limit, (wallet) => wallet.walletId);
  }

  @Get(':walletId')
  @Scope('ledger:read')
  @ApiOperation({
    summary: 'Read a wallet: balance, lots, cards, open holds',
    description: 'What has expired is told by the business clock. 404 `wallet_unknown`.',
  })
  @ApiOkResponse({ standardSchema: walletShape })
  async read(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<WalletView> {
    const wallet = await walletView(this.#log.pool, { issuerId, walletId, now: this.#log.clock.now() });
    if (!wallet) throw walletUnknown(walletId);
    return wallet;
  }

  @Get(':walletId/statement')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "Read a wallet's statement",
    description: 'One line for each fact that moved its money, with the balance after it. 404 `wallet_unknown`.',
  })
  @ApiOkResponse({ standardSchema: statementAnswer })
  async statement(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Query({ schema: statementQuery }) { cursor, limit, order, from, to, type }: z.output<typeof statementQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<StatementLine>> {
    if (!(await this.#wallets.find(issuerId, walletId))) throw walletUnknown(walletId);
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const days = await statementDays(this.#log.pool, { from, to });
    const asked = { walletId, order, beyond, days, type, limit: limit + 1 };
    return pageOf(await statementOf(this.#log.pool, asked), limit, (line) => String(line.position));
  }
}
