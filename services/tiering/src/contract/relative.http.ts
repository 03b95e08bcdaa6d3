/** Relatives of an insured: named on the phone, called for again, barred. Who they are stays in the vault of cards. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { answer, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { type AgeAsked, CardsClient } from '../cards-client.ts';
import { contractIdField, dateField, keyField, relativeIdField } from '../fields.ts';
import { contractParam, said } from './contract.http.ts';
import { CONTRACT_REFUSALS, ContractCommands, dayOf } from './contract-commands.ts';
import {
  callForRelatives,
  findIllness,
  nameRelatives,
  type RelativeToName,
  relativeTermsOf,
} from './contract-relatives.rule.ts';

type Reply = Parameters<typeof answer>[2];

/** Relatives that one call can name: more than any programme takes, so that it can say how many it takes. */
const RELATIVES_MAX = 20;

/** Whoever the vault knows is at most so old: a programme without an age asks only whether the relative is there. */
const AGE_ANY = 150;

const relativeParam = z.object({ contractId: contractIdField, relativeId: relativeIdField });
const calledDateField = dateField.optional().describe('Day of the call; left out: today.');
const namingBody = z.strictObject({
  relatives: z
    .array(
      z.strictObject({
        relativeId: relativeIdField.describe(
          'Brought into the vault before: POST /cards/v1/holders/{holderId}/relatives.',
        ),
        kind: z.enum(['parent', 'spouse', 'child']),
      }),
    )
    .min(1)
    .max(RELATIVES_MAX),
  calledDate: calledDateField,
});
const callBody = z.strictObject({ calledDate: calledDateField }).nullish();
const illnessBody = z.strictObject({
  illnessKey: keyField.describe("A key of the programme's list; it is compared and kept nowhere."),
  foundDate: dateField.optional().describe('Day on which it was found; left out: today.'),
});

const namedAnswer = z.object({
  contractId: contractIdField,
  calledDate: z.string(),
  relatives: z.array(z.object({ relativeId: relativeIdField, kind: z.string() })),
  programmeVersion: z.int(),
});
const calledAnswer = z.object({ contractId: contractIdField, calledDate: z.string(), reinstatedDate: z.string() });
const barredAnswer = z.object({
  contractId: contractIdField,
  relativeId: relativeIdField,
  foundDate: z.string(),
  usableFromDate: z.string().nullable(),
});

@Controller('tiering/v1/contracts/:contractId')
export class RelativeHttp {
  readonly #commands: ContractCommands;
  readonly #cards: CardsClient;

  constructor(commands: ContractCommands, cards: CardsClient) {
    this.#commands = commands;
    this.#cards = cards;
  }

  @Post('relatives')
  @Scope('tiering:contract.relatives')
  @ApiOperation({
    summary: 'Record the call in which the insured names the relatives, once',
    description:
      'They are never changed. Whether each is young enough on the first day of the contract is asked of the vault; the age comes here neither in the answer nor in the log. Refused, in this order: 400 `date_in_future` {date, today}; 404 `contract_unknown`; 404 `programme_unknown`; 503 `vault_silent`; 404 `relative_unknown` {relativeId}: the vault has none of this insured; 409 `contract_ended` {endedDate}; 409 `relatives_not_offered`; 409 `contract_not_in_force` {contractStatus, calledDate}; 409 `relatives_already_named` {named, most}; 409 `relatives_exceeded` {asked, most}; 409 `relative_repeated` {relativeId}; 409 `relative_kind_not_offered` {relativeId, kind, kinds}; 409 `relative_too_old` {relativeId, ageMax, onDate}.',
  })
  @ApiCreatedResponse({ standardSchema: namedAnswer })
  async name(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Body({ schema: namingBody }) body: z.output<typeof namingBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const calledDate = dayOf(command, body.calledDate);
    const { issuerId } = command.who;
    const { programmeId, holderId, startsDate } = await this.#commands.contract(issuerId, contractId);
    const programme = await this.#commands.programme(command, programmeId);
    const ageMax = relativeTermsOf(programme)?.ageMax ?? null;
    const relatives: RelativeToName[] = [];
    for (const { relativeId, kind } of body.relatives) {
      const asked = { issuerId, holderId, relativeId, onDate: startsDate, ageMax: ageMax ?? AGE_ANY };
      relatives.push({ relativeId, kind, isYoungEnough: await this.#isYoungEnough(asked) });
    }
    const verdict = await this.#commands.decide(command, contractId, (state) =>
      nameRelatives(state, { calledDate, relatives }, programme),
    );
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('relative-calls')
  @Scope('tiering:contract.relatives')
  @ApiOperation({
    summary: 'Record the call after a reinstatement, with which the wait of the relatives begins anew',
    description:
      'Refused, in this order: 400 `date_in_future` {date, today}; 404 `contract_unknown`; 409 `contract_ended` {endedDate}; 409 `relatives_not_named`; 409 `contract_not_in_force` {contractStatus, calledDate}; 409 `relatives_called` {calledDate}.',
  })
  @ApiCreatedResponse({ standardSchema: calledAnswer })
  async call(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Body({ schema: callBody }) body: z.output<typeof callBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const calledDate = dayOf(command, body?.calledDate);
    await this.#commands.contract(command.who.issuerId, contractId);
    const verdict = await this.#commands.decide(command, contractId, (state) =>
      callForRelatives(state, { calledDate }),
    );
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('relatives/:relativeId/illnesses')
  @Scope('tiering:contract.relatives')
  @ApiOperation({
    summary: 'Bar a relative in whom an illness of the list was found before the wait ended',
    description:
      'For good, and for all that the contract gives. Refused, in this order: 400 `date_in_future` {date, today}; 404 `contract_unknown`; 404 `programme_unknown`; 409 `contract_ended` {endedDate}; 404 `relative_unknown` {relativeId}; 409 `relative_barred` {barredDate}; 409 `illness_not_listed`; 409 `found_after_wait` {foundDate, usableFromDate}.',
  })
  @ApiCreatedResponse({ standardSchema: barredAnswer })
  async bar(
    @Param({ schema: relativeParam }) { contractId, relativeId }: z.output<typeof relativeParam>,
    @Body({ schema: illnessBody }) { illnessKey, foundDate }: z.output<typeof illnessBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const found = { relativeId, illnessKey, foundDate: dayOf(command, foundDate) };
    const { programmeId } = await this.#commands.contract(command.who.issuerId, contractId);
    const programme = await this.#commands.programme(command, programmeId);
    const verdict = await this.#commands.decide(command, contractId, (state) => findIllness(state, found, programme));
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  async #isYoungEnough(asked: AgeAsked): Promise<boolean> {
    const { relativeId } = asked;
    const said = await this.#cards.isAtMost(asked);
    if (said.kind === 'told') return said.isAtMost;
    if (said.kind === 'unknown') {
      throw new Problem(404, 'relative_unknown', 'The vault has no such relative', { members: { relativeId } });
    }
    throw new Problem(503, 'vault_silent', 'The vault of cards does not answer', { detail: said.reason });
  }
}
