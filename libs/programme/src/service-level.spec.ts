import { describe, expect, it } from '@jest/globals';
import { preset, serviceLevelOf } from './index.ts';

const bank = preset('bank-stepdown');
const level = (grade: string, ...productKeys: string[]) => serviceLevelOf({ grade, productKeys }, bank);

describe('the service level', () => {
  it('is the lower of grade and best card, and nothing without a card', () => {
    expect(level('platinum', 'gold-card')).toMatchObject({ level: 'gold', cardGrade: 'gold', decidedBy: 'card' });
    expect(level('gold', 'gold-card', 'platinum-card')).toMatchObject({ level: 'gold', decidedBy: 'grade' });
    expect(level('gold', 'gold-card')).toMatchObject({ level: 'gold', decidedBy: 'both' });
    expect(level('platinum', 'meal-card')).toMatchObject({ level: null, cardGrade: null, decidedBy: 'noCard' });
  });

  it('says why in both languages', () => {
    expect(level('platinum', 'gold-card').words).toEqual({
      'zh-CN': '等级为白金级，卡为金级，按较低的金级服务',
      en: 'the grade is Platinum, the card Gold; served by the lower, Gold',
    });
  });

  it('is the grade where the programme asks for no card', () => {
    const fast = preset('bank-fastrise');
    expect(serviceLevelOf({ grade: 'platinum', productKeys: [] }, fast)).toMatchObject({ level: 'platinum' });
  });
});
