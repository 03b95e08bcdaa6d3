/** Agreements of distributors: who acts for them, how they end, and what is reached of their targets. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import type { DistributorEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { fen, minus, ZERO_FEN } from '@scrip/money';
import { z } from 'zod';
import { businessDateField, distributorIdField, personCodeField } from '../fields.ts';
import { endAgreement, nameContact } from './agreement.rule.ts';
import { type DistributorState, distributorDecider, distributorStream } from './distributor.decider.ts';
import { deliveredIn } from './distributor-order.ts';
import { DISTRIBUTOR_REFUSALS, distributorParam, distributorUnknown } from './distributor-route.ts';

type Reply = Parameters<typeof answer>[2];

const KINDS = ['wholesale', 'agency'] as const;
const BP_OF_ONE = 10_000n;

const contactBody = z.strictObject({
  contactId: personCodeField.describe('Who may act for the distributor; a code, never a name.'),
  arrivedDate: businessDateField.optional().describe('Day on which the letter arrived; left out: that of the command.'),
});
const endBody = z.strictObject({ kind: z.enum(KINDS) });

const contactAnswer = z.object({
  distributorId: distributorIdField,
  contactId: z.string(),
  arrivedDate: z.iso.date(),
  actsFromDate: z.iso.date().describe('Five days after it arrived.'),
});
const endedAnswer = z.object({
  distributorId: distributorIdField,
  kind: z.enum(KINDS),
  lastDate: z.iso.date().describe('Last day of the term it is in.'),
  termsVersion: z.int(),
});
const targetsAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(KINDS),
      fromDate: z.iso.date(),
      toDate: z.iso.date(),
      targetFen: fenField,
      reachedFen: fenField.describe('Value of the cards that were delivered in the period.'),
      reachedCards: z.int(),
      missingFen: fenField,
      reachedBp: z.int().describe('Of the target, cut.'),
    }),
  ),
});

@Controller('ledger/v1/distributors')
export class AgreementHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post(':distributorId/contacts')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'Record the letter that names who acts for a distributor',
    description:
      'The change acts five days after it arrives; until then the one before. Refused, in this order: 404 `distributor_unknown`; 409 `contact_known` {actsFromDate}; 409 `letter_out_of_order` {arrivedDate, latestActsFromDate}.',
  })
  @ApiCreatedResponse({ standardSchema: contactAnswer })
  nameContact(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: contactBody }) body: z.output<typeof contactBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const arrivedDate = body.arrivedDate ?? businessDate(command.who.occurredAt);
    const asked = { contactId: body.contactId, arrivedDate };
    return this.#decide(command, distributorId, (state) => nameContact(state, asked), reply);
  }

  @Post(':distributorId/terminations')
  @Scope('ledger:distributor.write')
  @ApiOperation({
    summary: 'End an agreement with the term it is in',
    description:
      'Only in the last month of the term; else it is renewed. Refused, in this order: 404 `distributor_unknown`; 409 `terms_missing` {kind}; 409 `term_missing` {kind}; 409 `agreement_ended` {lastDate}; 409 `term_over` {startsDate, endsDate}; 409 `not_in_last_month` {date, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: endedAnswer })
  end(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Body({ schema: endBody }) { kind }: z.output<typeof endBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const asked = { kind, at: command.who.occurredAt };
    return this.#decide(command, distributorId, (state) => endAgreement(state, asked), reply);
  }

  @Get(':distributorId/targets')
  @Scope('ledger:read')
  @ApiOperation({
    summary: "Report what is reached of a distributor's sales targets",
    description: 'By the cards that were delivered in each period of the terms that hold. 404 `distributor_unknown`.',
  })
  @ApiOkResponse({ standardSchema: targetsAnswer })
  async targets(
    @Param({ schema: distributorParam }) { distributorId }: z.output<typeof distributorParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const { state } = await this.#log.state(distributorDecider, distributorStream(issuerId, distributorId));
    if (state.status === 'none') throw distributorUnknown(distributorId);
    const items: object[] = [];
    for (const kind of KINDS) {
      for (const { fromDate, toDate, targetFen } of state[kind]?.targets ?? []) {
        const asked = { issuerId, distributorId, kind, fromDate, toDate };
        const { valueFen, cards } = await deliveredIn(this.#log.pool, asked);
        const missingFen = valueFen >= targetFen ? ZERO_FEN : minus(fen(targetFen), valueFen);
        const reachedBp = Number((valueFen * BP_OF_ONE) / targetFen);
        const reached = { reachedFen: valueFen, reachedCards: cards, missingFen, reachedBp };
        items.push({ kind, fromDate, toDate, targetFen, ...reached });
      }
    }
    return { items };
  }

  async #decide(
    command: CommandRequest,
    distributorId: string,
    decide: (state: DistributorState) => Decision<DistributorEvent>,
    reply: Reply,
  ): Promise<object> {
    const streamId = distributorStream(command.who.issuerId, distributorId);
    const verdict = await this.#log.execute({ ...command, decider: distributorDecider, streamId, decide });
    const body = ([event]: readonly DistributorEvent[]): object => ({ ...event?.data });
    return answer(verdict, { status: 201, refusals: DISTRIBUTOR_REFUSALS, body }, reply);
  }
}
