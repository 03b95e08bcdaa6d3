/** Relatives of an insured: named once on the phone, called again after a reinstatement, barred for good (domain 2.11, E3). */
import type { BusinessDate } from '@scrip/calendar';
import type { ContractEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import type { Entitlement, Programme } from '@scrip/programme';
import { type ContractState, goingOn, lastSpell } from './contract.decider.ts';
import { relativeOf, relativeUsableFrom, spellOn, statusOn } from './contract-standing.ts';

/** A relative as the insured names it; the vault has answered whether it is at most as old as the programme asks. */
export interface RelativeToName {
  readonly relativeId: string;
  readonly kind: string;
  /** At the effective date; true where the programme asks no age. */
  readonly isYoungEnough: boolean;
}

/** What all entitlements that relatives may use ask of them, the strictest of each. */
export interface RelativeTerms {
  readonly max: number;
  readonly kinds: readonly string[];
  /** Whole years on the first day of the contract; null: any. */
  readonly ageMax: number | null;
  /** Codes of illnesses that bar for good. */
  readonly barredBy: readonly string[];
}

/** What a programme asks of relatives; undefined where nobody may be named. */
export function relativeTermsOf(programme: Programme): RelativeTerms | undefined {
  const all = shared(programme).flatMap(({ relatives }) => (relatives ? [relatives] : []));
  const [first] = all;
  if (!first) return undefined;
  const ages = all.flatMap(({ ageMax }) => (ageMax === undefined ? [] : [ageMax]));
  return {
    max: Math.min(...all.map(({ max }) => max)),
    kinds: first.kinds.filter((kind) => all.every(({ kinds }) => kinds.includes(kind))),
    ageMax: ages.length === 0 ? null : Math.min(...ages),
    barredBy: [...new Set(all.flatMap(({ barredBy = [] }) => barredBy))],
  };
}

/**
 * Names the relatives, all in one call. Refused in this order: `contract_unknown`; `contract_ended` {endedDate};
 * `relatives_not_offered`; `contract_not_in_force` {contractStatus, calledDate}; `relatives_already_named` {named, most};
 * `relatives_exceeded` {asked, most}; `relative_repeated` {relativeId}; `relative_kind_not_offered` {relativeId, kind,
 * kinds}; `relative_too_old` {relativeId, ageMax, onDate}. The age itself is in no refusal: refusals are kept.
 */
export function nameRelatives(
  state: ContractState,
  { calledDate, relatives }: { readonly calledDate: BusinessDate; readonly relatives: readonly RelativeToName[] },
  programme: Programme,
): Decision<ContractEvent> {
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const terms = relativeTermsOf(programme);
  if (!terms) return reject('relatives_not_offered');
  const contractStatus = statusOn(contract, calledDate);
  // Only the last stretch can be called for: an earlier one is over.
  if (contractStatus !== 'in_force' || spellOn(contract, calledDate) !== lastSpell(contract)) {
    return reject('contract_not_in_force', { contractStatus, calledDate });
  }
  const { max: most, kinds, ageMax } = terms;
  if (contract.relatives) return reject('relatives_already_named', { named: contract.relatives.length, most });
  if (relatives.length > most) return reject('relatives_exceeded', { asked: relatives.length, most });
  for (const [index, { relativeId, kind, isYoungEnough }] of relatives.entries()) {
    if (relatives.findIndex((other) => other.relativeId === relativeId) < index) {
      return reject('relative_repeated', { relativeId });
    }
    if (!kinds.includes(kind)) return reject('relative_kind_not_offered', { relativeId, kind, kinds });
    if (!isYoungEnough) return reject('relative_too_old', { relativeId, ageMax, onDate: contract.startsDate });
  }
  const { contractId, holderId, programmeId } = contract;
  const ids = { contractId, holderId, programmeId, programmeVersion: programme.version };
  const named = relatives.map(({ relativeId, kind }) => ({ relativeId, kind }));
  return accept({ type: 'RelativesNamed', data: { ...ids, calledDate, relatives: named } });
}

/**
 * Takes the insured's call after a reinstatement: the relatives' wait begins with it. Refused in this order:
 * `contract_unknown`; `contract_ended` {endedDate}; `relatives_not_named`; `contract_not_in_force` {contractStatus, calledDate};
 * `relatives_called` {calledDate}: the wait has begun already.
 */
export function callForRelatives(
  state: ContractState,
  { calledDate }: { readonly calledDate: BusinessDate },
): Decision<ContractEvent> {
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  if (!contract.relatives) return reject('relatives_not_named');
  const contractStatus = statusOn(contract, calledDate);
  const spell = lastSpell(contract);
  if (contractStatus !== 'in_force' || spellOn(contract, calledDate) !== spell) {
    return reject('contract_not_in_force', { contractStatus, calledDate });
  }
  if (spell.calledDate !== null) return reject('relatives_called', { calledDate: spell.calledDate });
  const { contractId, holderId } = contract;
  return accept({
    type: 'RelativesCalled',
    data: { contractId, holderId, calledDate, reinstatedDate: spell.fromDate },
  });
}

/**
 * Bars a relative in whom an illness of the list was found before the wait ended. Of entitlements with different waits the
 * longest counts. Refused in this order: `contract_unknown`; `contract_ended` {endedDate}; `relative_unknown` {relativeId};
 * `relative_barred` {barredDate}; `illness_not_listed`; `found_after_wait` {foundDate, usableFromDate}. No refusal says the
 * illness.
 */
export function findIllness(
  state: ContractState,
  asked: { readonly relativeId: string; readonly illnessKey: string; readonly foundDate: BusinessDate },
  programme: Programme,
): Decision<ContractEvent> {
  const { relativeId, illnessKey, foundDate } = asked;
  const { contract, refusal } = goingOn(state);
  if (refusal) return { kind: 'refused', refusal };
  const relative = relativeOf(contract, relativeId);
  if (!relative) return reject('relative_unknown', { relativeId });
  if (relative.barredDate !== null) return reject('relative_barred', { barredDate: relative.barredDate });
  if (!relativeTermsOf(programme)?.barredBy.includes(illnessKey)) return reject('illness_not_listed');
  // Before the start, while it was lapsed and before the call no wait was over.
  const calledDate = spellOn(contract, foundDate)?.calledDate ?? null;
  const usableFromDate = calledDate === null ? null : longestWait(programme, calledDate);
  if (usableFromDate !== null && foundDate >= usableFromDate) {
    return reject('found_after_wait', { foundDate, usableFromDate });
  }
  const { contractId, holderId, programmeId } = contract;
  const ids = { contractId, holderId, programmeId, programmeVersion: programme.version };
  return accept({ type: 'RelativeBarred', data: { ...ids, relativeId, foundDate, usableFromDate } });
}

function longestWait(programme: Programme, calledDate: BusinessDate): BusinessDate {
  const days = shared(programme).map((entitlement) => relativeUsableFrom(calledDate, entitlement));
  return days.toSorted().at(-1) ?? calledDate;
}

function shared({ entitlements = [] }: Programme): readonly Entitlement[] {
  return entitlements.filter(({ relatives }) => relatives !== undefined);
}
