/** Start and stop of the front door. */
import { createDoor } from '@scrip/http';
import { createLogger, startTelemetry } from '@scrip/telemetry';
import { readConfig } from './config.ts';
import { consoleModule } from './console.module.ts';
import { FrontState } from './front-state.ts';
import { addProxies } from './proxy.ts';

const NAME = 'console';

/** A front door that is open. */
export interface RunningConsole {
  readonly url: string;
  /** Stops gracefully: everybody inside is answered first. */
  stop(): Promise<void>;
}

/** Opens the front door. Throws RangeError for its environment. */
export async function startConsole(env: Readonly<Record<string, string | undefined>>): Promise<RunningConsole> {
  const config = readConfig(env);
  const logger = createLogger({ service: NAME, level: env.LOG_LEVEL });
  const telemetry = startTelemetry({ service: NAME, environment: env });
  const state = new FrontState(Object.keys(config.services));
  const door = await createDoor(consoleModule(state), {
    service: NAME,
    description: 'The front door: one address for all services.',
    issuerUrl: config.oidcIssuer,
    audience: config.oidcAudience,
    // It decides nothing and writes nothing: time and partitions are the services'.
    clock: { now: () => Date.now() },
    partitionOf: () => 0,
    log: logger,
  });
  addProxies(door.fastify, config.services);
  const url = await door.listen(config.port, config.host);
  state.phase = 'running';
  logger.info({ url, services: config.services }, 'started');

  const stop = async (): Promise<void> => {
    state.phase = 'stopping';
    await door.stop();
    await door.app.close();
    await telemetry.stop();
    logger.info('stopped');
  };
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
