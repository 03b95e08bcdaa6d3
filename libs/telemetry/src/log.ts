/** Structured logs: one JSON object a line on standard output, with the ids that lead to the trace and to the sale. */
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { currentFrame } from './trace-frame.ts';

export type { Logger } from 'pino';

/** Names under which secrets travel, at the top of a logged object or one level down. Redacted, not removed: their presence is worth knowing. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'accessToken',
  'access_token',
  'clientSecret',
  'client_secret',
  'secret',
  'password',
  'pin',
];

const REDACTED = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);

export interface LogOptions {
  /** `ledger`. */
  readonly service: string;
  /** trace, debug, info (default), warn, error, fatal, silent. */
  readonly level?: string | undefined;
  /** Default: standard output, written synchronously so that a crash loses no line. */
  readonly destination?: DestinationStream;
}

/**
 * A logger. Fields of each line: `time` (RFC 3339), `level`, `service`, `msg`, and inside traced work `traceId`, `spanId`
 * and `correlationId`. Ids only: names, numbers and free text of holders never belong into a log.
 */
export function createLogger(options: LogOptions): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    mixin: placeInTrace,
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

function placeInTrace(): object {
  const frame = currentFrame();
  if (!frame) return {};
  const { traceId, spanId, correlationId } = frame;
  return correlationId === null ? { traceId, spanId } : { traceId, spanId, correlationId };
}
