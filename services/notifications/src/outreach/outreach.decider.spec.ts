import { describe, expect, it } from '@jest/globals';
import type { OutreachEvent } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { given } from '@scrip/testing';
import { outreachDecider, recordFailed, recordSent } from './outreach.decider.ts';

const OUTREACH = { outreachId: 'out_1', holderId: 'hld_1' };
const RULE = { programmeId: 'mall-vip', programmeVersion: 1, triggerKey: 'tell-joined' };
const SENT_AT = Date.UTC(2026, 2, 4);

const queued: OutreachEvent = {
  type: 'OutreachQueued',
  data: {
    ...OUTREACH,
    category: 'service',
    channel: 'sms',
    templateKey: 'joined',
    locale: 'en',
    variables: { grade: 'Gold' },
    causeEventId: 'evt_1',
    ...RULE,
    purpose: 'event',
    laterChannels: ['email'],
    draftId: null,
    placeId: null,
    windowEndsAt: null,
    askFirst: false,
  },
};
const suppressed: OutreachEvent = {
  type: 'OutreachSuppressed',
  data: {
    ...OUTREACH,
    category: 'marketing',
    reason: 'no_consent',
    causeEventId: 'evt_1',
    ...RULE,
    purpose: 'event',
    channel: 'sms',
    ruleKey: null,
    capMax: null,
    capUsed: null,
  },
};
const sent: OutreachEvent = { type: 'OutreachSent', data: { ...OUTREACH, channel: 'sms', sentAt: SENT_AT } };

describe('a message', () => {
  it('is sent once it is queued', () => {
    given(outreachDecider, queued)
      .when((outreach) => recordSent(outreach, SENT_AT))
      .then(sent);
  });

  it('is sent once, however often its channel is asked', () => {
    given(outreachDecider, queued, sent)
      .when((outreach) => recordSent(outreach, SENT_AT + 1))
      .then();
  });

  it('cannot have been sent before it was queued', () => {
    expect(() => fold(outreachDecider, [sent])).toThrow(InvariantError);
  });

  it('is refused as sent where it was never queued', () => {
    given(outreachDecider)
      .when((outreach) => recordSent(outreach, SENT_AT))
      .thenRefused('outreach_unknown', {});
  });

  it('is refused as sent where it was suppressed', () => {
    given(outreachDecider, suppressed)
      .when((outreach) => recordSent(outreach, SENT_AT))
      .thenRefused('outreach_suppressed', { outreachId: 'out_1', reason: 'no_consent' });
  });

  it('is queued on the next channel when one gives it up, and has failed when none is left', () => {
    const gaveUp = { channel: 'sms', reason: 'number_unknown', failedAt: SENT_AT };
    const failed: OutreachEvent = { type: 'OutreachFailed', data: { ...OUTREACH, ...gaveUp } };
    const switched: OutreachEvent = {
      type: 'OutreachSwitched',
      data: {
        ...OUTREACH,
        fromChannel: 'sms',
        toChannel: 'email',
        reason: 'number_unknown',
        ruleKey: null,
        programmeId: 'mall-vip',
        programmeVersion: 1,
      },
    };
    if (queued.type !== 'OutreachQueued') throw new Error('not queued');
    const again: OutreachEvent = {
      type: 'OutreachQueued',
      data: { ...queued.data, channel: 'email', laterChannels: [] },
    };
    given(outreachDecider, queued)
      .when((outreach) => recordFailed(outreach, gaveUp))
      .then(failed, switched, again);
    given(outreachDecider, queued, failed, switched, again)
      .when((outreach) => recordFailed(outreach, gaveUp))
      .then();
    given(outreachDecider, queued)
      .when((outreach) => recordFailed(outreach, gaveUp, () => ({ kind: 'suppress', reason: 'cap_reached' })))
      .then(failed);
    given(outreachDecider, queued, failed)
      .when((outreach) => recordSent(outreach, SENT_AT))
      .thenRefused('outreach_failed', { outreachId: 'out_1', reason: 'number_unknown' });
  });
});
