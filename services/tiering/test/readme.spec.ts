import { describe, expect, it } from '@jest/globals';
import { freshReadme, readme, writeReadme } from './readme.ts';
import { routesTable } from './routes-table.ts';

describe('the README of tiering', () => {
  it('has its routes and refusals as the code has them (npm run generate)', () => {
    // Routes are known only with their decorators, which these specs are compiled with: so the one that checks also writes.
    if (process.env['SCRIP_GENERATE'] === '1') writeReadme();
    expect(readme()).toBe(freshReadme());
  });

  it('names a scope and a purpose for every route', () => {
    const cells = routesTable()
      .split('\n')
      .slice(2)
      .map((row) => row.split(' | '));
    expect(cells.filter(([, scope, purpose]) => !scope?.trim() || !purpose?.trim())).toEqual([]);
  });
});
