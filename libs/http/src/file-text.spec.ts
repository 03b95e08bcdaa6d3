import { describe, expect, it } from '@jest/globals';
import { fileText } from './file-text.ts';

/** 姓名,张三 in GB18030. */
const GB18030 = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xd5, 0xc5, 0xc8, 0xfd]);
const TEXT = '姓名,张三';

describe('the text of a file', () => {
  it('is read as UTF-8, with or without a byte order mark, or as the GB18030 that spreadsheets write', () => {
    expect(fileText(Buffer.from(TEXT), 'text/csv')).toBe(TEXT);
    expect(fileText(Buffer.from(`\uFEFF${TEXT}`), 'text/csv')).toBe(TEXT);
    expect(fileText(GB18030, undefined)).toBe(TEXT);
    expect(fileText(GB18030, 'text/csv; charset=GBK')).toBe(TEXT);
  });

  it('is refused where it is in none of them, or not in the charset that it says', () => {
    expect(() => fileText(GB18030, 'text/csv; charset=utf-8')).toThrow('not text');
    expect(() => fileText(Buffer.from([0xff, 0xff]), 'text/csv')).toThrow('not text');
    expect(() => fileText(GB18030, 'text/csv; charset=big5')).toThrow('charset');
  });
});
