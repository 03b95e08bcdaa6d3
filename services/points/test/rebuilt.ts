/** Folds every projection of points again from the first event and holds it to what is shown. */
import { expect } from '@jest/globals';
import { captureLive, compareProjection } from '@scrip/event-store';
import { PROJECTIONS } from '../src/projections.ts';
import type { PointsApp } from './points-app.ts';

/** One event at a time, a few, and all at once: any cut of the log into batches gives the same rows. */
const BATCH_EVENTS = [1, 7, undefined];

/** Expects the same rows, byte for byte, in batches of any size. */
export async function expectRebuiltTheSame(app: PointsApp): Promise<void> {
  await app.caughtUp();
  for (const projection of PROJECTIONS) {
    const live = await captureLive(app.log, projection);
    for (const batchEvents of BATCH_EVENTS) {
      const found = await compareProjection(app.log, live, app.log, () => undefined, batchEvents);
      expect([batchEvents, found]).toEqual([
        batchEvents,
        expect.objectContaining({ projection: projection.name, equal: true }),
      ]);
    }
  }
}
