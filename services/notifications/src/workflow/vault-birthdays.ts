/** Whose birthday a day is, asked of cards; in a system that names no cards nobody's is known. */
import type { BusinessDate } from '@scrip/calendar';
import { HolderBirthdays, ServiceTokens } from '@scrip/chassis';
import { StoreUnavailableError, type Who } from '@scrip/event-store';
import { z } from 'zod';
import type { BirthdayList } from './audience.ts';

const environment = z.object({
  SCRIP_SERVICES: z
    .string()
    .optional()
    .transform((text, context) => {
      try {
        return JSON.parse(text ?? '{}') as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON such as {"cards": "https://…"}' });
        return z.NEVER;
      }
    })
    .pipe(z.object({ cards: z.url().optional() })),
  SCRIP_CLIENT_ID: z.string().min(1).optional(),
  SCRIP_CLIENT_SECRET: z.string().min(1).optional(),
});

export class VaultBirthdays implements BirthdayList {
  readonly #birthdays: HolderBirthdays | null;

  private constructor(birthdays: HolderBirthdays | null) {
    this.#birthdays = birthdays;
  }

  /** Reads where cards is and as whom it is asked. Throws RangeError naming variables, never their values. */
  static read(env: NodeJS.ProcessEnv, issuerUrl: string): VaultBirthdays {
    const parsed = environment.safeParse(env);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
      throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
    }
    const { SCRIP_SERVICES: services, SCRIP_CLIENT_ID: clientId, SCRIP_CLIENT_SECRET: clientSecret } = parsed.data;
    if (services.cards === undefined || clientId === undefined || clientSecret === undefined)
      return new VaultBirthdays(null);
    const tokens = new ServiceTokens({ issuerUrl, clientId, clientSecret, scope: 'birthdays:read' });
    return new VaultBirthdays(
      new HolderBirthdays({ cardsUrl: services.cards, tokens, reason: 'greetings and calls of the day' }),
    );
  }

  /** Throws StoreUnavailableError where cards did not say: a run goes on later, an event waits. */
  async on({ issuerId }: Who, date: BusinessDate, of: 'own' | 'relative' | 'anniversary'): Promise<readonly string[]> {
    if (this.#birthdays === null) return [];
    const holders = await this.#birthdays.on(issuerId, date, of);
    if (holders === null) throw new StoreUnavailableError('cards did not say whose birthday it is');
    return [...holders].toSorted();
  }
}
