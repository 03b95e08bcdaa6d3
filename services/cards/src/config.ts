/** What cards is told by its environment beside what every service is told (see libs/chassis), read once at the start. */
import { join } from 'node:path';
import type { ServiceConfig, ServiceIdentity } from '@scrip/chassis';
import { z } from 'zod';
import type { TransitOptions } from './vault/kms-transit.ts';

/**
 * What this service asks of the ledger: to block lost cards, to charge for replacements, to load purses and read them, and
 * to take records that it has checked.
 */
const LEDGER_SCOPES = ['ledger:card.block', 'ledger:fee', 'ledger:purse.load', 'ledger:purse.record', 'ledger:read'];

const environment = z.object({
  SCRIP_VAULT_KEY_FILE: z.string().min(1).optional(),
  SCRIP_KMS_URL: z.url().optional(),
  SCRIP_KMS_TOKEN_FILE: z.string().min(1).optional(),
  SCRIP_KMS_MOUNT: z.string().min(1).default('transit'),
  SCRIP_KMS_NAMESPACE: z.string().min(1).optional(),
  SCRIP_SERVICES: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON such as {"ledger": "https://…"}' });
        return z.NEVER;
      }
    })
    .pipe(z.object({ ledger: z.url() })),
  SCRIP_CLIENT_ID: z.string().min(1),
  SCRIP_CLIENT_SECRET: z.string().min(1),
});

/** The environment of cards; see the README for each name. */
export interface CardsConfig {
  readonly keyFile: {
    readonly path: string;
    /** Local mode without a file of one's own: keys are made where there are none. */
    readonly make: boolean;
  };
  /** A key management service in the place of the file; null: the file. */
  readonly kms: TransitOptions | null;
  readonly ledgerUrl: string;
  readonly identity: ServiceIdentity;
}

/** Reads the environment. Throws RangeError with one line per fault, naming variables but never their values. */
export function readCardsConfig(
  env: NodeJS.ProcessEnv,
  service: Pick<ServiceConfig, 'mode' | 'stateDir' | 'oidcIssuer'>,
): CardsConfig {
  const parsed = environment.safeParse(env);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  if (env.SCRIP_KMS_URL !== undefined && env.SCRIP_KMS_TOKEN_FILE === undefined) {
    faults.push('  SCRIP_KMS_TOKEN_FILE: a key management service needs the file of a token');
  }
  if (env.SCRIP_VAULT_KEY_FILE === undefined && env.SCRIP_KMS_URL === undefined && service.mode !== 'local') {
    faults.push(
      '  SCRIP_VAULT_KEY_FILE: the vault needs a key file of its own, or SCRIP_KMS_URL; only local mode makes one',
    );
  }
  if (!parsed.success || faults.length > 0) {
    throw new RangeError(`the environment is not complete:\n${faults.join('\n')}`);
  }
  const values = parsed.data;
  const path = values.SCRIP_VAULT_KEY_FILE;
  return {
    keyFile:
      path === undefined ? { path: join(service.stateDir, 'vault-keys.json'), make: true } : { path, make: false },
    kms:
      values.SCRIP_KMS_URL === undefined
        ? null
        : {
            url: values.SCRIP_KMS_URL,
            tokenFile: values.SCRIP_KMS_TOKEN_FILE ?? '',
            mount: values.SCRIP_KMS_MOUNT,
            namespace: values.SCRIP_KMS_NAMESPACE ?? null,
          },
    ledgerUrl: values.SCRIP_SERVICES.ledger,
    identity: {
      issuerUrl: service.oidcIssuer,
      clientId: values.SCRIP_CLIENT_ID,
      clientSecret: values.SCRIP_CLIENT_SECRET,
      scope: LEDGER_SCOPES.join(' '),
    },
  };
}
