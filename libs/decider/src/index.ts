/**
 * What a rule is: state, command and terms go in; events or a named refusal come out.
 * The vocabulary is the decider pattern of Jérémie Chassaing ("Functional Event Sourcing Decider").
 */

/** The business says no: a stable snake_case code and the numbers behind it (asked, available, missing). */
export type Refusal = { readonly code: string; readonly detail: Readonly<Record<string, unknown>> };

/** Either the facts that now hold, in order, or why nothing changes. */
export type Decision<E> =
  | { readonly kind: 'accepted'; readonly events: readonly E[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The facts to record; none at all is a valid decision ("already so"). */
export function accept<E>(...events: readonly E[]): Decision<E> {
  return { kind: 'accepted', events };
}

/** A refusal by the business; it changes no balance and no state. */
export function reject(code: string, detail: Readonly<Record<string, unknown>> = {}): Decision<never> {
  return { kind: 'refused', refusal: { code, detail } };
}

/** How one kind of stream remembers: its name, its state before the first event, and what each event changes. */
export interface Decider<S, E> {
  /** The stream's kind, as in `schemas/<service>/<stream>`; with the service it names the topic. */
  readonly stream: string;
  readonly initial: S;
  /** Pure; returns a new state and leaves the old one as it was. */
  evolve(state: S, event: E): S;
}

/** Any decider, where only its stream matters: each `Decider<S, E>` is one. */
export interface AnyDecider {
  readonly stream: string;
  readonly initial: unknown;
  evolve(state: never, event: never): unknown;
}

/** The state after `events`, starting from `from` (by default before the first event). */
export function fold<S, E>(decider: Decider<S, E>, events: readonly E[], from: S = decider.initial): S {
  return events.reduce((state, event) => decider.evolve(state, event), from);
}

/** We are wrong: something that must hold does not. Never caught to go on; an event that causes it is parked. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}
