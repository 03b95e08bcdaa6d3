/** Starts the one system that end-to-end tests share. */
import { join } from 'node:path';
import { type SystemDescription, startSystem } from '@scrip/local';
import type { Kept } from './kept.ts';
import { borrowParts } from './parts.ts';
import { SPANS_FILE, TEST_STATE } from './root.ts';
import { collectSpans } from './span-collector.ts';

/**
 * All processes of Scrip from their builds, which are brought up to date first, on the parts that tests share.
 * What an interrupted run has left of an earlier system is ended first; its files do no harm, since its databases are gone.
 */
export async function startTestSystem(abort: AbortSignal): Promise<Kept<SystemDescription>> {
  const parts = await borrowParts(abort);
  const stateDir = join(TEST_STATE, 'system');
  const spans = await collectSpans(join(stateDir, 'logs', SPANS_FILE));
  // Traced is only what a spec asks for by a sampled `traceparent`: everything would be a burden to every spec.
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: spans.endpoint, OTEL_TRACES_SAMPLER_ARG: '0' });
  try {
    const system = await startSystem({
      stateDir,
      ports: 'free',
      own: parts.description,
      abort,
    });
    const stop = async (): Promise<void> => {
      await system.stop();
      await spans.stop();
      await parts.release();
    };
    return { description: system.describe(), stop };
  } catch (error) {
    await spans.stop();
    await parts.release();
    throw error;
  }
}
