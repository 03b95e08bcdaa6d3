export { connectKafka } from './connect.ts';
export {
  type AcrossEffect,
  across,
  type CommandEffect,
  type ConsumedAcrossCommand,
  type ConsumedCommand,
  command,
  type Effect,
  NotYetError,
  row,
  type WritesEffect,
  writes,
} from './effect.ts';
export { isWorldFailure, type ParkReason } from './failure.ts';
export { type IntakeBatch, TopicIntake, type TopicIntakeOptions } from './intake.ts';
export { Message, type Place } from './message.ts';
export { type Handler, OnEvent } from './on-event.ts';
export {
  type Handlers,
  type ParkedDetail,
  type ParkedFilter,
  type ParkedKey,
  type ParkedMessage,
  ParkedQueue,
  type Redrive,
  type RedriveResult,
} from './parked.ts';
export {
  IncompatibleSchemaError,
  RegistryRefusalError,
  RegistryUnavailableError,
  registerSchemas,
  SchemaRegistry,
  subjectOf,
} from './registry.ts';
export { Relay, type RelayOptions, type RelayStatus } from './relay.ts';
export { type ReadTopicsOptions, type ReadTopicsResult, readTopics } from './replay.ts';
export { ScripKafkaStrategy, type ScripKafkaStrategyOptions } from './strategy.ts';
export { ensureTopics, groupOf, PARTITIONS, parkedQueueOf, partitionOf, TopicShapeError } from './topics.ts';
export {
  decodeValue,
  encodeValue,
  envelopeOf,
  headersOf,
  leafOf,
  MalformedMessageError,
  type WireHeaders,
} from './wire.ts';
