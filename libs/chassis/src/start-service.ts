/**
 * A service's start and stop, in the order that loses nothing. Start: log, projections, consumers, relay and timers, then
 * the door. Stop: timers and the door first, so that nothing new comes and everybody inside is answered; then consumers,
 * relay, projections, log.
 */
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import type { AnyDecider } from '@scrip/decider';
import { BusinessClock, EventLog, type Projection, ProjectionRunner, streamSnapshots } from '@scrip/event-store';
import { createDoor } from '@scrip/http';
import { connectKafka, ParkedQueue, partitionOf, Relay, ScripKafkaStrategy } from '@scrip/kafka';
import { createLogger, type Logger, metrics, startTelemetry } from '@scrip/telemetry';
import { ServiceConfig } from './config.ts';
import { Lifecycle } from './lifecycle.ts';
import { AuditHttp } from './operations/audit.http.ts';
import { AuditJobs } from './operations/audit-jobs.ts';
import { ClockHttp } from './operations/clock.http.ts';
import { CommandsHttp } from './operations/commands.http.ts';
import { HealthHttp } from './operations/health.http.ts';
import { ParkedHttp } from './operations/parked.http.ts';
import { ProjectionsHttp } from './operations/projections.http.ts';
import { positionWaiter } from './positions.ts';
import { giveBackStartUpMemory, keepYoungObjectsYoung } from './process-memory.ts';
import { ProgrammeTermsConsumer } from './programme-terms.consumer.ts';
import { Terms } from './terms.ts';
import { type DueWork, Timers } from './timers.ts';

/** What tells one service from another. */
export interface ServiceDefinition {
  /** `ledger`: its database, topics, paths. */
  readonly service: string;
  /** Markdown, for its OpenAPI document. */
  readonly description: string;
  /** Controllers and providers of its own; it may ask for EventLog, Terms, ProjectionRunner, BusinessClock, ServiceConfig. */
  readonly module: Type;
  readonly projections: readonly Projection[];
  /** Deciders of its streams, for snapshots. */
  readonly deciders: readonly AnyDecider[];
  /** Raise it when the shape of a state changes. */
  readonly snapshotRevision: number;
  /** Providers of the module that carry out delayed work. */
  readonly dueWork?: readonly Type<DueWork>[];
  /** False for the one that publishes the programmes. */
  readonly hearsProgrammes?: boolean;
}

/** A service that runs. */
export interface RunningService {
  readonly url: string;
  /** Stops gracefully; resolves when everything acknowledged is safe and every connection has its answer. */
  stop(): Promise<void>;
}

/** Injected by class or by this token. */
export const LOGGER = Symbol('Logger');

@Module({})
class OperationsModule {}

@Module({})
class HealthModule {}

@Module({})
class RootModule {}

/** Starts a service. Throws RangeError for its environment, the errors of EventLog.open, and what a route lacks. */
export async function startService(definition: ServiceDefinition, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const config = ServiceConfig.read(env);
  const logger = createLogger({ service: definition.service, ...(env.LOG_LEVEL && { level: env.LOG_LEVEL }) });
  const telemetry = startTelemetry({ service: definition.service, environment: env });
  const { brokers, registryUrl, topicPrefix, postgres } = config;
  const projections = [
    ...definition.projections,
    streamSnapshots(definition.service, definition.deciders, definition.snapshotRevision),
  ];
  const clock = await BusinessClock.open(postgres);
  const log = await openLog(definition.service, config, clock, projections);
  const runner = new ProjectionRunner(log, projections, (projection, error) => {
    logger.error({ err: error, projection }, 'a projection cannot fold an event and stands still');
  });
  await runner.start();
  watch(log, runner, projections);
  const strategy = new ScripKafkaStrategy({ log, brokers, registryUrl, topicPrefix, logger });
  const relay = new Relay({ log, connection: postgres, brokers, registryUrl, topicPrefix, logger });
  const lifecycle = new Lifecycle();
  const providers: Provider[] = [
    { provide: ServiceConfig, useValue: config },
    { provide: BusinessClock, useValue: clock },
    { provide: EventLog, useValue: log },
    { provide: ProjectionRunner, useValue: runner },
    { provide: Relay, useValue: relay },
    { provide: ParkedQueue, useValue: new ParkedQueue({ log, strategy }) },
    { provide: AuditJobs, useValue: new AuditJobs(log, projections, { brokers, topicPrefix }) },
    { provide: Terms, useValue: new Terms(log) },
    { provide: Lifecycle, useValue: lifecycle },
    { provide: LOGGER, useValue: logger },
  ];
  const door = await createDoor(rootModule(definition, config, providers), {
    service: definition.service,
    description: definition.description,
    issuerUrl: config.oidcIssuer,
    audience: config.oidcAudience,
    clock,
    positions: positionWaiter(log, runner, strategy),
    partitionOf,
    log: logger,
  });
  connectKafka(door.app, strategy);
  await door.app.startAllMicroservices();
  relay.start();
  const dueWork = (definition.dueWork ?? []).map((work) => door.app.get<DueWork>(work));
  const timers = new Timers(dueWork, clock, logger);
  timers.start();
  const url = await door.listen(config.port, config.host);
  lifecycle.phase = 'running';
  logger.info({ url, mode: config.mode }, 'started');
  if (config.mode !== 'production') logger.warn(`mode ${config.mode}: for development, never for real value`);

  const stop = async (): Promise<void> => {
    lifecycle.phase = 'stopping';
    await timers.stop();
    await door.stop();
    await strategy.close();
    await relay.stop();
    await runner.stop();
    await door.app.close();
    await log.close();
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

/** Runs a service as a process: starts it, stops it on SIGTERM or SIGINT, and ends with 1 when it cannot start. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  keepYoungObjectsYoung();
  const logger: Logger = createLogger({ service: definition.service });
  let service: RunningService;
  try {
    service = await startService(definition, process.env);
  } catch (error) {
    logger.fatal({ err: error }, 'cannot start');
    process.exitCode = 1;
    return;
  }
  giveBackStartUpMemory();
  const end = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'cannot stop');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

async function openLog(
  service: string,
  config: ServiceConfig,
  clock: BusinessClock,
  projections: readonly Projection[],
): Promise<EventLog> {
  const commands = metrics.appendBatchCommands.series({});
  const duration = metrics.appendDuration.series({});
  return EventLog.open({
    service,
    connection: config.postgres,
    clock,
    projections: projections.map(({ name }) => name),
    observe: (batch) => {
      commands.record(batch.commands);
      duration.record(batch.seconds);
    },
  });
}

function watch(log: EventLog, runner: ProjectionRunner, projections: readonly Projection[]): void {
  let head = 0;
  log.onAppended((position) => {
    head = Math.max(head, position);
  });
  metrics.appendQueueDepth.observe({}, () => log.waiting);
  metrics.logPosition.observe({}, () => head);
  for (const { name: projection } of projections) {
    const at = (): number => runner.positions.get(projection) ?? 0;
    metrics.projectionPosition.observe({ projection }, at);
    metrics.projectionLag.observe({ projection }, () => Math.max(0, head - at()));
  }
}

function rootModule(definition: ServiceDefinition, config: ServiceConfig, providers: Provider[]): DynamicModule {
  const shared: DynamicModule = { module: RootModule, global: true, providers, exports: providers };
  const operations: DynamicModule = {
    module: OperationsModule,
    controllers: [
      AuditHttp,
      CommandsHttp,
      ParkedHttp,
      ProjectionsHttp,
      ...(config.mode === 'production' ? [] : [ClockHttp]),
    ],
  };
  const hears = definition.hearsProgrammes ?? true;
  const health: DynamicModule = {
    module: HealthModule,
    controllers: [HealthHttp, ...(hears ? [ProgrammeTermsConsumer] : [])],
  };
  return {
    ...shared,
    imports: [
      operations,
      RouterModule.register([{ path: definition.service, module: OperationsModule }]),
      health,
      definition.module,
    ],
  };
}
