/** Keeping the vault's master keys: which are in use, and sealing everything under the newest. */
import { Controller, Get, Inject, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, idFrom } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Scope } from '@scrip/http';
import { z } from 'zod';
import { KEYS, type KeyStore } from './key-store.ts';
import { resealDecider, startReseal } from './reseal.decider.ts';
import { resealsOf } from './vault-reseal.projection.ts';
import { VaultReseal } from './vault-reseal.ts';

type Reply = Parameters<typeof answer>[2];

/** Runs that are told. */
const TOLD_MAX = 20;

const resealShape = z.object({
  resealId: z.string(),
  keyId: z.string(),
  holders: z.int().describe('Under another master key when it started.'),
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
const startedAnswer = z.object({ resealId: z.string(), keyId: z.string(), holders: z.int() });
const keysAnswer = z.object({
  keys: z.array(z.object({ keyId: z.string(), current: z.boolean(), holders: z.int() })),
  left: z.int().describe('Holders whose data keys are not under the current master key.'),
  runs: z.array(resealShape),
});

@Controller('cards/v1/vault')
export class VaultResealHttp {
  readonly #log: EventLog;
  readonly #reseal: VaultReseal;
  readonly #keys: KeyStore;

  constructor(log: EventLog, reseal: VaultReseal, @Inject(KEYS) keys: KeyStore) {
    this.#log = log;
    this.#reseal = reseal;
    this.#keys = keys;
  }

  @Post('reseals')
  @Scope('cards:vault.keys')
  @ApiOperation({
    summary: 'Seal every data key under the current master key',
    description:
      'Asked for when every copy of the service has the new key; carried out in the background and told by GET keys. Afterwards the older master keys may be destroyed. Refused, in this order: 409 `reseal_running` {resealId}; 409 `nothing_to_reseal` {keyId}.',
  })
  @ApiAcceptedResponse({ standardSchema: startedAnswer })
  async start(@Command() command: CommandRequest, @Res({ passthrough: true }) reply: Reply): Promise<object> {
    const keyId = this.#keys.sealingKeyId('vault');
    const [use, runs] = [await this.#reseal.keyUse(), await resealsOf(this.#log.pool, TOLD_MAX)];
    const resealId = idFrom('rsl', `${command.key.scope}\n${command.key.key}`);
    const asked = {
      resealId,
      keyId,
      holders: use.reduce((sum, { current, holders }) => sum + (current ? 0 : holders), 0),
      startedBy: command.who.actor,
      running: runs.find(({ finishedAt }) => finishedAt === null)?.resealId ?? null,
    };
    const verdict = await this.#log.execute({
      ...command,
      decider: resealDecider,
      streamId: resealId,
      decide: () => startReseal(asked),
    });
    return answer(verdict, { status: 202, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get('keys')
  @Scope('cards:vault.keys')
  @ApiOperation({ summary: 'Master keys in use, and the runs that seal everything under the newest' })
  @ApiOkResponse({ standardSchema: keysAnswer })
  async keys(@Caller() _caller: Caller): Promise<z.output<typeof keysAnswer>> {
    const keys = await this.#reseal.keyUse();
    const left = keys.reduce((sum, { current, holders }) => sum + (current ? 0 : holders), 0);
    return { keys: [...keys], left, runs: [...(await resealsOf(this.#log.pool, TOLD_MAX))] };
  }
}
