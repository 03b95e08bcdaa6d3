import { describe, expect, it } from '@jest/globals';
import { readCardsConfig } from './config.ts';

const local = { mode: 'local', stateDir: '/state', oidcIssuer: 'http://127.0.0.1:4000' } as const;
const environment = {
  SCRIP_SERVICES: '{"ledger":"http://127.0.0.1:4102"}',
  SCRIP_CLIENT_ID: 'service-cards',
  SCRIP_CLIENT_SECRET: 'very-secret',
};

describe('the environment of cards', () => {
  it('lets local mode make a key file in the folder of the service', () => {
    const config = readCardsConfig(environment, local);
    expect(config.keyFile).toEqual({ path: '/state/vault-keys.json', make: true });
    expect(config.ledgerUrl).toBe('http://127.0.0.1:4102');
  });

  it.each(['sandbox', 'production'] as const)('asks for a key file in %s', (mode) => {
    expect(() => readCardsConfig(environment, { ...local, mode })).toThrow(/SCRIP_VAULT_KEY_FILE/);
    const own = { ...environment, SCRIP_VAULT_KEY_FILE: '/run/keys.json' };
    expect(readCardsConfig(own, { ...local, mode }).keyFile).toEqual({ path: '/run/keys.json', make: false });
  });

  it('takes a key management service in the place of a file, with the file of its token', () => {
    const kms = { ...environment, SCRIP_KMS_URL: 'https://keys.example', SCRIP_KMS_TOKEN_FILE: '/run/token' };
    expect(readCardsConfig(kms, { ...local, mode: 'production' }).kms).toEqual({
      url: 'https://keys.example',
      tokenFile: '/run/token',
      mount: 'transit',
      namespace: null,
    });
    const bare = { ...environment, SCRIP_KMS_URL: 'https://keys.example' };
    expect(() => readCardsConfig(bare, local)).toThrow(/SCRIP_KMS_TOKEN_FILE/);
    expect(readCardsConfig(environment, local).kms).toBeNull();
  });

  it('names every fault and no value', () => {
    const wrong = { SCRIP_SERVICES: 'ledger=secret-place', SCRIP_CLIENT_SECRET: 'very-secret' };
    expect(() => readCardsConfig(wrong, { ...local, mode: 'production' })).toThrow(
      /SCRIP_SERVICES: expected JSON[\s\S]*SCRIP_CLIENT_ID[\s\S]*SCRIP_VAULT_KEY_FILE/,
    );
    expect(() => readCardsConfig(wrong, local)).not.toThrow(/secret-place|very-secret/);
  });
});
