/** Where holders are reached: asked of the vault of cards when messages are handed over, a thousand in one reading, kept nowhere. */
import { z } from 'zod';
import type { Asker, OtherServices } from '../other-services.ts';

/** Holders of one reading of the vault, at most. */
export const HOLDERS_OF_READING = 1_000;

/** What the vault says of a holder, as far as a message needs it. Personal data: it goes to no log, event or error. */
export interface Addresses {
  readonly mobile?: string | undefined;
  readonly email?: string | undefined;
}

const answer = z.object({
  items: z.array(
    z.object({
      holderId: z.string(),
      profile: z.object({ mobile: z.string().optional(), email: z.string().optional() }),
    }),
  ),
});

/** Why the vault is read, as its readers give it. */
const REASON = 'messages are handed over';

/**
 * The addresses of holders of one issuer, at most HOLDERS_OF_READING; a holder who is erased or unknown is not among them.
 * Undefined while cards does not answer.
 */
export async function addressesOf(
  services: OtherServices,
  who: Asker,
  holderIds: readonly string[],
): Promise<ReadonlyMap<string, Addresses> | undefined> {
  if (holderIds.length === 0) return new Map();
  const body = { holderIds, reason: REASON, purpose: 'service' };
  const answered = await services.ask(who, { service: 'cards', path: 'cards/v1/holders/readings', body });
  if ('failure' in answered || answered.status !== 200) return undefined;
  const { items } = answer.parse(answered.body);
  return new Map(items.map(({ holderId, profile }) => [holderId, profile]));
}
