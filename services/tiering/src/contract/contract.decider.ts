/**
 * A holder's contract of the insurer's kind: in force, lapsed, reinstated, ended (domain 2.11). Days are business days; what
 * a contract is on a day follows from its days alone, so a lapse can be told late or ahead.
 */
import { addPeriodToDate, type BusinessDate, daysEarlier } from '@scrip/calendar';
import type { ContractEvent, NamedRelative } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import type { Contract as ContractTerms, Programme } from '@scrip/programme';

/** A stretch of days in force: from the start or a reinstatement to a lapse or the end. */
export interface Spell {
  /** First day in force. */
  readonly fromDate: BusinessDate;
  /** First day no longer in force; null while nobody has said so. */
  readonly untilDate: BusinessDate | null;
  /** Day of the insured's call from which the wait of the relatives counts; null before it. */
  readonly calledDate: BusinessDate | null;
}

/** A relative who was named. */
export interface KnownRelative extends NamedRelative {
  /** Day on which an illness was found that bars for good; null when none was. */
  readonly barredDate: BusinessDate | null;
}

/** A contract that was made; plain data. */
export interface Contract {
  readonly status: 'made';
  readonly contractId: string;
  readonly contractNo: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly contractKey: string;
  readonly startsDate: BusinessDate;
  /** Last day of its term; null: it goes on. */
  readonly endsDate: BusinessDate | null;
  /** First day after it was ended for good; null before. */
  readonly endedDate: BusinessDate | null;
  /** At least one; only the last can be open. */
  readonly spells: readonly [Spell, ...Spell[]];
  /** Null before they were named. */
  readonly relatives: readonly KnownRelative[] | null;
}

/** What is known of a contract's id. */
export type ContractState = { readonly status: 'none' } | Contract;

/** How a contract's stream is folded. */
export const contractDecider: Decider<ContractState, ContractEvent> = {
  stream: 'contract',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'ContractStarted') {
      const { contractId, contractNo, holderId, programmeId, contractKey, startsDate, endsDate } = event.data;
      const spell = { fromDate: startsDate, untilDate: null, calledDate: null };
      const about = { contractId, contractNo, holderId, programmeId, contractKey, startsDate, endsDate };
      return { status: 'made', ...about, endedDate: null, spells: [spell], relatives: null };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of a contract that was never made`);
    switch (event.type) {
      case 'ContractLapsed':
        return changeLast(state, { untilDate: event.data.lapsedDate });
      case 'ContractReinstated': {
        const spell = { fromDate: event.data.reinstatedDate, untilDate: null, calledDate: null };
        return { ...state, spells: [...state.spells, spell] };
      }
      case 'ContractRenewed':
        return { ...state, endsDate: event.data.endsDate };
      case 'ContractEnded': {
        const { endedDate } = event.data;
        const { untilDate } = lastSpell(state);
        const closed =
          untilDate === null || untilDate > endedDate ? changeLast(state, { untilDate: endedDate }) : state;
        return { ...closed, endedDate };
      }
      case 'RelativesNamed': {
        const { calledDate, relatives } = event.data;
        const named = relatives.map((relative) => ({ ...relative, barredDate: null }));
        return { ...changeLast(state, { calledDate }), relatives: named };
      }
      case 'RelativesCalled':
        return changeLast(state, { calledDate: event.data.calledDate });
      case 'RelativeBarred': {
        const { relativeId, foundDate } = event.data;
        const relatives = (state.relatives ?? []).map((relative) =>
          relative.relativeId === relativeId ? { ...relative, barredDate: foundDate } : relative,
        );
        return { ...state, relatives };
      }
    }
  },
};

/** A contract that is to begin. */
export interface StartContract {
  readonly contractId: string;
  readonly contractNo: string;
  readonly holderId: string;
  readonly contractKey: string;
  readonly startsDate: BusinessDate;
  /** Last day that was agreed; null: as the programme says. */
  readonly endsDate: BusinessDate | null;
}

/**
 * Begins a contract. The same once more needs no new fact. Refused in this order: `contract_kind_unknown` {contractKey}: the
 * programme makes no such contract with holders; `contract_known` {contractId}: another has this number;
 * `contract_ends_before_it_starts` {startsDate, endsDate}.
 */
export function startContract(
  state: ContractState,
  command: StartContract,
  programme: Programme,
): Decision<ContractEvent> {
  const { contractKey, startsDate } = command;
  const terms = contractTermsOf(programme, contractKey);
  if (!terms) return reject('contract_kind_unknown', { contractKey });
  const endsDate = command.endsDate ?? endOfTerm(terms, startsDate);
  if (state.status === 'made') {
    const isSame =
      state.holderId === command.holderId && state.contractKey === contractKey && state.startsDate === startsDate;
    return isSame ? accept() : reject('contract_known', { contractId: state.contractId });
  }
  if (endsDate !== null && endsDate < startsDate) {
    return reject('contract_ends_before_it_starts', { startsDate, endsDate });
  }
  const { id: programmeId, version: programmeVersion } = programme;
  return accept({ type: 'ContractStarted', data: { ...command, endsDate, programmeId, programmeVersion } });
}

/**
 * Takes a contract out of force until it is reinstated. The same day once more needs no new fact. Refused in this order:
 * `contract_unknown`; `contract_ended` {endedDate}; `contract_lapsed` {lapsedDate}; `contract_over` {endsDate}: its term was
 * over by then; `lapse_before_start` {lapsedDate, fromDate}.
 */
export function lapse(
  state: ContractState,
  { lapsedDate, reason }: { readonly lapsedDate: BusinessDate; readonly reason: string },
): Decision<ContractEvent> {
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const { fromDate, untilDate } = lastSpell(contract);
  if (untilDate === lapsedDate) return accept();
  if (untilDate !== null) return reject('contract_lapsed', { lapsedDate: untilDate });
  const { contractId, holderId, endsDate } = contract;
  if (endsDate !== null && lapsedDate > endsDate) return reject('contract_over', { endsDate });
  if (lapsedDate < fromDate) return reject('lapse_before_start', { lapsedDate, fromDate });
  return accept({ type: 'ContractLapsed', data: { contractId, holderId, lapsedDate, reason } });
}

/**
 * Puts a lapsed contract in force again. The same day once more needs no new fact. Refused in this order: `contract_unknown`;
 * `contract_ended` {endedDate}; `contract_not_lapsed`; `contract_over` {endsDate}; `reinstated_before_lapse` {reinstatedDate,
 * lapsedDate}.
 */
export function reinstate(
  state: ContractState,
  { reinstatedDate }: { readonly reinstatedDate: BusinessDate },
): Decision<ContractEvent> {
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const { fromDate, untilDate: lapsedDate } = lastSpell(contract);
  if (lapsedDate === null) {
    const isSame = contract.spells.length > 1 && fromDate === reinstatedDate;
    return isSame ? accept() : reject('contract_not_lapsed');
  }
  const { contractId, holderId, endsDate } = contract;
  if (endsDate !== null && reinstatedDate > endsDate) return reject('contract_over', { endsDate });
  if (reinstatedDate < lapsedDate) return reject('reinstated_before_lapse', { reinstatedDate, lapsedDate });
  return accept({ type: 'ContractReinstated', data: { contractId, holderId, reinstatedDate } });
}

/**
 * Renews a contract for another term. Refused in this order: `contract_unknown`; `contract_ended` {endedDate};
 * `contract_kind_unknown` {contractKey}; `renewal_not_offered` {renewal}; `term_missing`: it goes on anyway;
 * `contract_lapsed` {lapsedDate}; `contract_over` {endsDate}: a new one is made.
 */
export function renew(
  state: ContractState,
  { onDate }: { readonly onDate: BusinessDate },
  programme: Programme,
): Decision<ContractEvent> {
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const { contractId, holderId, programmeId, contractKey, endsDate: before } = contract;
  const terms = contractTermsOf(programme, contractKey);
  if (!terms) return reject('contract_kind_unknown', { contractKey });
  if (terms.renewal !== 'byAgreement') return reject('renewal_not_offered', { renewal: terms.renewal });
  const endsDate = before === null ? null : endOfTerm(terms, dayAfter(before));
  if (before === null || endsDate === null) return reject('term_missing');
  const { untilDate: lapsedDate } = lastSpell(contract);
  if (lapsedDate !== null) return reject('contract_lapsed', { lapsedDate });
  if (onDate > before) return reject('contract_over', { endsDate: before });
  const under = { programmeId, programmeVersion: programme.version };
  return accept({ type: 'ContractRenewed', data: { contractId, holderId, ...under, endsDate } });
}

/**
 * Ends a contract for good. The same day once more needs no new fact. Refused in this order: `contract_unknown`;
 * `contract_ended` {endedDate}; `end_before_start` {endedDate, startsDate}.
 */
export function endContract(
  state: ContractState,
  { endedDate, reason }: { readonly endedDate: BusinessDate; readonly reason: string },
): Decision<ContractEvent> {
  if (state.status === 'made' && state.endedDate === endedDate) return accept();
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const { contractId, holderId } = contract;
  const { fromDate: startsDate } = lastSpell(contract);
  if (endedDate < startsDate) return reject('end_before_start', { endedDate, startsDate });
  return accept({ type: 'ContractEnded', data: { contractId, holderId, endedDate, reason } });
}

/** The kind of contract that a programme makes with holders. */
export function contractTermsOf(programme: Programme, contractKey: string): ContractTerms | undefined {
  return programme.contracts?.find((terms) => terms.key === contractKey && terms.with === 'holder');
}

/** The stretch of days in force that began last. */
export function lastSpell({ spells }: Contract): Spell {
  return spells.at(-1) ?? spells[0];
}

/** The day after another. */
export function dayAfter(date: BusinessDate): BusinessDate {
  return addPeriodToDate(date, 'P1D');
}

function endOfTerm({ term, renewal }: ContractTerms, startsDate: BusinessDate): BusinessDate | null {
  if (term === undefined || renewal === 'unlessEnded') return null;
  return daysEarlier(addPeriodToDate(startsDate, term), 1);
}

function changeLast(contract: Contract, change: Partial<Spell>): Contract {
  const [first, ...rest] = contract.spells;
  const last = rest.at(-1);
  if (!last) return { ...contract, spells: [{ ...first, ...change }] };
  return { ...contract, spells: [first, ...rest.slice(0, -1), { ...last, ...change }] };
}

type Found =
  | { readonly contract: Contract; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly contract?: never };

/** Why nothing more can be said about a contract: `contract_unknown`, `contract_ended` {endedDate}. */
export function goingOn(state: ContractState): Found {
  if (state.status === 'none') return { refusal: { code: 'contract_unknown', detail: {} } };
  const { endedDate } = state;
  if (endedDate !== null) return { refusal: { code: 'contract_ended', detail: { endedDate } } };
  return { contract: state };
}
