import { describe, expect, it } from '@jest/globals';
import { freshReadme, readme, routesOf, routesTable, writeReadme } from '@scrip/testing/readme';
import { chartTable } from '../src/journal/chart.ts';
import { LedgerModule } from '../src/ledger.module.ts';

const README = new URL('../README.md', import.meta.url);
const PARTS = { routes: () => routesTable(LedgerModule), chart: chartTable };

describe('the README of the ledger', () => {
  it('has its routes, refusals and accounts as the code has them (npm run generate)', () => {
    // Routes are known only with their decorators, which these specs are compiled with: so the one that checks also writes.
    if (process.env['SCRIP_GENERATE'] === '1') writeReadme(README, PARTS);
    expect(readme(README)).toBe(freshReadme(README, PARTS));
  });

  it('names a scope and a purpose for every route, and refusals for every command that can be refused', () => {
    const routes = routesOf(LedgerModule);
    expect(routes.filter(({ scope, purpose }) => scope === '' || purpose === '')).toEqual([]);
    const silent = routes.filter(({ route, refusals }) => !route.startsWith('GET') && !/`\w+`/.test(refusals));
    expect(silent.map(({ route }) => route)).toEqual([]);
  });
});
