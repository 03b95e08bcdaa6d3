import { describe, expect, it } from '@jest/globals';
import type { ContractEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { type Programme, preset } from '@scrip/programme';
import {
  type ContractState,
  contractDecider,
  endContract,
  lapse,
  reinstate,
  renew,
  type StartContract,
  startContract,
} from './contract.decider.ts';
import { callForRelatives, findIllness, nameRelatives, relativeTermsOf } from './contract-relatives.rule.ts';
import { contractChecks, statusOn } from './contract-standing.ts';

const insurer = preset('insurer-services');
const policy = insurer.contracts?.[0];
if (!policy) throw new Error('the preset has a kind of contract');
/** A term of a year that both may renew. */
const yearly: Programme = { ...insurer, contracts: [{ ...policy, term: 'P1Y', renewal: 'byAgreement' }] };
const escort = insurer.entitlements?.find(({ key }) => key === 'hospital-escort');
if (!escort) throw new Error('the preset has an escort');

const starting = (changes: Partial<StartContract> = {}): StartContract => ({
  contractId: 'ctr_1',
  contractNo: 'P-1',
  holderId: 'hld_1',
  contractKey: 'policy',
  startsDate: '2026-03-01',
  endsDate: null,
  ...changes,
});
const overdue = { reason: 'premium_overdue' };
const person = (relativeId: string, changes: { kind?: string; isYoungEnough?: boolean } = {}) => ({
  relativeId,
  kind: 'parent',
  isYoungEnough: true,
  ...changes,
});

/** A contract's history: each step must be accepted. */
class Story {
  readonly events: ContractEvent[] = [];
  get state(): ContractState {
    return fold(contractDecider, this.events);
  }
  does(decide: (state: ContractState) => Decision<ContractEvent>): this {
    const decision = decide(this.state);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    this.events.push(...decision.events);
    return this;
  }
}
const story = (programme = insurer, changes: Partial<StartContract> = {}): Story =>
  new Story().does((state) => startContract(state, starting(changes), programme));
const lapsed = (): Story => story().does((state) => lapse(state, { lapsedDate: '2026-05-10', ...overdue }));
const reinstated = (): Story => lapsed().does((state) => reinstate(state, { reinstatedDate: '2026-06-01' }));
const named = (): Story =>
  story().does((state) =>
    nameRelatives(state, { calledDate: '2026-03-10', relatives: [person('rel_1'), person('rel_2')] }, insurer),
  );
const codeOf = (decision: Decision<ContractEvent>): string =>
  decision.kind === 'refused' ? decision.refusal.code : `${decision.events.length} events`;
const refusalOn = (history: Story, date: string, relativeId: string | null = null): string | undefined => {
  const { state } = history;
  if (state.status === 'none') throw new Error('no contract');
  return contractChecks(state, { entitlement: escort, relativeId, date }).find(({ met }) => !met)?.code;
};

describe('a contract', () => {
  it('is on a day what its days say, also when a lapse was told late', () => {
    const { state } = reinstated().does((made) => endContract(made, { endedDate: '2026-09-01', reason: 'notice' }));
    if (state.status === 'none') throw new Error('no contract');
    const days = ['2026-02-28', '2026-03-01', '2026-05-09', '2026-05-10', '2026-05-31', '2026-06-01', '2026-09-01'];
    expect(days.map((date) => statusOn(state, date))).toEqual([
      'not_begun',
      'in_force',
      'in_force',
      'lapsed',
      'lapsed',
      'in_force',
      'ended',
    ]);
  });

  it('needs no new fact for what is so already', () => {
    expect(codeOf(startContract(story().state, starting(), insurer))).toBe('0 events');
    expect(codeOf(lapse(lapsed().state, { lapsedDate: '2026-05-10', ...overdue }))).toBe('0 events');
    expect(codeOf(reinstate(reinstated().state, { reinstatedDate: '2026-06-01' }))).toBe('0 events');
  });

  it('goes on for another term where both may renew it', () => {
    const history = story(yearly);
    const onDate = '2027-02-01';
    expect(history.state).toMatchObject({ endsDate: '2027-02-28' });
    expect(history.does((state) => renew(state, { onDate }, yearly)).state).toMatchObject({ endsDate: '2028-02-29' });
    expect(codeOf(renew(history.state, { onDate: '2028-03-01' }, yearly))).toBe('contract_over');
    expect(codeOf(renew(story().state, { onDate }, insurer))).toBe('renewal_not_offered');
  });

  it('is refused by the first of its reasons', () => {
    const none = contractDecider.initial;
    expect(codeOf(startContract(none, starting({ contractKey: 'lease' }), insurer))).toBe('contract_kind_unknown');
    expect(codeOf(startContract(story().state, starting({ holderId: 'hld_2' }), insurer))).toBe('contract_known');
    expect(codeOf(startContract(none, starting({ endsDate: '2026-02-28' }), insurer))).toBe(
      'contract_ends_before_it_starts',
    );
    const lapseOn = (state: ContractState, lapsedDate: string) => codeOf(lapse(state, { lapsedDate, ...overdue }));
    expect(lapseOn(none, '2026-05-10')).toBe('contract_unknown');
    expect(lapseOn(lapsed().state, '2026-05-11')).toBe('contract_lapsed');
    expect(lapseOn(story(yearly).state, '2027-03-01')).toBe('contract_over');
    expect(lapseOn(story().state, '2026-02-28')).toBe('lapse_before_start');
    expect(codeOf(reinstate(story().state, { reinstatedDate: '2026-06-01' }))).toBe('contract_not_lapsed');
    expect(codeOf(reinstate(lapsed().state, { reinstatedDate: '2026-05-09' }))).toBe('reinstated_before_lapse');
    const ended = story().does((state) => endContract(state, { endedDate: '2026-04-01', reason: 'notice' })).state;
    expect(codeOf(reinstate(ended, { reinstatedDate: '2026-06-01' }))).toBe('contract_ended');
    expect(codeOf(endContract(story().state, { endedDate: '2026-02-01', reason: 'notice' }))).toBe('end_before_start');
  });
});

describe('relatives of an insured', () => {
  it('are asked for as the programme says, the strictest of all its entitlements', () => {
    expect(relativeTermsOf(insurer)).toMatchObject({ max: 2, kinds: ['parent', 'spouse', 'child'], ageMax: 65 });
    expect(relativeTermsOf(preset('mall-vip'))).toBeUndefined();
  });

  it('have a wait of their own: from the naming, and again from the call after a reinstatement', () => {
    const history = named();
    expect(['2026-04-08', '2026-04-09'].map((date) => refusalOn(history, date, 'rel_1'))).toEqual([
      'relative_waiting',
      undefined,
    ]);
    history
      .does((state) => lapse(state, { lapsedDate: '2026-05-10', ...overdue }))
      .does((state) => reinstate(state, { reinstatedDate: '2026-06-01' }));
    expect(refusalOn(history, '2026-07-10', 'rel_1')).toBe('call_missing');
    history.does((state) => callForRelatives(state, { calledDate: '2026-06-05' }));
    expect(['2026-07-04', '2026-07-05'].map((date) => refusalOn(history, date, 'rel_1'))).toEqual([
      'relative_waiting',
      undefined,
    ]);
    expect(refusalOn(history, '2026-07-01')).toBeUndefined();
    expect(codeOf(callForRelatives(history.state, { calledDate: '2026-06-06' }))).toBe('relatives_called');
  });

  it('one of them is barred for good by an illness that was found before the wait ended', () => {
    const found = { relativeId: 'rel_1', illnessKey: 'stroke', foundDate: '2026-04-08' };
    const history = named().does((state) => findIllness(state, found, insurer));
    expect(history.events.at(-1)).toMatchObject({ data: { relativeId: 'rel_1', usableFromDate: '2026-04-09' } });
    expect(JSON.stringify(history.events)).not.toContain('stroke');
    expect([refusalOn(history, '2026-12-01', 'rel_1'), refusalOn(history, '2026-12-01', 'rel_2')]).toEqual([
      'relative_barred',
      undefined,
    ]);
    const late = { ...found, relativeId: 'rel_2', foundDate: '2026-04-09' };
    expect(codeOf(findIllness(history.state, late, insurer))).toBe('found_after_wait');
    expect(codeOf(findIllness(history.state, { ...late, illnessKey: 'cold' }, insurer))).toBe('illness_not_listed');
    expect(codeOf(findIllness(history.state, { ...late, relativeId: 'rel_9' }, insurer))).toBe('relative_unknown');
    expect(codeOf(findIllness(history.state, found, insurer))).toBe('relative_barred');
  });

  it('are refused by the first of their reasons', () => {
    const naming = (state: ContractState, relatives = [person('rel_1')], calledDate = '2026-03-10') =>
      codeOf(nameRelatives(state, { calledDate, relatives }, insurer));
    const { state } = story();
    expect(naming(contractDecider.initial)).toBe('contract_unknown');
    expect(codeOf(nameRelatives(state, { calledDate: '2026-03-10', relatives: [] }, preset('mall-vip')))).toBe(
      'relatives_not_offered',
    );
    expect(naming(state, [person('rel_1')], '2026-02-28')).toBe('contract_not_in_force');
    expect(naming(reinstated().state, [person('rel_1')], '2026-04-01')).toBe('contract_not_in_force');
    expect(naming(named().state, [person('rel_3')])).toBe('relatives_already_named');
    expect(naming(state, [person('rel_1'), person('rel_2'), person('rel_3')])).toBe('relatives_exceeded');
    expect(naming(state, [person('rel_1'), person('rel_1')])).toBe('relative_repeated');
    expect(naming(state, [person('rel_1', { kind: 'cousin' })])).toBe('relative_kind_not_offered');
    expect(naming(state, [person('rel_1', { isYoungEnough: false })])).toBe('relative_too_old');
    expect(codeOf(callForRelatives(state, { calledDate: '2026-03-10' }))).toBe('relatives_not_named');
    expect(refusalOn(named(), '2026-05-01', 'rel_9')).toBe('relative_unknown');
    expect(refusalOn(lapsed(), '2026-05-10')).toBe('contract_lapsed');
  });
});
