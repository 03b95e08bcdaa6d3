/** A message as the outbox writes it. Whose number it goes to is not in it. */
export interface OutboxMessage {
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
