/** Folds every projection of tiering again from the first event and holds it to what is shown. */
import { expect } from '@jest/globals';
import { captureLive, compareProjection } from '@scrip/event-store';
import { PROJECTIONS } from '../src/projections.ts';
import type { TieringDoor } from './tiering-door.ts';

/** Expects the same rows, byte for byte, in batches of each of these sizes; undefined: as large as a rebuild takes them. */
export async function expectRebuiltTheSame(
  door: TieringDoor,
  batches: readonly (number | undefined)[] = [1, 7, undefined],
): Promise<void> {
  await door.shown();
  for (const projection of PROJECTIONS) {
    const live = await captureLive(door.log, projection);
    for (const batchEvents of batches) {
      const found = await compareProjection(door.log, live, door.log, () => undefined, batchEvents);
      expect([batchEvents, found]).toEqual([
        batchEvents,
        expect.objectContaining({ projection: projection.name, equal: true }),
      ]);
    }
  }
}
