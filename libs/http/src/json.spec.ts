import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, stringifyAnswer } from './json.ts';

describe('an answer', () => {
  it('writes bigints as integers, at any depth', () => {
    expect(stringifyAnswer({ a: 5n, list: [{ b: -3n }, 'x'], none: null, left: undefined })).toBe(
      '{"a":5,"list":[{"b":-3},"x"],"none":null}',
    );
    expect(stringifyAnswer(9_007_199_254_740_991n)).toBe('9007199254740991');
  });

  it('writes what JavaScript could not read back exactly as a text', () => {
    expect(stringifyAnswer({ a: 9_007_199_254_740_993n })).toBe('{"a":"9007199254740993"}');
  });

  it('without bigints is what JSON.stringify writes, and nothing given is changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value);
        expect(stringifyAnswer(value)).toBe(before);
        canonicalJson(value);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });
});

describe('canonical JSON', () => {
  it('is the same for members in any order, and for any white space', () => {
    expect(canonicalJson(JSON.parse('{ "b": [ {"d":1, "c":2} ], "a": 1.0 }'))).toBe('{"a":1,"b":[{"c":2,"d":1}]}');
  });

  it('differs where the value differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
        const same = canonicalJson(one) === canonicalJson(two);
        const parsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
        if (same) expect(parsed(one)).toEqual(parsed(two));
      }),
    );
  });

  it('does not depend on the order in which members were written', () => {
    const object = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())));
    fc.assert(
      fc.property(object, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });
});
