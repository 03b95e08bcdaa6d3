import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { borrow } from './borrow.ts';
import type { Parts } from './parts.ts';

async function answers(postgres: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  try {
    return (await client.query('SELECT 1 AS one')).rows;
  } finally {
    await client.end();
  }
}

describe('what tests borrow', () => {
  it('is the same for all, and stays while anybody has it', async () => {
    const [first, second] = await Promise.all([borrow<Parts>('parts'), borrow<Parts>('parts')]);
    expect(second.description).toEqual(first.description);
    await first.release();
    expect(await answers(second.description.postgres)).toEqual([{ one: 1 }]);
    // Not given back: the end of this process does that, later, when other files have borrowed too.
  });

  it('is not waited for by somebody who gives up', async () => {
    const abort = AbortSignal.abort(new Error('no longer'));
    await expect(borrow('parts', abort)).rejects.toThrow('no longer');
  });
});
