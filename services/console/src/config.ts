/** What the front door is told by its environment, read once at the start. */
import { z } from 'zod';

/** `{"ledger":"http://127.0.0.1:4102"}`: base addresses, without a path. */
const services = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[a-z][a-z-]*$/, 'is not the name of a service'), z.url({ protocol: /^https?$/ })))
  .refine((found) => Object.keys(found).length > 0, 'names no service');

const environment = z.object({
  SCRIP_HOST: z.string().default('127.0.0.1'),
  SCRIP_SERVICE_PORT: z.coerce.number().int().min(0).max(65_535),
  SCRIP_OIDC_ISSUER: z.url(),
  SCRIP_OIDC_AUDIENCE: z.string().default('scrip'),
  SCRIP_SERVICES: services,
});

export interface ConsoleConfig {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly oidcIssuer: string;
  readonly oidcAudience: string;
  /** Base address by service: whose `/<service>/…` goes where. */
  readonly services: Readonly<Record<string, string>>;
}

/** Reads the environment. Throws RangeError with one line per fault, naming variables. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConsoleConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
  }
  const values = parsed.data;
  return {
    host: values.SCRIP_HOST,
    port: values.SCRIP_SERVICE_PORT,
    oidcIssuer: values.SCRIP_OIDC_ISSUER,
    oidcAudience: values.SCRIP_OIDC_AUDIENCE,
    services: values.SCRIP_SERVICES,
  };
}
