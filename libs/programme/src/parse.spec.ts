import { describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import {
  checkProgramme,
  DOCUMENT_CHARS_MAX,
  type Programme,
  parseProgramme,
  preset,
  presetText,
  programmeJsonSchema,
  publishedProgramme,
} from './index.ts';

/** A value to put at a way into the document, such as `grades.0.key`; `undefined` takes the field out. */
type Change = readonly [way: string, value: unknown];

/** Every problem of the mall's preset after some changes to a copy of it. */
const problemsAfter = (...changes: readonly Change[]) => {
  const document = structuredClone(preset('mall-vip'));
  for (const [way, value] of changes) {
    const steps = way.split('.');
    const last = steps.pop() ?? '';
    const part = steps.reduce<object>((at, step) => Reflect.get(at, step), document);
    if (value === undefined) Reflect.deleteProperty(part, last);
    else Reflect.set(part, last, value);
  }
  const checked = checkProgramme(document);
  return checked.kind === 'valid' ? [] : checked.problems.map(({ path, message }) => `${path} ${message}`);
};

describe('a programme document', () => {
  it('is read the same from YAML and from JSON', () => {
    const programme = preset('mall-vip');
    expect(parseProgramme(presetText('mall-vip'))).toEqual({ kind: 'valid', programme });
    expect(parseProgramme(JSON.stringify(programme))).toEqual({ kind: 'valid', programme });
    expect(publishedProgramme(JSON.stringify(programme))).toEqual(programme);
  });

  it('that is no document has one problem at its root', () => {
    const root = (text: string) => {
      const parsed = parseProgramme(text);
      return parsed.kind === 'problems'
        ? parsed.problems.map(({ path, message }) => `${path} ${message.split('\n')[0]}`)
        : [];
    };
    expect(root('a: [')[0]).toMatch(/^\$ the text is neither JSON nor YAML: /);
    expect(root('a: 1\na: 2')[0]).toMatch(/unique/);
    expect(root('a: !!python/object x')[0]).toMatch(/^\$ the text is neither JSON nor YAML: Unresolved tag/);
    expect(root('a: *b')[0]).toMatch(/Unresolved alias/);
    expect(root(`a: ${'['.repeat(100)}${']'.repeat(100)}`)).toEqual(['$ the document nests deeper than 40 levels']);
    expect(root(`a: ${'['.repeat(50_000)}`)[0]).toMatch(/^\$ the text /);
    expect(root(' '.repeat(DOCUMENT_CHARS_MAX + 1))).toEqual([
      `$ the document is longer than ${DOCUMENT_CHARS_MAX} characters`,
    ]);
    expect(root('')[0]).toMatch(/expected object/);
  });

  it('says where fields are missing, unknown or of the wrong shape', () => {
    expect(
      problemsAfter(
        ['name', undefined],
        ['colour', 'red'],
        ['version', 1.5],
        ['effectiveAt', '2025-01-01'],
        ['grades.0.key', 'Gold'],
        ['contact.templates.0.text.zh-CN', ''],
      ).toSorted(),
    ).toEqual([
      '$.colour is not a field of this part of the document',
      "$.contact.templates[0].text['zh-CN'] must have at least 1 characters, has 0",
      '$.effectiveAt expected an RFC 3339 time with offset such as 2025-01-10T00:00:00+08:00',
      '$.grades[0].key expected 1 to 40 of a-z, 0-9 and -, not beginning with -',
      '$.name is missing',
      '$.version expected int, got number 1.5',
    ]);
  });

  it('says where inside a condition or a choice it is wrong', () => {
    const inDraw = (when: unknown) => problemsAfter(['points.draws.0.when', when]);
    const at = '$.points.draws[0].when';
    expect(inDraw({ fact: 'balancePoints', gte: '8' })).toEqual([`${at}.gte expected number, got string "8"`]);
    expect(inDraw({ all: [{ fact: 'balancePoints', mod: { by: 10 } }] })).toEqual([`${at}.all[0].mod.is is missing`]);
    expect(inDraw({ all: [{ any: [{ fact: 'luck', eq: 1 }] }] })[0]).toMatch(
      /^\$\.points\.draws\[0\]\.when\.all\[0\]\.any\[0\]\.fact expected one of .*, got luck$/,
    );
    expect(inDraw({ fact: 'balancePoints', gte: 1, lte: 2 })[0]).toMatch(/when is none of the known conditions/);
    expect(inDraw('always')[0]).toMatch(/when is none of the known conditions/);
    expect(inDraw({ calendar: {} })).toEqual([
      `${at}.calendar expected at least one of months, weekdays, monthDay, from, to`,
    ]);
    expect(inDraw({ calendar: { monthDay: '02-30' } })).toEqual([
      `${at}.calendar.monthDay expected a day of the year as MM-DD`,
    ]);
    const inLots = (validity: unknown) => problemsAfter(['storedValue.0.lots.validity', validity]);
    expect(inLots({ term: 'PT1H' })).toEqual([
      '$.storedValue[0].lots.validity.term expected an ISO 8601 period of whole days such as P2Y',
    ]);
    expect(inLots('for ever')).toEqual(['$.storedValue[0].lots.validity expected none or {term}']);
  });

  it('may not take a key twice where it is recorded in the same field', () => {
    expect(
      problemsAfter(
        ['grades.1.key', 'gold'],
        ['raises', []],
        ['joining', []],
        ['pricing', []],
        ['points.multipliers.0.key', 'one-per-ten-yuan'],
        ['points.bonuses.0.key', 'birthday'],
        ['counters.2.key', 'counter-1'],
        ['benefits', undefined],
      ),
    ).toEqual([
      '$.grades[1].key the key gold is already taken',
      '$.counters[2].key the key counter-1 is already taken',
      '$.points.multipliers[0].key the key one-per-ten-yuan is already taken',
      '$.points.bonuses[0].key the key birthday is already taken',
    ]);
  });

  it('may not name grades, counters, price classes or templates that are not there', () => {
    expect(
      problemsAfter(
        ['joining.0.grade', 'silver'],
        ['raises.0.to', 'platinum'],
        [
          'pricing.0.when',
          {
            all: [
              { fact: 'grade', eq: 'silver' },
              { fact: 'counterKey', in: ['counter-1', 'counter-9'] },
            ],
          },
        ],
        ['pricing.1.when', { any: [{ grade: { atLeast: 'silver' } }, { fact: 'priceClass', eq: 'sale' }] }],
        ['contact.triggers.0.template', 'nothing'],
      ),
    ).toEqual([
      '$.joining[0].grade there is no grade silver',
      '$.raises[0].to there is no grade platinum',
      '$.pricing[0].when.all[0].eq there is no grade silver',
      '$.pricing[0].when.all[1].in[1] there is no counter counter-9',
      '$.pricing[1].when.any[0].grade.atLeast there is no grade silver',
      '$.pricing[1].when.any[1].eq there is no price class sale',
      '$.contact.triggers[0].template there is no template nothing',
    ]);
  });

  it('may not let a higher grade need less than a lower one, nor raise to the lowest', () => {
    expect(problemsAfter(['joining.1.when.gte', 30_000])).toEqual([
      '$.joining[1].when.gte diamond must need more than the lower grade gold, which needs 30000',
    ]);
    expect(problemsAfter(['raises.0.to', 'gold'])).toEqual([
      '$.raises[0].to gold is the lowest grade, nobody can be raised to it',
    ]);
  });

  it('may not ask what a rule is never told', () => {
    expect(
      problemsAfter(
        ['joining.0.when', { fact: 'lifetimePoints', gte: 1 }],
        ['pricing.0.when', { all: [{ calendar: { months: [1] } }, { rank: { of: 'firstPurchaseOfDay', lte: 9 } }] }],
        ['points.multipliers.0.when', { not: { rank: { of: 'firstPurchaseOfDay', lte: 9 } } }],
        ['points.draws.0.when', { grade: { atLeast: 'gold' } }],
        ['raises.0.when', { calendar: { months: [1] } }],
      ),
    ).toEqual([
      '$.joining[0].when.fact lifetimePoints is not known here; known are sameDayTotalFen',
      '$.pricing[0].when.all[1].rank the rank of the day is not known here',
      '$.points.multipliers[0].when.not.rank the rank of the day is not known here',
      '$.points.draws[0].when.grade the grade is not known here',
      '$.raises[0].when.calendar the business date is not known here',
    ]);
  });

  it('may not compare a fact with another kind of value', () => {
    expect(
      problemsAfter(
        [
          'pricing.0.when',
          {
            all: [
              { fact: 'priceClass', gte: 1 },
              { fact: 'counterInScheme', eq: 'yes' },
              { fact: 'grade', in: [1] },
            ],
          },
        ],
        [
          'points.draws.0.when',
          {
            all: [
              { fact: 'balancePoints', mod: { by: 10, is: 10 } },
              { fact: 'earnedPoints', eq: 'many' },
            ],
          },
        ],
      ),
    ).toEqual([
      '$.pricing[0].when.all[0].gte priceClass is not a number',
      '$.pricing[0].when.all[1].eq counterInScheme is compared with a boolean',
      '$.pricing[0].when.all[2].in[0] grade is compared with a string',
      '$.points.draws[0].when.all[0].mod.is a remainder of a division by 10 is less than 10',
      '$.points.draws[0].when.all[1].eq earnedPoints is compared with a number',
    ]);
  });

  it('may not write a message with a variable that is unknown, unused, of another type or missing in the event', () => {
    expect(
      problemsAfter(
        ['contact.templates.0.text.en', 'You paid {chargedFen} at {shop} {'],
        ['contact.templates.1.variables.receiptsTotalFen', 'money'],
        ['contact.templates.2.variables', { toGrade: 'text', lifetimePoints: 'points', receiptId: 'text' }],
        ['contact.templates.2.text.en', 'With {lifetimePoints} points your grade is now {toGrade}: {receiptId}.'],
      ),
    ).toEqual([
      '$.contact.templates[0].text.en the text names the variable shop, which the template does not have',
      '$.contact.templates[0].text.en the text has a brace without its pair',
      '$.contact.templates[1].variables.receiptsTotalFen no text names the variable receiptsTotalFen',
      '$.contact.triggers[2].template toGrade of GradeRaised is of the type grade, the template has text',
      '$.contact.triggers[2].template GradeRaised has no field receiptId that a message may name',
    ]);
  });

  it('that was published is read again without the checks between its parts, but never with another shape', () => {
    const document: Programme = { ...preset('mall-vip'), grades: [] };
    expect(checkProgramme(document).kind).toBe('problems');
    expect(publishedProgramme(JSON.stringify(document))).toEqual(document);
    expect(() => publishedProgramme('{"id":"mall-vip"}')).toThrow(InvariantError);
    expect(() => publishedProgramme('not json')).toThrow(InvariantError);
  });
});

describe('the JSON Schema of the document', () => {
  it('describes every field of every part', () => {
    const undescribed: string[] = [];
    const walk = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      for (const [name, inner] of Object.entries(part)) {
        walk(inner, `${path}.${name}`);
        if (name !== 'properties') continue;
        for (const [field, schema] of Object.entries(inner as Record<string, { description?: string }>)) {
          if (schema.description === undefined) undescribed.push(`${path}.${field}`);
        }
      }
    };
    const schema = programmeJsonSchema();
    walk(schema, '$');
    expect(undescribed).toEqual([]);
    expect(Object.keys(schema.$defs as object)).toContain('Condition');
    // Every part that is used twice has a name of its own.
    expect(Object.keys(schema.$defs as object).filter((name) => name.startsWith('__'))).toEqual([]);
  });
});
