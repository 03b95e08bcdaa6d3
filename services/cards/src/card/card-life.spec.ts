import { describe, expect, it } from '@jest/globals';
import { contracts } from '@scrip/contracts';
import { CARD_STATES, type CardKind, mayHappen, TRANSITIONS, whyNotInState } from './card-life.ts';

/** Every fact in every state, as a card desk would read it: one row a state, what may happen to it. */
const READ: Readonly<Record<CardKind, string>> = {
  unknown: 'BlankCardProduced CardApplied CardIssued',
  applied: 'CardApproved CardVoided',
  approved: 'CardIssued CardProduced CardVoided',
  produced: 'CardIssued CardStocked CardVoided',
  in_stock: 'CardAllotted CardExpired CardIssued CardSold CardVoided',
  issued:
    'CardActivated CardExpired CardReplaced CardReplacementDropped CardReplacementStarted CardReportedLost CardVoided ' +
    'PinChanged PinLocked PinRefused PinReset PinSet PinVerified',
  active:
    'CardExpired CardRegistered CardReplaced CardReplacementDropped CardReplacementStarted CardReportedDamaged ' +
    'CardReportedLost CardSuspended CardVoided PinChanged PinLocked PinRefused PinReset PinSet PinVerified',
  suspended:
    'CardExpired CardRegistered CardReplaced CardReplacementDropped CardReplacementStarted CardReportedLost CardResumed ' +
    'CardVoided',
  lost:
    'CardLossReportedByHolder CardReplaced CardReplacementDropped CardReplacementStarted CardUnblockDeclined ' +
    'CardUnblockProposed CardUnblocked CardVoided',
  stolen:
    'CardLossReportedByHolder CardReplaced CardReplacementDropped CardReplacementStarted CardUnblockDeclined ' +
    'CardUnblockProposed CardUnblocked CardVoided',
  damaged:
    'CardExpired CardRegistered CardReplaced CardReplacementDropped CardReplacementStarted CardReportedLost CardResumed ' +
    'CardSuspended CardVoided PinChanged PinLocked PinRefused PinReset PinSet PinVerified',
  replaced: '',
  expired: 'CardRegistered CardReplaced CardReplacementDropped CardReplacementStarted CardVoided',
  void: '',
};
const TYPES = Object.keys(TRANSITIONS) as (keyof typeof TRANSITIONS)[];

describe('the life of a card', () => {
  it.each(Object.entries(READ) as [CardKind, string][])('lets these happen to a card that is %s: %s', (kind, may) => {
    expect(TYPES.filter((type) => mayHappen(kind, type)).sort()).toEqual(may === '' ? [] : may.split(' '));
  });

  it('has a line for each fact of a card, and reaches every state', () => {
    const facts = contracts().filter(({ service, stream }) => service === 'cards' && stream === 'card');
    expect(TYPES.toSorted()).toEqual(facts.map(({ type }) => type).sort());
    const reached = new Set<string>(Object.values(TRANSITIONS).map(({ to }) => to));
    expect(CARD_STATES.filter((state) => !reached.has(state))).toEqual(['lost', 'stolen']);
  });

  it('says in one word why something cannot happen, in every state where it cannot', () => {
    for (const kind of ['unknown', ...CARD_STATES] as const) {
      for (const type of TYPES) {
        const why = whyNotInState(kind, type);
        if (mayHappen(kind, type)) expect(why).toBeUndefined();
        else expect(['card_unknown', 'card_exists', `card_${kind}`, `card_already_${kind}`]).toContain(why);
      }
    }
    expect(whyNotInState('unknown', 'CardActivated')).toBe('card_unknown');
    expect(whyNotInState('active', 'CardActivated')).toBe('card_already_active');
    expect(whyNotInState('lost', 'CardActivated')).toBe('card_lost');
    expect(whyNotInState('stolen', 'CardReportedLost')).toBe('card_already_stolen');
    expect(whyNotInState('active', 'BlankCardProduced')).toBe('card_exists');
  });
});
