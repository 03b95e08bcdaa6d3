/**
 * Every metric of the system, in one list. Names follow Prometheus (unit last); HTTP follows the OpenTelemetry semantic
 * conventions. No label ever carries an id of a holder, card or wallet: such values have no bound.
 */
import { Counter, Gauge, Histogram } from './instruments.ts';

/** From a cached read (under a millisecond) to the longest a client waits. */
const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** One fsync is 1 to 10 ms; the statement timeout is far above. */
const APPEND_SECONDS = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024];
/** Powers of two up to the most a batch takes. */
const BATCH_COMMANDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export const metrics = {
  /** Time from the request's head to the end of its answer. Alert on the share above the route's objective. */
  httpServerDuration: new Histogram({
    name: 'http_server_request_duration_seconds',
    unit: 's',
    doc: 'Time to answer a request',
    labels: ['http_route', 'http_request_method', 'http_response_status_code'],
    bounds: ANSWER_SECONDS,
  }),
  /** Tokens looked at: `cached`, `verified` (signature checked), `refused`, `unavailable` (the issuer did not answer). */
  tokenChecks: new Counter({
    name: 'scrip_token_checks_total',
    unit: '{token}',
    doc: 'Access tokens checked, by outcome',
    labels: ['outcome'],
  }),
  /**
   * What became of commands. `outcome`: accepted, refused, replayed (an answer given before). `code`: the refusal's, or
   * empty. `operation`: method and route. A wave of one refusal code is a business alarm, not a technical one.
   */
  commandOutcome: new Counter({
    name: 'scrip_commands_total',
    unit: '{command}',
    doc: 'Commands answered, by outcome',
    labels: ['operation', 'outcome', 'code'],
  }),
  /** Commands that shared one call of `append_batch` and so one fsync. Near 1 under load means group commit is broken. */
  appendBatchCommands: new Histogram({
    name: 'scrip_append_batch_commands',
    unit: '{command}',
    doc: 'Commands committed together',
    labels: [],
    bounds: BATCH_COMMANDS,
  }),
  /** One call of `append_batch` with its commit. */
  appendDuration: new Histogram({
    name: 'scrip_append_duration_seconds',
    unit: 's',
    doc: 'Time of one group commit',
    labels: [],
    bounds: APPEND_SECONDS,
  }),
  /** Commands waiting for the next group commit; at the limit new ones are told to come back (503). */
  appendQueueDepth: new Gauge({
    name: 'scrip_append_queue_commands',
    unit: '{command}',
    doc: 'Commands waiting to be appended',
    labels: [],
  }),
  /** Commands decided again because their stream had moved. */
  appendConflicts: new Counter({
    name: 'scrip_append_conflicts_total',
    unit: '{command}',
    doc: 'Commands decided again after a version conflict',
    labels: ['stream'],
  }),
  /** Highest position of the log. */
  logPosition: new Gauge({
    name: 'scrip_log_position',
    unit: '{event}',
    doc: 'Position of the newest event',
    labels: [],
  }),
  /** Highest position that Kafka has acknowledged. */
  relayPosition: new Gauge({
    name: 'scrip_relay_position',
    unit: '{event}',
    doc: 'Position of the newest published event',
    labels: [],
  }),
  /** Events in the log that Kafka has not acknowledged yet. Alert when it grows for minutes. */
  relayLag: new Gauge({
    name: 'scrip_relay_lag_events',
    unit: '{event}',
    doc: 'Events not yet published',
    labels: [],
  }),
  /** 1 where this process holds the relay, 0 where it stands by. The sum over a service's copies must be 1. */
  relayHolder: new Gauge({
    name: 'scrip_relay_holder',
    unit: '1',
    doc: 'Whether this process publishes',
    labels: [],
  }),
  relayPublished: new Counter({
    name: 'scrip_relay_published_total',
    unit: '{event}',
    doc: 'Events published',
    labels: ['topic'],
  }),
  /** Messages between the group's place and the end of its partitions. */
  consumerLag: new Gauge({
    name: 'scrip_consumer_lag_messages',
    unit: '{message}',
    doc: 'Messages not yet consumed',
    labels: ['group', 'topic'],
  }),
  /**
   * What became of messages. `outcome`: applied; skipped (at or below the watermark: it came twice); unknown (an event
   * type this version does not know); nothing (a type this service takes no notice of); parked; queued (behind a parked
   * one of its stream).
   */
  consumerMessages: new Counter({
    name: 'scrip_consumer_messages_total',
    unit: '{message}',
    doc: 'Messages consumed, by outcome',
    labels: ['group', 'outcome'],
  }),
  /** Messages parked now, with those that wait behind them. Alert above 0. */
  consumerParked: new Gauge({
    name: 'scrip_consumer_parked_messages',
    unit: '{message}',
    doc: 'Messages parked',
    labels: ['group'],
  }),
  /** How late delayed work was done, by the business clock: the time between when it was due and its commit. */
  timerLateness: new Histogram({
    name: 'scrip_timer_lateness_seconds',
    unit: 's',
    doc: 'Lateness of delayed work when it was carried out',
    labels: ['work'],
    bounds: [0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400],
  }),
  timerFailures: new Counter({
    name: 'scrip_timer_failures_total',
    unit: '{item}',
    doc: 'Delayed work that failed and is tried again',
    labels: ['work'],
  }),
  projectionPosition: new Gauge({
    name: 'scrip_projection_position',
    unit: '{event}',
    doc: 'Position up to which a projection has read',
    labels: ['projection'],
  }),
  /** Events in the log that a projection does not show yet: what a reader may miss. */
  projectionLag: new Gauge({
    name: 'scrip_projection_lag_events',
    unit: '{event}',
    doc: 'Events a projection has not read yet',
    labels: ['projection'],
  }),
  /** How late timers fire: everything this process answers is late by as much. Since the last scrape. */
  eventLoopDelay: new Gauge({
    name: 'scrip_event_loop_delay_seconds',
    unit: 's',
    doc: 'Delay of the event loop since the last scrape',
    labels: ['quantile'],
  }),
  processCpu: new Counter({
    name: 'process_cpu_seconds_total',
    unit: 's',
    doc: 'CPU time used since the start',
    labels: [],
  }),
  processMemory: new Gauge({
    name: 'process_resident_memory_bytes',
    unit: 'By',
    doc: 'Resident memory',
    labels: [],
  }),
};
