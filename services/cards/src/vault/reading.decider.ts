/** Readings of the vault: each is a stream of one fact, who read about whom and what for, recorded before it is told. */
import type { ReadingEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError } from '@scrip/decider';

/** What a reading may be for (domain 3). */
export const PURPOSES = [
  'service',
  'registration',
  'replacement',
  'application',
  'case',
  'outreach',
  'correction',
  'audit',
  'legal',
  'request',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What the vault tells: a profile, that a holder has the value asked for, a document, or all there is. */
export type Told = 'profile' | 'match' | 'document' | 'export';

/** Most holders of one reading. */
export const READING_HOLDERS_MAX = 1_000;

/** Whether it was recorded. */
export type ReadingState = { readonly status: 'none' } | { readonly status: 'recorded' };

/** How a reading's stream is folded. */
export const readingDecider: Decider<ReadingState, ReadingEvent> = {
  stream: 'reading',
  initial: { status: 'none' },
  evolve: () => ({ status: 'recorded' }),
};

/** Who is read about. */
export interface RecordReading {
  readonly readingId: string;
  readonly told: Told;
  readonly purpose: Purpose;
  readonly holderIds: readonly string[];
}

/** Whose birthday a day is was told. */
export interface RecordBirthdays {
  readonly readingId: string;
  readonly purpose: Purpose;
  /** The day asked about, YYYY-MM-DD. */
  readonly onDate: string;
  /** Whose: 'birthday', 'relative_birthday' or 'anniversary'. */
  readonly dayKind: string;
  /** How many were told. */
  readonly holders: number;
}

/** Records that birthdays were told. Never refused; of nobody or of more than READING_HOLDERS_MAX is an InvariantError. */
export function recordBirthdays(command: RecordBirthdays): Decision<ReadingEvent> {
  const { holders } = command;
  if (holders === 0 || holders > READING_HOLDERS_MAX) throw new InvariantError(`a reading of ${holders} birthdays`);
  return accept({ type: 'BirthdaysRead', data: command });
}

/** Records a reading. Never refused; a reading of nobody or of more than READING_HOLDERS_MAX is an InvariantError. */
export function recordReading(command: RecordReading): Decision<ReadingEvent> {
  const { length } = command.holderIds;
  if (length === 0 || length > READING_HOLDERS_MAX) throw new InvariantError(`a reading of ${length} holders`);
  return accept({ type: 'HolderDataRead', data: { ...command, holderIds: [...command.holderIds] } });
}
