/** Nest's own messages, in our log: what it warns of and fails with; its start-up chatter at debug level. */
import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@scrip/telemetry';

/** A `logger` for NestFactory. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: (message, ...rest) => log.debug(fields(rest), String(message)),
    debug: (message, ...rest) => log.debug(fields(rest), String(message)),
    verbose: (message, ...rest) => log.trace(fields(rest), String(message)),
    warn: (message, ...rest) => log.warn(fields(rest), String(message)),
    error: (message, ...rest) =>
      log.error(fields(rest), message instanceof Error ? (message.stack ?? '') : String(message)),
    fatal: (message, ...rest) => log.fatal(fields(rest), String(message)),
  };
}

/** Nest puts a stack trace in between, and the name of the class that speaks last. */
function fields(rest: readonly unknown[]): object {
  const nest = rest.at(-1);
  return rest.length > 1 ? { nest, stack: rest[0] } : { nest };
}
