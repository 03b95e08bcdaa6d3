/** Section `contact`: what holders are told of, when, how often and in which words (domain 2.12). */
import { FESTIVALS } from '@scrip/calendar';
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { BP_MAX, businessDay, dayPeriod, key, localText, period, RULES_MAX, timeOfDay } from './document-words.ts';
import { windowSchema } from './metrics.ts';
import { TRIGGER_EVENT_NAMES, VARIABLE_TYPES } from './trigger-events.ts';

/** Calls or messages in a period, at most. */
const CAP_MAX = 10_000;
/** Calls of one task, at most. */
const CALL_ATTEMPTS_MAX = 10;
/** Calls of one task where the document does not say. */
const CALL_ATTEMPTS_DEFAULT = 3;
/** How long after a call in which nobody was spoken to a holder is called back again where the document does not say. */
const CALL_RETRY_DEFAULT = 'P1D';
/** Questions of one form: more than anybody answers. */
const QUESTIONS_MAX = 20;

const category = z
  .enum(['service', 'marketing', 'security'])
  .describe(
    'Marketing needs the consent of the holder; a service message does not; a security message also goes out at night.',
  );
/** Ways to reach a holder with a text. */
const textChannel = z
  .enum(['sms', 'email', 'webhook', 'inbox'])
  .describe("A text message, a letter by mail, a call of the issuer's own system, or the inbox of the holder's app.");
const channel = z
  .enum(['sms', 'call', 'email', 'webhook', 'inbox'])
  .describe('How the holder is reached: a text on one of its ways, or a task to call.');
/** Channels after the first: more than anybody has. */
const CHANNELS_MAX = 5;
const otherwise = z
  .array(channel)
  .min(1)
  .max(CHANNELS_MAX)
  .optional()
  .describe('Channels that are tried in this order where the first cannot be used; left out: none.');
/** Sorts of holders that windows and visits tell apart. */
const holderClass = key;

const template = z
  .strictObject({
    key: key.describe('Name of the template, recorded with the message.'),
    variables: z
      .record(
        z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, { error: 'expected a name in camelCase' }),
        z.enum(VARIABLE_TYPES),
      )
      .describe('The fields of the event that the texts name, each with its type.'),
    text: localText.describe('The message; {name} stands for a variable.'),
  })
  .meta({ id: 'Template', description: 'The words of a message.' });

const trigger = z
  .strictObject({
    key: key.describe('Name of the trigger, recorded with the message.'),
    on: z.enum(TRIGGER_EVENT_NAMES).describe('The event that sends the message.'),
    after: period.optional().describe('How long after the event; left out: at once.'),
    when: conditionSchema
      .optional()
      .describe('For which holders, and of a grade for which change of it (gradeOutcome); left out: for all.'),
    template: z.string().describe('Key of the template.'),
    category,
    channel: textChannel.describe('How the message goes out.'),
    otherwise: z
      .array(textChannel)
      .min(1)
      .max(CHANNELS_MAX)
      .optional()
      .describe('Channels that are tried in this order where the first cannot be used; left out: none.'),
  })
  .meta({ id: 'Trigger', description: 'An event that a holder is told of.' });

const outreach = z
  .strictObject({
    key: key.describe('Name of the outreach, recorded with each message and task.'),
    name: localText.describe('What people call it.'),
    on: z
      .enum([
        'activity',
        'giftToCollect',
        'pointsReminder',
        'birthday',
        'relativeBirthday',
        'anniversary',
        'weekend',
        'weather',
        'newSeason',
        'newSeasonPurchase',
        'returnOrExchange',
        'promotion',
        'attendance',
      ])
      .describe('What gives rise to it.'),
    after: period.optional().describe('How long after it; left out: at once, within the windows.'),
    channel,
    otherwise,
    category,
    template: z
      .string()
      .optional()
      .describe(
        'Of what is not a call: key of the template; left out: the text is drafted each time, which what follows an event of a holder, a daily bill and a call that falls to a text cannot be.',
      ),
    when: conditionSchema.optional().describe('For which holders; left out: for all.'),
    lapsed: z
      .strictObject({
        from: dayPeriod.describe('At least so long ago.'),
        to: dayPeriod.describe('At most so long ago.'),
      })
      .optional()
      .describe(
        'Of what is announced, and of weekends: only holders whose last purchase is so long ago; left out: whenever it was.',
      ),
  })
  .meta({ id: 'Outreach', description: 'A message or a call that something gives rise to.' });

const festival = z
  .strictObject({
    key: key.describe('Name of the festival, recorded with the message.'),
    name: localText.describe('What people call it.'),
    day: z
      .union(
        [
          z.enum(FESTIVALS),
          z.strictObject({
            monthDay: z
              .string()
              .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'expected a day of the year as MM-DD' })
              .describe('One day of every year, MM-DD.'),
          }),
        ],
        { error: 'expected a festival or {monthDay}' },
      )
      .describe('A festival of the Chinese calendar, or a day of the year.'),
    at: timeOfDay.describe('At which time of the day.'),
    channel: textChannel.optional().describe('How the greeting goes out; left out: sms.'),
    category,
    template: z.string().describe('Key of the template.'),
    when: conditionSchema.optional().describe('For which holders; left out: for all.'),
  })
  .meta({ id: 'Festival', description: 'A greeting on a day of the year.' });

const cap = z
  .strictObject({
    key: key.describe('Name of the limit, recorded with what it suppressed.'),
    channel: channel.optional().describe('A text message or a call; left out: both.'),
    category: category.optional().describe('Of one category; left out: of all.'),
    max: z.int().min(0).max(CAP_MAX).describe('How many a holder gets at most.'),
    per: z.enum(['businessDay', 'calendarMonth', 'calendarYear']).describe('In which time.'),
  })
  .meta({ id: 'ContactCap', description: 'How often a holder is contacted; what is above it is suppressed.' });

const blackout = z
  .strictObject({
    key: key.describe('Name of the blackout, recorded with what it held back.'),
    from: businessDay.describe('First day, YYYY-MM-DD.'),
    to: businessDay.describe('Last day, YYYY-MM-DD.'),
    category: z
      .enum(['service', 'marketing'])
      .optional()
      .describe('Of one category; left out: of all but security messages.'),
    effect: z
      .enum(['defer', 'suppress'])
      .describe('Whether what falls into it waits for its end or is not sent at all.'),
  })
  .meta({ id: 'ContactBlackout', description: 'Days on which holders are left alone.' });

const window = z
  .strictObject({
    key: key.describe('Name of the window, recorded with what it put off.'),
    holders: holderClass.optional().describe('For holders of this class; left out: for all.'),
    on: z
      .enum(['birthday', 'any'])
      .optional()
      .describe('For birthdays and anniversaries only; left out: for any purpose.'),
    channel: channel.optional().describe('A text message or a call; left out: both.'),
    slots: z
      .array(
        z.strictObject({
          from: timeOfDay.describe('First moment.'),
          to: timeOfDay.describe('First moment that is too late; before `from`: the next day.'),
        }),
      )
      .min(1)
      .max(RULES_MAX)
      .describe('When holders may be contacted.'),
    priority: z.int().min(0).max(CAP_MAX).describe('Of several windows that fit, the highest counts.'),
  })
  .meta({
    id: 'ContactWindow',
    description: 'Times of day in which holders may be contacted; what falls outside waits.',
  });

/** Schema of the section. */
export const contactSchema = z
  .strictObject({
    triggers: z.array(trigger).max(RULES_MAX).describe('Which events are told.'),
    templates: z.array(template).max(RULES_MAX).describe('The words of the messages.'),
    outreach: z.array(outreach).max(RULES_MAX).optional().describe('Messages and calls besides; left out: none.'),
    festivals: z.array(festival).max(RULES_MAX).optional().describe('Greetings on days of the year; left out: none.'),
    caps: z.array(cap).max(RULES_MAX).optional().describe('How often a holder is contacted; left out: without limit.'),
    windows: z
      .array(window)
      .max(RULES_MAX)
      .optional()
      .describe('When holders are contacted; left out: outside quiet hours.'),
    blackouts: z
      .array(blackout)
      .max(RULES_MAX)
      .optional()
      .describe('Days on which holders are left alone; left out: none.'),
    quietHours: z
      .strictObject({
        from: timeOfDay.describe('First moment of the night.'),
        to: timeOfDay.describe('First moment of the day.'),
      })
      .optional()
      .describe('Night, in which only security messages go out; left out: as the service is set.'),
    roaming: z
      .enum(['doNotCall', 'askFirst'])
      .optional()
      .describe('What is done when the number roams: no call; ask first whether to go on. Left out: calls go on.'),
    optOut: z
      .strictObject({
        words: z.array(z.string().min(1).max(20)).min(1).max(RULES_MAX).describe('Answers that withdraw the consent.'),
        hint: localText.describe(
          'What is put behind each marketing message; {link} stands for the link that withdraws the consent.',
        ),
      })
      .optional()
      .describe('How a holder stops marketing messages; left out: at the desk only.'),
    calls: z
      .strictObject({
        sampleBp: z.int().min(0).max(BP_MAX).describe('Part of the calls that the centre checks, in basis points.'),
        completeProfile: z.boolean().describe('Whether what was said may complete the profile.'),
        attemptsMax: z
          .int()
          .min(1)
          .max(CALL_ATTEMPTS_MAX)
          .optional()
          .describe(
            `Calls of one task in which nobody is spoken to, after which it ends and the holder counts as not reached; left out: ${CALL_ATTEMPTS_DEFAULT}.`,
          ),
        retryAfter: period
          .optional()
          .describe(
            `How long after such a call a holder is called back again about a case, within the windows, where the caller names no time; left out: ${CALL_RETRY_DEFAULT}.`,
          ),
        unreached: z
          .strictObject({
            template: z
              .string()
              .describe('Key of the template, a service message; {caseId} in it stands for the number of the case.'),
            channel: textChannel.describe('How it goes out.'),
            otherwise: z
              .array(textChannel)
              .min(1)
              .max(CHANNELS_MAX)
              .optional()
              .describe('Channels that are tried in this order where the first cannot be used; left out: none.'),
          })
          .optional()
          .describe(
            'What a holder is written who was called back about a case and not reached; left out: nothing. Either way the case needs no call back any more, and is closed where nothing else is left to do.',
          ),
        scripts: z
          .array(
            z
              .strictObject({
                purpose: key.describe('Key of the outreach or of the kind of case that is called about.'),
                text: localText.describe('What the caller says.'),
              })
              .meta({ id: 'CallScript', description: 'What a caller says.' }),
          )
          .max(RULES_MAX)
          .optional()
          .describe('What callers say; left out: as they see fit.'),
      })
      .optional()
      .describe('How calls are recorded; left out: they are logged, none is checked.'),
    drafts: z
      .strictObject({
        writtenBy: z.array(key).min(1).max(RULES_MAX).describe('Roles that write.'),
        approvedBy: z.array(key).min(1).max(RULES_MAX).describe('Roles that approve and send.'),
      })
      .optional()
      .describe('Texts that are written for one occasion; left out: there are none.'),
    feedback: z
      .strictObject({
        months: z.array(z.int().min(1).max(12)).min(1).max(12).describe('Months of the form, 1 is January.'),
        template: z.string().describe('Key of the template; {link} in it stands for the form.'),
        channel: textChannel.optional().describe('How holders are asked; left out: sms.'),
        category: category.optional().describe('Left out: service.'),
        questions: z
          .array(
            z.strictObject({
              key: key.describe('Recorded with each answer.'),
              text: localText.describe('What is asked.'),
            }),
          )
          .min(1)
          .max(QUESTIONS_MAX)
          .optional()
          .describe('What holders answer with 1 to 5; left out: one question, `overall`.'),
        when: conditionSchema.optional().describe('For which holders; left out: for all.'),
      })
      .optional()
      .describe('A form that holders are asked to fill in; left out: none.'),
    visits: z
      .array(
        z.strictObject({
          holders: holderClass.describe('Class of holders.'),
          every: dayPeriod.describe('How often they are visited.'),
        }),
      )
      .max(RULES_MAX)
      .optional()
      .describe('How often managers visit holders; left out: as they see fit.'),
    churn: z
      .strictObject({
        metric: z.enum(['spendingFen', 'purchases']).describe('What is compared.'),
        window: windowSchema
          .extend({
            kind: z
              .enum(['calendarMonth', 'calendarQuarter', 'calendarYear', 'rolling'])
              .describe('The month, quarter or year that is over; a period that ends with a month.'),
          })
          .meta({ id: 'ChurnWindow', description: 'A time that has one before it.' })
          .describe('The time that is compared with the one before it.'),
        fallsToBp: z.int().min(0).max(BP_MAX).describe('What is left of it when the manager is told, in basis points.'),
      })
      .optional()
      .describe('When a holder whose activity falls is flagged to the manager; left out: never.'),
  })
  .meta({ id: 'Contact', description: 'What holders are told of, when, how often and in which words.' });

/** Section `contact` of a programme. */
export type ContactPolicy = z.infer<typeof contactSchema>;
/** An event that a holder is told of. */
export type Trigger = z.infer<typeof trigger>;
/** The words of a message. */
export type Template = z.infer<typeof template>;
/** A message or a call that something gives rise to. */
export type Outreach = z.infer<typeof outreach>;
/** A greeting on a day of the year. */
export type Festival = z.infer<typeof festival>;
/** How often a holder is contacted. */
export type ContactCap = z.infer<typeof cap>;
/** Times of day in which holders may be contacted. */
export type ContactWindow = z.infer<typeof window>;
/** How a holder is reached. */
export type Channel = z.infer<typeof channel>;
/** What a message is for. */
export type Category = z.infer<typeof category>;

/** Calls of one task in which nobody is spoken to, after which the holder counts as not reached. */
export function callAttemptsMax({ calls }: Partial<ContactPolicy>): number {
  return calls?.attemptsMax ?? CALL_ATTEMPTS_DEFAULT;
}

/** How long after such a call a holder is called back again about a case, as an ISO 8601 period. */
export function callRetryAfter({ calls }: Partial<ContactPolicy>): string {
  return calls?.retryAfter ?? CALL_RETRY_DEFAULT;
}
