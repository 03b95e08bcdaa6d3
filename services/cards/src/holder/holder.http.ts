/** Holders at the desk: register one, read a profile for a stated reason, find one by what only the vault knows. */

import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { HolderEvent } from '@scrip/contracts';
import { EventLog, newId, type Verdict } from '@scrip/event-store';
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
import { HOLDER_ID, holderIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { unechoed } from '../vault/personal-input.ts';
import { isCheckDigitRight, type Profile } from '../vault/profile.ts';
import { READING_HOLDERS_MAX } from '../vault/reading.decider.ts';
import { isSameIdNumber, MATCHES_MAX, Vault } from '../vault/vault.ts';
import { holderDecider, registerHolder } from './holder.decider.ts';
import { HOLDER_STATES, type HolderView, holdersOf, PENDING } from './holder.projection.ts';
import {
  holderParam,
  holderUnknown,
  idNumberField,
  localeField,
  mobileField,
  profileFields,
  readingFields,
} from './holder-route.ts';

const registration = z.strictObject({
  ...profileFields,
  locale: localeField,
});
const search = z.union(
  [
    z.strictObject({ mobile: mobileField, ...readingFields }),
    z.strictObject({ idNumber: idNumberField, ...readingFields }),
  ],
  { error: 'expected a reason and either a mobile or an idNumber' },
);

const registrationBody = unechoed(registration);
const searchBody = unechoed(search);
const readQuery = z.object(readingFields);

const batchBody = z.strictObject({
  holderIds: z.array(holderIdField).min(1).max(READING_HOLDERS_MAX),
  ...readingFields,
});
const listQuery = z.object({
  ...pageQuery,
  state: z.enum(HOLDER_STATES).optional(),
  pending: z.enum(PENDING).optional().describe('Only those of whom this waits for a second person.'),
});

const registered = z.object({ holderId: holderIdField });
const registeredAnswer = registered.extend({
  warnings: z.array(z.enum(['id_number_check_digit'])).describe('What looks wrong and was taken all the same.'),
});
const holderAnswer = z.object({
  holderId: holderIdField,
  locale: z.string(),
  departure: z.enum(['died', 'moved_away']).nullable().describe('Why nobody calls or writes to the holder any more.'),
  profile: z.object(profileFields),
});
const searchAnswer = z.object({ items: z.array(registered) });
const batchAnswer = z.object({
  items: z.array(z.object({ holderId: holderIdField, profile: z.object(profileFields) })),
  missing: z.array(holderIdField).describe('Those whom the issuer does not have, or has erased.'),
});
const listAnswer = z.object({
  items: z.array(
    z.object({
      holderId: holderIdField,
      state: z.enum(HOLDER_STATES),
      locale: z.string(),
      registeredAt: z.iso.datetime(),
      changedAt: z.iso.datetime(),
      survivorId: holderIdField.nullable().describe('Of a merged one: the holder that it is now.'),
      nameChange: z.object({ changeId: z.string(), proposedBy: z.string() }).nullable(),
      merge: z.object({ mergeId: z.string(), survivorId: holderIdField, proposedBy: z.string() }).nullable(),
    }),
  ),
  next: z.string().nullable(),
});

/** How often a registration looks for a holder of the same ID number: the second time that one may not be written yet. */
const LOOKS_MAX = 5;

/** Why a holder is named to somebody who registers a person whom the issuer knows. */
const REGISTRATION = 'registration of the same ID number';

type Reply = Parameters<typeof answer>[2];

@Controller('cards/v1/holders')
export class HolderHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;

  constructor(log: EventLog, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
  }

  @Post()
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: 'Register a holder',
    description:
      'The profile goes to the vault, its key is its own, and the event names the id and the language only. Refused: 409 `holder_exists` with the `holderId` of the holder who has this ID number already.',
  })
  @ApiCreatedResponse({ standardSchema: registeredAnswer })
  async register(
    @Body({ schema: registrationBody }) body: z.output<typeof registration>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#register(body, command);
    const suspect = body.idNumber !== undefined && !isCheckDigitRight(body.idNumber);
    const warnings = suspect ? ['id_number_check_digit'] : [];
    return answer(verdict, { status: 201, body: ([event]) => ({ holderId: event?.data.holderId, warnings }) }, reply);
  }

  @Get(':holderId')
  @Scope('cards:holder.read')
  @ApiOperation({
    summary: 'Read a profile',
    description:
      'Every reading is a fact with its reader and what it was for. Of a merged holder that of the one it became. 404 `holder_unknown`; 410 `holder_erased`.',
  })
  @ApiOkResponse({ standardSchema: holderAnswer })
  async read(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Query({ schema: readQuery }) { reason, purpose }: z.output<typeof readQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<object> {
    const profile = await this.#vault.read({ issuerId, holderId }, { issuerId, actor: subject, reason, purpose });
    const { state } = await this.#log.state(holderDecider, holderId);
    const now = state.kind === 'merged' ? (await this.#log.state(holderDecider, state.survivorId)).state : state;
    if (profile && now.kind === 'registered') {
      return { holderId: now.holderId, locale: now.locale, departure: now.departure, profile };
    }
    if (now.kind === 'erased' && (await belongsTo(this.#log, issuerId, holderId))) {
      throw new Problem(410, 'holder_erased', 'The holder was erased', { members: { holderId } });
    }
    throw holderUnknown(holderId);
  }

  @Get()
  @Scope('cards:holder.list')
  @ApiOperation({ summary: 'List holders by where they stand; who they are is not told' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { state, pending, cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<HolderView>> {
    const after = cursorKey(cursor, HOLDER_ID) ?? '';
    const read = await holdersOf(this.#log.pool, { issuerId, state, pending, after, limit: limit + 1 });
    return pageOf(read, limit, (holder) => holder.holderId);
  }

  @Post('readings')
  @HttpCode(200)
  @Scope('cards:holder.export')
  @ApiOperation({
    summary: 'Read many profiles at once',
    description: `At most ${READING_HOLDERS_MAX}, one fact for all of them. A question, not a command: it needs no key.`,
  })
  @ApiOkResponse({ standardSchema: batchAnswer })
  async readMany(
    @Body({ schema: batchBody }) { holderIds, reason, purpose }: z.output<typeof batchBody>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<object> {
    const profiles = await this.#vault.readMany(issuerId, holderIds, { issuerId, actor: subject, reason, purpose });
    return {
      items: [...profiles].map(([holderId, profile]) => ({ holderId, profile })),
      missing: holderIds.filter((holderId) => !profiles.has(holderId)),
    };
  }

  @Post('searches')
  @HttpCode(200)
  @Scope('cards:holder.read')
  @ApiOperation({
    summary: 'Find holders by mobile or ID number',
    description: `Names at most ${MATCHES_MAX} holders, oldest first; each match is kept with the reason. A question, not a command: it needs no key.`,
  })
  @ApiOkResponse({ standardSchema: searchAnswer })
  async search(
    @Body({ schema: searchBody }) body: z.output<typeof search>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<z.output<typeof searchAnswer>> {
    const reading = { issuerId, actor: subject, reason: body.reason, purpose: body.purpose };
    const holderIds =
      'mobile' in body
        ? await this.#vault.find('mobile', body.mobile, reading)
        : await this.#vault.find('id_number', body.idNumber, reading);
    return { items: holderIds.map((holderId) => ({ holderId })) };
  }

  async #register(
    { locale, ...profile }: { locale: string } & Profile,
    { who, key }: CommandRequest,
  ): Promise<Verdict<HolderEvent>> {
    const { issuerId } = who;
    const holderId = newId('hld');
    const sealed = await this.#vault.seal({ issuerId, holderId }, profile);
    const blindKey = { ...key, inputHash: await this.#vault.blind(key.inputHash) };
    for (let attempt = 1; ; attempt += 1) {
      const sameIdNumber = await this.#holderOf(profile.idNumber, who);
      try {
        return await this.#log.execute({
          who,
          key: blindKey,
          decider: holderDecider,
          streamId: holderId,
          decide: (state) => registerHolder(state, { holderId, locale, sameIdNumber }),
          // A refusal leaves nothing behind.
          writes: sameIdNumber === null ? (tx) => this.#vault.store(tx, sealed) : undefined,
        });
      } catch (error) {
        // Somebody registers the same person: a look finds that holder once that command, of the same batch perhaps, stands.
        if (attempt < LOOKS_MAX && isSameIdNumber(error)) continue;
        throw error;
      }
    }
  }

  async #holderOf(idNumber: string | undefined, who: CommandRequest['who']): Promise<string | null> {
    if (idNumber === undefined) return null;
    const reading = {
      issuerId: who.issuerId,
      actor: who.actor,
      reason: REGISTRATION,
      purpose: 'registration',
    } as const;
    const [holderId] = await this.#vault.find('id_number', idNumber, reading);
    return holderId ?? null;
  }
}
