/** What holders said and what of it completes their profile: kept by cards, which alone has personal data. */
import { hash } from 'node:crypto';
import { idFrom } from '@scrip/event-store';
import { type CommandRequest, canonicalJson, Problem } from '@scrip/http';
import { type Answered, codeOf, type OtherServices } from './other-services.ts';

/** A note that is to be kept. */
export interface HolderNote {
  readonly holderId: string;
  /** What it belongs to: 'call-note' or 'case-note'. */
  readonly kind: string;
  readonly text: string;
}

export class HolderWords {
  readonly #services: OtherServices;

  constructor(services: OtherServices) {
    this.#services = services;
  }

  /**
   * Keeps a note in the vault of cards, once for each command, and says which document it is. Throws the Problem that cards
   * refuses with, such as 410 `holder_erased`; 503 `vault_unavailable`.
   */
  async keep(command: CommandRequest, { holderId, kind, text }: HolderNote): Promise<string> {
    const path = `cards/v1/holders/${holderId}/notes`;
    const body = { kind, text };
    const kept = taken(
      await this.#services.ask(command.who, { service: 'cards', path, key: keyOf(command, kind), body }),
    );
    const { documentId } = kept;
    if (typeof documentId === 'string') return documentId;
    throw unavailable('cards answered without a document');
  }

  /**
   * Completes a profile in the vault of cards, once for each command; says which fields changed, not what they say. Throws
   * the Problem that cards refuses with, such as 409 `nothing_changed`; 503 `vault_unavailable`.
   */
  async complete(command: CommandRequest, holderId: string, profile: object): Promise<readonly string[]> {
    const path = `cards/v1/holders/${holderId}/profile-changes`;
    const key = keyOf(command, 'profile');
    const { fields } = taken(await this.#services.ask(command.who, { service: 'cards', path, key, body: profile }));
    return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  }
}

/**
 * The command without what is personal in it: the hash of that in the table of keys could be found by trying. The same key
 * with other words is refused by cards, which keeps a blinded hash.
 */
export function impersonal(command: CommandRequest, asked: object): CommandRequest {
  const inputHash = Buffer.from(hash('sha256', canonicalJson(asked), 'hex'), 'hex');
  return { ...command, key: { ...command.key, inputHash } };
}

function keyOf({ key }: CommandRequest, what: string): string {
  return idFrom('say', `${what}\n${key.scope}\n${key.key}`);
}

function taken(answered: Answered): Readonly<Record<string, unknown>> {
  if ('failure' in answered) throw unavailable(answered.failure);
  const { status, body } = answered;
  if (status >= 200 && status < 300) return body;
  const code = codeOf(body);
  if (status < 400 || status >= 500 || code === '' || status === 401 || status === 403) {
    throw unavailable(`${status} ${code}`.trimEnd());
  }
  throw new Problem(status, code, 'The vault refused', { members: { service: 'cards' } });
}

function unavailable(reason: string): Problem {
  return new Problem(503, 'vault_unavailable', 'What was said cannot be kept now', {
    detail: 'Ask again under the same key.',
    members: { reason },
  });
}
