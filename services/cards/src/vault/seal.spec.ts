import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey, open, SealError, seal } from './seal.ts';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

describe('a seal', () => {
  it('opens with its key and its context to what was sealed', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (plain, context) => {
        const key = newKey();
        expect(open(key, context, seal(key, context, plain))).toEqual(plain);
      }),
    );
  });

  it('does not open with another key, for another context, or cut short', () => {
    const key = newKey();
    const sealed = seal(key, 'holder a', Buffer.from('something'));
    expect(() => open(newKey(), 'holder a', sealed)).toThrow(SealError);
    expect(() => open(key, 'holder b', sealed)).toThrow(SealError);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(key, 'holder a', sealed.subarray(0, length))).toThrow(SealError);
    }
  });

  it('does not open when any bit of it was changed', () => {
    const key = newKey();
    const sealed = seal(key, '', Buffer.from('x'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(key, '', changed)).toThrow(SealError);
    }
  });

  it('is another one each time, so that equal profiles do not look equal', () => {
    const key = newKey();
    const plain = Buffer.from('the same');
    expect(seal(key, '', plain)).not.toEqual(seal(key, '', plain));
  });
});
