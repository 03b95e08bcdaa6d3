/** Deciding on applications: looks in their order, then the approval by who has the word over the grade. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, newId, on, type Placed } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Scope } from '@scrip/http';
import type { RulePackSettings } from '@scrip/programme';
import { z } from 'zod';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import type { IssueCard } from '../card/card-issue.rule.ts';
import { CardNumbers } from '../card/card-number.ts';
import { CardCommands, reasonField } from '../card/card-route.ts';
import { applicationIdField } from '../fields.ts';
import { type HolderState, holderDecider } from '../holder/holder.decider.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { programmeSettingDecider, programmeSettingStream } from '../programme/programme-setting.decider.ts';
import { giveFirstCard } from '../replacement/first-card.rule.ts';
import { firstCardStreams, makingOf, placedFirstCard } from '../replacement/first-card.ts';
import { Vault } from '../vault/vault.ts';
import { branchNoField } from '../vendor/vendor-report-lines.ts';
import {
  type ApplicationState,
  applicationDecider,
  approveApplication,
  passStep,
  refuseApplication,
} from './application.decider.ts';
import { APPLICATION_REFUSALS, applicationParam, keyField, requireApplication } from './application.http.ts';

type Reply = Parameters<typeof answer>[2];

/** What stands before the key of a role in the scope of who has it. */
const AUTHORITY = 'cards:authority.';

const stepParam = z.object({ applicationId: applicationIdField, stepKey: keyField });
const stepBody = z.strictObject({ finding: reasonField.optional().describe('What was found, as a code.') }).nullish();
const approvalBody = z
  .strictObject({
    gradeKey: keyField.optional().describe('Left out: the grade that was asked for.'),
    branchNo: branchNoField.optional().describe('Where the holder collects the card, if a vendor makes it.'),
  })
  .nullish();
const refusalBody = z.strictObject({ reason: reasonField });

const passedAnswer = z.object({ applicationId: applicationIdField, stepKey: z.string(), role: z.string() });
const approvedAnswer = z.object({
  applicationId: applicationIdField,
  gradeKey: z.string().nullable(),
  role: z.string(),
  cardId: z.string().nullable().describe('The card that is issued, or ordered from the vendor, for it.'),
  walletId: z.string().nullable(),
});
const refusedAnswer = z.object({
  applicationId: applicationIdField,
  stepKey: z.string().nullable(),
  reason: z.string(),
});

@Controller('cards/v1/applications/:applicationId')
export class ApplicationReviewHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #numbers: CardNumbers;
  readonly #vault: Vault;

  constructor(log: EventLog, cards: CardCommands, numbers: CardNumbers, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
    this.#cards = cards;
    this.#numbers = numbers;
  }

  @Post('steps/:stepKey')
  @Scope('cards:application.decide')
  @ApiOperation({
    summary: 'Pass the next look at an application',
    description:
      'The token needs the scope cards:authority.<role> of a role that the programme names. Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}; 409 `documents_missing` {missing}; 409 `no_step_left`; 409 `not_the_next_step` {stepKey, next}; 403 `role_missing` {roles}; 403 `own_work`.',
  })
  @ApiCreatedResponse({ standardSchema: passedAnswer })
  async pass(
    @Param({ schema: stepParam }) { applicationId, stepKey }: z.output<typeof stepParam>,
    @Body({ schema: stepBody }) body: z.output<typeof stepBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireApplication(this.#log, command.who.issuerId, applicationId);
    const look = { stepKey, finding: body?.finding ?? null, by, roles: rolesIn(scopes) };
    const verdict = await this.#log.execute({
      ...command,
      decider: applicationDecider,
      streamId: applicationId,
      decide: (state) => passStep(state, look),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  @Post('approval')
  @Scope('cards:application.decide')
  @ApiOperation({
    summary: 'Approve an application with a grade',
    description:
      'Where the programme names a product its card is issued in the same moment, or ordered where a vendor makes it. Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}; 409 `documents_missing` {missing}; 409 `steps_left` {next}; 409 `grade_not_offered` {gradeKey}; 403 `role_missing` {roles}; 403 `own_work`; then what refuses the card; of one that a vendor makes 409 `branch_missing` {vendorId}; 404 `vendor_unknown`; 409 `product_not_made`.',
  })
  @ApiCreatedResponse({ standardSchema: approvedAnswer })
  async approve(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: approvalBody }) body: z.output<typeof approvalBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt: at } = command.who;
    const { recorded } = await requireApplication(this.#log, issuerId, applicationId);
    const { holderId, programmeId, productKey, askedGradeKey } = recorded;
    const terms =
      productKey === null ? undefined : await this.#cards.termsOf(issuerId, { programmeId, productKey }, at);
    const card = productKey === null ? null : await this.#newCard({ holderId, programmeId, productKey, at }, terms);
    const makings = firstCardStreams(issuerId, terms?.card, card ? [card.cardId] : []);
    const branchNo = body?.branchNo ?? null;
    const identified = await this.#vault.isIdentified({ issuerId, holderId });
    const review = {
      gradeKey: body?.gradeKey ?? askedGradeKey,
      cardId: card?.cardId ?? null,
      by,
      roles: rolesIn(scopes),
    };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(applicationDecider, applicationId),
        on(holderDecider, holderId),
        on(programmeDecider, programmeStream(issuerId, programmeId)),
        on(programmeSettingDecider, programmeSettingStream(issuerId)),
        ...(card ? [on(cardDecider, card.cardId)] : []),
        ...(card ? makings.streams : []),
      ],
      decide: ([application, holder, programme, law, state, ...vendors]): Decision<Placed> => {
        const approved = approveApplication(application as ApplicationState, review);
        if (approved.kind === 'refused') return approved;
        const placed = approved.events.map((event): Placed => ({ streamId: applicationId, event }));
        if (!card) return { kind: 'accepted', events: placed };
        const under = {
          holder: holder as HolderState,
          programme: programme as ProgrammeState,
          identified,
          law: law as RulePackSettings,
          vendorOf: makings.vendorOf(vendors),
        };
        const given = giveFirstCard(state as CardState, under, {
          ...card,
          applicationId,
          branchNo,
          makingId: makingOf(card.cardId),
        });
        if (given.kind === 'refused') return given;
        return { kind: 'accepted', events: [...placed, ...placedFirstCard(card.cardId, given.events)] };
      },
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: APPLICATION_REFUSALS, body: approvedBody }, reply);
  }

  @Post('refusal')
  @Scope('cards:application.decide')
  @ApiOperation({
    summary: 'Refuse an application',
    description:
      'By who has the next word on it. Refused, in this order: 404 `application_unknown`; 409 `application_decided` {status}; 403 `role_missing` {roles}; 403 `own_work`.',
  })
  @ApiCreatedResponse({ standardSchema: refusedAnswer })
  async refuse(
    @Param({ schema: applicationParam }) { applicationId }: z.output<typeof applicationParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Caller() { subject: by, scopes }: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireApplication(this.#log, command.who.issuerId, applicationId);
    const verdict = await this.#log.execute({
      ...command,
      decider: applicationDecider,
      streamId: applicationId,
      decide: (state) => refuseApplication(state, { reason, by, roles: rolesIn(scopes) }),
    });
    return answer(
      verdict,
      { status: 201, refusals: APPLICATION_REFUSALS, body: ([event]) => ({ ...event?.data }) },
      reply,
    );
  }

  async #newCard(
    asked: Omit<IssueCard, 'cardId' | 'cardNumber' | 'walletId'>,
    terms: Awaited<ReturnType<CardCommands['termsOf']>>,
  ): Promise<IssueCard> {
    const cardNumber = await this.#numbers.next(terms?.card?.number);
    return { ...asked, cardId: newId('crd'), walletId: newId('wal'), cardNumber };
  }
}

function rolesIn(scopes: ReadonlySet<string>): ReadonlySet<string> {
  const held = [...scopes].filter((scope) => scope.startsWith(AUTHORITY));
  return new Set(held.map((scope) => scope.slice(AUTHORITY.length)));
}

function approvedBody(events: readonly ScripEvent[]): object {
  const approved = events.find((event) => event.type === 'ApplicationApproved');
  const card = events.find((event) => event.type === 'CardIssued' || event.type === 'CardApplied');
  if (!approved) return {};
  const { applicationId, gradeKey, role, cardId } = approved.data;
  return { applicationId, gradeKey, role, cardId, walletId: card?.data.walletId ?? null };
}
