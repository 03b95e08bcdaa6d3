import { describe, expect, it } from '@jest/globals';
import { freshReadme, readme, routesOf, routesTable, writeReadme } from '@scrip/testing/readme';
import { TieringModule } from '../src/tiering.module.ts';

const README = new URL('../README.md', import.meta.url);
const PARTS = { routes: () => routesTable(TieringModule) };

describe('the README of tiering', () => {
  it('has its routes and refusals as the code has them (npm run generate)', () => {
    // Routes are known only with their decorators, which these specs are compiled with: so the one that checks also writes.
    if (process.env['SCRIP_GENERATE'] === '1') writeReadme(README, PARTS);
    expect(readme(README)).toBe(freshReadme(README, PARTS));
  });

  it('names a scope and a purpose for every route', () => {
    const routes = routesOf(TieringModule);
    expect(routes.filter(({ scope, purpose }) => scope === '' || purpose === '')).toEqual([]);
  });
});
