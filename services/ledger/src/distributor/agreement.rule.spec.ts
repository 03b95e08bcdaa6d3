import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { AGENCY, OrderStory, WHOLESALE } from '../../test/order-story.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { endAgreement, nameContact } from './agreement.rule.ts';
import { distributorDecider, takeOrder } from './distributor.decider.ts';
import { findBreach } from './fulfil-order.rule.ts';
import { placeOrder } from './place-order.rule.ts';

const RENEWED = { ...AGENCY, renewedFor: 'P1Y' };

/** The history of an agreement under these terms. */
function agreed(agency = AGENCY, wholesale = WHOLESALE) {
  return new OrderStory({ agency, wholesale }).distributorEvents;
}

describe('who acts for a distributor', () => {
  const letter = (contactId: string, arrivedDate: string) => ({
    type: 'DistributorContactNamed' as const,
    data: {
      distributorId: 'dist-1',
      contactId,
      arrivedDate,
      actsFromDate: arrivedDate.replace(/\d\d$/, (day) => String(Number(day) + 5).padStart(2, '0')),
    },
  });

  it('is named by a letter, which acts five days after it arrives (example D7)', () => {
    given(distributorDecider, ...agreed())
      .when((state) => nameContact(state, { contactId: 'person-2', arrivedDate: '2025-06-01' }))
      .then(letter('person-2', '2025-06-01'));
  });

  it('is the one before until then', () => {
    const history = [...agreed(), letter('person-1', '2025-03-01'), letter('person-2', '2025-06-01')];
    const order = (contactId: string | null, day: string) =>
      given(distributorDecider, ...history).when((state) =>
        takeOrder(state, { orderId: 'o', kind: 'wholesale', contactId, at: at(day) }),
      );
    const taken = {
      type: 'DistributorOrderTaken' as const,
      data: { distributorId: 'dist-1', orderId: 'o', kind: 'wholesale' },
    };
    order('person-1', '2025-06-05').then(taken);
    order('person-2', '2025-06-05').thenRefused('not_the_contact', { askedBy: 'person-2', contactId: 'person-1' });
    order('person-2', '2025-06-06').then(taken);
    order('person-1', '2025-06-06').thenRefused('not_the_contact', { askedBy: 'person-1', contactId: 'person-2' });
    order(null, '2025-06-06').thenRefused('not_the_contact', { askedBy: null, contactId: 'person-2' });
    // Before the first letter acts nobody is named, and anybody may order.
    order(null, '2025-03-05').then(taken);
  });

  it('is refused by the first of its reasons', () => {
    const named = { contactId: 'person-1', arrivedDate: '2025-06-01' };
    given(distributorDecider)
      .when((state) => nameContact(state, named))
      .thenRefused('distributor_unknown');
    given(distributorDecider, ...agreed(), letter('person-1', '2025-06-01'))
      .when((state) => nameContact(state, named))
      .thenRefused('contact_known', { contactId: 'person-1', actsFromDate: '2025-06-06' });
    given(distributorDecider, ...agreed(), letter('person-2', '2025-06-02'))
      .when((state) => nameContact(state, named))
      .thenRefused('letter_out_of_order', { arrivedDate: '2025-06-01', latestActsFromDate: '2025-06-07' });
  });
});

describe('the term of an agreement', () => {
  const order = (history: ReturnType<typeof agreed>, kind: 'wholesale' | 'agency', day: string) =>
    given(distributorDecider, ...history).when((state) => takeOrder(state, { orderId: 'o', kind, at: at(day) }))
      .decision.kind;

  it('goes on each year, unless it was ended in its last month', () => {
    expect(order(agreed(RENEWED), 'agency', '2027-12-31')).toBe('accepted');
    const ended = given(distributorDecider, ...agreed(RENEWED))
      .when((state) => endAgreement(state, { kind: 'agency', at: at('2026-12-01') }))
      .then({
        type: 'DistributorAgreementEnded',
        data: { distributorId: 'dist-1', kind: 'agency', lastDate: '2026-12-31', termsVersion: 1 },
      });
    const takes = (day: string) => takeOrder(ended.state, { orderId: 'o', kind: 'agency', at: at(day) });
    expect(takes('2026-12-31').kind).toBe('accepted');
    expect(takes('2027-01-01')).toMatchObject({
      refusal: { code: 'term_over', detail: { startsDate: '2026-01-01', endsDate: '2026-12-31' } },
    });
  });

  it('is over on its last day where no renewal is agreed, for wholesale as for agency', () => {
    const wholesale = { ...WHOLESALE, startsDate: '2025-01-01', endsDate: '2025-12-31' };
    expect(order(agreed(AGENCY, wholesale), 'wholesale', '2025-12-31')).toBe('accepted');
    expect(order(agreed(AGENCY, wholesale), 'wholesale', '2026-01-01')).toBe('refused');
    expect(order(agreed(), 'wholesale', '2040-01-01')).toBe('accepted');
  });

  it('is ended by the first of its reasons refused', () => {
    const end = (history: ReturnType<typeof agreed>, kind: 'wholesale' | 'agency', day: string) =>
      given(distributorDecider, ...history).when((state) => endAgreement(state, { kind, at: at(day) }));
    end([], 'agency', '2025-12-01').thenRefused('distributor_unknown');
    end(agreed().slice(1), 'wholesale', '2025-12-01').thenRefused('terms_missing', { kind: 'wholesale' });
    end(agreed(), 'wholesale', '2025-12-01').thenRefused('term_missing', { kind: 'wholesale' });
    end(agreed(), 'agency', '2026-01-01').thenRefused('term_over', {
      startsDate: '2025-01-01',
      endsDate: '2025-12-31',
    });
    end(agreed(), 'agency', '2025-11-30').thenRefused('not_in_last_month', {
      date: '2025-11-30',
      endsDate: '2025-12-31',
    });
  });
});

describe('the region of an order', () => {
  it('is that of the terms, or one agreed for the order', () => {
    const story = new OrderStory({ wholesale: { ...WHOLESALE, region: 'south' } });
    const asked = { orderId: 'o', kind: 'wholesale' as const, cards: 1, cardFen: yuan(100), at: at('2025-06-01') };
    const regionOf = (region?: string) => {
      const decision = placeOrder(story.distributor, story.order, { ...asked, region });
      return decision.kind === 'accepted' ? decision.events.at(-1)?.event.data : undefined;
    };
    expect(regionOf()).toMatchObject({ region: 'south' });
    expect(regionOf('east')).toMatchObject({ region: 'east' });
  });

  it('is answered for by the distributor where cards were sold outside it (example D6)', () => {
    const story = new OrderStory({ wholesale: { ...WHOLESALE, region: 'south' } }).places('wholesale', 200, 100).pays();
    story.delivers(200, at('2025-06-02'));
    const breach = { claimId: 'clm_1', cards: 3, soldRegion: 'north', amountFen: yuan(300) };
    const decision = findBreach(story.order, breach);
    expect(decision).toMatchObject({
      events: [
        {
          of: 'order',
          event: { type: 'DistributorOrderRegionBreached', data: { region: 'south', claimFen: yuan(300) } },
        },
        { of: 'claim', event: { type: 'ClaimOpened', data: { owedBy: 'party', cause: 'sold_outside_region' } } },
      ],
    });
    const lines = decision.kind === 'accepted' ? decision.events.flatMap(({ event }) => postings(event)) : [];
    expect(lines.map((line) => [line.account, line.amountFen])).toEqual([
      ['receivable:claim:clm_1', yuan(300)],
      ['income:claim', yuan(-300)],
    ]);
    expect(findBreach(story.order, { ...breach, soldRegion: 'south' })).toMatchObject({
      refusal: { code: 'region_kept' },
    });
    expect(findBreach(story.order, { ...breach, cards: 201 })).toMatchObject({
      refusal: { code: 'breaches_exceed_delivery', detail: { askedCards: 201, deliveredCards: 200, breachedCards: 0 } },
    });
    expect(findBreach(OrderStory.paid('wholesale').order, breach)).toMatchObject({
      refusal: { code: 'region_not_limited' },
    });
  });
});
