/** Terminals and the list of blocked cards that they keep (domain 2.10). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { checkValue, isMac } from '../enterprise/aes-cmac.ts';
import { enterpriseDecider, latestVersion } from '../enterprise/enterprise.decider.ts';
import { enterpriseStream } from '../enterprise/enterprise.http.ts';
import {
  CODE_KEY,
  enterpriseIdField,
  instantField,
  macField,
  merchantIdField,
  modulePublicKeyField,
  reasonField,
  terminalIdField,
} from '../enterprise/enterprise-fields.ts';
import { EnterpriseKeys, fingerprintOf, newAesKey, parcelIdOf, underModule } from '../enterprise/enterprise-keys.ts';
import { syncMessage } from '../enterprise/mac-layout.ts';
import { latestListVersion } from './blocked-card.projection.ts';
import {
  nextRegistration,
  registerTerminal,
  retireTerminal,
  syncTerminal,
  TERMINAL_USES,
  terminalDecider,
} from './terminal.decider.ts';
import { type TerminalView, terminals } from './terminal.projection.ts';

type Reply = Parameters<typeof answer>[2];

const terminalParam = z.object({ terminalId: terminalIdField });
const useField = z.enum(TERMINAL_USES);
const registerBody = z.strictObject({
  terminalId: terminalIdField,
  enterpriseId: enterpriseIdField,
  merchantId: merchantIdField.optional().describe('Who is paid for spends at it; left out where it takes none.'),
  uses: z.array(useField).min(1).max(TERMINAL_USES.length),
  modulePublicKey: modulePublicKeyField,
});
const retireBody = z.strictObject({ reason: reasonField });
const listVersionField = z
  .int()
  .min(0)
  .describe('Version of the list of blocked cards; 0 before any card was blocked.');
const syncBody = z.strictObject({
  listVersion: listVersionField,
  syncedAt: instantField.describe("RFC 3339: when it had it, by the terminal's clock."),
  mac: macField.describe('By the secret of the terminal.'),
});
const listQuery = z.object({
  ...pageQuery,
  enterpriseId: enterpriseIdField.optional(),
  state: z.enum(['registered', 'retired']).optional(),
  behindVersion: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Only terminals whose list of blocked cards is older than this version.'),
});

const registeredShape = {
  terminalId: terminalIdField,
  enterpriseId: enterpriseIdField,
  merchantId: z.string().nullable(),
  uses: z.array(useField),
  registration: z.int().describe('Counts the registrations of this code from 1.'),
  keyVersion: z.int().describe('Of the mother key in its module.'),
  moduleFingerprint: z.string(),
};
const registeredAnswer = z.object({
  ...registeredShape,
  wrappedMotherKey: z.string().describe('Under the module’s key: RSAES-OAEP with SHA-256, base64.'),
  wrappedSecret: z.string().describe('The terminal’s own secret, likewise.'),
  secretCheckValue: z.string(),
});
const terminalShape = z.object({
  ...registeredShape,
  state: z.enum(['registered', 'retired']),
  registeredAt: z.iso.datetime(),
  retiredAt: z.iso.datetime().nullable(),
  listVersion: z.int().nullable().describe('Of the list of blocked cards; null until it has said so.'),
  syncedAt: z.iso.datetime().nullable(),
});
const retiredAnswer = z.object({ terminalId: terminalIdField, reason: reasonField, retiredAt: z.iso.datetime() });
const syncedAnswer = z.object({ terminalId: terminalIdField, listVersion: z.int().describe('As it was said.') });
const listAnswer = z.object({ items: z.array(terminalShape), next: z.string().nullable() });

const REFUSALS = { terminal_unknown: 404 } as const;
/** Postgres: a row with this key is there. */
const UNIQUE_VIOLATION = '23505';

/** The stream of an issuer's terminal. */
export function terminalStream(issuerId: string, terminalId: string): string {
  return idFrom('trm', `${issuerId}\n${terminalId}`);
}

@Controller('cards/v1/terminals')
export class TerminalHttp {
  readonly #log: EventLog;
  readonly #keys: EnterpriseKeys;

  constructor(log: EventLog, keys: EnterpriseKeys) {
    this.#log = log;
    this.#keys = keys;
  }

  @Post()
  @Scope('cards:terminal.write')
  @ApiOperation({
    summary: 'Register a terminal: its security module gets a secret of its own and the enterprise’s mother key',
    description:
      'Both travel under the module’s public key; asked again under the same key, the same is handed over. Refused, in this order: 404 `enterprise_unknown`; 409 `merchant_missing`; 409 `terminal_registered` {registration}; 409 `terminal_of_another` {enterpriseId, merchantId}.',
  })
  @ApiCreatedResponse({ standardSchema: registeredAnswer })
  async register(
    @Body({ schema: registerBody }) { modulePublicKey, ...body }: z.output<typeof registerBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const { terminalId, enterpriseId, merchantId = null, uses } = body;
    const keyVersion = await this.#requireKey(issuerId, enterpriseId);
    const motherKey = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
    const secret = newAesKey();
    const parcelId = parcelIdOf(command.key, issuerId);
    const parcel = {
      wrappedMotherKey: underModule(modulePublicKey, motherKey),
      wrappedSecret: underModule(modulePublicKey, secret),
      secretCheckValue: checkValue(secret),
    };
    const streamId = terminalStream(issuerId, terminalId);
    const { state } = await this.#log.state(terminalDecider, streamId);
    const name = { kind: 'terminal', issuerId, of: terminalId, number: nextRegistration(state) } as const;
    const sealed = await this.#keys.seal(name, secret);
    const asked = {
      terminalId,
      enterpriseId,
      merchantId,
      uses,
      keyVersion,
      moduleFingerprint: fingerprintOf(modulePublicKey),
    };
    const verdict = await this.#log
      .execute({
        ...command,
        decider: terminalDecider,
        streamId,
        decide: (now) => registerTerminal(now, asked),
        writes: async (tx) => {
          await this.#keys.keep(tx, name, sealed);
          await this.#keys.keepParcel(tx, parcelId, parcel);
        },
      })
      .catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
        throw new Problem(409, 'terminal_registered', 'Somebody has just registered this terminal', {
          members: { terminalId, registration: name.number },
        });
      });
    const handed = verdict.kind === 'accepted' ? await this.#keys.parcel(parcelId) : {};
    const made = ([event]: readonly { readonly data: object }[]): object => ({ ...event?.data, ...handed });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: made }, reply);
  }

  @Post(':terminalId/retirement')
  @Scope('cards:terminal.write')
  @ApiOperation({
    summary: 'Take a terminal out of use',
    description:
      'Records of what it took until now are still accepted, whenever they come. Refused, in this order: 404 `terminal_unknown`; 409 `terminal_retired`.',
  })
  @ApiCreatedResponse({ standardSchema: retiredAnswer })
  async retire(
    @Param({ schema: terminalParam }) { terminalId }: z.output<typeof terminalParam>,
    @Body({ schema: retireBody }) { reason }: z.output<typeof retireBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const verdict = await this.#log.execute({
      ...command,
      decider: terminalDecider,
      streamId: terminalStream(issuerId, terminalId),
      decide: (state) => retireTerminal(state, { reason, retiredAt: occurredAt }),
    });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: timesTold }, reply);
  }

  @Post(':terminalId/syncs')
  @Scope('cards:terminal.sync')
  @ApiOperation({
    summary: 'A terminal says which version of the list of blocked cards it has',
    description:
      'From then on it is known to refuse those cards. An older version than it said before changes nothing. Refused, in this order: 404 `terminal_unknown`; 409 `terminal_retired`; 409 `mac_invalid`; 409 `list_version_unknown` {latest}.',
  })
  @ApiCreatedResponse({ standardSchema: syncedAnswer })
  async sync(
    @Param({ schema: terminalParam }) { terminalId }: z.output<typeof terminalParam>,
    @Body({ schema: syncBody }) body: z.output<typeof syncBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const streamId = terminalStream(issuerId, terminalId);
    const { state } = await this.#log.state(terminalDecider, streamId);
    const listVersion = BigInt(body.listVersion);
    const message = syncMessage(terminalId, listVersion, body.syncedAt);
    const macValid =
      state.kind === 'registered' &&
      isMac(
        await this.#keys.key({ kind: 'terminal', issuerId, of: terminalId, number: state.registration }),
        message,
        Buffer.from(body.mac, 'hex'),
      );
    const latest = await latestListVersion(this.#log.pool, issuerId);
    const verdict = await this.#log.execute({
      ...command,
      decider: terminalDecider,
      streamId,
      decide: (now) =>
        syncTerminal(now, {
          listVersion,
          // A clock that runs ahead cannot make it known later than we heard of it.
          syncedAt: Math.min(body.syncedAt, occurredAt),
          macValid,
          latest,
        }),
    });
    return answer(
      verdict,
      { status: 201, refusals: REFUSALS, body: () => ({ terminalId, listVersion: body.listVersion }) },
      reply,
    );
  }

  @Get()
  @Scope('cards:terminal.read')
  @ApiOperation({ summary: 'List terminals', description: 'By their codes.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<TerminalView>> {
    const after = cursorKey(cursor, CODE_KEY) ?? '';
    const read = await terminals(this.#log.pool, { ...asked, issuerId, after, limit: limit + 1 });
    return pageOf(read, limit, (one) => one.terminalId);
  }

  @Get(':terminalId')
  @Scope('cards:terminal.read')
  @ApiOperation({ summary: 'Read a terminal', description: '404 `terminal_unknown`.' })
  @ApiOkResponse({ standardSchema: terminalShape })
  async read(
    @Param({ schema: terminalParam }) { terminalId }: z.output<typeof terminalParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<TerminalView> {
    const [terminal] = await terminals(this.#log.pool, { issuerId, terminalId, after: '', limit: 1 });
    if (terminal) return terminal;
    throw new Problem(404, 'terminal_unknown', 'There is no such terminal', { members: { terminalId } });
  }

  /** The latest version of an enterprise's mother key. Throws the Problem 404 `enterprise_unknown`. */
  async #requireKey(issuerId: string, enterpriseId: string): Promise<number> {
    const { state } = await this.#log.state(enterpriseDecider, enterpriseStream(issuerId, enterpriseId));
    const version = latestVersion(state);
    if (version > 0) return version;
    throw new Problem(404, 'enterprise_unknown', 'This enterprise has no mother key', { members: { enterpriseId } });
  }
}

function timesTold([event]: readonly ScripEvent[]): object {
  if (event?.type !== 'TerminalRetired') return {};
  return { ...event.data, retiredAt: new Date(event.data.retiredAt).toISOString() };
}
