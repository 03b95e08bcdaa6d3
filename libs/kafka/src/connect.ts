/** Puts the transport into a Nest application. */
import { Catch, type ExceptionFilter, type INestApplication, type INestMicroservice } from '@nestjs/common';
import { NestMicroservice } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { ScripKafkaStrategy } from './strategy.ts';

/** Hands a handler's error on as it is; Nest's own filter would turn each into "Internal server error". */
class HandlerErrorFilter implements ExceptionFilter {
  catch(error: unknown): unknown {
    return throwError(() => error);
  }
}
// As a call: a decorator would need a build before this file could run.
Catch()(HandlerErrorFilter);

/**
 * Connects the transport: the application's `@OnEvent` methods become its handlers. The door's filters and pipes are
 * for HTTP and are not inherited. Start it with `app.startAllMicroservices()`; `app.close()` stops it.
 */
export function connectKafka(app: INestApplication, strategy: ScripKafkaStrategy): INestMicroservice {
  const microservice = app.connectMicroservice({ strategy }, { inheritAppConfig: false, deferInitialization: true });
  microservice.useGlobalFilters(new HandlerErrorFilter());
  if (!(microservice instanceof NestMicroservice)) throw new TypeError('this is not a hybrid application of Nest');
  // Handlers take the filters that are there when they are registered; Nest would have registered them before ours.
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  return microservice;
}
