/** What the routes of replacements have in common. */
import { idFrom } from '@scrip/event-store';
import type { CommandRequest } from '@scrip/http';
import { z } from 'zod';

const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

export const replacementIdField = z
  .string()
  .regex(new RegExp(`^rpl_${ULID}$`))
  .describe('A replacement: rpl_ and a ULID.');
export const packingListIdField = z
  .string()
  .regex(new RegExp(`^pkl_${ULID}$`))
  .describe('A packing list: pkl_ and a ULID.');

/** Places in the log, as cursors of lists that follow it. */
export const POSITION = /^\d{1,16}$/;

/** What is not there is not there; others are 409. */
export const REPLACEMENT_REFUSALS = { replacement_unknown: 404, card_unknown: 404, vendor_unknown: 404 } as const;

/** Ids are made of the idempotency key: whichever copy decides a command, and however often, it makes the same. */
export function idOf(prefix: string, { key }: CommandRequest): string {
  return idFrom(prefix, `${key.scope}\n${key.key}`);
}
