import { describe, expect, it } from '@jest/globals';
import type { FeeDue, FeeEvent, FeeRunEvent } from '@scrip/contracts';
import { fen } from '@scrip/money';
import { feesFallingDue, measureKey, preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { feeDecider, feeFact, settleFee, takeFee } from './fee.decider.ts';
import { closeFeeRun, feePartDone, feeRunDecider, startFeeRun } from './fee-run.decider.ts';

const province = preset('union-vip-province');
const fee: FeeDue = {
  feeId: 'fee_1',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'union-vip-province',
  programmeVersion: 1,
  feeKey: 'gold-yearly',
  gradeKey: 'gold',
  month: '2025-02',
  dueDate: '2025-02-10',
  amountFen: fen(10_000),
  measures: [],
  segments: [],
  keyClientExecutive: null,
  runId: 'frn_1',
};
const due: FeeEvent = { type: 'FeeDue', data: fee };
const waived: FeeEvent = { type: 'FeeWaived', data: fee };
const settled: FeeEvent = {
  type: 'FeeSettled',
  data: { feeId: 'fee_1', membershipId: 'mbr_1', amountFen: fen(10_000), reference: 'pay-7' },
};
const pay = (amountFen: number, ...before: FeeEvent[]) =>
  given(feeDecider, ...before).when((state) => settleFee(state, { amountFen: fen(amountFen), reference: 'pay-7' }));

describe('a fee', () => {
  it('says with which numbers its waiver was asked', () => {
    const [falling] = feesFallingDue(
      province,
      { grade: 'gold', gradeSince: '2024-02-10', joinedOn: '2024-02-10' },
      '2025-02',
    );
    if (!falling?.fee.waive || !('metric' in falling.fee.waive)) throw new Error('no fee with a waiver');
    const measures = new Map([[measureKey(falling.fee.waive), { total: 240_000_000n, over: 12n }]]);
    const { feeKey: _, dueDate: _date, measures: _measures, ...of } = fee;
    expect(feeFact(falling, of, { values: { grade: 'gold' }, measures })).toMatchObject({
      event: {
        type: 'FeeWaived',
        data: { dueDate: '2025-02-10', measures: [{ total: '240000000', over: '12' }] },
      },
      verdict: { explain: { met: true } },
    });
  });

  it('is decided once', () => {
    given(feeDecider)
      .when((state) => takeFee(state, due))
      .then(due);
    given(feeDecider, waived)
      .when((state) => takeFee(state, due))
      .then();
  });

  it('is paid whole and once; refused in this order', () => {
    pay(10_000).thenRefused('fee_unknown');
    pay(1, waived).thenRefused('fee_waived', { feeId: 'fee_1' });
    pay(1, due, settled).thenRefused('fee_settled', { feeId: 'fee_1' });
    pay(9_999, due).thenRefused('amount_differs', { askedFen: fen(9_999), dueFen: fen(10_000) });
    pay(10_000, due).then(settled);
  });
});

describe('a run of fees', () => {
  const asked = { runId: 'frn_1', programmeId: 'union-vip-province', month: '2025-02', today: '2025-03-01' };
  const terms = { programmeId: 'union-vip-province', programmeVersion: 1, month: '2025-02' };
  const started: FeeRunEvent = { type: 'FeeRunStarted', data: { runId: 'frn_1', ...terms } };
  const counts = { members: 2, dueCount: 1, waivedCount: 1, dueFen: fen(10_000), waivedFen: fen(30_000) };
  const part = { runId: 'frn_1', after: '', to: 'mbr_2', ...counts, resultHash: 'cd' };
  const { after: _, to: toMembershipId, ...told } = part;
  const done: FeeRunEvent = { type: 'FeeRunPartDone', data: { ...told, toMembershipId } };

  it('is of a month that is over and has none; refused in this order', () => {
    const start = (over: Partial<typeof asked>, programme: typeof province | undefined, ...before: FeeRunEvent[]) =>
      given(feeRunDecider, ...before).when((state) => startFeeRun(state, { ...asked, ...over }, programme));
    start({}, undefined).thenRefused('programme_unknown', { programmeId: 'union-vip-province' });
    start({ today: '2025-02-01' }, { ...province, fees: [] }).thenRefused('fees_none', { programmeVersion: 1 });
    start({ today: '2025-02-28' }, province, started).thenRefused('month_not_over', {
      month: '2025-02',
      endsOn: '2025-02-28',
    });
    start({}, province, started).thenRefused('month_decided', { runId: 'frn_1', month: '2025-02' });
    start({}, province).then(started);
  });

  it('goes part by part and closes with their sum and the hash of the last', () => {
    given(feeRunDecider, started)
      .when((state) => feePartDone(state, part))
      .then(done);
    given(feeRunDecider, started, done)
      .when((state) => feePartDone(state, part))
      .thenRefused('part_not_next', { runId: 'frn_1', after: '' });
    given(feeRunDecider, started, done)
      .when((state) => closeFeeRun(state, 'frn_1', 'mbr_2'))
      .then({ type: 'FeeRunClosed', data: { runId: 'frn_1', ...terms, ...counts, resultHash: 'cd' } });
    given(feeRunDecider, started, done)
      .when((state) => closeFeeRun(state, 'frn_1', ''))
      .thenRefused('part_not_next', { runId: 'frn_1', after: '' });
  });
});
