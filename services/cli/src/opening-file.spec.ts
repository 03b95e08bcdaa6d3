import { describe, expect, it } from '@jest/globals';
import { mediaOf, partsOf } from './opening-file.ts';

describe('a file of opening balances', () => {
  it('is cut into parts that each begin with the heading, and lines can be named by their place in the file', () => {
    const parts = partsOf('\uFEFF\nheading\r\na\n\nb\nc\n\n\n', 'text/csv', 2);
    expect(parts.map(({ text, lineOffset, lines }) => ({ text, lineOffset, lines }))).toEqual([
      { text: 'heading\na\n', lineOffset: 1, lines: 1 },
      { text: 'heading\nb\nc', lineOffset: 3, lines: 2 },
    ]);
    // The second line of the second part is b, which is the fifth line of the file.
    expect(2 + (parts[1]?.lineOffset ?? 0)).toBe(5);
  });

  it('of JSON has no heading', () => {
    expect(partsOf('{"a":1}\n{"a":2}\n{"a":3}\n', 'application/x-ndjson', 2)).toMatchObject([
      { text: '{"a":1}\n{"a":2}', lineOffset: 0, lines: 2 },
      { text: '{"a":3}\n', lineOffset: 2, lines: 1 },
    ]);
  });

  it('gives each part the same key again, and another to another file', () => {
    const keys = (text: string): readonly string[] => partsOf(text, 'text/csv', 1).map(({ key }) => key);
    expect(keys('h\na\nb')).toEqual(keys('h\na\nb'));
    expect(new Set([...keys('h\na\nb'), ...keys('h\na\nc')]).size).toBe(4);
    expect(keys('h\n\n')).toEqual([]);
  });

  it('is known by the end of its name', () => {
    expect(['a.csv', 'a.NDJSON', 'a.jsonl', 'a.xlsx'].map(mediaOf)).toEqual([
      'text/csv',
      'application/x-ndjson',
      'application/x-ndjson',
      undefined,
    ]);
  });
});
