/** Finds the contract that terms are agreed under, among the programmes that this service has heard of. */
import type { Terms } from '@scrip/chassis';
import type { EventLog } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import type { Under } from './contract-terms.rule.ts';
import { distributorDecider, distributorStream, type OrderKind } from './distributor.decider.ts';

/** A kind of agreement of a programme, by its keys. */
export interface ContractName {
  readonly programmeId: string;
  readonly contractKey: string;
}

/** Whose terms of which kind are agreed, when, and under which contract if somebody names one. */
export interface AgreedNow {
  readonly issuerId: string;
  readonly distributorId: string;
  readonly kind: OrderKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly contract: ContractName | undefined;
}

/**
 * The contract that is named, or that the latest terms of the kind are under, as the version in force has it: an agreement
 * does not leave its contract by not naming it. Undefined where there is none, or where the programme has it no more and
 * nobody names it. Throws the Problem 409 `programme_unknown` {programmeId} for one that is named; never kept under a key.
 */
export async function contractUnder(
  log: EventLog,
  terms: Terms,
  { issuerId, distributorId, kind, at, contract: asked }: AgreedNow,
): Promise<Under | undefined> {
  const name = asked ?? (await nameBefore(log, issuerId, distributorId, kind));
  if (!name) return undefined;
  const { programmeId, contractKey } = name;
  const programme = await terms.inForce(issuerId, programmeId, at);
  const contract = programme?.contracts?.find(({ key }) => key === contractKey);
  if (programme && (contract || asked))
    return { programmeId, programmeVersion: programme.version, contractKey, contract };
  if (!asked) return undefined;
  throw new Problem(409, 'programme_unknown', 'No version of the programme is in force', { members: { programmeId } });
}

async function nameBefore(
  log: EventLog,
  issuerId: string,
  distributorId: string,
  kind: OrderKind,
): Promise<ContractName | undefined> {
  const { state } = await log.state(distributorDecider, distributorStream(issuerId, distributorId));
  const { programmeId = null, contractKey = null } = (state.status === 'none' ? null : state[kind]) ?? {};
  return programmeId === null || contractKey === null ? undefined : { programmeId, contractKey };
}
