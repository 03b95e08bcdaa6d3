import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyDiff, diffDocuments, type Json, preset, presetNames } from './index.ts';

const shown = (before: Json, after: Json) => diffDocuments(before, after).map(({ way: _way, ...change }) => change);
const asJson = (name: string): Json => JSON.parse(JSON.stringify(preset(name)));

/** Documents with lists of keyed entries in them, as programmes have. */
const { part } = fc.letrec<{ part: Json }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(1, 2, 'a', true, null),
    fc.dictionary(fc.constantFrom('x', 'y', 'z', 'key'), tie('part'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
    fc.array(tie('part'), { maxLength: 3 }),
    fc.uniqueArray(fc.record({ key: fc.constantFrom('p', 'q', 'r', 's'), v: tie('part') }), {
      selector: ({ key }) => key,
      maxLength: 4,
    }),
  ),
}));

describe('a diff of two documents', () => {
  it('applied to the one gives the other, whatever they are', () => {
    fc.assert(
      fc.property(part, part, (before, after) => {
        expect(applyDiff(before, diffDocuments(before, after))).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it('of a document with itself is empty', () => {
    fc.assert(fc.property(part, (document) => expect(diffDocuments(document, document)).toEqual([])));
    for (const name of presetNames()) expect(diffDocuments(asJson(name), asJson(name))).toEqual([]);
  });

  it('leads from any preset to any other', () => {
    for (const from of presetNames()) {
      for (const to of presetNames()) {
        expect(applyDiff(asJson(from), diffDocuments(asJson(from), asJson(to)))).toEqual(asJson(to));
      }
    }
  });

  it('names an entry by its key, wherever it stands', () => {
    const before = {
      rules: [
        { key: 'a', payBp: 8_800 },
        { key: 'b', payBp: 8_000 },
      ],
    };
    const after = {
      rules: [
        { key: 'c', payBp: 1 },
        { key: 'b', payBp: 8_000 },
        { key: 'a', payBp: 9_000 },
      ],
    };
    expect(shown(before, after)).toEqual([
      { op: 'changed', path: "$.rules[?@.key=='a'].payBp", before: 8_800, after: 9_000 },
      { op: 'added', path: "$.rules[?@.key=='c']", after: { key: 'c', payBp: 1 } },
      { op: 'order', path: '$.rules', before: ['a', 'b', 'c'], after: ['c', 'b', 'a'] },
    ]);
  });

  it('takes an array without keys as one value', () => {
    expect(shown({ months: [2, 3] }, { months: [2, 3, 4] })).toEqual([
      { op: 'changed', path: '$.months', before: [2, 3], after: [2, 3, 4] },
    ]);
  });
});
