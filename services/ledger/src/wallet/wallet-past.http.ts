/** What a wallet was worth at a moment of the past. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { Caller, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { instantField, walletIdField } from '../fields.ts';
import { Moments } from '../journal/moments.ts';
import { WalletDirectory } from './wallet-directory.ts';
import { pastBalance } from './wallet-past.ts';
import { requireWallet } from './wallet-route.ts';

const walletParam = z.object({ walletId: walletIdField });
const pastQuery = z.object({
  at: instantField.describe('RFC 3339: what had happened by then.'),
  knownAt: instantField.optional().describe('RFC 3339: as far as the log knew then. Left out: both readings.'),
});
const reading = z.object({
  knownAt: z.iso.datetime().describe('When the log knew this.'),
  position: z.int().describe('Of the last fact of the log that could count.'),
  principalFen: fenField,
  bonusFen: fenField,
  balanceFen: fenField.describe('The two above together.'),
});
const pastAnswer = z.object({
  walletId: walletIdField,
  at: z.iso.datetime(),
  known: reading.optional().describe('As the log knew it at `knownAt`.'),
  knownThen: reading.optional().describe('Without `knownAt`: as the log knew it at that very moment.'),
  knownNow: reading.optional().describe('Without `knownAt`: as it is known now, late facts included.'),
});

type Reading = z.output<typeof reading>;

@Controller('ledger/v1/wallets')
export class WalletPastHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #moments: Moments;

  constructor(log: EventLog, wallets: WalletDirectory, moments: Moments) {
    this.#log = log;
    this.#wallets = wallets;
    this.#moments = moments;
  }

  @Get(':walletId/balance')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "Read a wallet's balance at a moment of the past",
    description:
      'What had happened by `at`: as the log knew it then, and as it is known now, which differ when offline spends came late. Refused, in this order: 404 `wallet_unknown`; 409 `moment_ahead` {recordedUntil, now}; 503 `position_not_reached`.',
  })
  @ApiOkResponse({ standardSchema: pastAnswer })
  async past(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Query({ schema: pastQuery }) { at, knownAt }: z.output<typeof pastQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    await requireWallet(this.#wallets, issuerId, walletId);
    const asked = { walletId, at: toRfc3339(at) };
    if (knownAt !== undefined) return { ...asked, known: await this.#reading(walletId, at, knownAt) };
    const knownThen = await this.#reading(walletId, at, at);
    return { ...asked, knownThen, knownNow: await this.#reading(walletId, at, this.#log.clock.now()) };
  }

  async #reading(walletId: string, at: number, knownAt: number): Promise<Omit<Reading, `${string}Fen`>> {
    const position = await this.#moments.positionAt(knownAt);
    await this.#moments.reach(position);
    const balance = await pastBalance(this.#log.pool, { walletId, at, position });
    return { knownAt: toRfc3339(knownAt), position, ...balance };
  }
}
