import { type DynamicModule, Module } from '@nestjs/common';
import { ConsoleHttp, DOORKEEPER, type Doorkeeper, SERVICE_NAMES } from './console.http.ts';

@Module({})
class ConsoleModule {}

/** The front door's module for these services. */
export function consoleModule(services: readonly string[], doorkeeper: Doorkeeper): DynamicModule {
  return {
    module: ConsoleModule,
    controllers: [ConsoleHttp],
    providers: [
      { provide: SERVICE_NAMES, useValue: services },
      { provide: DOORKEEPER, useValue: doorkeeper },
    ],
  };
}
