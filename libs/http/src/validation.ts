/**
 * Validation: each body, query and path parameter runs through the schema that its handler names.
 *
 * The decorators are Nest's (`@Body({ schema })`); the schemas run in Fastify's preHandler, because a Nest pipe makes
 * six promises for every parameter, which cost more than validating it.
 */
import type { FastifyRequest, preHandlerHookHandler } from 'fastify';
import { Problem } from './problem.ts';
import { stateOf } from './request-state.ts';

/** Findings listed in one answer; a client mends the first ones first. */
const ISSUES_MAX = 20;
/** Characters of a wrong value that are repeated. */
const GOT_LENGTH_MAX = 100;

/** One thing wrong with a request. */
export interface RequestIssue {
  /** Where: `body.lines.0.paidFen`, `query.limit`, `params.walletId`. */
  readonly path: string;
  /** What was expected there. */
  readonly message: string;
  /** What was sent; left out where there was nothing. */
  readonly got?: unknown;
}

type PathStep = PropertyKey | { readonly key: PropertyKey };
type Issue = { readonly message: string; readonly path?: readonly PathStep[] | undefined };
type Result = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** What of the Standard Schema specification is used here; zod's schemas have it. */
export interface StandardSchema {
  readonly '~standard': { readonly validate: (value: unknown) => Result | Promise<Result> };
}

/** A parameter of a handler and its schema. */
export interface CheckedParameter {
  readonly from: 'body' | 'query' | 'params';
  /** One member of it; undefined for the whole. */
  readonly name: string | undefined;
  readonly schema: StandardSchema;
}

/**
 * Runs the schemas of one route, and puts what they make of the values in their place.
 * Refuses with 400 `invalid_request` and `issues`: a list of `RequestIssue` over all parameters.
 */
export function validate(parameters: readonly CheckedParameter[]): preHandlerHookHandler {
  return (request, _reply, done) => {
    // Idempotency keys go by what was sent, not by what it became.
    stateOf(request).sentBody = request.body;
    let issues: RequestIssue[] | undefined;
    const pending: Promise<void>[] = [];
    const settle = (parameter: CheckedParameter, value: unknown, result: Result): void => {
      if (result.issues)
        issues = [...(issues ?? []), ...result.issues.map((issue) => describe(issue, value, parameter))];
      else put(request, parameter, result.value);
    };
    for (const parameter of parameters) {
      const value = take(request, parameter);
      const result = parameter.schema['~standard'].validate(value);
      if (result instanceof Promise) pending.push(result.then((settled) => settle(parameter, value, settled)));
      else settle(parameter, value, result);
    }
    if (pending.length > 0) Promise.all(pending).then(() => done(problemOf(issues)), done);
    else done(problemOf(issues));
  };
}

function take(request: FastifyRequest, { from, name }: CheckedParameter): unknown {
  const whole: unknown = request[from];
  return name === undefined ? whole : valueAt(whole, [name]);
}

function put(request: FastifyRequest, { from, name }: CheckedParameter, value: unknown): void {
  if (name === undefined) request[from] = value;
  else (request[from] as Record<string, unknown>)[name] = value;
}

function problemOf(issues: readonly RequestIssue[] | undefined): Problem | undefined {
  if (!issues) return undefined;
  const members = { issues: issues.slice(0, ISSUES_MAX) };
  return new Problem(400, 'invalid_request', 'The request is not of the documented shape', { members });
}

function describe(issue: Issue, value: unknown, { from, name }: CheckedParameter): RequestIssue {
  const keys = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
  const path = [from, ...(name === undefined ? [] : [name]), ...keys.map(String)].join('.');
  const got = valueAt(value, keys);
  return { path, message: issue.message, ...(got !== undefined && { got: shortened(got) }) };
}

function valueAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of keys) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return at;
}

/** Enough to recognise it; whole objects are not sent back. */
function shortened(got: unknown): unknown {
  if (typeof got === 'string') return got.length > GOT_LENGTH_MAX ? `${got.slice(0, GOT_LENGTH_MAX)}…` : got;
  if (Array.isArray(got)) return 'a list';
  return typeof got === 'object' && got !== null ? 'an object' : got;
}
