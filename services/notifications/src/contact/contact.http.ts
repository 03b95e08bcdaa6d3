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
import { type ContactState, chooseLocale, contactDecider, contactOf, recordConsent } from './contact.decider.ts';
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
});
const localeBody = z.strictObject({ locale: localeField });

const consentAnswer = consentBody.extend({ holderId: holderIdField });
const localeAnswer = z.object({ holderId: holderIdField, locale: localeField });
const contactAnswer = z.object({
  holderId: holderIdField,
  locale: z.string(),
  consents: z.array(consentBody.extend({ saidAt: z.iso.datetime().describe('When the holder said it.') })),
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
      'The last one for a category and channel counts. Refused, in this order: 404 `contact_unknown`; 409 `consent_not_needed` {category, channel}.',
  })
  @ApiOkResponse({ standardSchema: consentAnswer })
  async consent(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: consentBody }) said: z.output<typeof consentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const verdict = await this.#decide(holderId, command, (contact) => recordConsent(contact, said));
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
  const { holderId, category, channel, given, proof } = event.data;
  return { holderId, category, channel, given, proof };
}
