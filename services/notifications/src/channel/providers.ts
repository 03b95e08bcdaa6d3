/** Who takes which channel's messages, as the environment of the service says; who is left out for a while after failures. */
import { z } from 'zod';
import { InboxProvider } from './inbox-provider.ts';
import { CHANNELS, type ChannelName, type Provider } from './provider.ts';
import { SmsProvider } from './sms-provider.ts';
import { SmtpProvider } from './smtp-provider.ts';
import { WebhookProvider } from './webhook-provider.ts';

/** After so many failures in a row a provider is left out, so long that it can come back, in milliseconds. */
const FAILURES_MAX = 5;
const LEFT_OUT_MS = 30_000;
/** What a rate is told by, in milliseconds. */
const SECOND_MS = 1_000;

const PER_SECOND = 50;
const TIMEOUT_MS = 10_000;

const common = {
  key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -' }),
  issuers: z.array(z.string()).min(1).optional(),
  secretEnv: z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: 'expected the name of a variable' }),
  perSecond: z.int().min(1).max(100_000).default(PER_SECOND),
  timeoutMs: z.int().min(100).max(120_000).default(TIMEOUT_MS),
};
const entry = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('sms-http'),
    url: z.url(),
    idempotent: z.boolean().default(true),
    tellsStatus: z.boolean().default(false),
  }),
  z.strictObject({ ...common, kind: z.literal('webhook'), url: z.url() }),
  z.strictObject({ ...common, kind: z.literal('smtp'), from: z.string().min(3) }),
]);
const list = z.array(entry).refine((entries) => new Set(entries.map(({ key }) => key)).size === entries.length, {
  error: 'expected each key once',
});

/** A provider for some issuers or for all, and the secret that its call-backs are signed with. */
export interface Enlisted {
  readonly provider: Provider;
  /** Null: for every issuer. */
  readonly issuers: readonly string[] | null;
  /** Null where it calls nobody back. */
  readonly callbackSecret: string | null;
}

/**
 * The providers that `SCRIP_PROVIDERS` lists, in the order in which they are tried: a JSON array of objects with `key`,
 * `kind` (`sms-http`, `smtp`, `webhook`), `url` (for `smtp` it is the secret, since it has the password; `from` instead),
 * `secretEnv` (the variable that holds the secret), `issuers`, `perSecond`, `timeoutMs`, and for `sms-http` `idempotent` and
 * `tellsStatus`. The inbox is always there. Throws RangeError naming what is wrong, never a secret.
 */
export function readProviders(env: NodeJS.ProcessEnv): readonly Enlisted[] {
  const inbox: Enlisted = { provider: new InboxProvider(), issuers: null, callbackSecret: null };
  const text = env['SCRIP_PROVIDERS'];
  if (text === undefined) return [inbox];
  const parsed = list.safeParse(jsonOf(text));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new RangeError(`SCRIP_PROVIDERS is not a list of providers:\n${faults.join('\n')}`);
  }
  return [...parsed.data.map((one) => enlisted(one, env)), inbox];
}

function enlisted(one: z.output<typeof entry>, env: NodeJS.ProcessEnv): Enlisted {
  const { secretEnv, issuers = null, ...at } = one;
  const secret = env[secretEnv];
  if (!secret) throw new RangeError(`SCRIP_PROVIDERS: ${one.key} needs the variable ${secretEnv}`);
  switch (at.kind) {
    case 'sms-http':
      return { provider: new SmsProvider({ ...at, secret }), issuers, callbackSecret: secret };
    case 'webhook':
      return { provider: new WebhookProvider({ ...at, secret }), issuers, callbackSecret: secret };
    case 'smtp':
      return { provider: new SmtpProvider({ ...at, url: secret }), issuers, callbackSecret: null };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How a provider does in this process. */
interface Health {
  failures: number;
  /** Milliseconds of the process. */
  leftOutUntil: number;
  /** Messages that it is being given. */
  underWay: number;
  /** When the places of messages that it was given are free again, the first one first; milliseconds of the process. */
  readonly freeAt: number[];
}

/** One message's worth of a provider's rate. */
export interface Place {
  /** It was asked and has answered: the place is free after a second. */
  over(): void;
  /** It was not asked after all. */
  giveBack(): void;
}

export class Providers {
  readonly #enlisted: readonly Enlisted[];
  readonly #health = new Map<string, Health>();
  readonly #now: () => number;

  /** @param now milliseconds of the process, for rates and pauses. */
  constructor(enlisted: readonly Enlisted[], now: () => number = () => performance.now()) {
    this.#enlisted = enlisted;
    this.#now = now;
  }

  /** The provider of this key. */
  of(key: string): Enlisted | undefined {
    return this.#enlisted.find(({ provider }) => provider.key === key);
  }

  /** Channels that anybody takes messages of. */
  get channels(): readonly ChannelName[] {
    return CHANNELS.filter((channel) => this.#enlisted.some(({ provider }) => provider.channel === channel));
  }

  /**
   * Who is to be asked next for a message of an issuer: the first of its channel that is not left out and has a free place,
   * else the first that is not left out, another one than `before` where there is one; when all are left out the first comes
   * back. Undefined where nobody takes the channel.
   */
  choose(issuerId: string, channel: string, before: string | null): Provider | undefined {
    const eligible = this.#eligible(issuerId, channel);
    const well = eligible.filter(({ key }) => this.#of(key).leftOutUntil <= this.#now());
    const others = well.filter(({ key }) => key !== before);
    return others.find((one) => this.#free(one) >= 1) ?? others[0] ?? well[0] ?? eligible[0];
  }

  /** Whether another provider than this one could be asked at once, after so many attempts: each has one before any waits. */
  hasOther(issuerId: string, channel: string, { key, attempt }: { key: string; attempt: number }): boolean {
    const next = this.choose(issuerId, channel, key);
    return next !== undefined && next.key !== key && attempt < this.#eligible(issuerId, channel).length;
  }

  /** Whether any provider of a channel needs a holder's address. */
  needsAddress(channel: ChannelName): boolean {
    return this.#enlisted.some(({ provider }) => provider.channel === channel && provider.needsAddress);
  }

  /** Messages of a channel that its providers may be given now; none by one that is left out. */
  room(channel: ChannelName): number {
    return this.#enlisted
      .filter(({ provider }) => provider.channel === channel && this.#of(provider.key).leftOutUntil <= this.#now())
      .reduce((sum, { provider }) => sum + this.#free(provider), 0);
  }

  /**
   * Takes one message's worth of a provider's rate; undefined where it has none left now. It is free again a second after
   * the answer: a message arrives at some moment between the two, so that in no second, however it is cut, more arrive
   * than its rate allows.
   */
  take(provider: Provider): Place | undefined {
    if (this.#free(provider) < 1) return undefined;
    const health = this.#of(provider.key);
    health.underWay += 1;
    return {
      over: () => {
        health.underWay -= 1;
        health.freeAt.push(this.#now() + SECOND_MS);
      },
      giveBack: () => {
        health.underWay -= 1;
      },
    };
  }

  /** What came of asking it: failures in a row leave it out for a while. */
  noted(key: string, failed: boolean): void {
    const health = this.#of(key);
    health.failures = failed ? health.failures + 1 : 0;
    if (health.failures >= FAILURES_MAX) health.leftOutUntil = this.#now() + LEFT_OUT_MS;
  }

  async close(): Promise<void> {
    for (const { provider } of this.#enlisted) await provider.close();
  }

  #eligible(issuerId: string, channel: string): readonly Provider[] {
    return this.#enlisted
      .filter(({ provider, issuers }) => provider.channel === channel && (issuers?.includes(issuerId) ?? true))
      .map(({ provider }) => provider);
  }

  #of(key: string): Health {
    const known = this.#health.get(key);
    if (known) return known;
    const made: Health = { failures: 0, leftOutUntil: 0, underWay: 0, freeAt: [] };
    this.#health.set(key, made);
    return made;
  }

  /** Places of a provider's rate that are free now. */
  #free({ key, perSecond }: Provider): number {
    const { underWay, freeAt } = this.#of(key);
    const now = this.#now();
    const taken = freeAt.findIndex((moment) => moment > now);
    freeAt.splice(0, taken === -1 ? freeAt.length : taken);
    return perSecond - underWay - freeAt.length;
  }
}
