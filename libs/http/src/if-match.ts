/** Editing what others edit too: the answer's `ETag` names the revision, the change says which one it was made on (RFC 9110, 13.1.1). */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const TAG = /^"([1-9]\d{0,8})"$/;

/** The entity tag of a revision, as the header `ETag` of an answer says it. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision that a change was made on, for a handler: `@IfMatch() revision: number`.
 *
 * @throws Problem, in this order: 428 `if_match_missing`; 400 `if_match_invalid` when it is not one tag of an answer.
 */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): number => {
    const value = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (value === undefined) {
      throw new Problem(428, 'if_match_missing', 'The header If-Match is missing', {
        detail: 'Send the ETag of what you read, so that nobody else’s change is lost.',
      });
    }
    const [, revision] = TAG.exec(value) ?? [];
    if (revision !== undefined) return Number(revision);
    throw new Problem(400, 'if_match_invalid', 'If-Match is not the ETag of an answer', {
      detail: 'Send one entity tag as it was answered, such as "3".',
      members: { got: value.slice(0, 64) },
    });
  },
  [
    (target, key) => {
      const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
      if (key === undefined || !descriptor) return;
      ApiHeader({
        name: 'If-Match',
        required: true,
        description: 'The ETag of the answer that this change was made on; 412 when there is a newer one.',
      })(target, key, descriptor);
    },
  ],
);
