import { describe, expect, it } from '@jest/globals';
import { gradeAfterChange, HeardGrades } from './heard-grades.ts';

describe('changes of grades that were heard', () => {
  it('are given out once, in their order, when their time has come', () => {
    const change = (version: number, grade: string, heldFrom: number) => ({
      version,
      grade,
      heldFrom,
      byPoints: false,
    });
    const [silver, gold, diamond] = [change(2, 'silver', 10), change(3, 'gold', 30), change(5, 'diamond', 20)];
    const heard = new HeardGrades();
    heard.hold(new Map([['mbr_1', [silver, gold, diamond]]]));
    const member = { membershipId: 'mbr_1', heardVersion: 0 };
    expect(heard.before({ membershipId: 'mbr_2', heardVersion: 0 }, 99)).toEqual([]);
    expect(heard.before(member, 10)).toEqual([]);
    expect(heard.before(member, 11)).toEqual([silver]);
    // Those at hand may be others meanwhile, or the same with what was given out already.
    heard.hold(new Map());
    expect(heard.before(member, 99)).toEqual([]);
    heard.hold(new Map([['mbr_1', [silver, gold, diamond]]]));
    // The later one whose time came first takes the earlier one along.
    expect(heard.before(member, 21)).toEqual([gold, diamond]);
    expect(heard.before(member, 99)).toEqual([]);
  });

  it.each([
    ['raises who would be lower as far', 'silver', 'silver', 'gold', 'gold'],
    ['raises nobody who would be higher already', 'diamond', 'silver', 'gold', 'diamond'],
    ['lowers who would be as high as far', 'gold', 'gold', 'silver', 'silver'],
    ['lowers nobody whom the draft had raised above', 'diamond', 'gold', 'silver', 'diamond'],
    ['lowers who would be between', 'gold', 'diamond', 'silver', 'silver'],
    ['raises nobody by a fall', 'silver', 'diamond', 'gold', 'silver'],
    ['to a grade that the draft has not changes nothing', 'gold', 'gold', 'jade', 'gold'],
  ])('%s', (_, would, was, is, after) => {
    expect(gradeAfterChange(would, { was, is }, ['silver', 'gold', 'diamond'])).toBe(after);
  });
});
