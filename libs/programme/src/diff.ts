/** What differs between two documents, by place: arrays whose entries have a `key` are compared by it, so moving a rule is not rewriting it. */
import { jsonPath } from './problem.ts';

/** Any part of a document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** One step into a document: a field, or the entry of an array with this key. */
export type Step = string | { readonly field: 'key' | 'account'; readonly is: string };

/** One difference. `order` is told of an array whose entries stand in another order than what was taken out and added leaves them in. */
export type Change =
  | { readonly op: 'added'; readonly path: string; readonly way: readonly Step[]; readonly after: Json }
  | { readonly op: 'removed'; readonly path: string; readonly way: readonly Step[]; readonly before: Json }
  | {
      readonly op: 'changed';
      readonly path: string;
      readonly way: readonly Step[];
      readonly before: Json;
      readonly after: Json;
    }
  | {
      readonly op: 'order';
      readonly path: string;
      readonly way: readonly Step[];
      readonly before: readonly string[];
      readonly after: readonly string[];
    };

type Fields = { readonly [field: string]: Json };

/**
 * The differences from one document to another, in the order of the first one's parts. Objects are compared field by field,
 * arrays whose entries all have a key (`key`, or `account` in the section accounts), each its own, entry by entry; any other
 * array is one value.
 */
export function diffDocuments(before: Json, after: Json): readonly Change[] {
  return diffAt(before, after, []);
}

/** The document that a diff leads to. Changes that do not fit the document are left out; those of its own diff all fit. */
export function applyDiff(before: Json, changes: readonly Change[]): Json {
  return changes.reduce<Json>((document, change) => applyAt(document, change.way, change), before);
}

function diffAt(before: Json, after: Json, way: readonly Step[]): readonly Change[] {
  if (isFields(before) && isFields(after)) return diffFields(before, after, way);
  if (Array.isArray(before) && Array.isArray(after)) {
    const field = keyField(before, after);
    if (field !== undefined) return diffKeyed(before as readonly Fields[], after as readonly Fields[], field, way);
  }
  return same(before, after) ? [] : [{ op: 'changed', path: pathOf(way), way, before, after }];
}

function diffFields(before: Fields, after: Fields, way: readonly Step[]): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): readonly Change[] => {
    const to = [...way, name];
    const one = ownValue(before, name);
    const other = ownValue(after, name);
    if (one === undefined && other === undefined) return [];
    if (one === undefined) return [{ op: 'added', path: pathOf(to), way: to, after: other as Json }];
    if (other === undefined) return [{ op: 'removed', path: pathOf(to), way: to, before: one }];
    return diffAt(one, other, to);
  });
}

function diffKeyed(
  before: readonly Fields[],
  after: readonly Fields[],
  field: 'key' | 'account',
  way: readonly Step[],
): readonly Change[] {
  const keyOf = ({ [field]: key }: Fields): string => (typeof key === 'string' ? key : JSON.stringify(key));
  const newKeys = after.map(keyOf);
  const oldKeys = before.map(keyOf);
  const step = (is: string): readonly Step[] => [...way, { field, is }];
  const changes: Change[] = before.flatMap((entry): readonly Change[] => {
    const to = step(keyOf(entry));
    const other = after[newKeys.indexOf(keyOf(entry))];
    return other === undefined
      ? [{ op: 'removed', path: pathOf(to), way: to, before: entry }]
      : diffAt(entry, other, to);
  });
  const added = after.filter((entry) => !oldKeys.includes(keyOf(entry)));
  for (const entry of added) {
    const to = step(keyOf(entry));
    changes.push({ op: 'added', path: pathOf(to), way: to, after: entry });
  }
  const left = [...oldKeys.filter((key) => newKeys.includes(key)), ...added.map(keyOf)];
  if (!same(left, newKeys)) changes.push({ op: 'order', path: pathOf(way), way, before: left, after: newKeys });
  return changes;
}

/** The field that tells the entries of both arrays apart; undefined where they are compared as one value. Two empty arrays are. */
function keyField(before: readonly Json[], after: readonly Json[]): 'key' | 'account' | undefined {
  return (['key', 'account'] as const).find((field) =>
    [before, after].every((entries) => {
      const keys = entries.flatMap((entry) => (isFields(entry) ? [ownValue(entry, field)] : []));
      const texts = keys.filter((key) => typeof key === 'string');
      return texts.length === entries.length && new Set(texts).size === entries.length;
    }),
  );
}

function applyAt(part: Json, way: readonly Step[], change: Change): Json {
  const [step, ...rest] = way;
  if (step === undefined) return applyHere(part, change);
  if (typeof step === 'string') return isFields(part) ? applyToField(part, step, rest, change) : part;
  return Array.isArray(part) ? applyToEntry(part as readonly Json[], step, rest, change) : part;
}

function applyToField(part: Fields, name: string, rest: readonly Step[], change: Change): Json {
  const fields = new Map(Object.entries(part));
  if (rest.length > 0 || change.op === 'changed' || change.op === 'order') {
    const inner = fields.get(name);
    if (inner !== undefined) fields.set(name, applyAt(inner, rest, change));
  } else if (change.op === 'removed') fields.delete(name);
  else fields.set(name, change.after);
  return Object.fromEntries(fields);
}

function applyToEntry(
  entries: readonly Json[],
  { field, is }: Exclude<Step, string>,
  rest: readonly Step[],
  change: Change,
): Json {
  const isMeant = (entry: Json): boolean => isFields(entry) && ownValue(entry, field) === is;
  if (rest.length === 0 && change.op === 'removed') return entries.filter((entry) => !isMeant(entry));
  if (rest.length === 0 && change.op === 'added') return [...entries, change.after];
  return entries.map((entry) => (isMeant(entry) ? applyAt(entry, rest, change) : entry));
}

function applyHere(part: Json, change: Change): Json {
  switch (change.op) {
    case 'changed':
    case 'added':
      return change.after;
    case 'removed':
      return part;
    case 'order': {
      if (!Array.isArray(part)) return part;
      const entries = part as readonly Fields[];
      const place = (entry: Fields): number =>
        change.after.findIndex((key) => ownValue(entry, 'key') === key || ownValue(entry, 'account') === key);
      return entries.toSorted((a, b) => place(a) - place(b));
    }
  }
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function same(one: Json, other: Json): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((entry, index) => same(entry as Json, other[index] as Json));
  }
  if (isFields(one) && isFields(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && same(one[name] as Json, other[name] as Json))
    );
  }
  return Object.is(one, other);
}

/** JSONPath of a way; an entry by its key is a filter: `$.storedValue[?@.key=='wallet'].recharge` (RFC 9535). */
function pathOf(way: readonly Step[]): string {
  return way.reduce<string>(
    (path, step) =>
      typeof step === 'string'
        ? path + jsonPath([step]).slice(1)
        : `${path}[?@.${step.field}=='${step.is.replace(/[\\']/g, '\\$&')}']`,
    '$',
  );
}
