import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CallTaskOpened } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { type ContactPolicy, preset } from '@scrip/programme';
import type { KnownContact } from '../contact/contact.decider.ts';
import { type CallState, callDecider } from './call.decider.ts';
import { callTime, endCall, openIfLeft, openWithin, settleCall, takeCall } from './call-window.rule.ts';

const policy: Partial<ContactPolicy> = preset('mall-vip').contact ?? {};
const at = (text: string): number => parseRfc3339(`${text}:00+08:00`);
const NOW = at('2026-03-04T10:00');

const contact = (changes: Partial<KnownContact> = {}): KnownContact => ({
  kind: 'known',
  contactId: 'con_1',
  holderId: 'hld_1',
  locale: 'zh-CN',
  consents: [],
  made: [],
  holderClass: null,
  visitClass: null,
  managerId: null,
  roaming: false,
  ended: null,
  survivorId: null,
  ...changes,
});
/** A holder who was called ten times this year. */
const called = (): KnownContact =>
  contact({
    made: Array.from({ length: 10 }, (_, call) => ({
      outreachId: `cal_${call}`,
      channel: 'call',
      category: 'service',
      madeDate: '2026-02-01',
    })),
  });
const task = (changes: Partial<CallTaskOpened> = {}): CallTaskOpened => ({
  callId: 'cal_1',
  holderId: 'hld_1',
  queueKey: 'centre',
  purpose: 'complaint',
  category: 'service',
  cause: 'desk',
  causeId: null,
  occasion: null,
  earliestAt: NOW,
  latestAt: null,
  expiresAt: null,
  askFirst: null,
  programmeId: 'mall-vip',
  programmeVersion: 1,
  ...changes,
});
const claim = { by: 'ann', at: NOW, untilAt: NOW + 900_000 };
const open = (changes: Partial<CallTaskOpened> = {}): CallState =>
  fold(callDecider, [{ type: 'CallTaskOpened', data: task(changes) }]);
const told = (decision: Decision<{ readonly type: string; readonly data: object }>): readonly unknown[] =>
  decision.kind === 'refused'
    ? [decision.refusal.code, decision.refusal.detail]
    : decision.events.map(({ type, data }) => ({ type, ...data }));

describe('when a call may be made', () => {
  it('is as the windows of the holder say, whatever gave rise to it', () => {
    const office = contact({ holderClass: 'office-worker' });
    for (const cause of ['outreach', 'case', 'follow_up', 'desk'])
      expect(callTime(office, task({ cause }), policy, NOW)).toMatchObject({
        earliestAt: at('2026-03-04T12:30'),
        latestAt: at('2026-03-04T13:00'),
        ruleKey: 'office-workers',
      });
  });

  it('is never where the cap of the year was reached, but for a call back that a case owes the holder', () => {
    const cap = { kind: 'never', reason: 'cap_reached', ruleKey: 'ten-calls', capMax: 10, capUsed: 10 };
    for (const cause of ['outreach', 'follow_up', 'desk'])
      expect(callTime(called(), task({ cause }), policy, NOW)).toEqual(cap);
    expect(callTime(called(), task({ cause: 'case' }), policy, NOW)).toMatchObject({ kind: 'from', earliestAt: NOW });
  });

  it('ends with what it is about where no window ends before', () => {
    const [midnight, evening] = [at('2026-03-05T00:00'), at('2026-03-04T10:30')];
    expect(callTime(contact(), task({ expiresAt: midnight }), {}, NOW)).toMatchObject({ latestAt: midnight });
    expect(callTime(contact(), task({ expiresAt: evening }), policy, NOW)).toMatchObject({ latestAt: evening });
    expect(callTime(contact(), task({ expiresAt: evening }), policy, at('2026-03-04T12:00'))).toMatchObject({
      kind: 'never',
      reason: 'too_late',
    });
  });

  it('depends on a number that roams as the programme says', () => {
    const roams = contact({ roaming: true });
    expect(callTime(roams, task(), policy, NOW)).toMatchObject({ kind: 'never', reason: 'roaming' });
    expect(callTime(roams, task(), { ...policy, roaming: 'askFirst' }, NOW)).toMatchObject({ askFirst: true });
    expect(callTime(contact(), task(), { ...policy, roaming: 'askFirst' }, NOW)).toMatchObject({ askFirst: false });
  });
});

describe('a call task', () => {
  it('is not opened by the desk for who is gone, upside down, or where the policy bars it', () => {
    const opening = (of: KnownContact, changes: Partial<CallTaskOpened> = {}) =>
      told(openWithin(callDecider.initial, of, policy, task(changes)));
    const died = contact({ ended: 'died' });
    expect(opening(died, { expiresAt: NOW })).toEqual(['contact_ended', { reason: 'died' }]);
    expect(opening(contact(), { expiresAt: NOW })[0]).toBe('call_window_upside_down');
    expect(opening(contact(), { category: 'marketing' })).toMatchObject(['call_barred', { reason: 'no_consent' }]);
    expect(opening(contact())).toMatchObject([
      { type: 'CallTaskOpened', earliestAt: NOW, latestAt: at('2026-03-04T11:30') },
    ]);
  });

  it('that follows a case and may not be made is over at once, with the reason', () => {
    expect(told(openIfLeft(callDecider.initial, called(), policy, task({ cause: 'follow_up' }), 'ann'))).toMatchObject([
      { type: 'CallTaskOpened' },
      { type: 'CallTaskClosed', reason: 'cap_reached', closedBy: 'ann' },
    ]);
    expect(told(openIfLeft(open(), called(), policy, task(), 'ann'))).toEqual([]);
  });

  it('is asked about when it is taken: put off, over with the reason, or taken', () => {
    const settled = (of: KnownContact, when = claim) => told(settleCall(open(), of, policy, when));
    expect(settled(contact())).toEqual([]);
    expect(settled(contact({ ended: 'erased' }))).toMatchObject([{ type: 'CallTaskClosed', reason: 'holder_erased' }]);
    expect(settled(called())).toMatchObject([{ type: 'CallTaskClosed', reason: 'cap_reached' }]);
    const night = { ...claim, at: at('2026-03-04T23:00') };
    expect(settled(contact(), night)).toMatchObject([{ type: 'CallTaskPutOff', earliestAt: at('2026-03-05T09:30') }]);
    expect(told(takeCall(open(), called(), policy, claim))).toEqual(['call_closed', { reason: 'cap_reached' }]);
    expect(told(takeCall(open(), contact(), policy, claim))).toMatchObject([
      { type: 'CallTaskClaimed', askFirst: false },
    ]);
  });

  it('that somebody has may be kept longer, though the window ended while they spoke', () => {
    const taken = takeCall(open(), contact(), policy, claim);
    const held = fold(callDecider, taken.kind === 'accepted' ? taken.events : [], open());
    const later = { ...claim, at: NOW + 600_000, untilAt: NOW + 1_500_000 };
    expect(told(takeCall(held, called(), policy, later))).toMatchObject([{ type: 'CallTaskClaimed' }]);
  });

  it('waits for a second call as long as the policy says, and needs a time that it leaves', () => {
    const taken = takeCall(open(), contact(), policy, claim);
    const held = fold(callDecider, taken.kind === 'accepted' ? taken.events : [], open());
    const said = { by: 'ann', at: NOW, noteId: null, completedFields: [], sampleBp: 0 };
    const again = { ...said, outcome: 'busy' as const, secondCallAt: at('2026-03-04T23:00') };
    expect(told(endCall(held, contact(), policy, again))).toMatchObject([
      { type: 'CallMissed', secondCallAt: at('2026-03-04T23:00') },
      { type: 'CallTaskPutOff', earliestAt: at('2026-03-05T09:30'), latestAt: at('2026-03-05T11:30') },
    ]);
    expect(told(endCall(held, called(), policy, again))).toMatchObject([
      'second_call_barred',
      { reason: 'cap_reached', capMax: 10, capUsed: 10 },
    ]);
    expect(told(endCall(held, called(), policy, { ...again, secondCallAt: null }))).toMatchObject([
      { type: 'CallMissed' },
      { type: 'CallTaskClosed', reason: 'busy' },
    ]);
  });
});
