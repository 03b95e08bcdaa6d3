import { describe, expect, it } from '@jest/globals';
import type { ContactEvent, OutreachEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { points } from '@scrip/money';
import { type Programme, preset, type Trigger } from '@scrip/programme';
import { type Consent, contactDecider, recordConsent } from '../contact/contact.decider.ts';
import { type OutreachFact, writtenIn } from './decide-outreach.rule.ts';
import { type OutreachState, outreachDecider } from './outreach.decider.ts';
import { tellHolder } from './tell-holder.rule.ts';

const HOLDER = 'hld_01JH0000000000000000000001';
const mall = preset('mall-vip');
/** By day: 2026-03-04T10:00:00+08:00. */
const AT = Date.UTC(2026, 2, 4, 2);
const event = {
  eventId: 'evt_1',
  holderId: HOLDER,
  occurredAt: AT,
  data: { holderId: HOLDER, fromGrade: 'gold', toGrade: 'diamond', lifetimePoints: points(8_000) },
};
const UNDECIDED: OutreachState = { kind: 'unknown' };

const speaks = (locale: string) =>
  fold(contactDecider, [{ type: 'ContactLocaleChosen', data: { contactId: 'con_1', holderId: HOLDER, locale } }]);

/** A contact after the holder said these things about marketing by SMS. */
function contactThatSaid(...given: readonly boolean[]) {
  return given.reduce((contact, one) => {
    const said: Consent = {
      category: 'marketing',
      channel: 'sms',
      given: one,
      proof: 'form-1',
      means: 'form',
      textVersion: null,
    };
    const decision = recordConsent(contact, said);
    return decision.kind === 'accepted' ? fold(contactDecider, decision.events, contact) : contact;
  }, speaks('en'));
}

const trigger = (category: Trigger['category'], key = 'tell-raised'): Trigger => ({
  key,
  on: 'GradeRaised',
  template: 'raised',
  category,
  channel: 'sms',
});
const pulled = (...triggers: Trigger[]) => triggers.map((one) => ({ outreachId: `out_${one.key}`, trigger: one }));

function tell(contact: ReturnType<typeof speaks>, triggers: readonly Trigger[], programme: Programme = mall) {
  const outreaches = triggers.map(() => UNDECIDED);
  return tellHolder({ contact, outreaches }, pulled(...triggers), event, programme, AT);
}
const isOutreach = (event: OutreachEvent | ContactEvent): event is OutreachEvent => event.type.startsWith('Outreach');
const factsOf = (decision: Decision<OutreachFact>): readonly OutreachEvent[] =>
  decision.kind === 'accepted' ? decision.events.map((fact) => fact.event).filter(isOutreach) : [];

const queued = (locale: string, toGrade: string): OutreachEvent => ({
  type: 'OutreachQueued',
  data: {
    outreachId: 'out_tell-raised',
    holderId: HOLDER,
    category: 'service',
    causeEventId: 'evt_1',
    channel: 'sms',
    templateKey: 'raised',
    locale,
    variables: { toGrade, lifetimePoints: '8000' },
    programmeId: 'mall-vip',
    programmeVersion: mall.version,
    triggerKey: 'tell-raised',
    purpose: 'event',
    laterChannels: [],
    draftId: null,
    placeId: null,
    windowEndsAt: null,
    askFirst: false,
  },
});

describe('a holder is told', () => {
  it('in the language of the contact, with what fills the template and no text', () => {
    expect(factsOf(tell(speaks('en'), [trigger('service')]))).toEqual([queued('en', 'Diamond')]);
    expect(factsOf(tell(speaks('zh-CN'), [trigger('service')]))).toEqual([queued('zh-CN', '钻石卡')]);
  });

  it('in a language of ours, whatever was chosen', () => {
    expect(['en', 'en-GB', 'EN', 'zh-CN', 'zh-Hant-TW', 'fr', 'enx'].map(writtenIn)).toEqual([
      'en',
      'en',
      'en',
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'zh-CN',
    ]);
  });

  it('once for each trigger, each on a stream of its own', () => {
    const decision = tell(contactThatSaid(true), [trigger('service', 'first'), trigger('marketing', 'second')]);
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [
        { streamId: 'out_first', event: { type: 'OutreachQueued' } },
        { streamId: 'out_second', event: { type: 'OutreachQueued' } },
      ],
    });
  });

  it('nothing again of what was decided before, whatever was decided', () => {
    const contact = contactThatSaid(true, false);
    const triggers = [trigger('service', 'first'), trigger('marketing', 'second')];
    const before = factsOf(tell(contactThatSaid(true), triggers));
    const outreaches = before.map((fact) => fold(outreachDecider, [fact]));
    expect(tellHolder({ contact, outreaches }, pulled(...triggers), event, mall, AT)).toEqual({
      kind: 'accepted',
      events: [],
    });
  });

  it('some time after the event, where the trigger says so; at once where that time is over', () => {
    const later: Trigger = { ...trigger('service'), after: 'P1D' };
    expect(factsOf(tell(speaks('en'), [later]))).toMatchObject([
      { type: 'OutreachPlanned', data: { dueAt: AT + 86_400_000, templateKey: 'raised' } },
    ]);
    const long = { ...event, occurredAt: AT - 2 * 86_400_000 };
    const streams = { contact: speaks('en'), outreaches: [UNDECIDED] };
    expect(factsOf(tellHolder(streams, pulled(later), long, mall, AT))).toEqual([queued('en', 'Diamond')]);
  });

  it('only what is missing, where a part was decided before', () => {
    const triggers = [trigger('service', 'first'), trigger('service', 'second')];
    const outreaches: OutreachState[] = [
      { kind: 'suppressed', outreachId: 'out_first', reason: 'no_consent' },
      UNDECIDED,
    ];
    const decision = tellHolder({ contact: speaks('en'), outreaches }, pulled(...triggers), event, mall, AT);
    expect(decision).toMatchObject({ events: [{ streamId: 'out_second' }] });
  });

  it('nothing while nobody knows the holder', () => {
    expect(tell(contactDecider.initial, [trigger('service')])).toEqual({
      kind: 'refused',
      refusal: { code: 'contact_unknown', detail: { holderId: HOLDER } },
    });
  });
});

describe('consent', () => {
  const told = (said: readonly boolean[], category: Trigger['category']) =>
    factsOf(tell(contactThatSaid(...said), [trigger(category)])).map((fact) =>
      fact.type === 'OutreachSuppressed' ? fact.data.reason : fact.type,
    );

  it('K4: after an opt-out marketing is suppressed; that a card was blocked, or another service message, is sent', () => {
    const optedOut = [true, false];
    expect(told(optedOut, 'marketing')).toEqual(['consent_withdrawn']);
    expect(told(optedOut, 'security')).toEqual(['OutreachQueued']);
    expect(told(optedOut, 'service')).toEqual(['OutreachQueued']);
  });

  it('is needed for marketing before anything was said, and nothing else needs it', () => {
    expect(told([], 'marketing')).toEqual(['no_consent']);
    expect(told([], 'security')).toEqual(['OutreachQueued']);
    expect(told([], 'service')).toEqual(['OutreachQueued']);
  });

  it('counts as it was said last', () => {
    expect(told([true], 'marketing')).toEqual(['OutreachQueued']);
    expect(told([false, true], 'marketing')).toEqual(['OutreachQueued']);
  });

  it('that is missing leaves the reason and the cause in the log', () => {
    expect(factsOf(tell(speaks('en'), [trigger('marketing')]))).toEqual([
      {
        type: 'OutreachSuppressed',
        data: {
          outreachId: 'out_tell-raised',
          holderId: HOLDER,
          category: 'marketing',
          causeEventId: 'evt_1',
          programmeId: mall.id,
          programmeVersion: mall.version,
          triggerKey: 'tell-raised',
          reason: 'no_consent',
          purpose: 'event',
          channel: 'sms',
          ruleKey: null,
          capMax: null,
          capUsed: null,
        },
      },
    ]);
  });
});
