/** One Kafka node, broker and controller in one (KRaft), for one machine. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { classArchive } from './class-archive.ts';
import { findJava } from './machine.ts';
import { folderOf, listOf } from './parts.ts';
import { PROJECT_ROOT } from './places.ts';
import { LOCALHOST } from './ports.ts';
import { READY_LIMIT_MS, type Running, run } from './program.ts';
import { runTool } from './tool.ts';

/** What a broker needs to be told. The part must have been fetched (`openPart('kafka')`). */
export interface KafkaOptions {
  /** Its folder: data, settings. Kept between starts. */
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly logFile: string;
  readonly pidFile: string;
  readonly abort?: AbortSignal;
}

/** A running broker. */
export interface KafkaPart extends Running {
  /** What clients connect to: `127.0.0.1:9092`. */
  readonly address: string;
}

const STOP_LIMIT_MS = 10_000;
/** The stop that also writes the class archive. */
const ARCHIVING_STOP_LIMIT_MS = 60_000;

/** 48 MB of heap have been seen to hold 20,000 messages a second; the rest is room for rebuilds that read everything. */
const HEAP_FLAGS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'];

function properties(options: KafkaOptions): string {
  const listener = (name: string, port: number): string => `${name}://${LOCALHOST}:${port}`;
  const broker = listener('PLAINTEXT', options.port);
  const controller = listener('CONTROLLER', options.controllerPort);
  return `# Written at each start by deploy/local/src/kafka.ts.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${LOCALHOST}:${options.controllerPort}
controller.listener.names=CONTROLLER
listeners=${broker},${controller}
advertised.listeners=${broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(options.dir, 'data')}

# One node is its own quorum.
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# Topics are made on purpose, with their fixed partition count, and keep everything for ever.
auto.create.topics.enable=false
log.retention.ms=-1

# Fifty partitions each are for clusters; here they only lengthen the start.
offsets.topic.num.partitions=6
transaction.state.log.num.partitions=2
share.coordinator.state.topic.num.partitions=2

# A consumer that joins alone need not wait for others.
group.initial.rebalance.delay.ms=0

# After a crash the broker may join again once its former life has timed out; nine seconds of nothing would be the default.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500

# Sized for two cores and a small heap; the cleaner's buffer alone would else take 128 MB.
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=2
log.cleaner.dedupe.buffer.size=4194304
`;
}

/** Settings and, for an empty folder, the storage format with a new cluster id. */
async function prepare(options: KafkaOptions, java: string, classPath: string): Promise<string> {
  mkdirSync(join(options.dir, 'data'), { recursive: true, mode: 0o700 });
  const settings = join(options.dir, 'server.properties');
  writeFileSync(settings, properties(options));
  if (existsSync(join(options.dir, 'data', 'meta.properties'))) return settings;
  // The `=` form, since a random id may begin with a dash.
  const id = `--cluster-id=${randomBytes(16).toString('base64url')}`;
  const args = [...HEAP_FLAGS, '-cp', classPath, 'kafka.tools.StorageTool', 'format', id, '-c', settings];
  await runTool(java, args, {
    problem: 'Kafka could not format its storage',
    mend: `Delete ${options.dir} and start again.`,
  });
  return settings;
}

/** Whether the broker has joined its own cluster and answers. */
async function answers(address: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } finally {
    await admin.disconnect();
  }
}

/** Starts the broker and waits until it answers. Throws a StartError when Java is missing or it does not come up. */
export async function startKafka(options: KafkaOptions): Promise<KafkaPart> {
  const java = findJava();
  const folder = folderOf('kafka');
  // One by one in a fixed order, not `*`: the class archive holds only for the very same path.
  const classPath = Object.keys(listOf('kafka').sha256)
    .map((jar) => join(folder, jar))
    .join(':');
  const settings = await prepare(options, java.path, classPath);
  const logging = `-Dlog4j2.configurationFile=${join(PROJECT_ROOT, 'deploy', 'local', 'kafka', 'log4j2.properties')}`;
  const address = `${LOCALHOST}:${options.port}`;
  const running = await run(() => {
    const archive = classArchive('kafka', java);
    return {
      name: 'kafka',
      command: java.path,
      args: [...HEAP_FLAGS, ...archive.flags, logging, '-cp', classPath, 'kafka.Kafka', settings],
      env: process.env,
      cwd: options.dir,
      logFile: options.logFile,
      pidFile: options.pidFile,
      port: options.port,
      ready: () => answers(address),
      readyLimitMs: READY_LIMIT_MS,
      stopSignal: 'SIGTERM',
      stopLimitMs: archive.writes ? ARCHIVING_STOP_LIMIT_MS : STOP_LIMIT_MS,
      ...(archive.writes && { stopNote: 'once: Java writes down its classes for faster starts' }),
      ended: (death) => archive.settle(death),
    };
  }, options.abort);
  return { ...running, address };
}
