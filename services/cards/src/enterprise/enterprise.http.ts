/** Enterprises and their mother keys: made or brought, and handed to security modules (domain 2.10). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { EnterpriseEvent } from '@scrip/contracts';
import { EventLog, idFrom, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { unechoed } from '../vault/personal-input.ts';
import { AES_BYTES, checkValue } from './aes-cmac.ts';
import {
  type EnterpriseState,
  enterpriseDecider,
  keepMotherKey,
  latestVersion,
  makeMotherKeyCard,
} from './enterprise.decider.ts';
import { CODE_KEY, enterpriseIdField, modulePublicKeyField } from './enterprise-fields.ts';
import { EnterpriseKeys, fingerprintOf, newAesKey, parcelIdOf, underModule } from './enterprise-keys.ts';
import { enterprises, type MotherKeyView } from './mother-key.projection.ts';

type Reply = Parameters<typeof answer>[2];

const enterpriseParam = z.object({ enterpriseId: enterpriseIdField });
const keepBody = z
  .strictObject({
    key: z
      .string()
      .regex(new RegExp(`^[0-9A-Fa-f]{${AES_BYTES * 2}}$`), `Expected ${AES_BYTES} bytes in hex`)
      .optional()
      .describe('A key that the enterprise or the maker of SIM cards brings: AES-128, in hex. Left out: one is drawn.'),
    keyCheckValue: z
      .string()
      .regex(/^[0-9A-Fa-f]{6}$/)
      .transform((text) => text.toUpperCase())
      .optional()
      .describe('Of the key that is brought: its check value, so that a slip is found.'),
  })
  .refine(({ key, keyCheckValue }) => keyCheckValue === undefined || checkValueOf(key) === keyCheckValue, {
    error: 'the key does not have this check value',
  });
const cardBody = z.strictObject({ modulePublicKey: modulePublicKeyField });

const keptAnswer = z.object({
  enterpriseId: enterpriseIdField,
  keyVersion: z.int(),
  keyCheckValue: z.string(),
  origin: z.enum(['made', 'brought']),
});
const cardAnswer = z.object({
  enterpriseId: enterpriseIdField,
  keyVersion: z.int(),
  moduleFingerprint: z.string().describe('SHA-256 of the public key, in hex.'),
  wrappedKey: z.string().describe('The mother key under the module’s key: RSAES-OAEP with SHA-256, base64.'),
});
const listAnswer = z.object({
  items: z.array(keptAnswer.extend({ keptAt: z.iso.datetime() })),
  next: z.string().nullable(),
});

/** Postgres: a row with this key is there. */
const UNIQUE_VIOLATION = '23505';
const REFUSALS = { enterprise_unknown: 404 } as const;

/** The stream of an issuer's enterprise. */
export function enterpriseStream(issuerId: string, enterpriseId: string): string {
  return idFrom('ent', `${issuerId}\n${enterpriseId}`);
}

@Controller('cards/v1/enterprises')
export class EnterpriseHttp {
  readonly #log: EventLog;
  readonly #keys: EnterpriseKeys;

  constructor(log: EventLog, keys: EnterpriseKeys) {
    this.#log = log;
    this.#keys = keys;
  }

  @Post(':enterpriseId/mother-keys')
  @Scope('cards:enterprise.keys')
  @ApiOperation({
    summary: 'Keep a new mother key: drawn here, or brought',
    description:
      'It is sealed before it is written and never told again, but to security modules under their own keys. The code `initial` stands for the keys that the maker puts on SIM cards. Refused, in this order: 409 `mother_key_kept` {keyVersion}; 409 `mother_keys_exceeded` {versions, limit}.',
  })
  @ApiCreatedResponse({ standardSchema: keptAnswer })
  async keep(
    @Param({ schema: enterpriseParam }) { enterpriseId }: z.output<typeof enterpriseParam>,
    @Body({ schema: unechoed(keepBody) }) body: z.output<typeof keepBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const brought = body.key === undefined ? undefined : Buffer.from(body.key, 'hex');
    const key = brought ?? newAesKey();
    const origin = brought ? 'brought' : 'made';
    const streamId = enterpriseStream(issuerId, enterpriseId);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const verdict = await this.#keep(command, { issuerId, enterpriseId, streamId }, key, origin);
        return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
      } catch (error) {
        // Two at the same time meet at the version, which the seal is bound to: the later one takes the next.
        if (attempt === 1 && (error as { code?: unknown }).code === UNIQUE_VIOLATION) continue;
        throw error;
      }
    }
  }

  @Post(':enterpriseId/mother-key-cards')
  @Scope('cards:enterprise.keys')
  @ApiOperation({
    summary: 'Hand the latest mother key to a security module: the mother key card',
    description:
      'The key travels under the module’s public key and opens nowhere else; asked again under the same key, the same is handed over. Refused: 404 `enterprise_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: cardAnswer })
  async makeCard(
    @Param({ schema: enterpriseParam }) { enterpriseId }: z.output<typeof enterpriseParam>,
    @Body({ schema: cardBody }) { modulePublicKey }: z.output<typeof cardBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const streamId = enterpriseStream(issuerId, enterpriseId);
    const moduleFingerprint = fingerprintOf(modulePublicKey);
    const { state } = await this.#log.state(enterpriseDecider, streamId);
    const parcelId = parcelIdOf(command.key, issuerId);
    const keyVersion = latestVersion(state);
    const parcel = await this.#wrapped({ issuerId, enterpriseId, keyVersion }, modulePublicKey);
    const verdict = await this.#log.execute({
      ...command,
      decider: enterpriseDecider,
      streamId,
      decide: (now) => makeMotherKeyCard(now, { enterpriseId, keyVersion, moduleFingerprint }),
      writes: parcel && ((tx) => this.#keys.keepParcel(tx, parcelId, parcel)),
    });
    const handed = verdict.kind === 'accepted' ? await this.#keys.parcel(parcelId) : {};
    const body = ([event]: readonly { readonly data: object }[]): object => ({ ...event?.data, ...handed });
    return answer(verdict, { status: 201, refusals: REFUSALS, body }, reply);
  }

  @Get()
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'List enterprises with the latest version of each mother key' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: z.object(pageQuery) }) { cursor, limit }: z.output<z.ZodObject<typeof pageQuery>>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<MotherKeyView>> {
    const after = cursorKey(cursor, CODE_KEY) ?? '';
    const read = await enterprises(this.#log.pool, { issuerId, after, limit: limit + 1 });
    return pageOf(read, limit, (one) => one.enterpriseId);
  }

  async #keep(
    command: CommandRequest,
    of: { readonly issuerId: string; readonly enterpriseId: string; readonly streamId: string },
    key: Buffer,
    origin: 'made' | 'brought',
  ): Promise<Verdict<EnterpriseEvent>> {
    const { issuerId, enterpriseId, streamId } = of;
    const { state } = await this.#log.state(enterpriseDecider, streamId);
    const name = { kind: 'mother', issuerId, of: enterpriseId, number: latestVersion(state) + 1 } as const;
    const sealed = await this.#keys.seal(name, key);
    const asked = { enterpriseId, keyCheckValue: checkValue(key), origin };
    return this.#log.execute({
      ...command,
      decider: enterpriseDecider,
      streamId,
      decide: (now: EnterpriseState) => keepMotherKey(now, asked),
      // A refusal leaves nothing behind.
      writes: keepMotherKey(state, asked).kind === 'accepted' ? (tx) => this.#keys.keep(tx, name, sealed) : undefined,
    });
  }

  async #wrapped(
    of: { readonly issuerId: string; readonly enterpriseId: string; readonly keyVersion: number },
    moduleKey: z.output<typeof modulePublicKeyField>,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    const { issuerId, enterpriseId, keyVersion } = of;
    if (keyVersion === 0) return undefined;
    const key = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
    return { wrappedKey: underModule(moduleKey, key) };
  }
}

function checkValueOf(key: string | undefined): string | undefined {
  return key === undefined ? undefined : checkValue(Buffer.from(key, 'hex'));
}
