import 'reflect-metadata';
import { createLogger } from '@scrip/telemetry';
import { startConsole } from './start.ts';

const logger = createLogger({ service: 'console', level: process.env.LOG_LEVEL });

try {
  const running = await startConsole(process.env);
  const end = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    running.stop().then(
      () => process.exit(0),
      (failure: unknown) => {
        logger.fatal({ err: failure }, 'cannot stop');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (failure) {
  logger.fatal({ err: failure }, 'cannot start');
  process.exitCode = 1;
}
