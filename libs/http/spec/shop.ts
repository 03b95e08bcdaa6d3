/** A small service behind a real door, for specs: its verdicts are made up by the request, everything else is real. */
import { Body, Controller, Get, Module, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import type { Verdict } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { createLogger, currentCorrelationId, currentTraceparent } from '@scrip/telemetry';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { answer } from '../src/answer.ts';
import { Caller } from '../src/caller.ts';
import { Command, type CommandRequest } from '../src/command.ts';
import { createDoor, type Door, type DoorOptions } from '../src/door.ts';
import { fenField, positiveFenField } from '../src/fields.ts';
import { Problem } from '../src/problem.ts';
import { Open, Scope } from '../src/route-access.ts';

/** Business time of the specs: 2025-01-10T09:00:00+08:00. */
export const NOW = Date.parse('2025-01-10T01:00:00Z');

const spend = z.object({
  amountFen: positiveFenField,
  outcome: z.enum(['accepted', 'nothing', 'refused', 'replayed']).default('accepted'),
  note: z.string().max(20).optional(),
});
const spent = z.object({ chargedFen: fenField, spendId: z.string() }).meta({ id: 'Spent' });
const walletId = z.string().regex(/^wal_[A-Za-z0-9]+$/, 'Expected a wallet id');
const page = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });

type Spent = { readonly chargedFen: Fen; readonly spendId: string };

function recorded(event: Spent, position: number, streamId: string) {
  const envelope = { service: 'shop', stream: 'wallet', streamId, epoch: 1, position } as never;
  return { envelope, event };
}

/** Lets a spec hold an answer back until it says so. */
export const gate: { arrived: () => void; opened: Promise<void> } = { arrived: () => {}, opened: Promise.resolve() };

@Controller('shop/v1/wallets')
export class WalletRoutes {
  @Post(':walletId/spends')
  @Scope('ledger:spend')
  @ApiCreatedResponse({ standardSchema: spent })
  spend(
    @Param('walletId', { schema: walletId }) wallet: string,
    @Body({ schema: spend }) body: z.output<typeof spend>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): object {
    const verdict = decide(wallet, body);
    const table = { refusals: { wallet_frozen: 423 }, status: 201 };
    return answer(verdict, { ...table, body: ([first]) => ({ ...first, ...seen(command) }) }, reply);
  }

  @Get(':walletId')
  @Scope('ledger:read')
  async show(
    @Param('walletId', { schema: walletId }) wallet: string,
    @Query({ schema: page }) query: z.output<typeof page>,
    @Caller() caller: Caller,
  ): Promise<object> {
    gate.arrived();
    await gate.opened;
    if (wallet === 'wal_unknown') throw new Problem(404, 'wallet_unknown', 'No such wallet', { members: { wallet } });
    const { scopes, ...who } = caller;
    return { wallet, limit: query.limit, ...who, scopes: [...scopes], traceparent: currentTraceparent() };
  }

  @Get(':walletId/breakage')
  @Scope('ledger:read')
  break(@Param('walletId', { schema: walletId }) wallet: string): object {
    const failure = new Error(`secret of ${wallet}`);
    const names: Record<string, string> = {
      wal_reused: 'KeyReusedError',
      wal_full: 'OverloadedError',
      wal_down: 'StoreUnavailableError',
    };
    failure.name = names[wallet] ?? 'Error';
    throw failure;
  }
}

@Controller()
export class OpenRoutes {
  @Get('health/live')
  @Open()
  live(): object {
    return { ok: true };
  }
}

@Module({ controllers: [WalletRoutes, OpenRoutes] })
export class ShopModule {}

function decide(wallet: string, { amountFen, outcome }: z.output<typeof spend>): Verdict<Spent> {
  if (outcome === 'refused') {
    const code = wallet === 'wal_frozen' ? 'wallet_frozen' : 'balance_too_low';
    return {
      kind: 'refused',
      refusal: { code, detail: { missingFen: fen(amountFen - 1n), status: 'frozen' } },
      replayed: false,
    };
  }
  const events = outcome === 'nothing' ? [] : [recorded({ chargedFen: amountFen, spendId: 'spd_1' }, 42, wallet)];
  return { kind: 'accepted', events, replayed: outcome === 'replayed', position: 42 };
}

function seen({ who, key }: CommandRequest): object {
  const context = { inContext: currentCorrelationId(), traceparent: currentTraceparent() };
  return { who, scope: key.scope, key: key.key, inputHash: key.inputHash.toString('hex'), ...context };
}

/** Log lines the door wrote, as text. */
export const logged: string[] = [];

export async function openShop(
  issuerUrl: string,
  options: Partial<DoorOptions> = {},
): Promise<{ door: Door; url: string }> {
  const log = createLogger({
    service: 'shop',
    level: 'debug',
    destination: { write: (line: string) => logged.push(line) },
  });
  const door = await createDoor(ShopModule, {
    service: 'shop',
    version: '1.2.3',
    issuerUrl,
    audience: 'scrip',
    clock: { now: () => NOW },
    partitionOf: (streamId) => streamId.length % 6,
    log,
    ...options,
  });
  const url = await door.listen(0, '127.0.0.1');
  await door.tokens.warm();
  return { door, url };
}
