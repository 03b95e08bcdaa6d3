export { type Borrowed, borrow, type Lendable } from './borrow.ts';
export { type Answer, type Ask, type Body, type Client, openClient, soon } from './client.ts';
export { type ThrowawayDatabase, throwawayDatabase } from './database.ts';
export { type Given, given, type Then, type When } from './given.ts';
export { type Parts, parts } from './parts.ts';
export { SPANS_FILE } from './root.ts';
export { system, type TestSystem } from './system.ts';
export { throwawayTopicPrefix } from './topics.ts';
