/** The one place where the client library is set up. */
import './lean-records.ts';
import { createRequire } from 'node:module';
import type { Logger } from '@scrip/telemetry';
import { Kafka, type LogEntry, logLevel } from 'kafkajs';

/** The library's queue of requests to one broker, as far as it is touched here. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

/**
 * After each answer the library looks again for waiting requests, in a timer that starts itself anew for ever, a
 * thousand times a second for every connection: 5 ms of CPU per connection and second, while nothing happens at all.
 * It need look only when something waits; whatever is added to the queue later starts the timer itself.
 */
function restIdleConnections(queue: RequestQueue): void {
  const schedule: (this: RequestQueue) => void = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
const queueClass: { prototype: RequestQueue } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
restIdleConnections(queueClass.prototype);

const CONNECT_MS_MAX = 3_000;
/** A broker that says nothing for so long is taken for dead; its own timeouts are shorter. */
const REQUEST_MS_MAX = 15_000;

/** Retries inside one call of the library. They end within seconds: relay and consumers start over with fresh connections. */
export const CALL_RETRIES = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6 };

export interface KafkaAddress {
  /** `host:port,host:port`, as in SCRIP_KAFKA. */
  readonly brokers: string;
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
  /** Where the library's complaints go; by default nowhere. */
  readonly logger?: Logger | undefined;
}

/** A client of the brokers; opens no connection by itself. */
export function openKafka(address: KafkaAddress): Kafka {
  const { logger } = address;
  return new Kafka({
    clientId: address.clientId,
    brokers: address.brokers.split(',').map((broker) => broker.trim()),
    connectionTimeout: CONNECT_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    retry: CALL_RETRIES,
    logLevel: logger ? logLevel.WARN : logLevel.NOTHING,
    logCreator: () => (entry) => logger?.debug(fieldsOf(entry), `kafka client: ${entry.log.message}`),
  });
}

/** The library logs each retry as an error; what matters of it, relay and consumers log themselves. */
function fieldsOf({ namespace, log }: LogEntry): Record<string, unknown> {
  return { namespace, broker: log.broker, groupId: log.groupId, clientId: log.clientId, error: log.error };
}

/** Waits, or less when `signal` aborts; never throws. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

const BACKOFF_FIRST_MS = 100;
const BACKOFF_MS_MAX = 5_000;

/** How long to wait before the next try after `failures` in a row: doubles up to five seconds. */
export function backoffMs(failures: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 16), BACKOFF_MS_MAX);
}
