import { type DynamicModule, Module } from '@nestjs/common';
import { ConsoleHttp } from './console.http.ts';
import { FrontState } from './front-state.ts';

@Module({})
class ConsoleModule {}

/** The front door's module. */
export function consoleModule(state: FrontState): DynamicModule {
  return {
    module: ConsoleModule,
    controllers: [ConsoleHttp],
    providers: [{ provide: FrontState, useValue: state }],
  };
}
