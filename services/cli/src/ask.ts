/** Requests of the command line, with problems said in full. */
import { randomUUID } from 'node:crypto';
import type { Reach, Role } from './reach.ts';

/** What a service says when it refuses (RFC 9457), as it came. */
export interface ProblemJson {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly [member: string]: unknown;
}

/** A refusal or failure of the system: what it answered. Ends the command with 1. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  /** Null where nothing answered, or something else than a problem. */
  readonly problem: ProblemJson | null;

  constructor(message: string, problem: ProblemJson | null = null) {
    super(message);
    this.problem = problem;
  }
}

/** Asks the front door as a role. Throws AnswerError with the problem's words and numbers. */
export async function ask<T>(
  reach: Reach,
  role: Role,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  return answered<T>(reach, path, {
    method,
    headers: {
      authorization: `Bearer ${await reach.token(role)}`,
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** A file, or a part of one, as it is sent. */
export interface SentFile {
  readonly media: string;
  readonly text: string;
  /** Idempotency key: the same part is done once. */
  readonly key: string;
  /** RFC 3339; undefined is now. */
  readonly occurredAt: string | undefined;
}

/** Posts a file as a role. Throws AnswerError with the problem's words and numbers. */
export async function sendFile<T>(reach: Reach, role: Role, path: string, file: SentFile): Promise<T> {
  return answered<T>(reach, path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await reach.token(role)}`,
      'idempotency-key': file.key,
      'content-type': file.media,
      ...(file.occurredAt !== undefined && { 'scrip-occurred-at': file.occurredAt }),
    },
    body: file.text,
  });
}

async function answered<T>(reach: Reach, path: string, request: RequestInit): Promise<T> {
  const response = await fetch(new URL(path, reach.url), request).catch((error: unknown) => {
    throw new AnswerError(`${reach.url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  });
  const text = await response.text();
  if (!response.ok)
    throw new AnswerError(`${request.method} ${path}: ${response.status} ${text}`, problemIn(response, text));
  return JSON.parse(text) as T;
}

function problemIn(response: Response, text: string): ProblemJson | null {
  const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  return isProblem ? (JSON.parse(text) as ProblemJson) : null;
}

/** Path and query; parts that are undefined are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  const search = new URLSearchParams(parts.map(([name, value]): [string, string] => [name, String(value)]));
  return parts.length === 0 ? path : `${path}?${search.toString()}`;
}
