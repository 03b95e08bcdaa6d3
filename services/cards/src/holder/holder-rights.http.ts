/** What a holder may ask for: all that is kept about them, who read it, and to be forgotten (domain 3). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, on } from '@scrip/event-store';
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
import { holderIdField } from '../fields.ts';
import { LedgerSilentError, LedgerUse } from '../ledger-use.ts';
import { Vault } from '../vault/vault.ts';
import { type HolderState, holderDecider } from './holder.decider.ts';
import { eraseHolder } from './holder-erase.rule.ts';
import { HolderExport } from './holder-export.ts';
import { HOLDER_REFUSALS, holderParam, holderUnknown, readingFields, requireHolder } from './holder-route.ts';

type Reply = Parameters<typeof answer>[2];

/** States of a card that nobody can use any more. */
const ENDED = ['lost', 'stolen', 'replaced', 'expired', 'void'];
const READ_ID = /^\d{1,18}$/;

const exportQuery = z.object({ reason: readingFields.reason });
const erasureBody = z.strictObject({
  cause: z.enum(['request', 'retention_over']).describe('The holder asked, or the time of keeping is over.'),
});
const erasedAnswer = z.object({
  holderId: holderIdField,
  erased: z.array(holderIdField).describe('This one and those merged into it.'),
  lastUsedAt: z.iso.datetime().nullable(),
});
const exportAnswer = z.object({
  holderId: holderIdField,
  exportedAt: z.iso.datetime(),
  profiles: z.array(z.looseObject({ holderId: holderIdField })).describe('Of the holder and of those merged into it.'),
  history: z.array(z.looseObject({ type: z.string(), occurredAt: z.iso.datetime() })),
  documents: z.array(z.looseObject({ documentId: z.string(), content: z.base64() })),
  readings: z.array(z.looseObject({ readAt: z.iso.datetime(), actor: z.string() })),
  cards: z.array(z.looseObject({ cardId: z.string(), walletId: z.string() })),
  elsewhere: z
    .array(z.object({ service: z.string(), path: z.string() }))
    .describe('Where other services keep facts under the ids of this export; they know no name.'),
});
const readingsQuery = z.object(pageQuery);
const readingsAnswer = z.object({
  items: z.array(
    z.object({
      readId: z.string(),
      readingId: z.string().nullable().describe('The event; null of a reading from before there were such events.'),
      told: z.enum(['profile', 'match', 'document', 'export']),
      purpose: z.string().nullable(),
      actor: z.string(),
      reason: z.string(),
      correlationId: z.string().nullable(),
      readAt: z.iso.datetime(),
    }),
  ),
  next: z.string().nullable(),
});

@Controller('cards/v1/holders/:holderId')
export class HolderRightsHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #exports: HolderExport;
  readonly #ledger: LedgerUse;

  constructor(log: EventLog, vault: Vault, exports: HolderExport, ledger: LedgerUse) {
    this.#log = log;
    this.#vault = vault;
    this.#exports = exports;
    this.#ledger = ledger;
  }

  @Get('export')
  @Scope('cards:holder.export')
  @ApiOperation({
    summary: 'Everything that is kept about a holder',
    description:
      'All of the vault, the facts of the holder, the cards, and where other services keep what they have by id. A fact with its reader. 404 `holder_unknown`; 410 `holder_erased`.',
  })
  @ApiOkResponse({ standardSchema: exportAnswer })
  async export(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Query({ schema: exportQuery }) { reason }: z.output<typeof exportQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<object> {
    await requireHolder(this.#log, issuerId, holderId);
    const { state } = await this.#log.state(holderDecider, holderId);
    if (state.kind === 'erased') {
      throw new Problem(410, 'holder_erased', 'The holder was erased', { members: { holderId } });
    }
    if (state.kind === 'unknown') throw holderUnknown(holderId);
    const holderIds = state.kind === 'registered' ? [holderId, ...state.absorbed] : [holderId];
    return this.#exports.of(issuerId, holderIds, { issuerId, actor: subject, reason, purpose: 'request' });
  }

  @Get('readings')
  @Scope('cards:holder.export')
  @ApiOperation({ summary: 'Who read what of a holder, the newest first' })
  @ApiOkResponse({ standardSchema: readingsAnswer })
  async readings(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Query({ schema: readingsQuery }) { cursor, limit }: z.output<typeof readingsQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object>> {
    await requireHolder(this.#log, issuerId, holderId);
    const before = cursorKey(cursor, READ_ID);
    const read = await this.#vault.readings.of(issuerId, holderId, { before, limit: limit + 1 });
    const told = read.map((entry) => ({ ...entry, readAt: toRfc3339(entry.readAt) }));
    return pageOf(told, limit, (entry) => entry.readId);
  }

  @Post('erasure')
  @Scope('cards:holder.erase')
  @ApiOperation({
    summary: 'Forget a holder: destroy the data key',
    description:
      'With it profile, documents and search hashes are gone, of those merged into it too; cards, wallets and their history stay under ids. Asks the ledger first: 503 `ledger_silent` when it does not answer. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `cards_open` {openCards}; 409 `value_left` {valueFen}; 409 `records_kept` {lastUsedAt, keptUntil}.',
  })
  @ApiCreatedResponse({ standardSchema: erasedAnswer })
  async erase(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: erasureBody }) { cause }: z.output<typeof erasureBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, correlationId } = command.who;
    await requireHolder(this.#log, issuerId, holderId);
    const { state } = await this.#log.state(holderDecider, holderId);
    const absorbed = state.kind === 'registered' ? state.absorbed : [];
    const holderIds = [holderId, ...absorbed];
    const wallets = await this.#ledger.of({ issuerId, correlationId }, holderIds).catch((error: unknown) => {
      if (!(error instanceof LedgerSilentError)) throw error;
      throw new Problem(503, 'ledger_silent', 'The ledger did not say what the wallets hold', {
        detail: error.message,
      });
    });
    const cards = await this.#cardUse(issuerId, holderIds);
    const documents = await this.#documentsOf(holderIds);
    const uses = [wallets.lastUsedAt, cards.lastUsedAt].filter((at) => at !== null);
    const use = {
      openCards: cards.open,
      valueFen: wallets.valueFen,
      lastUsedAt: uses.length === 0 ? null : Math.max(...uses),
    };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: holderIds.map((one) => on(holderDecider, one)),
      decide: ([holder]) => {
        // Our own clock whenever it is said to have happened: the law's time is not to be had by backdating.
        const asked = { cause, use, documents, at: this.#log.clock.now() };
        const decision = eraseHolder(holder as HolderState, asked);
        if (decision.kind === 'refused') return decision;
        const events = decision.events.map((event) => ({ streamId: event.data.holderId, event }));
        return { kind: 'accepted', events };
      },
      writes: async (tx) => void (await this.#vault.erase(tx, holderIds)),
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: erasedBody }, reply);
  }

  /** Cards that can still be used, and the last fact of any, or the last purchase of cards for whoever has them (domain 3). */
  async #cardUse(
    issuerId: string,
    holderIds: readonly string[],
  ): Promise<{ readonly open: number; readonly lastUsedAt: number | null }> {
    const { rows } = await this.#log.pool.query<{ open: number; last_used_at: bigint | null }>(
      `SELECT count(*) FILTER (WHERE state <> ALL ($3))::int AS open,
              greatest(
                max((SELECT max(e.occurred_at) FROM event AS e WHERE e.stream_id = card.card_id)),
                (SELECT max(sold_at) FROM card_sale WHERE issuer_id = $1 AND buyer_id = ANY ($2))
              ) AS last_used_at
       FROM card WHERE issuer_id = $1 AND holder_id = ANY ($2)`,
      [issuerId, holderIds, ENDED],
    );
    const last = rows[0]?.last_used_at ?? null;
    return { open: rows[0]?.open ?? 0, lastUsedAt: last === null ? null : Number(last) };
  }

  async #documentsOf(holderIds: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.#log.pool.query<{ holder_id: string; documents: number }>(
      `SELECT holder_id, count(*)::int AS documents FROM vault_document WHERE holder_id = ANY ($1) GROUP BY holder_id`,
      [holderIds],
    );
    return Object.fromEntries(rows.map((row) => [row.holder_id, row.documents]));
  }
}

function erasedBody(events: readonly ScripEvent[]): object {
  const erased = events.flatMap((event) => (event.type === 'HolderErased' ? [event.data] : []));
  const lastUsedAt = erased[0]?.lastUsedAt ?? null;
  return {
    holderId: erased[0]?.holderId,
    erased: erased.map(({ holderId }) => holderId),
    lastUsedAt: lastUsedAt === null ? null : toRfc3339(lastUsedAt),
  };
}
