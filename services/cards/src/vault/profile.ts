/** What is known about a person, and the one spelling of what a person is looked up by. */

/** A holder's profile as the vault seals it (domain 2.1). Personal data: it goes to no log, event or error. */
export interface Profile {
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly birthDate?: string | undefined;
  /** Of an identity document, as it was given. */
  readonly idNumber?: string | undefined;
  readonly address?: string | undefined;
  readonly mobile?: string | undefined;
  readonly email?: string | undefined;
  /** Keys of the issuer's own categories of goods. */
  readonly preferredCategories?: readonly string[] | undefined;
  /** Days besides the own birthday that the holder is spoken to about (domain 2.12). */
  readonly days?: readonly HolderDay[] | undefined;
}

/** A day of the year that means something to a holder. */
export interface HolderDay {
  readonly kind: 'relativeBirthday' | 'anniversary';
  /** MM-DD. */
  readonly monthDay: string;
}

/** What a holder can be found by. */
export type SearchKind = 'id_number' | 'mobile' | DayKind;

/** A day of the year that holders are found by. */
export type DayKind = 'birthday' | 'relative_birthday' | 'anniversary';

const COUNTRY_CODE = '+86';

/**
 * The spelling that hashes are made of, so that the same number typed in another way is found.
 * ID numbers: full-width forms folded, spaces and hyphens left out, letters upper-case (the check digit may be an X).
 * Mobile numbers: E.164; eleven digits that begin with 1 are a number of the mainland.
 * Birthdays and anniversaries: month and day, MM-DD, as they are.
 */
export function spelling(kind: SearchKind, value: string): string {
  if (kind === 'birthday' || kind === 'relative_birthday' || kind === 'anniversary') return value;
  const plain = value.normalize('NFKC').replace(/[\s\-‐-―().]/g, '');
  if (kind === 'id_number') return plain.toUpperCase();
  if (plain.startsWith('00')) return `+${plain.slice(2)}`;
  if (/^1\d{10}$/.test(plain)) return `${COUNTRY_CODE}${plain}`;
  if (/^861\d{10}$/.test(plain)) return `+${plain}`;
  return plain;
}

/** A field of a profile, as events name it. */
export type ProfileField = keyof Profile;

const PROFILE_FIELDS: readonly ProfileField[] = [
  'name',
  'birthDate',
  'idNumber',
  'address',
  'mobile',
  'email',
  'preferredCategories',
  'days',
];

/** The fields in which two profiles differ. */
export function changedFields(before: Profile, after: Profile): readonly ProfileField[] {
  return PROFILE_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/**
 * Whether the last digit of a mainland identity number is its check digit: ISO 7064 MOD 11-2 over the first 17, as
 * GB 11643 has it. True for numbers that are not of its form: a passport has none.
 */
export function isCheckDigitRight(idNumber: string): boolean {
  const digits = spelling('id_number', idNumber);
  if (!/^\d{17}[\dX]$/.test(digits)) return true;
  const sum = Array.from(digits).reduce((total, digit, index) => {
    const value = digit === 'X' ? 10 : Number(digit);
    return total + value * (2 ** (17 - index) % 11);
  }, 0);
  return sum % 11 === 1;
}
