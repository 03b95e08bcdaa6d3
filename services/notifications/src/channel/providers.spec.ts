import { describe, expect, it } from '@jest/globals';
import type { Provider } from './provider.ts';
import { Providers, readProviders } from './providers.ts';
import { signatureOf, whyUnsigned } from './signature.ts';

const provider = (key: string, perSecond = 10): Provider => ({
  key,
  channel: 'sms',
  idempotent: true,
  needsAddress: false,
  perSecond,
  send: () => Promise.resolve({ kind: 'accepted', reference: null }),
  close: () => Promise.resolve(),
});
const enlisted = (key: string, issuers: readonly string[] | null = null, perSecond = 10) => ({
  provider: provider(key, perSecond),
  issuers,
  callbackSecret: null,
});

describe('providers of a channel', () => {
  it('are asked in order; one that failed five times in a row is left out for half a minute', () => {
    let now = 0;
    const providers = new Providers([enlisted('a'), enlisted('b')], () => now);
    const next = () => providers.choose('iss_1', 'sms', null)?.key;
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(next()).toBe('a');
      providers.noted('a', true);
    }
    expect(next()).toBe('b');
    expect(providers.room('sms')).toBe(10);
    now += 30_000;
    expect(next()).toBe('a');
    providers.noted('a', false);
    expect(next()).toBe('a');
  });

  it('get what the first has no place for', () => {
    let now = 0;
    const [a, b] = [enlisted('a', null, 2), enlisted('b', null, 1)];
    const providers = new Providers([a, b], () => now);
    const taken = (): string | undefined => {
      const next = providers.choose('iss_1', 'sms', null);
      providers.take(next ?? a.provider)?.over();
      return next?.key;
    };
    expect(providers.room('sms')).toBe(3);
    expect([taken(), taken(), taken()]).toEqual(['a', 'a', 'b']);
    expect(providers.room('sms')).toBe(0);
    expect(providers.choose('iss_1', 'sms', null)?.key).toBe('a');
    expect(providers.choose('iss_1', 'sms', 'a')?.key).toBe('b');
    now += 1_000;
    expect(taken()).toBe('a');
  });

  it('are never asked for another issuer, and another one than before is preferred', () => {
    const providers = new Providers([enlisted('a', ['iss_1']), enlisted('b', ['iss_1']), enlisted('c', ['iss_2'])]);
    expect(providers.choose('iss_1', 'sms', 'a')?.key).toBe('b');
    expect(providers.choose('iss_2', 'sms', 'c')?.key).toBe('c');
    expect(providers.choose('iss_3', 'sms', null)).toBeUndefined();
    expect(providers.hasOther('iss_1', 'sms', { key: 'a', attempt: 1 })).toBe(true);
    expect(providers.hasOther('iss_1', 'sms', { key: 'b', attempt: 2 })).toBe(false);
    expect(providers.hasOther('iss_2', 'sms', { key: 'c', attempt: 1 })).toBe(false);
  });

  it('are given no more than their rate in any second between a message and its answer', () => {
    let now = 0;
    const only = enlisted('a', null, 3);
    const providers = new Providers([only], () => now);
    const take = () => providers.take(only.provider);
    expect(providers.room('sms')).toBe(3);
    const [first, second, third] = [take(), take(), take()];
    expect([providers.room('sms'), take()]).toEqual([0, undefined]);
    // A message that is on its way for a second is still on its way.
    now += 1_000;
    expect(take()).toBeUndefined();
    second?.giveBack();
    expect(providers.room('sms')).toBe(1);
    first?.over();
    third?.over();
    expect(providers.room('sms')).toBe(1);
    now += 999;
    expect(providers.room('sms')).toBe(1);
    now += 1;
    expect(providers.room('sms')).toBe(3);
    now += 3_600_000;
    expect(providers.room('sms')).toBe(3);
  });
});

describe('the list of providers', () => {
  const sms = { key: 'a', kind: 'sms-http', url: 'https://carrier.example', secretEnv: 'SECRET_A' };
  const read = (list: unknown, env: NodeJS.ProcessEnv = { SECRET_A: 's' }) =>
    readProviders({ ...env, SCRIP_PROVIDERS: typeof list === 'string' ? list : JSON.stringify(list) });

  it('always has the inbox', () => {
    expect(readProviders({}).map((one) => one.provider.key)).toEqual(['inbox']);
    expect(read([sms]).map((one) => one.provider.key)).toEqual(['a', 'inbox']);
  });

  it('names what is wrong, and never a secret', () => {
    expect(() => read('{')).toThrow(/not a list of providers/);
    expect(() => read([sms, sms])).toThrow(/each key once/);
    expect(() => read([{ ...sms, secret: 'hidden' }])).toThrow(/secret/);
    expect(() => read([{ ...sms, secret: 'hidden' }])).not.toThrow(/hidden/);
    expect(() => read([sms], {})).toThrow('a needs the variable SECRET_A');
  });
});

describe('a signature', () => {
  const now = Date.UTC(2026, 2, 4);
  const at = { body: '{"a":1}', secret: 's', now };

  it('is good for its body, secret and five minutes', () => {
    const header = signatureOf(at.body, at.secret, now);
    expect(whyUnsigned(header, at)).toBeUndefined();
    expect(whyUnsigned(header, { ...at, body: '{"a":2}' })).toBe('signature_wrong');
    expect(whyUnsigned(header, { ...at, secret: 't' })).toBe('signature_wrong');
    expect(whyUnsigned(header, { ...at, now: now + 300_001 })).toBe('signature_expired');
    expect(whyUnsigned(header, { ...at, now: now - 300_001 })).toBe('signature_expired');
    expect(whyUnsigned('t=1,v1=zz', at)).toBe('signature_missing');
  });
});
