/** The way out to a holder's telephone. */
import { StoreUnavailableError } from '@scrip/event-store';

/** A short message as it is handed over. Whose number it goes to is not in it: who sends asks cards at the last moment. */
export interface SmsMessage {
  readonly outreachId: string;
  readonly issuerId: string;
  readonly holderId: string;
  /** 'zh-CN' or 'en'. */
  readonly locale: string;
  readonly text: string;
  /** 'service', 'marketing' or 'security'. */
  readonly category: string;
  readonly templateKey: string;
  /** The sale or process it belongs to. */
  readonly correlationId: string;
  /** W3C Trace Context of whoever handed it over; null where nothing is traced. */
  readonly traceparent: string | null;
}

export interface SmsGateway {
  /**
   * Takes a message for good before it resolves. Asked again with the same `outreachId`, it takes nothing: the sender asks
   * again after a crash, since it cannot know whether the message went out. Throws GatewayUnavailableError.
   */
  send(message: SmsMessage): Promise<void>;
}

/** Where Nest finds the gateway. */
export const SMS_GATEWAY = Symbol('SmsGateway');

/** The gateway takes nothing now. It is a failure of the world as a lost store is: the message waits and is tried again, and is never parked. */
export class GatewayUnavailableError extends StoreUnavailableError {}
