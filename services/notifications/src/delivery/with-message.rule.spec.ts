import { describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { ContactEvent, DeliveryEvent, OutreachEvent, OutreachPlanned, OutreachQueued } from '@scrip/contracts';
import { accept, type Decision, fold } from '@scrip/decider';
import { type ContactPolicy, type Programme, preset } from '@scrip/programme';
import { contactDecider } from '../contact/contact.decider.ts';
import { decideOutreach } from '../outreach/decide-outreach.rule.ts';
import { outreachDecider } from '../outreach/outreach.decider.ts';
import { type DeliveryFact, withMessage } from './with-message.rule.ts';

const WHO = { contactId: 'con_1', holderId: 'hld_1' };
const mall = preset('mall-vip');
const DAY = parseRfc3339('2026-03-04T10:00:00+08:00');
const NIGHT = parseRfc3339('2026-03-04T22:00:00+08:00');
const MORNING = parseRfc3339('2026-03-05T08:00:00+08:00');

/** The programme with a contact policy of its own. */
function under(policy: Partial<ContactPolicy> = {}): Programme {
  if (!mall.contact) throw new Error('no contact');
  return { ...mall, contact: { ...mall.contact, caps: [], windows: [], ...policy } };
}
const emailOnce = under({ caps: [{ key: 'one-email', channel: 'email', max: 1, per: 'businessDay' }] });
const onceADay = under({ caps: [{ key: 'one', max: 1, per: 'businessDay' }] });

const begun: ContactEvent = { type: 'ContactLocaleChosen', data: { ...WHO, locale: 'en' } };
const made = (outreachId: string, channel: string): ContactEvent => ({
  type: 'ContactMade',
  data: { ...WHO, outreachId, channel, category: 'service', madeDate: '2026-03-04' },
});
const contactAfter = (...events: readonly ContactEvent[]) => fold(contactDecider, [begun, ...events]);

const queued: OutreachQueued = {
  outreachId: 'out_1',
  holderId: 'hld_1',
  category: 'service',
  channel: 'sms',
  templateKey: 'joined',
  locale: 'en',
  variables: {},
  causeEventId: 'evt_1',
  programmeId: mall.id,
  programmeVersion: mall.version,
  triggerKey: 'tell-joined',
  purpose: 'event',
  laterChannels: ['email', 'inbox'],
  draftId: null,
  placeId: null,
  windowEndsAt: null,
  askFirst: false,
};
const OF = { deliveryId: 'dlv_1', outreachId: 'out_1', holderId: 'hld_1', channel: 'sms' };
const gaveUp: Decision<DeliveryEvent> = accept({
  type: 'DeliveryRefused',
  data: { ...OF, providerKey: 'a', attempt: 1, reason: 'number_unknown', nextAttemptAt: null },
} as DeliveryEvent);

/** What the channel that gave it up leaves to be said of the message and its holder. */
function followed(
  programme: Programme,
  { at = DAY, contact = contactAfter(), of = queued, planned }: Around = {},
): readonly DeliveryFact['event'][] {
  const before: readonly OutreachEvent[] = planned ? [{ type: 'OutreachPlanned', data: planned }] : [];
  const outreach = fold(outreachDecider, [...before, { type: 'OutreachQueued', data: of }]);
  const decision = withMessage(gaveUp, { outreach, contact, programme }, OF, at);
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.events.slice(1).map(({ event }) => event);
}
interface Around {
  readonly at?: number;
  readonly contact?: ReturnType<typeof contactAfter>;
  readonly of?: OutreachQueued;
  readonly planned?: OutreachPlanned;
}
/** The types, with the channel where there is one. */
const shortOf = (events: readonly DeliveryFact['event'][]): readonly string[] =>
  events.map(({ type, data }) => ('channel' in data ? `${type} ${data.channel}` : type));

describe('a message that its channel gave up', () => {
  it('goes on to the next channel, and counts there', () => {
    expect(shortOf(followed(emailOnce))).toEqual([
      'OutreachFailed sms',
      'OutreachSwitched',
      'OutreachQueued email',
      'ContactMade email',
    ]);
  });

  it('goes on to the one after where a cap leaves no room', () => {
    const contact = contactAfter(made('out_0', 'email'));
    expect(shortOf(followed(emailOnce, { contact }))).toEqual([
      'OutreachFailed sms',
      'OutreachSwitched',
      'OutreachQueued inbox',
    ]);
    const all = contactAfter(made('out_0', 'email'));
    expect(shortOf(followed(onceADay, { contact: all }))).toEqual(['OutreachFailed sms']);
  });

  it('is not barred by its own first try, and counts once', () => {
    const contact = contactAfter(made('out_1', 'sms'));
    const events = followed(onceADay, { contact });
    expect(shortOf(events).at(-1)).toBe('ContactMade email');
    const after = fold(contactDecider, [events.at(-1) as ContactEvent], contact);
    expect(after).toMatchObject({ made: [{ outreachId: 'out_1', channel: 'email' }] });
  });

  it('waits for the end of the night with the channels that are left', () => {
    const events = followed(emailOnce, { at: NIGHT });
    expect(shortOf(events)).toEqual([
      'OutreachFailed sms',
      'OutreachSwitched',
      'OutreachPlanned',
      'OutreachDeferred email',
    ]);
    const own = events as readonly OutreachEvent[];
    const planned = fold(outreachDecider, [{ type: 'OutreachQueued', data: queued }, ...own]);
    expect(planned).toMatchObject({ kind: 'planned', dueAt: MORNING, channels: ['email', 'inbox'] });
    const decided = decideOutreach(planned, contactAfter(), emailOnce, MORNING);
    if (decided.kind === 'refused') throw new Error(decided.refusal.code);
    expect(shortOf(decided.events.map(({ event }) => event))).toEqual(['OutreachQueued email', 'ContactMade email']);
  });

  it('is not barred by its own first try when its time comes, and counts for that day', () => {
    const events = followed(onceADay, { at: NIGHT, contact: contactAfter(made('out_1', 'sms')) });
    const planned = fold(outreachDecider, [
      { type: 'OutreachQueued', data: queued },
      ...(events as readonly OutreachEvent[]),
    ]);
    const decided = decideOutreach(planned, contactAfter(made('out_1', 'email')), onceADay, MORNING);
    if (decided.kind === 'refused') throw new Error(decided.refusal.code);
    expect(decided.events.map(({ event }) => event)).toMatchObject([
      { type: 'OutreachQueued', data: { channel: 'email' } },
      { type: 'ContactMade', data: { channel: 'email', madeDate: '2026-03-05' } },
    ]);
  });

  it('is not said after it expired', () => {
    const { templateKey, purpose, programmeVersion, triggerKey, ...rest } = queued;
    const planned = {
      ...rest,
      templateKey,
      purpose: purpose ?? '',
      programmeVersion: programmeVersion ?? 0,
      triggerKey: triggerKey ?? '',
      channels: ['sms', 'email'],
      dueAt: DAY,
      expiresAt: DAY + 1,
    };
    expect(shortOf(followed(emailOnce, { planned, at: DAY + 1 }))).toEqual(['OutreachFailed sms']);
  });

  it('does not go back to a channel that had it', () => {
    const of = { ...queued, laterChannels: ['sms', 'sms'] };
    expect(shortOf(followed(emailOnce, { of }))).toEqual(['OutreachFailed sms']);
  });

  it('is told by consent alone where no programme is there', () => {
    const outreach = fold(outreachDecider, [{ type: 'OutreachQueued', data: queued }]);
    const decision = withMessage(gaveUp, { outreach, contact: contactAfter(), programme: undefined }, OF, NIGHT);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    expect(shortOf(decision.events.map(({ event }) => event)).slice(1)).toEqual([
      'OutreachFailed sms',
      'OutreachSwitched',
      'OutreachQueued email',
    ]);
  });
});
