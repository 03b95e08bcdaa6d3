/** The days of the year that a holder is spoken to about, as the vault of cards has them: asked for one forecast, kept nowhere (domain 2.12, 3). */
import type { BusinessDate } from '@scrip/calendar';
import { type Condition, clausesOf, type Programme } from '@scrip/programme';
import { currentCorrelationId, currentTraceparent } from '@scrip/telemetry';
import { z } from 'zod';
import type { OtherServices } from '../other-services.ts';
import type { HolderDays } from './certain.rule.ts';

const answer = z.object({
  items: z.array(
    z.object({
      profile: z.object({
        birthDate: z.string().optional(),
        days: z.array(z.object({ kind: z.enum(['relativeBirthday', 'anniversary']), monthDay: z.string() })).optional(),
      }),
    }),
  ),
});

/** Characters of a subject that the vault keeps with a reading: its reasons are short. */
const SUBJECT_CHARS_MAX = 120;
/** Outreach on days that only the vault knows. */
const ON_OWN_DAYS: ReadonlySet<string> = new Set(['birthday', 'relativeBirthday', 'anniversary']);

/** Whether a programme speaks to holders on days that only the vault knows, or asks for them. */
export function asksDays({ contact }: Programme): boolean {
  const { outreach = [], festivals = [], feedback } = contact ?? {};
  const conditions = [...outreach, ...festivals, ...(feedback ? [feedback] : [])].map(({ when }) => when);
  return outreach.some(({ on }) => ON_OWN_DAYS.has(on)) || conditions.some(asksBirthday);
}

function asksBirthday(when: Condition | undefined): boolean {
  return when !== undefined && clausesOf(when).some((clause) => 'fact' in clause && clause.fact === 'birthday');
}

/**
 * The days of a holder; none of one whom the vault does not know any more. Null while cards does not answer.
 * @param subject on whose behalf the vault is read; kept there with the reading.
 */
export async function daysOf(
  services: OtherServices,
  { issuerId, subject }: { readonly issuerId: string; readonly subject: string },
  holderId: string,
): Promise<HolderDays | null> {
  const who = { issuerId, correlationId: currentCorrelationId() ?? holderId, traceparent: currentTraceparent() };
  const reason = `forecast of what a holder would get, for ${subject.slice(0, SUBJECT_CHARS_MAX)}`;
  const body = { holderIds: [holderId], reason, purpose: 'outreach' };
  const answered = await services.ask(who, { service: 'cards', path: 'cards/v1/holders/readings', body });
  if ('failure' in answered || answered.status !== 200) return null;
  const { birthDate, days = [] } = answer.parse(answered.body).items[0]?.profile ?? {};
  const of = (kind: string): readonly BusinessDate[] =>
    // A leap year, so that 29 February is a day of it.
    days.filter((day) => day.kind === kind).map(({ monthDay }) => `2000-${monthDay}`);
  return {
    own: birthDate === undefined ? [] : [birthDate],
    relative: of('relativeBirthday'),
    anniversary: of('anniversary'),
  };
}
