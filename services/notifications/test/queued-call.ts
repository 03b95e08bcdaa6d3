/** An outreach whose channel is a call, as it comes to those who make tasks of it: twice. */
import type { OutreachEvent, OutreachQueued } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { newId } from '@scrip/event-store';
import { NotificationsOutreachConsumer } from '../src/call/notifications-outreach.consumer.ts';
import { outreachDecider } from '../src/outreach/outreach.decider.ts';
import { messageOf } from './delivered.ts';
import { ISSUER, type NotificationsApp } from './notifications-app.ts';

/** What a test says of it; with `expiresAt` it was planned until then. */
export type CallToQueue = Partial<OutreachQueued> &
  Pick<OutreachQueued, 'holderId' | 'programmeId'> & { readonly expiresAt?: number };

/** It is queued and handed over, as often as its event comes. Answers with the outreach's id. */
export async function queueCall(app: NotificationsApp, { expiresAt, ...more }: CallToQueue): Promise<string> {
  const outreachId = newId('out');
  const data: OutreachQueued = {
    outreachId,
    category: 'service',
    channel: 'call',
    templateKey: '',
    locale: 'zh-CN',
    variables: {},
    causeEventId: newId('evt'),
    programmeVersion: 1,
    triggerKey: 'season-call',
    purpose: 'newSeasonPurchase',
    laterChannels: null,
    draftId: null,
    placeId: null,
    windowEndsAt: app.clock.at + 3_600_000,
    askFirst: null,
    ...more,
  };
  const plans = expiresAt === undefined ? [] : [plannedUntil(data, expiresAt)];
  await app.log.execute({
    who: app.service(),
    key: null,
    decider: outreachDecider,
    streamId: outreachId,
    decide: () => accept<OutreachEvent>(...plans, { type: 'OutreachQueued', data }),
  });
  const at = { issuerId: ISSUER, occurredAt: app.clock.at };
  const message = messageOf('OutreachQueued', outreachId, data, at);
  for (const _ of ['once', 'twice']) {
    await app.carryOut(await app.part(NotificationsOutreachConsumer).onOutreachQueued(data, message));
  }
  return outreachId;
}

/** The same, as it was planned before it was queued. */
function plannedUntil(queued: OutreachQueued, expiresAt: number): OutreachEvent {
  const { laterChannels: _, windowEndsAt: __, askFirst: ___, channel, ...same } = queued;
  const { purpose, triggerKey, programmeVersion } = same;
  const plan = { purpose: purpose ?? 'event', triggerKey: triggerKey ?? '', programmeVersion: programmeVersion ?? 0 };
  const moments = { channels: [channel], dueAt: expiresAt, expiresAt };
  return { type: 'OutreachPlanned', data: { ...same, ...plan, ...moments } };
}
