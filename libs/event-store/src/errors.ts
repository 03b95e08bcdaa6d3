/** The same idempotency key came with another command (HTTP 422). */
export class KeyReusedError extends Error {
  override readonly name = 'KeyReusedError';
  constructor() {
    super('this idempotency key was used for another command');
  }
}

/** More commands are waiting than the log takes in; ask again after `retryAfterSeconds` (HTTP 503). */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly retryAfterSeconds = 1;
  constructor(waiting: number) {
    super(`${waiting} commands are waiting already`);
  }
}

/** The log cannot be written or read now; whether the command stands is found out by asking again with its key (HTTP 503). */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly retryAfterSeconds = 2;
}

/** A consumer's mark is not where the command was to move it from: another member of the group was there. */
export class MarkMovedError extends Error {
  override readonly name = 'MarkMovedError';
  constructor() {
    super('the mark of the consumer group is elsewhere');
  }
}
