import { describe, expect, it } from '@jest/globals';
import type { AttendanceEvent, CardPassed } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { attendanceDecider, takePasses } from './attendance.decider.ts';

const pass = (counter: number): CardPassed => ({
  terminalId: 'door-1',
  enterpriseId: 'campus',
  counter,
  cardId: 'crd_1',
  holderId: 'hld_1',
  kind: 'door',
  direction: 'in',
  passedAt: counter,
  businessDate: '2025-06-15',
});
const passed = (counter: number): AttendanceEvent => ({ type: 'CardPassed', data: pass(counter) });

describe('passes at a door', () => {
  it('are taken once by the counter of the terminal, late and out of order', () => {
    const { state } = given(attendanceDecider, passed(1), passed(4))
      .when((now) => takePasses(now, [4, 3, 2, 3].map(pass)))
      .then(passed(3), passed(2));
    expect(state).toEqual({ taken: [[1, 4]] });
    given(attendanceDecider, passed(1))
      .when((now) => takePasses(now, [pass(1)]))
      .then();
  });
});
