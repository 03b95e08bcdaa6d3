import { describe, expect, it } from '@jest/globals';
import { checkValue, cmac, diversified, isMac, MAC_BYTES, macOf, unwrapped, wrapped } from './aes-cmac.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('AES-CMAC', () => {
  const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
  const message = hex(
    '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
  );

  it.each([
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ])('is that of RFC 4493, section 4, for %i bytes', (length, expected) => {
    expect(cmac(key, message.subarray(0, length)).toString('hex')).toBe(expected);
  });

  it('of a card is its first eight bytes, and another message, key or length has another', () => {
    const mac = macOf(key, message);
    expect(mac.toString('hex')).toBe('51f0bebf7e3b9d92');
    expect(isMac(key, message, mac)).toBe(true);
    expect(isMac(key, message.subarray(1), mac)).toBe(false);
    expect(isMac(hex('00'.repeat(16)), message, mac)).toBe(false);
    expect(isMac(key, message, mac.subarray(0, MAC_BYTES - 1))).toBe(false);
    expect(isMac(key, message, Buffer.concat([mac, hex('00')]))).toBe(false);
  });
});

describe('the key of one card', () => {
  const mother = hex('00112233445566778899aabbccddeeff');

  it('is that of NXP AN10922, section 2.2.1', () => {
    const input = hex('04782e21801d80 3042f5 4e585020416275');
    expect(diversified(mother, input).toString('hex')).toBe('a8dd63a3b89d54b37ca802473fda9175');
  });

  it('differs with every byte of its input, and is not made of nothing or of too much', () => {
    const inputs = ['01', '0100', '0101', '02', '02'.repeat(31)];
    expect(new Set(inputs.map((input) => diversified(mother, hex(input)).toString('hex'))).size).toBe(inputs.length);
    expect(() => diversified(mother, Buffer.alloc(0))).toThrow(RangeError);
    expect(() => diversified(mother, Buffer.alloc(32))).toThrow(RangeError);
  });
});

describe('a wrapped key', () => {
  const under = hex('000102030405060708090a0b0c0d0e0f');
  const key = hex('00112233445566778899aabbccddeeff');

  it('is that of RFC 3394, section 4.1', () => {
    expect(wrapped(under, key).toString('hex')).toBe('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5');
    expect(unwrapped(under, wrapped(under, key))).toEqual(key);
  });

  it('does not open under another key', () => {
    expect(() => unwrapped(key, wrapped(under, key))).toThrow();
  });
});

it('a check value is the beginning of the encrypted zero block (FIPS 197 key of appendix B)', () => {
  expect(checkValue(hex('2b7e151628aed2a6abf7158809cf4f3c'))).toBe('7DF76B');
});
