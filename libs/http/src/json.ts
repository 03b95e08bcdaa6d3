/** How answers are written as JSON: amounts and points, bigints inside, go out as integers. */

/**
 * JSON text of an answer. A bigint becomes an integer where JavaScript's numbers are exact (up to 2^53 − 1), beyond that
 * a string of digits. `undefined` members are left out, as JSON.stringify does.
 */
export function stringifyAnswer(value: unknown): string {
  return JSON.stringify(plain(value));
}

/** The value itself when it holds no bigint, else a copy in which they are replaced: most answers are not copied. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return integer(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return plainList(value);
  return plainMembers(value as Record<string, unknown>);
}

function plainList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = plain(list[i]);
    if (item === list[i]) continue;
    copy ??= list.slice();
    copy[i] = item;
  }
  return copy ?? list;
}

function plainMembers(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(members)) {
    const member = plain(members[name]);
    if (member === members[name]) continue;
    copy ??= { ...members };
    copy[name] = member;
  }
  return copy ?? members;
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/**
 * One text for all JSON texts that say the same: members sorted by name, no white space, numbers as ECMAScript writes
 * them (as RFC 8785, but for names that are integers, which ECMAScript puts first). Client libraries may write one
 * object in different ways.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? '';
}

/** The value itself when its members are in order, else a copy in which they are. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  let same = true;
  for (let i = 1; i < names.length; i++) if ((names[i - 1] as string) > (names[i] as string)) same = false;
  if (!same) names.sort();
  const copy: Record<string, unknown> = {};
  for (const name of names) {
    const member = members[name];
    const kept = sorted(member);
    if (kept !== member) same = false;
    copy[name] = kept;
  }
  return same ? value : copy;
}
