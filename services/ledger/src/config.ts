/** What the ledger is told by its environment beside what every service is told (see libs/chassis), read once at the start. */
import { z } from 'zod';

const services = z.object({ cards: z.url().optional() });

/**
 * The base URL of cards, whose keys check authorisations of PINs: `cards` of `SCRIP_SERVICES`. Null where it is not named:
 * then no spend that needs a PIN goes through. Throws RangeError where it cannot be read, without saying it back.
 */
export function cardsUrlOf(env: NodeJS.ProcessEnv): string | null {
  const text = env['SCRIP_SERVICES'];
  if (text === undefined) return null;
  try {
    return services.parse(JSON.parse(text)).cards ?? null;
  } catch {
    throw new RangeError('SCRIP_SERVICES: expected JSON such as {"cards": "https://…"}');
  }
}
