/** Contracts of holders: begun, lapsed, reinstated, renewed, ended, one at a time or many at once; listed. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { businessDate } from '@scrip/calendar';
import type { ContractEvent } from '@scrip/contracts';
import { EventLog, idFrom, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  madeTogether,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import type { Programme } from '@scrip/programme';
import { z } from 'zod';
import {
  contractIdField,
  dateField,
  holderIdField,
  keyField,
  ownNumberField,
  programmeIdField,
  reasonField,
  relativeIdField,
} from '../fields.ts';
import { endContract, lapse, reinstate, renew } from './contract.decider.ts';
import { CONTRACT_STATES, type ContractView, contractsOf } from './contract.projection.ts';
import { type Asking, CONTRACT_REFUSALS, ContractCommands, contractIdOf } from './contract-commands.ts';

type Reply = Parameters<typeof answer>[2];

/** Changes that one request may bring: a body of a few hundred kilobytes, answered in seconds. */
const CHANGES_MAX = 1_000;
/** Changes decided on at once: enough to share group commits. */
const UNDER_WAY_MAX = 32;

export const contractParam = z.object({ contractId: contractIdField });
const startFields = {
  contractNo: ownNumberField,
  holderId: holderIdField.describe('The insured.'),
  contractKey: keyField.describe("A key among the programme's contracts with holders."),
  startsDate: dateField.describe('First day in force.'),
  endsDate: dateField.optional().describe('Last day; left out: as the programme says.'),
};
const startBody = z.strictObject({ programmeId: programmeIdField, ...startFields });
const lapseBody = z.strictObject({
  lapsedDate: dateField.describe('First day not in force.'),
  reason: reasonField,
});
const reinstatementBody = z.strictObject({ reinstatedDate: dateField.describe('First day in force again.') });
const endBody = z.strictObject({ endedDate: dateField.describe('First day not in force.'), reason: reasonField });
const bulkBody = z.strictObject({
  programmeId: programmeIdField,
  changes: z
    .array(
      z.discriminatedUnion('change', [
        z.strictObject({ change: z.literal('start'), ...startFields }),
        lapseBody.extend({ change: z.literal('lapse'), contractNo: ownNumberField }),
        reinstatementBody.extend({ change: z.literal('reinstatement'), contractNo: ownNumberField }),
        endBody.extend({ change: z.literal('end'), contractNo: ownNumberField }),
      ]),
    )
    .min(1)
    .max(CHANGES_MAX)
    .refine((changes) => new Set(changes.map(({ contractNo }) => contractNo)).size === changes.length, {
      error: 'expected each contract once',
    }),
});
type Change = z.output<typeof bulkBody>['changes'][number];
const listQuery = z.object({
  ...pageQuery,
  holderId: holderIdField.optional(),
  programmeId: programmeIdField.optional(),
  contractNo: ownNumberField.optional(),
  status: z.enum(CONTRACT_STATES).optional().describe('As of today.'),
});

const date = z.string().nullable();
const startedAnswer = z.object({
  contractId: contractIdField,
  contractNo: z.string(),
  holderId: holderIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  contractKey: z.string(),
  startsDate: z.string(),
  endsDate: date,
});
const changedAnswer = z.looseObject({ contractId: contractIdField });
const bulkAnswer = z.object({
  accepted: z.int(),
  unchanged: z.int().describe('Lines that were so already.'),
  refused: z.int(),
  lines: z.array(
    z.object({
      line: z.int().describe('Place in the request, from 1.'),
      contractNo: z.string(),
      contractId: contractIdField,
      verdict: z.enum(['accepted', 'unchanged', 'refused']),
      code: z.string().optional().describe('Why it was refused: a code of the single route.'),
      detail: z.looseObject({}).optional(),
    }),
  ),
});
const contractShape = z.object({
  contractId: contractIdField,
  contractNo: z.string(),
  holderId: holderIdField,
  programmeId: programmeIdField,
  contractKey: z.string(),
  status: z.enum(CONTRACT_STATES).describe('As of today.'),
  startsDate: z.string(),
  endsDate: date,
  fromDate: z.string().describe('First day of the last stretch in force.'),
  untilDate: date.describe('First day that is no longer of it.'),
  calledDate: date.describe("Of the call that the relatives' wait counts from."),
  endedDate: date,
  reason: z.string().nullable(),
  relatives: z.array(z.object({ relativeId: relativeIdField, kind: z.string(), barredDate: date })),
  changedAt: z.iso.datetime(),
});
const listAnswer = z.object({ items: z.array(contractShape), next: z.string().nullable() });
const CONTRACT_ID = /^ctr_[0-9A-HJKMNP-TV-Z]{26}$/;

@Controller('tiering/v1')
export class ContractHttp {
  readonly #log: EventLog;
  readonly #commands: ContractCommands;

  constructor(log: EventLog, commands: ContractCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post('contracts')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: 'Begin a contract of a holder',
    description:
      'What it entitles to can be used from its first day, after the waiting periods. Refused, in this order: 404 `programme_unknown`; 404 `contract_kind_unknown` {contractKey}; 409 `contract_known` {contractId}; 409 `contract_ends_before_it_starts` {startsDate, endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: startedAnswer })
  async start(
    @Body({ schema: startBody }) { programmeId, ...body }: z.output<typeof startBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const programme = await this.#commands.programme(command, programmeId);
    const verdict = await this.#commands.start(command, programme, { ...body, endsDate: body.endsDate ?? null });
    const contractId = contractIdOf(command.who.issuerId, programmeId, body.contractNo);
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('contracts/:contractId/lapses')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: 'Take a contract out of force until it is reinstated',
    description:
      'Refused, in this order: 404 `contract_unknown`; 409 `contract_ended` {endedDate}; 409 `contract_lapsed` {lapsedDate}; 409 `contract_over` {endsDate}; 409 `lapse_before_start` {lapsedDate, fromDate}.',
  })
  @ApiCreatedResponse({ standardSchema: changedAnswer })
  async lapse(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Body({ schema: lapseBody }) body: z.output<typeof lapseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.contract(command.who.issuerId, contractId);
    const verdict = await this.#commands.decide(command, contractId, (state) => lapse(state, body));
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('contracts/:contractId/reinstatements')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: 'Put a lapsed contract in force again',
    description:
      'The waiting period begins anew, that of the relatives with a call. Refused, in this order: 404 `contract_unknown`; 409 `contract_ended` {endedDate}; 409 `contract_not_lapsed`; 409 `contract_over` {endsDate}; 409 `reinstated_before_lapse` {reinstatedDate, lapsedDate}.',
  })
  @ApiCreatedResponse({ standardSchema: changedAnswer })
  async reinstate(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Body({ schema: reinstatementBody }) body: z.output<typeof reinstatementBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.contract(command.who.issuerId, contractId);
    const verdict = await this.#commands.decide(command, contractId, (state) => reinstate(state, body));
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('contracts/:contractId/renewals')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: 'Renew a contract for another term',
    description:
      'Where the programme renews by agreement. Refused, in this order: 404 `contract_unknown`; 404 `programme_unknown`; 409 `contract_ended` {endedDate}; 404 `contract_kind_unknown` {contractKey}; 409 `renewal_not_offered` {renewal}; 409 `term_missing`; 409 `contract_lapsed` {lapsedDate}; 409 `contract_over` {endsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: changedAnswer })
  async renew(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { programmeId } = await this.#commands.contract(command.who.issuerId, contractId);
    const programme = await this.#commands.programme(command, programmeId);
    const onDate = businessDate(command.who.occurredAt);
    const verdict = await this.#commands.decide(command, contractId, (state) => renew(state, { onDate }, programme));
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('contracts/:contractId/end')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: 'End a contract for good',
    description:
      'Refused, in this order: 404 `contract_unknown`; 409 `contract_ended` {endedDate}; 409 `end_before_start` {endedDate, startsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: changedAnswer })
  async end(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Body({ schema: endBody }) body: z.output<typeof endBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await this.#commands.contract(command.who.issuerId, contractId);
    const verdict = await this.#commands.decide(command, contractId, (state) => endContract(state, body));
    return answer(verdict, { status: 201, refusals: CONTRACT_REFUSALS, body: said(contractId) }, reply);
  }

  @Post('contract-changes')
  @Scope('tiering:contract.write')
  @ApiOperation({
    summary: `Begin, lapse, reinstate and end up to ${CHANGES_MAX} contracts at once`,
    description:
      'Each line is decided for itself and has its own verdict; what is so already is no refusal, so a file can be sent again. Refused as a whole: 404 `programme_unknown`.',
  })
  @ApiOkResponse({ standardSchema: bulkAnswer })
  async change(
    @Body({ schema: bulkBody }) { programmeId, changes }: z.output<typeof bulkBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const programme = await this.#commands.programme(command, programmeId);
    const verdicts: Verdict<ContractEvent>[] = [];
    const queue = changes.entries();
    const worker = async (): Promise<void> => {
      for (const [index, change] of queue) {
        const key = { ...command.key, key: idFrom('lin', `${command.key.key}\n${index}`) };
        verdicts[index] = await this.#changed({ who: command.who, key }, programme, change);
      }
    };
    await Promise.all(Array.from({ length: UNDER_WAY_MAX }, worker));
    const lines = changes.map(({ contractNo }, index) => {
      const verdict = verdicts[index];
      const contractId = contractIdOf(command.who.issuerId, programmeId, contractNo);
      return { line: index + 1, contractNo, contractId, ...outcomeOf(verdict) };
    });
    const events = verdicts.flatMap((verdict) => (verdict.kind === 'accepted' ? verdict.events : []));
    const made = madeTogether(
      events,
      verdicts.every(({ replayed }) => replayed),
    );
    const count = (verdict: string): number => lines.filter((line) => line.verdict === verdict).length;
    const totals = { accepted: count('accepted'), unchanged: count('unchanged'), refused: count('refused') };
    return answer(made, { status: 200, body: () => ({ ...totals, lines }) }, reply);
  }

  @Get('contracts')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'List contracts with their relatives', description: 'In the order of their ids.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ContractView>> {
    const after = cursorKey(cursor, CONTRACT_ID) ?? '';
    const onDate = businessDate(this.#log.clock.now());
    const read = await contractsOf(this.#log.pool, { issuerId, onDate, ...asked, after, limit: limit + 1 });
    return pageOf(read, limit, ({ contractId }) => contractId);
  }

  @Get('contracts/:contractId')
  @Scope('tiering:read')
  @ApiOperation({ summary: 'Read a contract with its relatives', description: '404 `contract_unknown`.' })
  @ApiOkResponse({ standardSchema: contractShape })
  async read(
    @Param({ schema: contractParam }) { contractId }: z.output<typeof contractParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ContractView> {
    const onDate = businessDate(this.#log.clock.now());
    const [view] = await contractsOf(this.#log.pool, { issuerId, onDate, contractId, after: '', limit: 1 });
    if (view) return view;
    throw new Problem(404, 'contract_unknown', 'There is no such contract', { members: { contractId } });
  }

  #changed(asking: Asking, programme: Programme, change: Change): Promise<Verdict<ContractEvent>> {
    const contractId = contractIdOf(asking.who.issuerId, programme.id, change.contractNo);
    switch (change.change) {
      case 'start': {
        const { change: _, ...body } = change;
        return this.#commands.start(asking, programme, { ...body, endsDate: body.endsDate ?? null });
      }
      case 'lapse':
        return this.#commands.decide(asking, contractId, (state) => lapse(state, change));
      case 'reinstatement':
        return this.#commands.decide(asking, contractId, (state) => reinstate(state, change));
      case 'end':
        return this.#commands.decide(asking, contractId, (state) => endContract(state, change));
    }
  }
}

/** What the fact says; without one it was so already. */
export function said(contractId: string): (events: readonly ContractEvent[]) => object {
  return ([event]) => ({ contractId, ...event?.data });
}

function outcomeOf(verdict: Verdict<ContractEvent> | undefined): object & { readonly verdict: string } {
  if (verdict?.kind === 'refused') return { verdict: 'refused', ...verdict.refusal };
  return { verdict: verdict?.events.length === 0 ? 'unchanged' : 'accepted' };
}
