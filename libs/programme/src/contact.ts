import { InvariantError } from '@scrip/decider';
import { fen, formatYuan } from '@scrip/money';
import type { Template, Trigger } from './contact-policy.ts';
import type { Programme } from './document.ts';
import type { Locale } from './facts.ts';
import type { TriggerEvent, VariableType } from './trigger-events.ts';

/** A message in the reader's language, ready to be sent. */
export interface ComposedMessage {
  readonly templateKey: string;
  readonly locale: Locale;
  /** The variables as they were written, so that the text can be composed again. */
  readonly variables: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The triggers that tell holders of an event, in the document's order. */
export function triggersFor(programme: Programme, eventType: string): readonly Trigger[] {
  return programme.contact?.triggers.filter((trigger) => trigger.on === (eventType as TriggerEvent)) ?? [];
}

/** The template of this key, if the programme has it. */
export function templateOf(programme: Programme, templateKey: string): Template | undefined {
  return programme.contact?.templates.find((candidate) => candidate.key === templateKey);
}

/**
 * The message that a trigger sends for an event.
 * @param data the event's own fields; money and points as bigint, grades by key.
 * @throws InvariantError when the template or a field it names is not there: the document was checked when it was published.
 */
export function composeMessage(trigger: Trigger, data: object, locale: Locale, programme: Programme): ComposedMessage {
  const template = templateOf(programme, trigger.template);
  if (template === undefined) throw new InvariantError(`the trigger ${trigger.key} names no template`);
  const fields = new Map<string, unknown>(Object.entries(data));
  const variables: Record<string, string> = {};
  for (const [name, type] of Object.entries(template.variables)) {
    variables[name] = variableText(name, type, fields.get(name), locale, programme);
  }
  return { templateKey: template.key, locale, variables, text: fillIn(template.text[locale], variables) };
}

/**
 * A template's text with its variables in place.
 * @throws InvariantError when the text names a variable that is not given.
 */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) throw new InvariantError(`a message names the variable ${name}, which is not given`);
    return value;
  });
}

/** Names of the variables in a template's text, each once. */
export function variablesIn(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(VARIABLE), (match) => match[1] ?? ''));
}

const VARIABLE = /\{([^{}]*)\}/g;

function variableText(name: string, type: VariableType, value: unknown, locale: Locale, programme: Programme): string {
  switch (type) {
    case 'money':
      if (typeof value === 'bigint') return formatYuan(fen(value));
      break;
    case 'points':
      if (typeof value === 'bigint') return value.toString();
      break;
    case 'grade':
      if (typeof value === 'string')
        return programme.grades?.find((grade) => grade.key === value)?.name[locale] ?? value;
      break;
    case 'text':
      if (typeof value === 'string') return value;
      break;
  }
  throw new InvariantError(`the event has no ${type} named ${name}`);
}
