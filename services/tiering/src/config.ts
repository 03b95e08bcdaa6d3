/** What tiering is told by its environment beside what every service is told (see libs/chassis), read once at the start. */
import { z } from 'zod';

/** Whom tiering may ask, and as whom. */
export interface TieringConfig {
  /** Base URL of cards, whose vault says whose birthday a day is and whether a relative is too old. */
  readonly cardsUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const environment = z.object({
  SCRIP_SERVICES: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON such as {"cards": "https://…"}' });
        return z.NEVER;
      }
    })
    .pipe(z.object({ cards: z.url() })),
  SCRIP_CLIENT_ID: z.string().min(1),
  SCRIP_CLIENT_SECRET: z.string().min(1),
});

/**
 * Reads the environment. Null where no client of tiering is named: then no birthday is known and no relative can be named
 * where the programme asks an age. Throws RangeError with one line per fault, naming variables but never their values.
 */
export function readTieringConfig(env: NodeJS.ProcessEnv): TieringConfig | null {
  if (env['SCRIP_CLIENT_ID'] === undefined) return null;
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
  }
  const { SCRIP_SERVICES: services, SCRIP_CLIENT_ID: clientId, SCRIP_CLIENT_SECRET: clientSecret } = parsed.data;
  return { cardsUrl: services.cards, clientId, clientSecret };
}
