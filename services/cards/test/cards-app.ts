/** The application of cards on a database that a test has opened, behind a real door and without a broker. */
import { ServiceConfig } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { createDoor, type Door, type DoorModule } from '@scrip/http';
import { partitionOf } from '@scrip/kafka';
import type { Logger } from '@scrip/telemetry';
import { CardsModule } from '../src/cards.module.ts';
import { PROJECTIONS } from '../src/projections.ts';

class RootModule {}

/** Where it stands. */
export interface Place {
  /** The migrated database, app role. */
  readonly appUrl: string;
  /** The issuer of tokens, which also gives this service its own. */
  readonly issuerUrl: string;
  readonly ledgerUrl: string;
  /** Folder of the key file; who opens it again finds the same keys. */
  readonly stateDir: string;
  readonly clock: { now(): number };
}

/** What runs. */
export interface CardsApp {
  readonly log: EventLog;
  readonly runner: ProjectionRunner;
  readonly door: Door;
  readonly url: string;
  /** Ends it in order; the database stays. */
  close(): Promise<void>;
}

/** Opens it, with every projection of the service. */
export async function openCardsApp(
  { appUrl, issuerUrl, ledgerUrl, stateDir, clock }: Place,
  logger: Logger,
): Promise<CardsApp> {
  const names = PROJECTIONS.map(({ name }) => name);
  const log = await EventLog.open({ service: 'cards', connection: appUrl, clock, projections: names });
  const runner = new ProjectionRunner(log, PROJECTIONS, (name, error) => {
    throw new Error(`${name} stands still: ${String(error)}`);
  });
  await runner.start();
  Object.assign(process.env, {
    SCRIP_SERVICES: JSON.stringify({ ledger: ledgerUrl }),
    SCRIP_CLIENT_ID: 'service-cards',
    SCRIP_CLIENT_SECRET: 'secret',
  });
  const config = ServiceConfig.read({
    SCRIP_MODE: 'local',
    SCRIP_SERVICE_PORT: '1',
    SCRIP_POSTGRES: appUrl,
    SCRIP_KAFKA: 'nowhere:1',
    SCRIP_REGISTRY: 'http://nowhere',
    SCRIP_OIDC_ISSUER: issuerUrl,
    SCRIP_STATE_DIR: stateDir,
  });
  const providers = [
    { provide: EventLog, useValue: log },
    { provide: ProjectionRunner, useValue: runner },
    { provide: ServiceConfig, useValue: config },
  ];
  const root: DoorModule = { module: RootModule, global: true, providers, exports: providers, imports: [CardsModule] };
  const door = await createDoor(root, {
    service: 'cards',
    issuerUrl,
    audience: 'scrip',
    clock,
    partitionOf,
    // Of another service's topics cards shows nothing here, so there is nothing to wait for.
    positions: {
      reached: async (token, timeoutMs) => token.service !== 'cards' || runner.reached(token.position, timeoutMs),
    },
    log: logger,
  });
  const url = await door.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await door.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
  };
  return { log, runner, door, url, close };
}
