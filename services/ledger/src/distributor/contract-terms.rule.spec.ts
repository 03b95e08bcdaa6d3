import { describe, expect, it } from '@jest/globals';
import { fold } from '@scrip/decider';
import { type Contract, preset } from '@scrip/programme';
import { given } from '@scrip/testing';
import { WHOLESALE } from '../../test/order-story.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { agreeAgencyUnder, agreeWholesaleUnder, type Under } from './contract-terms.rule.ts';
import { distributorDecider } from './distributor.decider.ts';
import { distributorOrderDecider } from './distributor-order.decider.ts';
import { placeOrder } from './place-order.rule.ts';

const CONTRACTS = preset('wholesale-agency').contracts ?? [];
const NOW = at('2025-06-01');

/** The preset's contract of this key, changed. */
function under(key: string, change: Partial<Contract> = {}): { readonly under: Under; readonly at: number } {
  const contract = CONTRACTS.find((one) => one.key === key);
  if (!contract) throw new Error(`the preset has no ${key}`);
  const name = { programmeId: 'wholesale-agency', programmeVersion: 1, contractKey: key };
  return { under: { ...name, contract: { ...contract, ...change } }, at: NOW };
}

describe('a contract', () => {
  it('that leaves the terms to each agreement needs them to be typed', () => {
    given(distributorDecider)
      .when((state) =>
        agreeWholesaleUnder(state, { distributorId: 'd', payBp: 9_000 }, under('wholesale', { wholesale: undefined })),
      )
      .thenRefused('terms_incomplete', { missing: ['deliverWithin', 'lateBpPerDay', 'faultTimes'] });
    given(distributorDecider)
      .when((state) => agreeAgencyUnder(state, { distributorId: 'd' }, under('agency', { agency: undefined })))
      .thenRefused('terms_incomplete', {
        missing: ['concessionBp', 'deliverWithin', 'refundAfter', 'loanRateBp', 'lateTimes', 'feeNowBp'],
      });
    const { decision } = given(distributorDecider).when((state) =>
      agreeWholesaleUnder(state, WHOLESALE, under('wholesale', { wholesale: undefined, term: undefined })),
    );
    expect(decision).toMatchObject({ events: [{ data: { ...WHOLESALE, endsDate: null, discountSteps: null } }] });
  });

  it('of one region needs nobody to name it', () => {
    const { decision } = given(distributorDecider).when((state) =>
      agreeWholesaleUnder(state, { distributorId: 'd' }, under('wholesale', { regions: ['south'] })),
    );
    expect(decision).toMatchObject({ events: [{ data: { region: 'south', regions: ['south'] } }] });
  });

  it('has one term however often its terms are agreed; once that is over, the next begins on the day', () => {
    const agreeOn = (day: string) => ({ ...under('wholesale'), at: at(day) });
    const said = { distributorId: 'd', region: 'south' };
    const first = agreeWholesaleUnder(distributorDecider.initial, said, agreeOn('2025-06-01'));
    if (first.kind === 'refused') throw new Error(first.refusal.code);
    const later = (day: string, words: object = {}) => {
      const { decision } = given(distributorDecider, ...first.events).when((state) =>
        agreeWholesaleUnder(state, { ...said, ...words }, agreeOn(day)),
      );
      return decision;
    };
    const year = { startsDate: '2025-06-01', endsDate: '2026-05-31' };
    expect(later('2026-05-31')).toMatchObject({ events: [{ data: { ...year, termsVersion: 2 } }] });
    const typed = { startsDate: '2025-09-01', endsDate: '2026-08-31' };
    expect(later('2025-09-01', typed)).toMatchObject({ events: [{ data: typed }] });
    const anew = { startsDate: '2026-06-01', endsDate: '2027-05-31' };
    expect(later('2026-06-01')).toMatchObject({ events: [{ data: anew }] });
  });

  it('of an agent that was renewed goes on in the term that it is in', () => {
    const agreedOn = (day: string) => ({ ...under('agency'), at: at(day) });
    const said = { distributorId: 'd' };
    const first = agreeAgencyUnder(distributorDecider.initial, said, agreedOn('2025-06-01'));
    if (first.kind === 'refused') throw new Error(first.refusal.code);
    const renewed = { startsDate: '2026-06-01', endsDate: '2027-05-31', renewedFor: 'P1Y', termsVersion: 2 };
    const { decision } = given(distributorDecider, ...first.events).when((state) =>
      agreeAgencyUnder(state, said, agreedOn('2026-09-15')),
    );
    expect(decision).toMatchObject({ events: [{ data: renewed }] });
    const { decision: elsewhere } = given(distributorDecider, ...first.events).when((state) => {
      const { under: of, at: when } = agreedOn('2025-09-15');
      return agreeAgencyUnder(state, said, { under: { ...of, contractKey: 'another' }, at: when });
    });
    expect(elsewhere).toMatchObject({ events: [{ data: { startsDate: '2025-09-15' } }] });
  });

  it('sells no fewer cards than its first step has', () => {
    const wholesale = under('wholesale').under.contract?.wholesale;
    if (!wholesale) throw new Error('the preset has steps');
    const steps = [{ fromCards: 50, payBp: 9_700 }, ...wholesale.discountSteps.slice(1)];
    const { decision } = given(distributorDecider).when((state) =>
      agreeWholesaleUnder(
        state,
        { distributorId: 'd', region: 'south' },
        under('wholesale', { wholesale: { ...wholesale, discountSteps: steps } }),
      ),
    );
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const agreed = fold(distributorDecider, decision.events);
    const order = (cards: number) => ({ orderId: 'o', kind: 'wholesale' as const, cards, cardFen: yuan(100), at: NOW });
    const place = (cards: number) => placeOrder(agreed, distributorOrderDecider.initial, order(cards));
    expect(place(49)).toMatchObject({
      refusal: { code: 'order_below_steps', detail: { askedCards: 49, leastCards: 50 } },
    });
    expect(place(50)).toMatchObject({ events: [{}, { event: { data: { payBp: 9_700, dueFen: yuan(4_850) } } }] });
    expect(place(1_000)).toMatchObject({ events: [{}, { event: { data: { payBp: 9_300, dueFen: yuan(93_000) } } }] });
  });
});
