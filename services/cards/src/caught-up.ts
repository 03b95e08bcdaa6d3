/** For questions that are decided on what is read: it must show everything that was said before. */
import type { EventLog, ProjectionRunner } from '@scrip/event-store';
import { Problem } from '@scrip/http';

/** How long a question that needs what is read now waits for the projections. */
const CAUGHT_UP_WAIT_MS = 2_000;

/** Waits until what is read has everything that the log has now. Throws Problem 503 `reading_behind` where it does not come. */
export async function caughtUp(log: EventLog, runner: ProjectionRunner): Promise<number> {
  const { position } = await log.head();
  if (await runner.reached(position, CAUGHT_UP_WAIT_MS)) return position;
  throw new Problem(503, 'reading_behind', 'What is read has not come up with the log, ask again', {
    headers: { 'Retry-After': '1' },
  });
}
