/** Shapes that calls, cases and the service hall share in requests, and what their routes have in common. */
import { type EventLog, idFrom } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { z } from 'zod';
import { contactOf } from './contact/contact.decider.ts';
import { issuerOf } from './ownership.ts';

/** A ULID's alphabet and length; ids made from a cause have the same. */
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

const idField = (prefix: string, what: string): z.ZodString =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${ULID}$`))
    .describe(`${what}: ${prefix}_ and 26 characters.`);

export const callIdField = idField('cal', 'A call task');
export const caseIdField = idField('cas', 'A case');
export const compensationIdField = idField('cmp', 'A compensation');
export const ticketIdField = idField('tik', 'A ticket of the service hall');
export const thingIdField = idField('thg', 'A thing that is lent');
export const walletIdField = idField('wal', 'A wallet of the ledger');
export const queueKeyField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/)
  .describe("The issuer's own key of a shop, or 'centre'.");
/** Whoever has no queue of their own. */
export const CENTRE = 'centre';
export const keyField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('A key of the programme document.');
export const codeField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
  .describe('A code of the issuer: 1 to 40 of a-z, 0-9, _ and -.');
export const subjectField = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/)
  .describe('Subject of a token: who it is.');
/** RFC 3339, in code epoch milliseconds. */
export const timeField = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** Characters of what is written down: a page. */
export const NOTE_CHARS_MAX = 4_000;
/** Goes to the vault of cards and is in no event. */
export const noteField = z
  .string()
  .trim()
  .min(1)
  .max(NOTE_CHARS_MAX)
  .describe('What was said. It goes into the vault of cards; the event has its number alone.');

/** A place in the log, as a cursor. */
export const POSITION = /^\d{1,16}$/;

/** An id that is the same when the command is asked again. */
export function idOf(prefix: string, { key }: CommandRequest): string {
  return idFrom(prefix, `${key.scope}\n${key.key}`);
}

/** Throws the Problem 404 `contact_unknown` where the issuer has no such holder. */
export async function requireContact(log: EventLog, issuerId: string, holderId: string): Promise<void> {
  if ((await issuerOf(log, contactOf(holderId))) === issuerId) return;
  throw new Problem(404, 'contact_unknown', 'There is no such contact', { members: { holderId } });
}

/** Throws the Problem 404 of this code where the stream is not there or another issuer's. */
export async function requireOwn(
  log: EventLog,
  issuerId: string,
  stream: { readonly id: string; readonly code: string; readonly name: string },
): Promise<void> {
  if ((await issuerOf(log, stream.id)) === issuerId) return;
  throw new Problem(404, stream.code, 'There is no such thing', { members: { [stream.name]: stream.id } });
}

/** What stands before the key of a role in the scope of who has it. */
const AUTHORITY = 'notifications:authority.';

/** Keys of the roles that a token carries. */
export function rolesIn(scopes: ReadonlySet<string>): ReadonlySet<string> {
  const held = [...scopes].filter((scope) => scope.startsWith(AUTHORITY));
  return new Set(held.map((scope) => scope.slice(AUTHORITY.length)));
}

/** A request that carries what somebody said or who somebody is: what is wrong with it is not said back. */
export function unechoed<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>> {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return z
    .unknown()
    .transform((value, context): z.output<T> => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      for (const issue of parsed.error.issues) {
        const field = issue.path.join('.');
        context.addIssue({ code: 'custom', message: field === '' ? issue.message : `${field}: ${issue.message}` });
      }
      return z.NEVER;
    })
    .meta(described);
}
