/** How far ratings have come, as their facts say it: what was settled of months up to then is over. */
import type { MembershipEvent } from '@scrip/contracts';

/** The last month, YYYY-MM, of which a rating's fact says that it was rated. */
export function ratedThrough(event: Extract<MembershipEvent, { type: 'GradeRated' | 'GradeRerated' }>): string {
  if (event.type === 'GradeRated') return event.data.month;
  const months = event.data.months.map(({ month }) => month).sort();
  return months.at(-1) ?? '';
}
