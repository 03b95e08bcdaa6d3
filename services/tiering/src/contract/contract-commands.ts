/** What is asked of contracts, one at a time or by the file: the same rules under the same terms. */
import { type BusinessDate, businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ContractEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import type { Programme } from '@scrip/programme';
import { belongsTo } from '../ownership.ts';
import {
  type Contract,
  type ContractState,
  contractDecider,
  type StartContract,
  startContract,
} from './contract.decider.ts';

/** Refusals that are not here are 409. */
export const CONTRACT_REFUSALS = {
  contract_unknown: 404,
  contract_kind_unknown: 404,
  relative_unknown: 404,
} as const;

/** Who asks under which key. */
export type Asking = Pick<CommandRequest, 'who' | 'key'>;

/** The id of an issuer's contract: its number names it within a programme. */
export function contractIdOf(issuerId: string, programmeId: string, contractNo: string): string {
  return idFrom('ctr', [issuerId, programmeId, contractNo].join('\n'));
}

export class ContractCommands {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /** The programme in force when it happened. Throws the Problem 404 `programme_unknown` {programmeId}. */
  async programme({ who }: Asking, programmeId: string): Promise<Programme> {
    const programme = await this.#terms.inForce(who.issuerId, programmeId, who.occurredAt);
    if (programme) return programme;
    throw new Problem(404, 'programme_unknown', 'No version is in force', { members: { programmeId } });
  }

  /** Begins a contract under the programme in force. */
  start(
    asking: Asking,
    programme: Programme,
    command: Omit<StartContract, 'contractId'>,
  ): Promise<Verdict<ContractEvent>> {
    const contractId = contractIdOf(asking.who.issuerId, programme.id, command.contractNo);
    return this.#log.execute({
      ...asking,
      decider: contractDecider,
      streamId: contractId,
      decide: (state) => startContract(state, { contractId, ...command }, programme),
    });
  }

  /** Decides on a contract; one that is not there is for the rule to refuse. */
  decide(
    asking: Asking,
    contractId: string,
    decide: (state: ContractState) => Decision<ContractEvent>,
  ): Promise<Verdict<ContractEvent>> {
    return this.#log.execute({ ...asking, decider: contractDecider, streamId: contractId, decide });
  }

  /** A contract of the issuer. Throws the Problem 404 `contract_unknown` {contractId}. */
  async contract(issuerId: string, contractId: string): Promise<Contract> {
    if (await belongsTo(this.#log, issuerId, contractId)) {
      const { state } = await this.#log.state(contractDecider, contractId);
      if (state.status === 'made') return state;
    }
    throw new Problem(404, 'contract_unknown', 'There is no such contract', { members: { contractId } });
  }
}

/**
 * The day that something took place on: the one that is said, or that of the command. Throws the Problem 400
 * `date_in_future` {date, today}.
 */
export function dayOf({ who }: Asking, said: BusinessDate | undefined): BusinessDate {
  const today = businessDate(who.occurredAt);
  if (said === undefined || said <= today) return said ?? today;
  throw new Problem(400, 'date_in_future', 'That day has not come', { members: { date: said, today } });
}
