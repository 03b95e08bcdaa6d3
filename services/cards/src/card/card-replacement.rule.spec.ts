import { describe, expect, it } from '@jest/globals';
import type { CardEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import fc from 'fast-check';
import {
  AT,
  after,
  because,
  COMMANDS,
  IN_STOCK,
  IN_USE,
  ids,
  place,
  programme,
  replacing,
  right,
} from '../../test/card-commands.ts';
import { type Card, type CardState, cardDecider } from './card.decider.ts';
import { voidCard } from './card-desk.rule.ts';
import {
  dropReplacement,
  handOverReplacement,
  type OfCard,
  replaceAtDesk,
  startReplacement,
} from './card-replacement.rule.ts';
import { sellCard } from './card-stock.rule.ts';
import { tryPin } from './pin.rule.ts';

describe('a replacement', () => {
  const states = (old: CardState, decision: Decision<OfCard>): readonly CardState[] => {
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const of = (cardId: string, from: CardState) =>
      fold(
        cardDecider,
        decision.events.flatMap((one) => (one.cardId === cardId ? [one.event] : [])),
        from,
      );
    return [of('crd_1', old), of('crd_2', cardDecider.initial)];
  };

  it('with the same number has the next sequence, with another the first; both count the cards of the wallet', () => {
    const old = after(...IN_USE);
    const [, same] = states(old, replaceAtDesk(old, { kind: 'unknown' }, replacing));
    expect(same).toMatchObject({
      kind: 'active',
      cardNumber: ids.cardNumber,
      sequence: 2,
      cardVersion: 2,
      walletId: 'wal_1',
    });
    const other = { ...replacing, cardNumber: '9156111111111113' };
    const [, own] = states(old, replaceAtDesk(old, { kind: 'unknown' }, other));
    expect(own).toMatchObject({ cardNumber: '9156111111111113', sequence: 1, cardVersion: 2, replacesCardId: 'crd_1' });
  });

  it('that is made and collected takes the place of the old one in the same moment; not collected, the damaged one goes on', () => {
    const damaged = after(...IN_USE, 'damage');
    const [old, approved] = states(damaged, startReplacement(damaged, { kind: 'unknown' }, replacing)) as [Card, Card];
    expect([old.kind, approved.kind]).toEqual(['damaged', 'approved']);
    const made = fold(
      cardDecider,
      [
        { type: 'CardProduced', data: { cardId: 'crd_2', walletId: 'wal_1', vendorId: 'v', fileId: 'f' } },
        { type: 'CardStocked', data: { cardId: 'crd_2', walletId: 'wal_1', ...place, referenceId: null } },
      ],
      approved,
    );
    expect(voidCard(made, because)).toMatchObject({ refusal: { code: 'card_is_replacement' } });
    const handed = handOverReplacement(old, made, { cause: 'damaged', programmeVersion: 1 });
    expect(handed).toMatchObject({
      events: [
        { cardId: 'crd_2', event: { type: 'CardIssued' } },
        { cardId: 'crd_2', event: { type: 'CardActivated' } },
        { cardId: 'crd_1', event: { type: 'CardReplaced', data: { replacementCardId: 'crd_2' } } },
      ],
    });
    const dropped = dropReplacement(old, made, { reason: 'not_collected' });
    expect(dropped).toMatchObject({
      events: [{ event: { type: 'CardVoided' } }, { event: { type: 'CardReplacementDropped' } }],
    });
    const stranger = after(...IN_USE);
    expect(dropReplacement(stranger, made, because)).toMatchObject({ refusal: { code: 'replacement_not_open' } });
    expect(handOverReplacement(stranger, made, replacing)).toMatchObject({ refusal: { code: 'replacement_not_open' } });
  });

  it('for a cause that the card must show is refused until it is recorded', () => {
    const old = after(...IN_USE);
    for (const cause of ['damaged', 'lost', 'stolen', 'expired'] as const) {
      const decision = replaceAtDesk(old, { kind: 'unknown' }, { ...replacing, cause });
      expect(decision).toMatchObject({ refusal: { code: 'cause_not_reported', detail: { cause, state: 'active' } } });
    }
  });
});

describe('a blank card', () => {
  it('is refused at its sale elsewhere, outside its regions, and takes the time it works from the sale', () => {
    const stocked = after(...IN_STOCK);
    const sold = (more: object) => sellCard(stocked, programme, { place: null, region: 'north', at: AT, ...more });
    expect(sold({ place: { placeKind: 'branch', placeId: 'south-1' } })).toMatchObject({
      refusal: { code: 'card_elsewhere' },
    });
    for (const region of ['south', null]) {
      expect(sold({ region })).toMatchObject({
        refusal: { code: 'region_not_allowed', detail: { region, salesRegions: ['north'] } },
      });
    }
    const expiresAt = Date.parse('2028-06-01T16:00:00.000Z');
    expect(sold({})).toMatchObject({ events: [{ data: { faceFen: 10_000n, region: 'north', expiresAt } }] });
  });
});

describe('whatever is asked of a card, in whatever order', () => {
  const steps = fc.array(fc.constantFrom(...Object.keys(COMMANDS)), { maxLength: 40 });
  const play = (
    names: readonly string[],
  ): { readonly events: readonly CardEvent[]; readonly states: readonly CardState[] } => {
    const events: CardEvent[] = [];
    const states: CardState[] = [cardDecider.initial];
    for (const name of names) {
      const decision = COMMANDS[name]?.(states.at(-1) as CardState);
      if (decision?.kind !== 'accepted') continue;
      events.push(...decision.events);
      states.push(fold(cardDecider, decision.events, states.at(-1)));
    }
    return { events, states };
  };

  it('a history that rules made can always be folded, and says the same again', () => {
    fc.assert(
      fc.property(steps, (names) => {
        const { events, states } = play(names);
        expect(fold(cardDecider, events)).toEqual(states.at(-1));
      }),
      { numRuns: 500 },
    );
  });

  it('a card that is void or replaced stays so', () => {
    fc.assert(
      fc.property(steps, (names) => {
        const kinds = play(names).states.map((state) => state.kind);
        const ended = kinds.findIndex((kind) => kind === 'void' || kind === 'replaced');
        if (ended >= 0) expect(new Set(kinds.slice(ended)).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('wallet, number and product never change, and a holder is named at most once', () => {
    fc.assert(
      fc.property(steps, (names) => {
        const known = play(names).states.flatMap((state) => (state.kind === 'unknown' ? [] : [state]));
        const kept = known.map(
          ({ walletId, cardNumber, sequence, productKey }) => `${walletId} ${cardNumber} ${sequence} ${productKey}`,
        );
        expect(new Set(kept).size).toBeLessThanOrEqual(1);
        const holders = new Set(known.map(({ holderId }) => holderId).filter((holderId) => holderId !== null));
        expect(holders.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('a PIN is locked after as many wrong tries in a row as it may have, never before and never later', () => {
    const tries = fc.array(fc.boolean(), { maxLength: 30 });
    fc.assert(
      fc.property(tries, fc.integer({ min: 1, max: 5 }), (matching, triesMax) => {
        let state = after(...IN_USE, 'setPin');
        let wrong = 0;
        for (const matches of matching) {
          const decision = tryPin(state, { ...right, matches, triesMax, purpose: 'spend', amountFen: fen(1) });
          if (wrong >= triesMax) expect(decision).toMatchObject({ refusal: { code: 'pin_locked' } });
          if (decision.kind === 'refused') continue;
          wrong = matches ? 0 : wrong + 1;
          state = fold(cardDecider, decision.events, state);
          const last = decision.events.at(-1)?.type;
          expect(last).toBe(matches ? 'PinVerified' : wrong >= triesMax ? 'PinLocked' : 'PinRefused');
        }
      }),
    );
  });
});
