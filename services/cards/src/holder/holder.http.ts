/** Holders at the desk: register one, read a profile for a stated reason, find one by what only the vault knows. */

import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import type { HolderEvent } from '@scrip/contracts';
import { EventLog, newId, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { holderIdField } from '../fields.ts';
import { unechoed } from '../vault/personal-input.ts';
import { type Profile, spelling } from '../vault/profile.ts';
import { isSameIdNumber, MATCHES_MAX, Vault } from '../vault/vault.ts';
import { holderDecider, registerHolder } from './holder.decider.ts';

const idNumberField = z
  .string()
  .trim()
  .max(40)
  .refine((text) => /^[A-Z0-9]{5,20}$/.test(spelling('id_number', text)), {
    error: 'expected 5 to 20 letters and digits',
  })
  .describe('Number of an identity document.');
const mobileField = z
  .string()
  .trim()
  .max(40)
  .refine((text) => /^\+?\d{5,15}$/.test(spelling('mobile', text)), { error: 'expected a telephone number' })
  .describe('Mobile number; eleven digits that begin with 1, or with its country code.');
const reasonField = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .describe('What it is read for, such as the number of a case; kept with the reading. No personal data.');

const profileFields = {
  name: z.string().trim().min(1).max(100).describe('As on the identity document.'),
  birthDate: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).describe('YYYY-MM-DD.').optional(),
  idNumber: idNumberField.optional(),
  address: z.string().trim().min(1).max(200).optional(),
  mobile: mobileField.optional(),
  preferredCategories: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -' }))
    .max(20)
    .optional()
    .describe("Keys of the issuer's own categories of goods."),
};
const registration = z.strictObject({
  ...profileFields,
  locale: z.enum(['zh-CN', 'en']).describe('Language to speak with the holder in.'),
});
const search = z.union(
  [
    z.strictObject({ mobile: mobileField, reason: reasonField }),
    z.strictObject({ idNumber: idNumberField, reason: reasonField }),
  ],
  { error: 'expected a reason and either a mobile or an idNumber' },
);

const registrationBody = unechoed(registration);
const searchBody = unechoed(search);
const holderParam = z.object({ holderId: holderIdField });
const readQuery = z.object({ reason: reasonField });

const registered = z.object({ holderId: holderIdField });
const holderAnswer = z.object({ holderId: holderIdField, locale: z.string(), profile: z.object(profileFields) });
const searchAnswer = z.object({ items: z.array(registered) });

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
  @ApiCreatedResponse({ standardSchema: registered })
  async register(
    @Body({ schema: registrationBody }) body: z.output<typeof registration>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#register(body, command);
    return answer(verdict, { status: 201, body: ([event]) => ({ holderId: event?.data.holderId }) }, reply);
  }

  @Get(':holderId')
  @Scope('cards:holder.read')
  @ApiOperation({
    summary: 'Read a profile',
    description: 'Every reading is kept with its reader and its reason. 404 `holder_unknown`.',
  })
  @ApiOkResponse({ standardSchema: holderAnswer })
  async read(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Query({ schema: readQuery }) { reason }: z.output<typeof readQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<object> {
    const profile = await this.#vault.read({ issuerId, holderId }, { issuerId, actor: subject, reason });
    const { state } = await this.#log.state(holderDecider, holderId);
    if (!profile || state.kind === 'unknown') throw new Problem(404, 'holder_unknown', 'There is no such holder');
    return { holderId, locale: state.locale, profile };
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
    const reading = { issuerId, actor: subject, reason: body.reason };
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
        // Somebody registered the same person since the look: the second look finds that holder.
        if (attempt === 1 && isSameIdNumber(error)) continue;
        throw error;
      }
    }
  }

  async #holderOf(idNumber: string | undefined, who: CommandRequest['who']): Promise<string | null> {
    if (idNumber === undefined) return null;
    const reading = { issuerId: who.issuerId, actor: who.actor, reason: REGISTRATION };
    const [holderId] = await this.#vault.find('id_number', idNumber, reading);
    return holderId ?? null;
  }
}
