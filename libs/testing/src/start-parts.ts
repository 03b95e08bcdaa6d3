/** Starts the parts that tests share: as containers where an engine answers, else as processes of this machine. */
import { join } from 'node:path';
import { startSystem } from '@scrip/local';
import type { Kept } from './kept.ts';
import type { Parts } from './parts.ts';
import { TEST_STATE } from './root.ts';

/** Starts a broker, a registry and a Postgres server with nothing of an earlier run in them. */
export async function startParts(abort: AbortSignal): Promise<Kept<Parts>> {
  const way = wayAsked();
  if (way === 'local') return startProcesses(abort);
  // Loaded only here: the library takes half a second, and not every machine has an engine.
  const { hasEngine, startContainers } = await import('./start-containers.ts');
  if (way === undefined && !(await hasEngine())) return startProcesses(abort);
  try {
    return await startContainers();
  } catch (error) {
    if (way === 'containers') throw error;
    console.error('the containers did not start, so local processes are used instead:', error);
    return startProcesses(abort);
  }
}

/** SCRIP_TEST_PARTS: how to start them; without it whichever can be. */
function wayAsked(): 'local' | 'containers' | undefined {
  const asked = process.env['SCRIP_TEST_PARTS'];
  if (asked === undefined || asked === 'local' || asked === 'containers') return asked;
  throw new Error(`SCRIP_TEST_PARTS is "local" or "containers", not "${asked}"`);
}

/** A system without any process of Scrip. What an interrupted run has left on the state folder is ended and deleted first. */
async function startProcesses(abort: AbortSignal): Promise<Kept<Parts>> {
  const system = await startSystem({
    stateDir: join(TEST_STATE, 'parts'),
    fresh: true,
    ports: 'free',
    services: [],
    build: false,
    abort,
  });
  const { kafka, registry, postgres } = system.describe();
  return { description: { kafka, registry, postgres: postgres.adminUrl }, stop: () => system.stop() };
}
