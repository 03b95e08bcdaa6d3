import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { WORDED_FORMATS } from './format-words.ts';
import { checkProgramme, preset } from './index.ts';
import { PROBLEM_WORDS, wordsWith } from './problem-words.ts';

const SOURCES = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('a problem of a document', () => {
  it('has a path, a stable code, its numbers, and words in both languages', () => {
    const checked = checkProgramme({ ...preset('mall-vip'), version: 0, currency: 'USD' });
    expect(checked).toEqual({
      kind: 'problems',
      problems: [
        {
          path: '$.version',
          code: 'too_small',
          numbers: { limit: 1, actual: 0 },
          message: 'must be at least 1, is 0',
          text: { en: 'must be at least 1, is 0', 'zh-CN': '不得小于 1，现为 0' },
        },
        {
          path: '$.currency',
          code: 'value_unknown',
          numbers: { expected: 'CNY', actual: 'USD' },
          message: 'expected one of CNY, got USD',
          text: { en: 'expected one of CNY, got USD', 'zh-CN': '应为 CNY 之一，实为 USD' },
        },
      ],
    });
  });

  it('has words with the same numbers in both languages, and every code is used', () => {
    const all = SOURCES.filter((file) => file !== 'problem-words.ts')
      .map(source)
      .join('\n');
    for (const [code, words] of Object.entries(PROBLEM_WORDS)) {
      const named = (text: string): readonly string[] => [...new Set(text.match(/\{[a-zA-Z]+\}/g))].toSorted();
      expect([code, named(words['zh-CN'])]).toEqual([code, named(words.en)]);
      expect([code, all.includes(`'${code}'`)]).toEqual([code, true]);
    }
    expect(wordsWith({ en: '{a} of {b}', 'zh-CN': '{b} 之 {a}' }, { a: 1 })).toEqual({
      en: '1 of {b}',
      'zh-CN': '{b} 之 1',
    });
  });

  it('says what the schema expects in Chinese too', () => {
    const expected = SOURCES.flatMap((file) =>
      Array.from(source(file).matchAll(/error:\s*'((?:expected|is none)[^']*)'/g), (match) => `${match[1]}`),
    );
    expect(expected.length).toBeGreaterThan(20);
    expect([...new Set<string>(expected)].toSorted()).toEqual([...WORDED_FORMATS].toSorted());
  });
});
