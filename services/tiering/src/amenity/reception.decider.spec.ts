import { describe, expect, it } from '@jest/globals';
import type { ReceptionEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import {
  approveReception,
  type BookReception,
  bookReception,
  cancelReception,
  followUp,
  nameReceivers,
  prepare,
  type ReceptionState,
  receive,
  receptionDecider,
  refuseReception,
  seeOff,
} from './reception.decider.ts';

const hotel = preset('hotel-reception');
const booking = (changes: Partial<BookReception> = {}): BookReception => ({
  receptionId: 'rcp_1',
  stayId: 'stay-1',
  holderId: 'hld_1',
  levelKey: 'b',
  foreignGuest: false,
  arrivesDate: '2026-03-01',
  leavesDate: '2026-03-03',
  bookedBy: 'desk',
  ...changes,
});
const deputy = { by: 'deputy', roles: new Set(['deputy-general-manager']) };
const by = 'desk';
type Step = (state: ReceptionState) => Decision<ReceptionEvent>;
const booked: Step = (state) => bookReception(state, booking(), hotel);
const approved: Step = (state) => approveReception(state, deputy);
const prepared: Step = (state) => prepare(state, { by, costs: [{ itemKey: 'fruit', costFen: fen(3_900n) }] });
const received: Step = (state) => receive(state, { by, receiverIds: ['anna'] });
const seenOff: Step = (state) => seeOff(state, { by, receiverIds: null });
const after = (...steps: readonly Step[]): ReceptionState =>
  steps.reduce((state, step) => {
    const decision = step(state);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    return fold(receptionDecider, decision.events, state);
  }, receptionDecider.initial);
const codeOf = (decision: Decision<ReceptionEvent>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.events.map(({ type }) => type).join();

describe('a reception', () => {
  it('is booked with what is laid out, what it may cost and who decides', () => {
    expect(booked(receptionDecider.initial)).toMatchObject({
      events: [
        {
          data: {
            items: [
              { itemKey: 'fruit', budgetFen: 4_000n },
              { itemKey: 'flowers', budgetFen: 2_500n },
              { itemKey: 'pastry', budgetFen: 1_000n },
            ],
            budgetFen: 7_500n,
            authorityRoles: ['deputy-general-manager'],
            authorityBudgetFen: 7_500n,
            serviceKeys: ['welcome-at-door'],
          },
        },
      ],
    });
  });

  it('of a guest from abroad has wine and cheese for the fruit, at levels A and B only, within the same budget', () => {
    const of = (levelKey: string) =>
      bookReception(receptionDecider.initial, booking({ levelKey, foreignGuest: true }), hotel);
    expect(of('a')).toMatchObject({
      events: [{ data: { budgetFen: 11_500n, items: { 0: { itemKey: 'guest-wine' } } } }],
    });
    expect(of('b')).toMatchObject({ events: [{ data: { budgetFen: 7_500n, items: { 1: { itemKey: 'cheese' } } } }] });
    expect(of('c')).toMatchObject({ events: [{ data: { budgetFen: 4_000n, items: { 0: { itemKey: 'fruit' } } } }] });
  });

  it('goes from booked to prepared, received, seen off and followed up, and no other way', () => {
    const order: readonly Step[] = [
      approved,
      prepared,
      received,
      seenOff,
      (state) => followUp(state, { by, outcome: 'satisfied' }),
    ];
    for (const [at, step] of order.entries()) {
      const state = after(booked, ...order.slice(0, at));
      const taken = order.map((other) => codeOf(other(state)));
      expect(taken[at]).toBe(codeOf(step(state)));
      expect(taken.filter((code) => !code.startsWith('reception_') && code !== 'not_approved')).toHaveLength(1);
    }
    expect(after(booked, ...order)).toMatchObject({ status: 'followed_up', receiverIds: ['anna'] });
  });

  it('that was refused or cancelled can be booked again', () => {
    const refused: Step = (state) => refuseReception(state, { ...deputy, reason: 'not_a_vip' });
    const cancelled: Step = (state) => cancelReception(state, { by, reason: 'stays_away' });
    expect(after(booked, refused, booked)).toMatchObject({ status: 'booked', approvedBy: null });
    expect(after(booked, approved, cancelled, booked)).toMatchObject({ status: 'booked', approvedBy: null });
  });

  it('is refused by the first of its reasons', () => {
    const { initial } = receptionDecider;
    const book = (changes: Partial<BookReception>, programme: Programme = hotel, state: ReceptionState = initial) =>
      codeOf(bookReception(state, booking(changes), programme));
    expect(book({}, hotel, after(booked))).toBe('reception_known');
    expect(book({ levelKey: 'z' })).toBe('level_unknown');
    expect(book({}, { ...hotel, entitlements: [] })).toBe('amenities_not_offered');
    expect(book({}, { ...hotel, approvals: [] })).toBe('approval_not_offered');
    const onlyA = hotel.approvals?.map((one) => ({ ...one, authorities: one.authorities.slice(0, 1) }));
    expect(book({}, { ...hotel, approvals: onlyA })).toBe('level_not_offered');
    expect(book({ leavesDate: '2026-02-28' })).toBe('leaves_before_it_arrives');
    const approve = (state: ReceptionState, who = deputy) => codeOf(approveReception(state, who));
    expect(approve(initial)).toBe('reception_unknown');
    expect(approve(after(booked, approved))).toBe('reception_decided');
    expect(approve(after(booked), { by: 'head', roles: new Set(['general-manager']) })).toBe('role_missing');
    expect(approve(after(booked), { ...deputy, by: 'desk' })).toBe('own_work');
    const poor = hotel.approvals?.map((one) => ({
      ...one,
      authorities: one.authorities.map((authority) => ({ ...authority, budgetFen: 7_499 })),
    }));
    const small: Step = (state) => bookReception(state, booking(), { ...hotel, approvals: poor });
    expect(approveReception(after(small), deputy)).toMatchObject({
      refusal: { code: 'authority_exceeded', detail: { budgetFen: 7_500n, excessFen: 1n } },
    });
    const lay = (state: ReceptionState, ...costs: readonly [itemKey: string, costFen: bigint][]) =>
      codeOf(prepare(state, { by, costs: costs.map(([itemKey, costFen]) => ({ itemKey, costFen: fen(costFen) })) }));
    expect(lay(after(booked))).toBe('not_approved');
    const ready = after(booked, approved);
    expect(lay(ready, ['wine', 1n])).toBe('item_unknown');
    expect(lay(ready, ['fruit', 1n], ['fruit', 1n])).toBe('item_repeated');
    expect(lay(ready, ['fruit', 4_001n])).toBe('budget_exceeded');
    expect(codeOf(receive(after(booked, approved, prepared), { by, receiverIds: null }))).toBe('receivers_missing');
    expect(
      codeOf(nameReceivers(after(booked, approved, prepared, received, seenOff), { by, receiverIds: ['x'] })),
    ).toBe('reception_not_open');
    expect(codeOf(cancelReception(after(booked, approved, prepared, received), { by, reason: 'late' }))).toBe(
      'reception_not_open',
    );
  });
});
