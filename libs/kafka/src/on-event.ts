/** Marks the handler of an event. */

import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventData, EventType } from '@scrip/contracts';
import type { Effect } from './effect.ts';
import type { Message } from './message.ts';

/** A handler: what is to be done about an event. Called again when the message comes again, so it only says. */
export type Handler<T extends EventType> = (event: EventData<T>, message: Message) => Effect | Promise<Effect>;

/**
 * `@OnEvent('CardIssued')` makes a controller's method the handler of that event: it is given the event's data and the
 * message, and returns an Effect. It is Nest's `@EventPattern` with `@Payload()` and `@Ctx()`, held to the contract's types.
 */
export function OnEvent<T extends EventType>(
  type: T,
): <H extends Handler<T>>(target: object, method: string | symbol, descriptor: TypedPropertyDescriptor<H>) => void {
  return (target, method, descriptor) => {
    Payload()(target, method, 0);
    Ctx()(target, method, 1);
    EventPattern<string>(type)(target, method, descriptor);
  };
}
