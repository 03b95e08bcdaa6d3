export { type AnswerOptions, answer, POSITION_HEADER, REPLAYED_HEADER } from './answer.ts';
export { Caller, callerOf } from './caller.ts';
export { BACKDATE, Command, type CommandRequest, commandOf, keyScope } from './command.ts';
export { createDoor, Door, type DoorModule, type DoorOptions, FILE_BYTES_MAX, wholeFile } from './door.ts';
export {
  FILE_MEDIA,
  FileStream,
  fenField,
  fileBody,
  fileStreamBody,
  pointsField,
  positiveFenField,
} from './fields.ts';
export { IfMatch, revisionTag } from './if-match.ts';
export { canonicalJson, stringifyAnswer } from './json.ts';
export { nestLogger } from './nest-logger.ts';
export { cursorKey, orderQuery, type Page, pageOf, pageQuery } from './page.ts';
export {
  decodePositionToken,
  encodePositionToken,
  type PositionToken,
  type PositionWaiter,
  type TopicPosition,
  tokenOf,
} from './position-token.ts';
export { Problem, type ProblemExtras, type ProblemMembers } from './problem.ts';
export { RATE_LIMIT_DEFAULT, type RateLimit } from './rate-limit.ts';
export { claimKey, inTurns, madeTogether, PartTurns, partKey } from './request-parts.ts';
export { onwardHeaders } from './request-state.ts';
export { ACCESS, type Access, BodyBytesMax, Open, RouteUndeclaredError, Scope, StreamsFile } from './route-access.ts';
export { insufficientScope } from './route-guard.ts';
export { ParameterUncheckedError } from './route-parameters.ts';
export { AFTER_WAIT_MS } from './scrip-after.ts';
export { EVERY_ISSUER, TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
