/** Notifications that hear of events, and what holders were told of them. */
import type { EventData, EventType } from '@scrip/contracts';
import type { Message } from '@scrip/kafka';
import { type Programme, preset } from '@scrip/programme';
import type { Body } from '@scrip/testing';
import { type Facts, messageOf } from './delivered.ts';
import { ISSUER, NotificationsApp } from './notifications-app.ts';

type Contact = NonNullable<Programme['contact']>;

/** The mall with these triggers in the place of its own, and templates besides. */
export function mallThatTells(
  triggers: Contact['triggers'],
  templates: Readonly<Record<string, Contact['templates'][number]['variables']>>,
): Programme {
  const mall = preset('mall-vip');
  const said = Object.entries(templates).map(([key, variables]) => {
    const text = Object.keys(variables)
      .map((name) => `{${name}}`)
      .join(' ');
    return { key, variables, text: { 'zh-CN': text, en: text } };
  });
  return { ...mall, contact: { ...mall.contact, triggers, templates: [...(mall.contact?.templates ?? []), ...said] } };
}

/** The service, with what was told. */
export class Told {
  readonly app: NotificationsApp;

  private constructor(app: NotificationsApp) {
    this.app = app;
  }

  static async open(moment: string, ...programmes: readonly Programme[]): Promise<Told> {
    const app = await NotificationsApp.open(moment);
    for (const programme of programmes) await app.publish(programme);
    return new Told(app);
  }

  /** A message of an event that happens now. */
  message<T extends EventType>(type: T, streamId: string, data: EventData<T>, about: Facts = {}): Message {
    return messageOf(type, streamId, data, {
      issuerId: ISSUER,
      occurredAt: this.app.clock.at,
      recordedAt: this.app.clock.at,
      ...about,
    });
  }

  /** Messages of a holder as `trigger state: text`, in the order of these. */
  async of(holderId: string): Promise<readonly string[]> {
    await this.app.caughtUp();
    const desk = this.app.as();
    const { items } = (await desk.get(`/notifications/v1/outreach?holderId=${holderId}&limit=200`)).ok();
    const texts = await Promise.all(
      (items as Body[]).map(async ({ outreachId, triggerKey, state }) => {
        const { text } = (await desk.get(`/notifications/v1/outreach/${String(outreachId)}`)).ok();
        return `${String(triggerKey)} ${String(state)}: ${String(text)}`;
      }),
    );
    return texts.toSorted();
  }

  /** Keys of the triggers that told a holder, in order. */
  async keysOf(holderId: string): Promise<readonly string[]> {
    return (await this.of(holderId)).map((one) => one.split(' ')[0] ?? '');
  }
}
