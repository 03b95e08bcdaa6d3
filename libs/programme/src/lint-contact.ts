/** Checks of the section `contact`: variables of messages, templates that are there, a way out of marketing, times of day. */
import { addPeriodToDate } from '@scrip/calendar';
import { variablesIn } from './contact.ts';
import type { ContactPolicy, Outreach, Template } from './contact-policy.ts';
import type { Programme } from './document.ts';
import { type Path, type Problem, problem } from './problem.ts';
import { TRIGGER_EVENTS, type VariableType } from './trigger-events.ts';

/** What is wrong in the section. */
export function contactProblems({ contact }: Programme): readonly Problem[] {
  if (contact === undefined) return [];
  return [
    ...contact.templates.flatMap((template, index) => inTemplate(template, ['contact', 'templates', index])),
    ...contact.triggers.flatMap((trigger, index) => inTrigger(contact, trigger, ['contact', 'triggers', index])),
    ...inOutreach(contact),
    ...(contact.windows ?? []).flatMap(({ slots }, at) =>
      slots.flatMap((slot, index) => timesEqual(slot, ['contact', 'windows', at, 'slots', index])),
    ),
    ...Object.entries(contact.optOut?.hint ?? {}).flatMap(([locale, text]) =>
      [...variablesIn(text)]
        .filter((variable) => variable !== 'link')
        .map((variable) => problem(['contact', 'optOut', 'hint', locale], 'variable_unknown', { variable })),
    ),
    ...(contact.blackouts ?? []).flatMap(({ from, to }, index) =>
      from > to ? [problem(['contact', 'blackouts', index, 'from'], 'range_upside_down', { from, to })] : [],
    ),
    ...(contact.quietHours ? timesEqual(contact.quietHours, ['contact', 'quietHours']) : []),
  ];
}

function inTemplate(template: Template, path: Path): readonly Problem[] {
  const declared = Object.keys(template.variables);
  const named = new Set<string>();
  const problems: Problem[] = [];
  for (const [locale, text] of Object.entries(template.text)) {
    for (const variable of variablesIn(text)) {
      named.add(variable);
      if (!declared.includes(variable))
        problems.push(problem([...path, 'text', locale], 'variable_unknown', { variable }));
    }
    if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) problems.push(problem([...path, 'text', locale], 'brace_alone'));
  }
  for (const variable of declared) {
    if (!named.has(variable)) problems.push(problem([...path, 'variables', variable], 'variable_unused', { variable }));
  }
  return problems;
}

function inTrigger(contact: ContactPolicy, trigger: ContactPolicy['triggers'][number], path: Path): readonly Problem[] {
  const template = contact.templates.find((candidate) => candidate.key === trigger.template);
  if (template === undefined) return [unknownTemplate(trigger.template, [...path, 'template'])];
  const offered = new Map<string, string>(Object.entries(TRIGGER_EVENTS[trigger.on]));
  return Object.entries(template.variables).flatMap(([variable, expected]) => {
    const actual = offered.get(variable);
    const at = [...path, 'template'];
    if (actual === undefined) return [problem(at, 'event_lacks_field', { event: trigger.on, variable })];
    return actual === expected
      ? []
      : [problem(at, 'event_other_type', { event: trigger.on, variable, actual, expected })];
  });
}

/** What an occasion gives its template: the bill of a day says which day, how many passes, and when; a reminder how many points there are, how many lapse next, and their last day. */
const OFFERED: Readonly<Partial<Record<string, Readonly<Record<string, VariableType>>>>> = {
  attendance: { date: 'text', passes: 'text', count: 'text' },
  pointsReminder: { balancePoints: 'points', lapsingPoints: 'points', lapseDate: 'text' },
};
/** The form of a quarter. */
const OFFERED_BY_FORM: Readonly<Record<string, VariableType>> = { link: 'text' };
/** What a holder is written who was not reached about a case. */
const OFFERED_UNREACHED: Readonly<Record<string, VariableType>> = { caseId: 'text' };
/** Outreach that comes too often, or for one holder alone, to be drafted each time. */
const NEVER_DRAFTED: ReadonlySet<string> = new Set(['newSeasonPurchase', 'returnOrExchange', 'attendance']);
/** Outreach that goes to the same holders whenever they bought last. */
const ASKS_NO_PURCHASE: ReadonlySet<string> = new Set([
  'birthday',
  'relativeBirthday',
  'anniversary',
  'attendance',
  'newSeasonPurchase',
  'returnOrExchange',
]);

/** Messages that no event sends are the same for everybody; who is told something unasked must be able to stop it. */
function inOutreach(contact: ContactPolicy): readonly Problem[] {
  const { outreach = [], festivals = [], feedback, optOut, drafts, calls } = contact;
  const unreached = calls?.unreached;
  const plain = (
    templateKey: string,
    path: Path,
    offered: Readonly<Record<string, VariableType>> = {},
  ): readonly Problem[] => {
    const template = contact.templates.find((candidate) => candidate.key === templateKey);
    if (template === undefined) return [unknownTemplate(templateKey, path)];
    const variables = Object.entries(template.variables)
      .filter(([name, type]) => offered[name] !== type)
      .map(([name]) => name)
      .join(', ');
    return variables === '' ? [] : [problem(path, 'template_has_variables', { template: templateKey, variables })];
  };
  const noWayOut = (category: string, path: Path): readonly Problem[] =>
    category === 'marketing' && optOut === undefined ? [problem(path, 'marketing_without_opt_out')] : [];
  return [
    ...outreach.flatMap((one, index) => {
      const path: Path = ['contact', 'outreach', index];
      const { template, channel, otherwise = [], lapsed } = one;
      const texts = [channel, ...otherwise].some((each) => each !== 'call');
      return [
        ...(template === undefined ? [] : plain(template, [...path, 'template'], OFFERED[one.on])),
        ...(texts && isWordless(one, drafts !== undefined)
          ? [problem([...path, 'template'], 'template_missing', { on: one.on })]
          : []),
        ...(template !== undefined && !texts ? [problem([...path, 'template'], 'template_of_call')] : []),
        ...(texts ? noWayOut(one.category, [...path, 'category']) : []),
        ...eachOnce([channel, ...otherwise], path),
        ...(lapsed && ASKS_NO_PURCHASE.has(one.on)
          ? [problem([...path, 'lapsed'], 'lapsed_not_asked', { on: one.on })]
          : []),
        ...(lapsed && longer(lapsed.from, lapsed.to)
          ? [problem([...path, 'lapsed', 'from'], 'period_upside_down', lapsed)]
          : []),
      ];
    }),
    ...festivals.flatMap((festival, index) => {
      const path: Path = ['contact', 'festivals', index];
      return [
        ...plain(festival.template, [...path, 'template']),
        ...noWayOut(festival.category, [...path, 'category']),
      ];
    }),
    ...(feedback
      ? [
          ...plain(feedback.template, ['contact', 'feedback', 'template'], OFFERED_BY_FORM),
          ...noWayOut(feedback.category ?? 'service', ['contact', 'feedback', 'category']),
        ]
      : []),
    ...(unreached
      ? [
          ...plain(unreached.template, ['contact', 'calls', 'unreached', 'template'], OFFERED_UNREACHED),
          ...eachOnce([unreached.channel, ...(unreached.otherwise ?? [])], ['contact', 'calls', 'unreached']),
        ]
      : []),
    ...contact.triggers.flatMap(({ category, channel, otherwise = [] }, index) => {
      const path: Path = ['contact', 'triggers', index];
      return [...noWayOut(category, [...path, 'category']), ...eachOnce([channel, ...otherwise], path)];
    }),
  ];
}

/** Whether a text has neither a template nor anybody who drafts it: a call that falls to a text is one of these. */
function isWordless({ template, channel, on }: Outreach, hasDrafts: boolean): boolean {
  return template === undefined && (channel === 'call' || NEVER_DRAFTED.has(on) || !hasDrafts);
}

/** A channel that gave a message up does not get it again. */
function eachOnce(channels: readonly string[], path: Path): readonly Problem[] {
  return channels.flatMap((channel, index) =>
    channels.indexOf(channel) < index ? [problem([...path, 'otherwise', index - 1], 'channel_twice', { channel })] : [],
  );
}

function longer(first: string, second: string): boolean {
  const DAY = '2025-01-01';
  return addPeriodToDate(DAY, first) > addPeriodToDate(DAY, second);
}

function timesEqual({ from, to }: { readonly from: string; readonly to: string }, path: Path): readonly Problem[] {
  return from === to ? [problem([...path, 'to'], 'times_equal', { time: from })] : [];
}

function unknownTemplate(template: string, path: Path): Problem {
  return problem(path, 'template_unknown', { template });
}
