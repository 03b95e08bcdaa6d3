import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  CHECK_KEYS,
  checkRulePack,
  type Programme,
  preset,
  presetNames,
  presetText,
  type RulePackSettings,
  type StoredValueProduct,
} from './index.ts';
import { SCHEMA_FILE, schemaFileText } from './schema-file.ts';

/** What the older agreements break, by preset; the others break nothing (domain 3). */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'apparel-recharge': ['named_card_cap', 'named_card_no_expiry', 'refund_clause'],
  'restaurant-recharge': ['named_card_cap', 'named_card_no_expiry'],
  'corporate-meal': ['refund_to_same_name'],
  'mall-vip': ['named_card_cap', 'marketing_consent'],
};
const warned = (programme: Programme, settings?: RulePackSettings) =>
  checkRulePack(programme, settings).findings.filter(({ outcome }) => outcome === 'warned');
const findingOf = (programme: Programme, check: string, settings?: RulePackSettings) => {
  const found = checkRulePack(programme, settings).findings.find((finding) => finding.check === check);
  if (!found) throw new Error(`no finding of ${check}`);
  return found;
};

/** A lawful bearer card after changes to its product. */
const bearer = (changes: Partial<StoredValueProduct>): Programme => {
  const programme = preset('wholesale-agency');
  const [card] = programme.storedValue ?? [];
  if (!card) throw new Error('the preset has a product');
  return { ...programme, storedValue: [{ ...card, ...changes }] };
};
const lots = (validity: StoredValueProduct['lots']['validity']): StoredValueProduct['lots'] => ({
  validity,
  order: 'earliestExpiry',
  burn: 'proRata',
});

describe('the rule pack cn-single-purpose', () => {
  it.each(presetNames())('reports every check of %s, and warns of what its agreement breaks', (name) => {
    const report = checkRulePack(preset(name));
    expect([...new Set(report.findings.map(({ check }) => check))]).toEqual(CHECK_KEYS);
    expect([...new Set(warned(preset(name)).map(({ check }) => check))]).toEqual(BROKEN[name] ?? []);
    for (const { clause, text } of report.findings) {
      expect([clause['zh-CN'], clause.en, text['zh-CN'], text.en].every((words) => words.length > 0)).toBe(true);
    }
  });

  it('names the numbers: two years, no refund, and the bonus that brings 5,000 above the cap', () => {
    const apparel = preset('apparel-recharge');
    expect(findingOf(apparel, 'named_card_cap')).toMatchObject({
      path: '$.storedValue[0]',
      numbers: { limitFen: 500_000, isFen: 550_000 },
      text: { en: 'At most 5,000.00 yuan; this one has no cap, and one load brings 5,500.00.' },
    });
    expect(findingOf(apparel, 'named_card_no_expiry')).toMatchObject({ numbers: { terms: 'P2Y' } });
    expect(findingOf(apparel, 'refund_clause')).toMatchObject({
      path: '$.storedValue[0].refund',
      numbers: { policy: 'never' },
    });
    expect(findingOf(preset('restaurant-recharge'), 'named_card_cap')).toMatchObject({
      numbers: { isFen: 1_200_000 },
    });
  });

  it('counts value with bonus against the cap, or what was paid where the issuer says so', () => {
    const [card] = preset('apparel-recharge').storedValue ?? [];
    if (!card) throw new Error('the preset has a product');
    const capped: Programme = {
      ...preset('apparel-recharge'),
      storedValue: [{ ...card, recharge: { ...card.recharge, balanceCapFen: 550_000 } }],
    };
    expect(findingOf(capped, 'named_card_cap')).toMatchObject({ outcome: 'warned', numbers: { isFen: 550_000 } });
    expect(findingOf(capped, 'named_card_cap', { level: 'warn', capCounts: 'principal' })).toMatchObject({
      outcome: 'passed',
      numbers: { isFen: 500_000 },
    });
  });

  it('holds a bearer card to 1,000, three years, extension, and identity from 10,000', () => {
    const named = (changes: Partial<StoredValueProduct>) => warned(bearer(changes)).map(({ check }) => check);
    expect(named({})).toEqual([]);
    expect(named({ recharge: { minFen: 1, balanceCapFen: 100_001 } })).toEqual(['bearer_card_cap']);
    expect(named({ lots: lots({ term: 'P2Y', extension: { term: 'P1Y', feeFen: 0 } }) })).toEqual([
      'bearer_card_validity',
    ]);
    expect(named({ lots: lots({ term: 'P3Y' }) })).toEqual(['bearer_card_extension']);
    expect(named({ sale: { identityFromFen: 1_000_001 } })).toEqual(['buyer_identity', 'payment_by_transfer']);
    expect(named({ transfer: 'refused', refund: { policy: 'statutory', cashUpToFen: 10_001 } })).toEqual([
      'refund_to_same_name',
      'transfer_clause',
    ]);
  });

  it('warns, refuses or is silent as the issuer sets it, also for a single check', () => {
    const apparel = preset('apparel-recharge');
    expect(checkRulePack(apparel, { level: 'refuse', capCounts: 'all' })).toMatchObject({ refused: 6, warned: 0 });
    expect(
      checkRulePack(apparel, {
        level: 'refuse',
        capCounts: 'all',
        checks: { refund_clause: 'warn', named_card_cap: 'off' },
      }),
    ).toMatchObject({ refused: 2, warned: 2 });
    const off = checkRulePack(apparel, { level: 'off', capCounts: 'all' });
    expect(off).toMatchObject({ refused: 0, warned: 0 });
    expect(off.findings.map(({ check, outcome }) => [check, outcome])).toEqual(
      CHECK_KEYS.map((check) => [check, 'notApplicable']),
    );
  });
});

describe('an editor', () => {
  it('finds the JSON Schema by the first line of each preset, and the committed file is what the document says', () => {
    for (const name of presetNames()) {
      const [, path] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(presetText(name)) ?? [];
      expect([name, path && new URL(path, new URL(`../presets/${name}.yaml`, import.meta.url)).href]).toEqual([
        name,
        SCHEMA_FILE.href,
      ]);
    }
    expect(readFileSync(SCHEMA_FILE, 'utf8') === schemaFileText()).toBe(true);
  });
});
