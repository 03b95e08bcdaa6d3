/** What ratings and people made of grades, beside what points did: points hears it and decides none of it. */
import type { EpochMs } from '@scrip/calendar';
import { gradeOrder, type Programme } from '@scrip/programme';
import type { GradeChange, VersionedChange } from '../account/member-grade-change.ts';
import { aged, raised, type World } from './member-worlds.ts';

/** A member, with how far the changes of the grade were given out. */
interface Hearing {
  readonly membershipId: string;
  /** Version of the membership's stream; 0: none. */
  heardVersion: number;
}

/** The changes of members' grades, each given out once: those of some members at a time, so that memory does not grow with all. */
export class HeardGrades {
  #changes: ReadonlyMap<string, readonly VersionedChange[]> = new Map();

  /**
   * Has changes at hand in the place of those before.
   * @param changes by membership, in the order of its stream: all that were not given out, of whoever `before` is asked about.
   */
  hold(changes: ReadonlyMap<string, readonly VersionedChange[]>): void {
    this.#changes = changes;
  }

  /** What held before a moment and was not given out yet; a later change whose time came takes those before it along. */
  before(member: Hearing, at: EpochMs): readonly GradeChange[] {
    const changes = this.#changes.get(member.membershipId) ?? [];
    const last = changes.findLast(({ heldFrom }) => heldFrom < at);
    const { heardVersion } = member;
    if (!last || last.version <= heardVersion) return [];
    member.heardVersion = last.version;
    return changes.filter(({ version }) => version > heardVersion && version <= last.version);
  }
}

/**
 * A member after a change, in both worlds. What a rating, a person or a merge did counts under the draft too; whether points
 * raise is asked of the draft (`raised`). Who is no member under the draft stays none.
 * @returns where points raised.
 */
export function changed(
  { was, would }: { readonly was: World; readonly would: World | null },
  { grade, heldFrom, byPoints }: GradeChange,
  draft: Programme,
): readonly ('was' | 'would')[] {
  if (grade === was.grade) return [];
  const change = { was: was.grade, is: grade };
  was.grade = grade;
  const held = would?.grade ?? null;
  if (!byPoints) {
    if (would && held !== null) would.grade = gradeAfterChange(held, change, gradeOrder(draft));
    return [];
  }
  if (!would) return ['was'];
  const { lifetimePoints: lifetimeAfterPoints, balancePoints: balanceAfterPoints } = aged(would.account, heldFrom);
  would.grade = raised(held, { lifetimeAfterPoints, balanceAfterPoints }, draft);
  return would.grade === held ? ['was'] : ['was', 'would'];
}

/**
 * The grade under a draft after a rating or a person changed the one that was: who would be lower rises as far, who would be
 * as high or lower falls as far, and whom the draft had raised above it stays there. A grade that the draft has not changes
 * nothing.
 * @param order grades of the draft, the lowest first.
 */
export function gradeAfterChange(
  would: string,
  { was, is }: { readonly was: string | null; readonly is: string },
  order: readonly string[],
): string {
  const rank = (grade: string | null): number => (grade === null ? -1 : order.indexOf(grade));
  if (rank(is) < 0) return would;
  if (rank(is) >= rank(was)) return rank(would) < rank(is) ? is : would;
  return rank(is) < rank(would) && rank(would) <= rank(was) ? is : would;
}
