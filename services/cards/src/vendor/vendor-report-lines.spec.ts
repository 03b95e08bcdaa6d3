import { describe, expect, it } from '@jest/globals';
import { LINES_MAX, readListFile, readMadeFile } from './vendor-report-lines.ts';

const NUMBER = '9156000000000009';

describe('a production report', () => {
  it('is read line by line, blank lines passed over, each wrong one with its place', () => {
    const text = `\uFEFFcardNumber,sequence,batch\r\n${NUMBER},2,B-1\r\n\r\n"${NUMBER}",3,"B-1"\r\n${NUMBER},0,B-1\r\n${NUMBER},2\r\n`;
    expect(readMadeFile(text)).toEqual({
      kind: 'read',
      items: [
        { line: 2, cardNumber: NUMBER, sequence: 2, batch: 'B-1' },
        { line: 4, cardNumber: NUMBER, sequence: 3, batch: 'B-1' },
      ],
      bad: [
        { line: 5, issues: [{ path: 'sequence', message: 'Expected a number from 1' }] },
        { line: 6, issues: [{ path: '', message: 'Expected 3 fields, found 2' }] },
      ],
    });
  });

  it('is none without its heading, without lines, with too many', () => {
    expect(readMadeFile('')).toMatchObject({ code: 'csv_heading_invalid' });
    expect(readMadeFile(`${NUMBER},2,B-1`)).toMatchObject({
      code: 'csv_heading_invalid',
      members: { expected: ['cardNumber', 'sequence', 'batch'], got: [NUMBER, '2', 'B-1'] },
    });
    expect(readMadeFile('cardNumber,sequence,batch\n')).toMatchObject({ code: 'file_empty' });
    const long = `cardNumber,sequence,batch\n${`${NUMBER},2,B-1\n`.repeat(LINES_MAX + 1)}`;
    expect(readMadeFile(long)).toMatchObject({
      code: 'too_many_lines',
      members: { lines: LINES_MAX + 1, limit: LINES_MAX },
    });
  });
});

describe('a file of packing lists', () => {
  it('has letters with their cards; a wrong line is its letter’s, one under no letter is nobody’s', () => {
    const text = [
      `D,${NUMBER},2025-02-26T09:00:00+08:00,B-1`,
      'H,0101,"East, second floor ""B""",2,RA000000001CN',
      `D,${NUMBER},2025-02-26T09:00:00+08:00,B-1`,
      `D,${NUMBER},yesterday,B-1`,
      'H,0102,West,none,RA000000002CN',
      `D,${NUMBER},2025-02-26T09:00:00+08:00,B-1`,
    ].join('\n');
    expect(readListFile(text)).toEqual({
      kind: 'read',
      items: [
        {
          line: 2,
          branchNo: '0101',
          branchLabel: 'East, second floor "B"',
          total: 2,
          postNumber: 'RA000000001CN',
          lines: [{ line: 3, cardNumber: NUMBER, takenAt: Date.parse('2025-02-26T01:00:00Z'), batch: 'B-1' }],
          bad: [{ line: 4, issues: [{ path: 'takenAt', message: expect.any(String) }] }],
        },
      ],
      bad: [
        { line: 1, issues: [{ path: '', message: 'There is no readable header (H) above this line' }] },
        { line: 5, issues: [{ path: 'total', message: 'Expected a number of cards' }] },
        { line: 6, issues: [{ path: '', message: 'There is no readable header (H) above this line' }] },
      ],
    });
  });

  it('is none without lines', () => {
    expect(readListFile(' \n')).toMatchObject({ code: 'file_empty' });
    expect(readListFile('H,1,x,1,RA000000001CN\n'.repeat(LINES_MAX + 1))).toMatchObject({ code: 'too_many_lines' });
  });
});
