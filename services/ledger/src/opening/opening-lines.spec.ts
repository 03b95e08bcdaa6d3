import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { at } from '../../test/wallet-story.ts';
import { LINES_MAX, readFile } from './opening-lines.ts';

const walletId = idFrom('wal', 'one');
const csv = (...lines: readonly string[]) => readFile({ media: 'text/csv', text: lines.join('\r\n') });
const ndjson = (...lines: readonly string[]) => readFile({ media: 'application/x-ndjson', text: lines.join('\n') });
/** What a line says nothing of. */
const UNSAID = { paidFen: null, givenFen: null, rechargedAt: null };
const HEADING = 'reference,walletId,principalFen,bonusFen,expiresAt';

describe('a file of opening balances', () => {
  it('as CSV is read by its heading, in any order, with or without quotes; blank lines are passed over', () => {
    expect(
      csv(`\uFEFF${HEADING}`, `old-1,${walletId},8000,800,`, '', `"old-2","${walletId}",1,0,2027-01-01T00:00:00+08:00`),
    ).toEqual({
      kind: 'lines',
      lines: [
        {
          line: 2,
          walletId,
          balance: { reference: 'old-1', principalFen: fen(8_000n), bonusFen: fen(800n), expiresAt: null, ...UNSAID },
        },
        {
          line: 4,
          walletId,
          balance: {
            reference: 'old-2',
            principalFen: fen(1n),
            bonusFen: fen(0n),
            expiresAt: at('2027-01-01', '00:00:00'),
            ...UNSAID,
          },
        },
      ],
    });
    expect(
      csv(`${HEADING},paidFen,givenFen,rechargedAt`, `old-1,${walletId},5,0,,100,10,2025-01-10T10:00:00+08:00`),
    ).toMatchObject({
      lines: [{ balance: { expiresAt: null, paidFen: 100n, givenFen: 10n, rechargedAt: at('2025-01-10') } }],
    });
    expect(csv('walletId,reference,bonusFen,principalFen', `${walletId},old-1,0,5`)).toMatchObject({
      lines: [{ balance: { reference: 'old-1', principalFen: 5n, bonusFen: 0n } }],
    });
  });

  it('as lines of JSON is the same', () => {
    const line = { reference: 'old-1', walletId, principalFen: 8_000, bonusFen: 800 };
    expect(ndjson(JSON.stringify(line))).toMatchObject({
      lines: [{ line: 1, walletId, balance: { principalFen: 8_000n, expiresAt: null } }],
    });
  });

  it('says of each bad line what is wrong with it', () => {
    expect(csv(HEADING, 'old-1,wal_x,1,0,', `old-2,${walletId},1.5,-1,tomorrow`, 'old-3')).toMatchObject({
      lines: [
        { line: 2, reference: 'old-1', issues: [{ path: 'walletId' }] },
        {
          line: 3,
          reference: 'old-2',
          issues: [{ path: 'principalFen' }, { path: 'bonusFen' }, { path: 'expiresAt' }],
        },
        { line: 4, reference: null, issues: [{ message: 'Expected 5 fields, found 1' }] },
      ],
    });
    expect(ndjson('{', '[]', '{"reference":"a b"}')).toMatchObject({
      lines: [{ issues: [{ message: 'Expected a JSON object' }] }, { issues: [{}] }, { reference: 'a b' }],
    });
  });

  it('is refused as a whole without its heading, without lines, or with too many', () => {
    expect(csv('reference,walletId', 'x,y')).toMatchObject({
      code: 'csv_heading_invalid',
      members: { got: ['reference', 'walletId'] },
    });
    expect(csv(`${HEADING},reference`, 'x')).toMatchObject({ code: 'csv_heading_invalid' });
    expect(csv(HEADING, '')).toMatchObject({ code: 'file_empty' });
    expect(ndjson('', ' ')).toMatchObject({ code: 'file_empty' });
    expect(ndjson(...Array.from({ length: LINES_MAX + 1 }, () => '{}'))).toMatchObject({
      code: 'too_many_lines',
      members: { lines: LINES_MAX + 1, limit: LINES_MAX },
    });
  });
});
