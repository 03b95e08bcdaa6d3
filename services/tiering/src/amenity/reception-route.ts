/** What the routes of receptions have in common. */
import type { EventLog } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import { z } from 'zod';
import { belongsTo } from '../ownership.ts';

export const RECEPTION_ID = /^rcp_[0-9A-HJKMNP-TV-Z]{26}$/;
export const receptionIdField = z.string().regex(RECEPTION_ID).describe('A reception: rcp_ and a ULID.');
export const receptionParam = z.object({ receptionId: receptionIdField });

/** Refusals that are not here are 409. */
export const RECEPTION_REFUSALS = {
  reception_unknown: 404,
  level_unknown: 404,
  role_missing: 403,
  own_work: 403,
} as const;

/** Throws the Problem 404 `reception_unknown` {receptionId} where the issuer has no such reception. */
export async function requireReception(log: EventLog, issuerId: string, receptionId: string): Promise<void> {
  if (await belongsTo(log, issuerId, receptionId)) return;
  throw new Problem(404, 'reception_unknown', 'There is no such reception', { members: { receptionId } });
}
