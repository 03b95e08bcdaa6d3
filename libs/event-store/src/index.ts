export type { BatchCommand, BatchOutcome, Mark, Progress, Who } from './append-batch.ts';
export {
  type AuditProgress,
  captureLive,
  compareProjection,
  type LiveState,
  type LogFinding,
  type ProjectionFinding,
  verifyLog,
} from './audit.ts';
export { AuditStage, type Published, type PublishedFinding } from './audit-stage.ts';
export { Bell } from './bell.ts';
export { BusinessClock } from './business-clock.ts';
export {
  type AcrossCommand,
  type CommandKey,
  on,
  onNew,
  type Placed,
  type StreamCommand,
  type StreamRef,
  type Verdict,
} from './command.ts';
export { isStoreDown, openConnection, openPool, type Tx, transaction } from './database.ts';
export { type Envelope, envelopeBytes, leafHash } from './envelope.ts';
export { KeyReusedError, MarkMovedError, OverloadedError, StoreUnavailableError } from './errors.ts';
export { EventLog, type EventLogOptions } from './event-log.ts';
export { idFrom, newId } from './ids.ts';
export { EVENT_STORE_MIGRATIONS, migrate } from './migrate.ts';
export { positionAt } from './position-at.ts';
export type { Projection } from './projection.ts';
export { type EventSource, ProjectionRunner } from './projection-runner.ts';
export type { Committed, Recorded, Stored } from './recorded.ts';
export type { RowWrite } from './row-write.ts';
export { ScannedEvent, type Stretch } from './scan.ts';
export { streamSnapshots } from './snapshot.projection.ts';
export { answered, bar } from './verdict.ts';
