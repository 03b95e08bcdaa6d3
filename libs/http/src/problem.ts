/** RFC 9457: what every answer that is not a success looks like. */

/** Members that a problem has of its own; a refusal's detail of the same name is given with an underscore after it. */
const RESERVED = new Set(['type', 'title', 'status', 'detail', 'instance', 'code', 'correlationId']);

/** Numbers and facts behind a problem: amounts as bigint, ids, lists. */
export type ProblemMembers = Readonly<Record<string, unknown>>;

/** What may be said beside status and code. */
export interface ProblemExtras {
  /** One sentence for a person about this occurrence. */
  readonly detail?: string;
  readonly members?: ProblemMembers;
  /** Headers of the answer: `Retry-After`, `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An answer that is not a success. Throw it from a handler for what the door itself refuses (an unknown object, a bad
 * header); what a rule refuses goes through `answer`.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status. */
  readonly status: number;
  /** Stable, snake_case: what programs look at. */
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly members: ProblemMembers;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, title: string, extras: ProblemExtras = {}) {
    super(extras.detail ?? title);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = extras.detail;
    this.members = extras.members ?? {};
    this.headers = extras.headers ?? {};
  }
}

/** A problem as it is sent, before its bigints become integers. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  /** Path of the request. */
  readonly instance: string;
  readonly correlationId: string | null;
  readonly [member: string]: unknown;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** The body of a problem. `type` is a URN that ends in the code, so it is as stable as the code. */
export function problemBody(
  problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'members'>,
  instance: string,
  correlationId: string | null,
): ProblemBody {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(problem.members)) members[RESERVED.has(name) ? `${name}_` : name] = value;
  return {
    type: `urn:scrip:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...members,
    instance,
    correlationId,
  };
}

/** `balance_limit_exceeded` → `Balance limit exceeded`: the title of a refusal by a rule. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The path alone: a query may hold what belongs into no log or screenshot. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
