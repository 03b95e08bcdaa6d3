/**
 * Whether somebody at the desk or on the telephone is who they say: what they give is compared inside the vault, and the
 * reading is kept with its reason. What comes out is yes or no, never what the vault has.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { isBusinessDate } from '@scrip/calendar';
import { type CommandRequest, Problem } from '@scrip/http';
import { z } from 'zod';
import { type Profile, spelling } from '../vault/profile.ts';
import type { Vault } from '../vault/vault.ts';

/** As a person at the desk or on the telephone gives it; only ever part of a body that is `unechoed`. */
export const idNumberField = z
  .string()
  .trim()
  .max(40)
  .refine((text) => /^[A-Z0-9]{5,20}$/.test(spelling('id_number', text)), {
    error: 'expected 5 to 20 letters and digits',
  })
  .describe('Number of the identity document, as it was shown or said.');

export const answersField = z
  .strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    birthDate: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).optional(),
    mobile: z
      .string()
      .trim()
      .max(40)
      .refine((text) => /^\+?\d{5,15}$/.test(spelling('mobile', text)), { error: 'expected a telephone number' })
      .optional(),
    address: z.string().trim().min(1).max(200).optional(),
  })
  .describe('What the caller answers about the own profile; compared in the vault.');

/** What a caller may be asked for (domain 2.1: the profile is used to verify). */
export type Answers = z.output<typeof answersField>;

/** How many of the answers are those of the profile. */
export interface Compared {
  readonly asked: number;
  readonly matching: number;
}

export class HolderCheck {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /**
   * Requires the ID number of the holder. Throws the Problem 404 `holder_unknown`, 409 `id_not_kept` {holderId} (the
   * profile has none to compare with) or 403 `id_mismatch` {holderId}; neither number is said back.
   */
  async requireId(
    { who }: CommandRequest,
    holderId: string,
    { idNumber, reason }: { readonly idNumber: string; readonly reason: string },
  ): Promise<void> {
    const profile = await this.#profile(who, holderId, reason);
    if (profile.idNumber === undefined) {
      throw new Problem(409, 'id_not_kept', 'The profile has no ID number to compare with', { members: { holderId } });
    }
    if (isSame(spelling('id_number', idNumber), spelling('id_number', profile.idNumber))) return;
    throw new Problem(403, 'id_mismatch', 'This is not the ID number of the holder', { members: { holderId } });
  }

  /** Compares answers with the profile. Throws the Problem 404 `holder_unknown`. */
  async compare(
    { who }: CommandRequest,
    holderId: string,
    { answers, reason }: { readonly answers: Answers; readonly reason: string },
  ): Promise<Compared> {
    const profile = await this.#profile(who, holderId, reason);
    const given = (['name', 'birthDate', 'mobile', 'address'] as const).flatMap((field) => {
      const said = answers[field];
      return said === undefined ? [] : [isSame(plain(field, said), plain(field, profile[field] ?? ''))];
    });
    return { asked: given.length, matching: given.filter(Boolean).length };
  }

  async #profile(who: CommandRequest['who'], holderId: string, reason: string): Promise<Profile> {
    const { issuerId, actor } = who;
    const profile = await this.#vault.read({ issuerId, holderId }, { issuerId, actor, reason });
    if (!profile) throw new Problem(404, 'holder_unknown', 'There is no such holder', { members: { holderId } });
    return profile;
  }
}

/** One spelling of what can be typed in several ways. */
function plain(field: keyof Answers, value: string): string {
  if (field === 'mobile') return spelling('mobile', value);
  return value.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/** In a time that does not depend on what is different. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
