import { describe, expect, it } from '@jest/globals';
import type { Decision } from '@scrip/decider';
import { fen } from '@scrip/money';
import { PURSE, PurseStory, record } from '../../test/purse-day.ts';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { openPurse, owedFor, purseDecider } from './purse.decider.ts';
import { type AuthoriseLoad, authoriseLoad, confirmLoad, reverseLoad, WAITING_LOADS_MAX } from './purse-load.rule.ts';

const asking = (changes: Partial<AuthoriseLoad> = {}): AuthoriseLoad => ({
  loadId: 'load_2',
  amountFen: yuan(10),
  loadCounter: 2,
  spendCounter: 0,
  at: at('2025-06-15'),
  ...changes,
});
const refusalOf = (decision: Decision<unknown>) => (decision.kind === 'refused' ? decision.refusal : undefined);
const NONE = purseDecider.initial;

describe('a purse', () => {
  it('is opened once, with a card that opens the wallet', () => {
    const story = PurseStory.open();
    expect(story.events).toMatchObject([{ type: 'PurseOpened', data: { ...PURSE, walletId: 'wal_1' } }]);
    expect(refusalOf(openPurse(NONE, { status: 'none' }, PURSE))?.code).toBe('wallet_unknown');
    expect(refusalOf(openPurse(NONE, story.wallet, { ...PURSE, cardId: 'crd_2' }))?.code).toBe('card_unknown');
    expect(refusalOf(openPurse(story.state, story.wallet, PURSE))).toEqual({
      code: 'purse_known',
      detail: { purseId: 'prs_1' },
    });
    const blocked = PurseStory.open().block(at('2025-06-15'));
    expect(refusalOf(openPurse(NONE, blocked.wallet, PURSE))?.code).toBe('card_blocked');
  });
});

describe('a load', () => {
  it('is refused above the most of one load, and above the most that may be on the card (domain 2.10)', () => {
    const limited = terms({ ...product(), purse: { loadMaxFen: 20_000, balanceMaxFen: 50_000 } });
    const story = PurseStory.open()
      .load('load_1', 190)
      .confirm('load_1')
      .load('load_2', 190, { loadCounter: 2 })
      .confirm('load_2');
    const asked = (amount: number) =>
      refusalOf(authoriseLoad(story.state, story.wallet, asking({ amountFen: yuan(amount), loadCounter: 3 }), limited));
    expect(asked(200.01)).toEqual({
      code: 'load_limit_exceeded',
      detail: { askedFen: yuan(200.01), limitFen: yuan(200), excessFen: yuan(0.01) },
    });
    expect(asked(120.01)).toEqual({
      code: 'purse_limit_exceeded',
      detail: { askedFen: yuan(120.01), balanceFen: yuan(380), limitFen: yuan(500), excessFen: yuan(0.01) },
    });
    expect(asked(120)).toBeUndefined();
  });

  it('takes value from the lots into transit, and into the purse when the card has it (example O4)', () => {
    const story = PurseStory.open().load('load_1', 55);
    expect(story.events.slice(1)).toMatchObject([
      {
        type: 'WalletPurseLoaded',
        data: {
          amountFen: yuan(55),
          lots: [{ lotId: 'lot_1', principalFen: yuan(50), bonusFen: yuan(5) }],
          balanceAfterFen: yuan(1_045),
        },
      },
      { type: 'PurseLoadAuthorised', data: { loadId: 'load_1', loadCounter: 1, spendCounter: 0 } },
    ]);
    expect(story.journal).toEqual({
      'liability:purse-in-transit': yuan(-55),
      'liability:wallet:bonus': yuan(5),
      'liability:wallet:principal': yuan(50),
    });
    expect(story.purse).toMatchObject({ pending: { loadId: 'load_1', amountFen: yuan(55) }, valueFen: 0n });
    story.confirm('load_1');
    expect(story.journal['liability:purse']).toBe(yuan(-55));
    expect(story.journal['liability:purse-in-transit']).toBeUndefined();
    expect(story.purse).toMatchObject({ pending: null, valueFen: yuan(55) });
  });

  it('that fails goes back to the lots it came from, as if it had never been', () => {
    const story = PurseStory.open();
    const before = story.wallet;
    story.load('load_1', 55).reverse('load_1');
    expect(story.wallet).toEqual({ ...before, purses: [PURSE.purseId] });
    expect(story.journal).toEqual({});
    expect(story.purse).toMatchObject({ pending: null, valueFen: 0n });
  });

  it('is refused, in this order', () => {
    const story = PurseStory.loaded(50);
    const { state, wallet } = story;
    const ask = (
      changes: Partial<AuthoriseLoad> = {},
      purse = state,
      of: Parameters<typeof authoriseLoad>[1] = wallet,
    ) => refusalOf(authoriseLoad(purse, of, asking(changes), terms()));
    expect(ask({}, NONE)?.code).toBe('purse_unknown');
    expect(ask({}, state, { status: 'none' })?.code).toBe('wallet_unknown');
    const blocked = PurseStory.loaded(50).block(at('2025-06-15'));
    expect(ask({}, blocked.state, blocked.wallet)?.code).toBe('card_blocked');
    expect(ask({ amountFen: fen(0n) })).toEqual({ code: 'amount_not_positive', detail: { askedFen: 0n } });
    const pending = PurseStory.open().load('load_1', 50);
    expect(ask({}, pending.state, pending.wallet)).toEqual({
      code: 'load_pending',
      detail: { loadId: 'load_1', amountFen: yuan(50) },
    });
    expect(ask({ loadCounter: 1 })).toEqual({
      code: 'load_counter_stale',
      detail: { loadCounter: 1, lastLoadCounter: 1 },
    });
    const used = PurseStory.loaded(50).hear(record());
    expect(ask({}, used.state, used.wallet)).toEqual({
      code: 'spend_counter_behind',
      detail: { spendCounter: 0, highestCounter: 1 },
    });
    expect(ask({ amountFen: yuan(2_000) })).toEqual({
      code: 'balance_short',
      detail: { askedFen: yuan(2_000), availableFen: yuan(1_050), missingFen: yuan(950) },
    });
  });

  it('waits for records once too many loads stand where none has come', () => {
    const story = PurseStory.open();
    for (let n = 1; n <= WAITING_LOADS_MAX; n += 1) {
      story.load(`load_${n}`, 1, { loadCounter: n, spendCounter: n }).confirm(`load_${n}`);
    }
    const next = authoriseLoad(story.state, story.wallet, asking({ loadCounter: 100, spendCounter: 100 }), terms());
    expect(refusalOf(next)).toEqual({ code: 'records_overdue', detail: { waitingLoads: 64, limit: 64 } });
    // Two spends that follow each other: what was loaded between them has been looked at.
    const paid = { amountFen: fen(1n), balanceFen: yuan(1) };
    story.hear(record({ ...paid, counter: 1 }), record({ ...paid, counter: 2 }));
    expect(story.purse.waiting).toHaveLength(WAITING_LOADS_MAX - 1);
    story.load('load_100', 1, { loadCounter: 100, spendCounter: 100 });
  });

  it('that is not pending cannot be confirmed or reversed', () => {
    const { state, wallet } = PurseStory.loaded(50);
    expect(refusalOf(confirmLoad(NONE, 'load_1'))?.code).toBe('purse_unknown');
    expect(refusalOf(confirmLoad(state, 'load_1'))).toEqual({ code: 'load_not_pending', detail: { loadId: 'load_1' } });
    const asked = { loadId: 'load_1', cause: 'terminal_failed' };
    expect(refusalOf(reverseLoad(NONE, wallet, asked))?.code).toBe('purse_unknown');
    expect(refusalOf(reverseLoad(state, { status: 'none' }, asked))?.code).toBe('wallet_unknown');
    expect(refusalOf(reverseLoad(state, wallet, asked))?.code).toBe('load_not_pending');
  });

  it('without acknowledgement is resolved by the next record: its balance holds the load, or it does not (example O4)', () => {
    const arrived = PurseStory.loaded(50).hear(record()).load('load_2', 40, { loadCounter: 2, spendCounter: 1 });
    arrived.hear(record({ counter: 2, amountFen: yuan(10), balanceFen: yuan(60) }));
    expect(arrived.events.at(-1)).toMatchObject({ type: 'PurseLoadConfirmed', data: { cause: 'next_record' } });
    expect(arrived.purse).toMatchObject({ pending: null, valueFen: yuan(60) });

    const failed = PurseStory.loaded(50).hear(record()).load('load_2', 40, { loadCounter: 2, spendCounter: 1 });
    failed.hear(record({ counter: 2, amountFen: yuan(10), balanceFen: yuan(20) }));
    expect(failed.typesSince(failed.events.length - 2)).toEqual(['WalletPurseLoadReversed', 'PurseLoadReversed']);
    expect(failed.purse).toMatchObject({ pending: null, valueFen: yuan(20) });
    expect(failed.wallet.lots.openFen).toBe(yuan(1_050));
  });

  it('is not resolved by a record with a gap before it, but by the one that closes the gap', () => {
    const story = PurseStory.loaded(50).load('load_2', 40, { loadCounter: 2, spendCounter: 0 });
    story.hear(record({ counter: 2, amountFen: yuan(10), balanceFen: yuan(60) }));
    expect(story.purse.pending).toMatchObject({ loadId: 'load_2' });
    story.hear(record({ counter: 1, amountFen: yuan(20), balanceFen: yuan(70) }));
    expect(story.purse).toMatchObject({ pending: null, valueFen: yuan(60), gaps: [] });
    expect(owedFor(story.purse)).toBe(yuan(60));
  });

  it('of a wallet can be given back to lots whose value was spent meanwhile', () => {
    const story = PurseStory.open(WalletStory.open().recharge(1_000)).load('load_1', 1_100);
    expect(story.wallet.lots.openFen).toBe(0n);
    story.reverse('load_1');
    expect(story.wallet.lots.open).toMatchObject([{ lotId: 'lot_1', principalFen: yuan(1_000), bonusFen: yuan(100) }]);
  });
});
