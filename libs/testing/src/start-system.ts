/** Starts the one system that end-to-end tests share. */
import { join } from 'node:path';
import { type SystemDescription, startSystem } from '@scrip/local';
import type { Kept } from './kept.ts';
import { borrowParts } from './parts.ts';
import { TEST_STATE } from './root.ts';

/**
 * All processes of Scrip from their builds, which are brought up to date first, on the parts that tests share.
 * What an interrupted run has left of an earlier system is ended first; its files do no harm, since its databases are gone.
 */
export async function startTestSystem(abort: AbortSignal): Promise<Kept<SystemDescription>> {
  const parts = await borrowParts(abort);
  try {
    const system = await startSystem({
      stateDir: join(TEST_STATE, 'system'),
      ports: 'free',
      own: parts.description,
      abort,
    });
    const stop = async (): Promise<void> => {
      await system.stop();
      await parts.release();
    };
    return { description: system.describe(), stop };
  } catch (error) {
    await parts.release();
    throw error;
  }
}
