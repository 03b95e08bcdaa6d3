/** Contacts at the desk: choose the language, record what the holder agreed to or took back, read both. */

import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ContactEvent } from '@scrip/contracts';
import { type Decision, InvariantError } from '@scrip/decider';
import { EventLog, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { categoryField, channelField, holderIdField, localeField } from '../fields.ts';
import { issuerOf } from '../ownership.ts';
import {
  type ContactState,
  chooseLocale,
  chooseProfile,
  contactDecider,
  contactOf,
  noteRoaming,
  recordConsent,
} from './contact.decider.ts';
import { type ContactView, contactView } from './contact.projection.ts';

const holderParam = z.object({ holderId: holderIdField });
const consentBody = z.strictObject({
  category: categoryField,
  channel: channelField,
  given: z.boolean().describe('True: agreed. False: taken back, or declined.'),
  proof: z
    .string()
    .regex(/^[A-Za-z0-9._:/-]{1,100}$/)
    .describe('Where the proof is found, such as the number of a signed form; a reference, never its text.'),
  means: z
    .enum(['form', 'desk', 'phone', 'app'])
    .optional()
    .describe('How the holder said it; left out: it was not told.'),
  textVersion: z
    .string()
    .regex(/^[A-Za-z0-9._:/-]{1,40}$/)
    .optional()
    .describe("Version of the text that the holder was shown, the issuer's own; left out: none was shown."),
});
const localeBody = z.strictObject({ locale: localeField });
const classField = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const profileBody = z.strictObject({
  holderClass: classField.nullable().describe("Class that windows and conditions tell apart, such as 'office-worker'."),
  visitClass: classField.nullable().describe("Class that says how often a manager visits, such as 'class-a'."),
  managerId: z
    .string()
    .regex(/^[A-Za-z0-9._:@-]{1,100}$/)
    .nullable()
    .describe('Who looks after the holder, the subject of a token.'),
});
const roamingBody = z.strictObject({ roaming: z.boolean().describe('Whether the number roams.') });

const saidAnswer = consentBody.extend({ means: z.string().nullable(), textVersion: z.string().nullable() });
const consentAnswer = saidAnswer.extend({ holderId: holderIdField });
const localeAnswer = z.object({ holderId: holderIdField, locale: localeField });
const contactAnswer = z.object({
  holderId: holderIdField,
  locale: z.string(),
  ...profileBody.shape,
  visitSince: z.string().nullable().describe('Business day on which the class for visits was given.'),
  ...roamingBody.shape,
  ended: z.string().nullable().describe('Why nobody writes to the holder any more: died, moved_away, erased, merged.'),
  consents: z.array(
    saidAnswer.extend({
      saidAt: z.iso.datetime().describe('When the holder said it.'),
      saidTo: z.string().describe('Who recorded it, the subject of a token.'),
    }),
  ),
});

/** What is not there, or another issuer's, is not there. Refusals that are not here are 409. */
const REFUSALS = { contact_unknown: 404 } as const;

@Controller('notifications/v1/contacts/:holderId')
export class ContactHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post('consents')
  @HttpCode(200)
  @Scope('notifications:consent.write')
  @ApiOperation({
    summary: 'Record a consent, or that it was taken back',
    description:
      'The last one for a category and channel counts. Refused, in this order: 404 `contact_unknown`; 409 `contact_ended` {reason}; 409 `consent_not_needed` {category, channel}.',
  })
  @ApiOkResponse({ standardSchema: consentAnswer })
  async consent(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: consentBody }) said: z.output<typeof consentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(holderId, command, (contact) =>
      recordConsent(contact, { ...said, means: said.means ?? null, textVersion: said.textVersion ?? null }),
    );
    return answer(verdict, { refusals: REFUSALS, body: consentOf }, reply);
  }

  @Post('locale')
  @HttpCode(200)
  @Scope('notifications:consent.write')
  @ApiOperation({
    summary: 'Choose the language of later messages',
    description: 'Refused: 404 `contact_unknown`.',
  })
  @ApiOkResponse({ standardSchema: localeAnswer })
  async locale(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: localeBody }) { locale }: z.output<typeof localeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(holderId, command, (contact) => chooseLocale(contact, locale));
    // The language may be the one that was chosen before, which leaves no event: the command itself says what holds.
    return answer(verdict, { refusals: REFUSALS, body: () => ({ holderId, locale }) }, reply);
  }

  @Post('profile')
  @HttpCode(200)
  @Scope('notifications:consent.write')
  @ApiOperation({
    summary: 'Say what sort of holder this is, for windows and visits',
    description: 'Refused, in this order: 404 `contact_unknown`; 409 `contact_ended` {reason}.',
  })
  @ApiOkResponse({ standardSchema: profileBody.extend({ holderId: holderIdField }) })
  async profile(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: profileBody }) profile: z.output<typeof profileBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(holderId, command, (contact) => chooseProfile(contact, profile));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ holderId, ...profile }) }, reply);
  }

  @Post('roaming')
  @HttpCode(200)
  @Scope('notifications:consent.write')
  @ApiOperation({
    summary: 'Note whether the number of the holder roams',
    description: 'Refused, in this order: 404 `contact_unknown`; 409 `contact_ended` {reason}.',
  })
  @ApiOkResponse({ standardSchema: roamingBody.extend({ holderId: holderIdField }) })
  async roaming(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: roamingBody }) { roaming }: z.output<typeof roamingBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(holderId, command, (contact) => noteRoaming(contact, roaming));
    return answer(verdict, { refusals: REFUSALS, body: () => ({ holderId, roaming }) }, reply);
  }

  @Get()
  @Scope('notifications:read')
  @ApiOperation({ summary: 'Read a contact', description: '404 `contact_unknown`.' })
  @ApiOkResponse({ standardSchema: contactAnswer })
  async read(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ContactView> {
    const contact = await contactView(this.#log.pool, issuerId, holderId);
    if (contact) return contact;
    throw new Problem(404, 'contact_unknown', 'There is no such contact', { members: { holderId } });
  }

  /** On the holder's contact if it is the issuer's, else on none: another issuer's holder is as unknown as nobody's. */
  async #decide(
    holderId: string,
    command: CommandRequest,
    rule: (contact: ContactState) => Decision<ContactEvent>,
  ): Promise<Verdict<ContactEvent>> {
    const streamId = contactOf(holderId);
    const own = (await issuerOf(this.#log, streamId)) === command.who.issuerId;
    if (!own) throw new Problem(404, 'contact_unknown', 'There is no such contact', { members: { holderId } });
    return this.#log.execute({ ...command, decider: contactDecider, streamId, decide: rule });
  }
}

function consentOf([event]: readonly ContactEvent[]): object {
  if (event?.type !== 'ContactConsentRecorded') throw new InvariantError('a consent without its event');
  const { holderId, category, channel, given, proof, means, textVersion } = event.data;
  return { holderId, category, channel, given, proof, means, textVersion };
}
