import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { CLIENT, ClientStory, mealTerms } from '../../test/client-story.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { spend } from '../wallet/wallet-till.rule.ts';
import {
  clientDecider,
  nameAgent,
  OPEN_LISTS_MAX,
  openClient,
  owedTo,
  renewClient,
  whyNotRunning,
  withdrawList,
} from './client.decider.ts';
import { submitList } from './client-load.rule.ts';
import { refund, terminate } from './client-refund.rule.ts';

const bill = (story: ClientStory) => story.account.openLists.map((list) => list.billFen);
const refusal = (decision: { kind: string; refusal?: { code: string; detail: object } }) =>
  decision.kind === 'refused' ? [decision.refusal?.code, decision.refusal?.detail] : 'accepted';
const balance = (story: ClientStory, walletId: string) => {
  const wallet = story.walletOf(walletId);
  return wallet.status === 'open' ? wallet.lots.open.reduce((sum, lot) => sum + lot.principalFen, 0n) : wallet.status;
};

describe('the account of a client', () => {
  it('is opened once', () => {
    const asked = { ...CLIENT, at: at('2025-01-01') };
    const opened = {
      type: 'ClientOpened' as const,
      data: { ...CLIENT, termEndsDate: '2025-06-30', programmeVersion: 1 },
    };
    given(clientDecider)
      .when((state) => openClient(state, asked, mealTerms()))
      .then(opened);
    given(clientDecider, opened)
      .when((state) => openClient(state, asked, mealTerms()))
      .thenRefused('client_known', { clientId: 'acme' });
  });

  it('has a term where the programme gives one: half a year, renewed for another without a refund, lapsed after it', () => {
    const halfYear = mealTerms();
    const { term: _term, ...endless } = halfYear.client;
    const without = { ...halfYear, client: endless };
    const story = new ClientStory(halfYear);
    const renewed = (termEndsDate: string) => ({
      type: 'ClientRenewed' as const,
      data: { clientId: 'acme', termEndsDate, programmeId: 'corporate-meal', programmeVersion: 1 },
    });
    const history = story.clientEvents;
    expect(history[0]?.data).toMatchObject({ termEndsDate: '2025-06-30' });
    given(clientDecider, ...history)
      .when((state) => renewClient(state, at('2025-06-15'), halfYear))
      .then(renewed('2025-12-31'));
    given(clientDecider, ...history, renewed('2025-12-31'))
      .when((state) => renewClient(state, at('2025-06-15'), halfYear))
      .thenRefused('renewed_ahead', { termEndsDate: '2025-12-31' });
    given(clientDecider, ...history)
      .when((state) => renewClient(state, at('2025-08-01'), halfYear))
      .then(renewed('2026-01-31'));
    given(clientDecider, ...new ClientStory(without).clientEvents)
      .when((state) => renewClient(state, at('2025-08-01'), without))
      .thenRefused('term_missing', { programmeId: 'corporate-meal', programmeVersion: 1 });
    const open = story.client;
    if (open.status === 'none') throw new Error('the client was opened');
    expect(whyNotRunning(open, at('2025-06-30', '23:59:59'))).toBeUndefined();
    expect(whyNotRunning(open, at('2025-07-01', '00:00:00'))).toEqual({
      code: 'agreement_over',
      detail: { termEndsDate: '2025-06-30' },
    });
  });

  it('has one agent; naming the same again is no new fact', () => {
    const story = new ClientStory();
    const named = { type: 'ClientAgentNamed' as const, data: { clientId: 'acme', agentId: 'agent-2' } };
    given(clientDecider)
      .when((state) => nameAgent(state, 'agent-2'))
      .thenRefused('client_unknown');
    given(clientDecider, ...story.clientEvents)
      .when((state) => nameAgent(state, 'agent-2'))
      .then(named);
    given(clientDecider, ...story.clientEvents, named)
      .when((state) => nameAgent(state, 'agent-2'))
      .then();
    given(clientDecider, ...story.terminates(at('2025-06-01')).clientEvents)
      .when((state) => nameAgent(state, 'agent-2'))
      .thenRefused('client_terminated', { terminatedDate: '2025-06-01' });
  });
});

describe('a list', () => {
  it('of 300, 300 and 450 with three new cards is a bill of 1,050 and 15, and loads nothing before it is paid (example C1)', () => {
    const story = new ClientStory().people('a', 'b', 'c');
    story.submits('2025-05', ['a', 300, true], ['b', 300, true], ['c', 450, true]);
    expect(bill(story)).toEqual([yuan(1_065)]);
    expect(story.clientEvents.at(-1)?.data).toMatchObject({
      newCards: 3,
      allowancesFen: yuan(1_050),
      depositFen: yuan(5),
    });
    expect(['a', 'b', 'c'].map((wallet) => balance(story, wallet))).toEqual([0n, 0n, 0n]);
    expect(refusal(story.paying('2025-05', 1_050))).toEqual([
      'payment_mismatch',
      { paidFen: yuan(1_050), dueFen: yuan(1_065), differenceFen: yuan(-15) },
    ]);
  });

  it('that is paid loads every wallet in it with a lot of its own, and takes each deposit once', () => {
    const story = new ClientStory().people('a', 'b').loads('2025-05', ['a', 300, true], ['b', 450, true]);
    expect(['a', 'b'].map((wallet) => balance(story, wallet))).toEqual([yuan(300), yuan(450)]);
    story.loads('2025-06', ['a', 320], ['b', 450]);
    expect(balance(story, 'a')).toBe(yuan(620));
    expect(story.walletOf('a')).toMatchObject({ client: { depositFen: yuan(5), allowanceFen: yuan(320) } });
    const types = story.walletEvents.get('a')?.map((event) => event.type);
    expect(types?.slice(2)).toEqual(['WalletRecharged', 'WalletDepositTaken', 'WalletRecharged']);
    expect(story.account).toMatchObject({ openLists: [], closedLists: { '2025-05': 'paid', '2025-06': 'paid' } });
  });

  it('with a wrong line is refused as a whole, and every wrong line is named with its code (example C1)', () => {
    const other = new ClientStory().people('theirs').loads('x', ['theirs', 1, true]);
    const loaded = other.walletEvents.get('theirs')?.map((event) => {
      if (event.type === 'WalletRecharged') return { ...event, data: { ...event.data, clientId: 'other' } };
      return event.type === 'WalletDepositTaken' ? { ...event, data: { ...event.data, clientId: 'other' } } : event;
    });
    const story = new ClientStory().people('a', 'b', 'gone', 'foreign').loads('1', ['b', 100, true], ['gone', 1, true]);
    story.returns('gone');
    story.walletEvents.set('theirs', loaded ?? []);
    const [opening, ...rest] = story.walletEvents.get('foreign') ?? [];
    if (opening?.type !== 'WalletOpened') throw new Error('a wallet begins with its opening');
    const elsewhere = { ...opening, data: { ...opening.data, productKey: 'other-card' } };
    story.walletEvents.set('foreign', [elsewhere, ...rest]);
    const before = story.client;
    const decision = story.submitting(
      '2',
      ['b', 100],
      ['b', 100],
      ['nobody', 100],
      ['gone', 100],
      ['foreign', 100],
      ['theirs', 100],
      ['a', 100],
    );
    expect(refusal(decision)).toMatchObject([
      'list_line_invalid',
      {
        lines: [
          { line: 2, walletId: 'b', code: 'wallet_repeated' },
          { line: 3, walletId: 'nobody', code: 'wallet_unknown' },
          { line: 4, walletId: 'gone', code: 'wallet_closed' },
          { line: 5, walletId: 'foreign', code: 'product_mismatch', productKey: 'other-card' },
          { line: 6, walletId: 'theirs', code: 'wallet_of_another_client' },
          { line: 7, walletId: 'a', code: 'card_not_of_client' },
        ],
      },
    ]);
    const again = story.submitting('2', ['b', 100, true], ['a', 0, true]);
    expect(refusal(again)).toMatchObject([
      'list_line_invalid',
      {
        lines: [
          { line: 1, code: 'card_not_new', depositFen: yuan(5) },
          { line: 2, code: 'amount_not_positive' },
        ],
      },
    ]);
    expect(story.client).toEqual(before);
  });

  it('is submitted once, whatever became of it, and paid once (example C6)', () => {
    const story = new ClientStory().people('a');
    expect(refusal(story.paying('1', 105))).toEqual(['list_unknown', { listId: '1' }]);
    story.submits('1', ['a', 100, true]);
    expect(refusal(story.submitting('1', ['a', 100, true]))).toEqual(['list_known', { listId: '1' }]);
    const withdrawn = withdrawList(story.client, '1');
    if (withdrawn.kind === 'refused') throw new Error('it can be withdrawn');
    story.clientEvents.push(...withdrawn.events);
    expect(refusal(story.submitting('1', ['a', 100, true]))).toEqual(['list_known', { listId: '1' }]);
    expect(refusal(story.paying('1', 105))).toEqual(['list_withdrawn', { listId: '1' }]);
    story.loads('2', ['a', 100, true]);
    expect(refusal(story.paying('2', 105))).toEqual(['list_paid', { listId: '2' }]);
    expect(refusal(withdrawList(story.client, '2'))).toEqual(['list_paid', { listId: '2' }]);
    expect(refusal(withdrawList(story.client, 'constructor'))).toEqual(['list_unknown', { listId: 'constructor' }]);
    expect(balance(story, 'a')).toBe(yuan(100));
  });

  it('is refused by the first of its reasons', () => {
    const story = new ClientStory().people('a');
    for (let n = 1; n <= OPEN_LISTS_MAX; n += 1) story.submits(String(n), ['a', 100, true]);
    expect(refusal(story.submitting('7', ['a', 0]))).toEqual(['open_lists_exceeded', { openLists: 6, limit: 6 }]);
    expect(refusal(story.submitting('6', ['a', 0]))).toEqual(['list_known', { listId: '6' }]);
    story.terminates(at('2025-06-01'));
    const terminated = ['client_terminated', { terminatedDate: '2025-06-01' }];
    expect(refusal(story.submitting('6', ['a', 0]))).toEqual(terminated);
    const byAnother = { listId: '6', lines: [], at: at('2025-06-01'), askedBy: 'employee-7', override: false };
    const notTheAgent = { askedBy: 'employee-7', agentId: 'agent-1' };
    const asked = submitList(story.client, byAnother, story.walletOf, story.terms);
    expect(refusal(asked)).toEqual(['not_the_agent', notTheAgent]);
    const anybody = { ...story.terms, client: { ...story.terms.client, agentOnly: false } };
    expect(refusal(submitList(story.client, byAnother, story.walletOf, anybody))).toEqual(terminated);
    expect(refusal(story.paying('6', 1))).toEqual(terminated);
  });

  it('that cannot be loaded any more when it is paid loads nobody', () => {
    const story = new ClientStory().people('a', 'b').loads('1', ['a', 100, true], ['b', 100, true]);
    story.submits('2', ['a', 100], ['b', 100]).returns('b');
    const decision = story.paying('2', 200);
    expect(refusal(decision)).toEqual([
      'list_line_invalid',
      { lines: [{ line: 2, walletId: 'b', code: 'wallet_closed' }] },
    ]);
  });

  it('loads a dormant wallet too, which stays dormant for its holder; one that is frozen for another cause refuses it', () => {
    const story = new ClientStory().people('a', 'b').loads('1', ['a', 100, true], ['b', 100, true]);
    story.freezes('a', 'dormant').loads('2', ['a', 50], ['b', 50]);
    expect(['a', 'b'].map((wallet) => balance(story, wallet))).toEqual([yuan(150), yuan(150)]);
    expect(story.walletOf('a')).toMatchObject({ frozenFor: 'dormant' });
    expect(() => story.spends('a', 1)).toThrow('wallet_frozen');
    story.freezes('b', 'court_order');
    expect(refusal(story.submitting('3', ['a', 50], ['b', 50]))).toEqual([
      'list_line_invalid',
      { lines: [{ line: 2, walletId: 'b', code: 'wallet_frozen', cause: 'court_order' }] },
    ]);
  });
});

describe('a card that comes back', () => {
  it('with 136.40 unspent gives its client 141.40, and nothing opens its wallet any more (example C3)', () => {
    const story = new ClientStory().people('a').loads('1', ['a', 300, true]).spends('a', 163.6).returns('a');
    expect(story.clientEvents.at(-1)?.data).toMatchObject({
      unspentFen: yuan(136.4),
      depositFen: yuan(5),
      creditedFen: yuan(141.4),
      owedAfterFen: yuan(141.4),
      dueDate: null,
    });
    expect(story.walletEvents.get('a')?.at(-1)).toMatchObject({
      type: 'WalletClosed',
      data: { principalFen: yuan(136.4), depositFen: yuan(5), balanceAfterFen: 0n },
    });
    expect(() => story.spends('a', 1)).toThrow('wallet_closed');
    expect(refusal(story.returning('a'))).toEqual(['wallet_closed', {}]);
    expect(story.claimEvents).toEqual([]);
  });

  it('with a wallet that is dormant gives its client what is on it; frozen for another cause, nothing', () => {
    const story = new ClientStory().people('a', 'b').loads('1', ['a', 300, true], ['b', 300, true]);
    story.freezes('b', 'suspected_fraud').freezes('a', 'dormant').returns('a');
    expect(story.clientEvents.at(-1)?.data).toMatchObject({ unspentFen: yuan(300), creditedFen: yuan(305) });
    expect(story.walletOf('a')).toMatchObject({ status: 'closed' });
    expect(refusal(story.returning('b'))).toEqual(['wallet_frozen', { cause: 'suspected_fraud' }]);
  });

  it('at the wish of another than the agent is refused; overridden, the issuer owes that person’s allowance (example C4)', () => {
    const story = new ClientStory().people('a').loads('1', ['a', 300, true]).loads('2', ['a', 320]);
    const before = story.walletOf('a');
    expect(refusal(story.returning('a', { askedBy: 'employee-7' }))).toEqual([
      'not_the_agent',
      { askedBy: 'employee-7', agentId: 'agent-1' },
    ]);
    expect(story.walletOf('a')).toEqual(before);
    story.returns('a', { askedBy: 'employee-7', override: true });
    expect(story.claimEvents).toEqual([
      {
        type: 'ClaimOpened',
        data: {
          claimId: 'clm_a',
          owedBy: 'issuer',
          partyKind: 'client',
          partyId: 'acme',
          programmeId: 'corporate-meal',
          cause: 'return_not_by_agent',
          amountFen: yuan(320),
          walletId: 'a',
          orderId: null,
          caseId: null,
          compensationId: null,
        },
      },
    ]);
    expect(owedTo(story.account)).toBe(yuan(625));
  });

  it('that the agent brings needs no override, and opens no claim if there is one', () => {
    const story = new ClientStory().people('a').loads('1', ['a', 300, true]).returns('a', { override: true });
    expect(story.claimEvents).toEqual([]);
  });

  it('is refused by the first of its reasons', () => {
    const story = new ClientStory().people('a', 'b').loads('1', ['a', 300, true]).holds('a', 20);
    expect(refusal(story.returning('nobody', { askedBy: 'x' }))[0]).toBe('not_the_agent');
    expect(refusal(story.returning('nobody'))).toEqual(['wallet_unknown', {}]);
    expect(refusal(story.returning('b'))).toEqual(['wallet_of_another_client', {}]);
    expect(refusal(story.returning('a'))).toEqual(['holds_open', { openHolds: 1 }]);
  });
});

describe('the end of an agreement', () => {
  const ended = () =>
    new ClientStory()
      .people('a', 'b')
      .loads('1', ['a', 3_995, true], ['b', 3_995, true])
      .returns('a')
      .returns('b')
      .terminates(at('2025-06-01', '23:59:59'));
  const lastOf = (story: ClientStory) => story.clientEvents.at(-1)?.data;

  it('on 1 June with 8,000.00 to refund, paid 11 June: 3 days late, 120.00 owed besides (example C5)', () => {
    const story = ended();
    expect(lastOf(story)).toMatchObject({
      terminatedDate: '2025-06-01',
      refundFen: yuan(8_000),
      dueDate: '2025-06-08',
    });
    story.refunds(at('2025-06-11', '00:00:00'));
    expect(lastOf(story)).toMatchObject({
      refundedFen: yuan(8_000),
      lateDays: 3,
      penaltyFen: yuan(120),
      owedAfterFen: yuan(120),
    });
    // The penalty is owed until it is paid, and costs nothing more.
    story.refunds(at('2025-07-11'));
    expect(lastOf(story)).toMatchObject({ refundedFen: yuan(120), lateDays: 0, penaltyFen: 0n, owedAfterFen: 0n });
  });

  it('paid on the last day costs nothing, a minute later the first day', () => {
    expect(lastOf(ended().refunds(at('2025-06-08', '23:59:59')))).toMatchObject({ lateDays: 0, penaltyFen: 0n });
    expect(lastOf(ended().refunds(at('2025-06-09', '00:00:00')))).toMatchObject({ lateDays: 1, penaltyFen: yuan(40) });
  });

  it('paid in parts is late for each part on its own', () => {
    const story = ended().refunds(at('2025-06-08'), 6_000).refunds(at('2025-06-10'), 1_000.01);
    expect(lastOf(story)).toMatchObject({ lateDays: 2, penaltyFen: yuan(10), owedAfterFen: yuan(1_009.99) });
  });

  it('lets cards go on: what comes back later is due in its own time', () => {
    const story = new ClientStory().people('a').loads('1', ['a', 100, true]).terminates(at('2025-06-01'));
    story.returns('a', { when: at('2025-06-20') });
    expect(lastOf(story)).toMatchObject({ creditedFen: yuan(105), dueDate: '2025-06-27' });
    expect(lastOf(story.refunds(at('2025-06-28')))).toMatchObject({ lateDays: 1, penaltyFen: 52n });
  });

  it('is refused by the first of its reasons, as is a refund', () => {
    const story = ended();
    given(clientDecider)
      .when((state) => terminate(state, 0, story.terms))
      .thenRefused('client_unknown');
    expect(refusal(terminate(story.client, at('2025-06-02'), story.terms))[0]).toBe('client_terminated');
    const paying = (amount: number) => ({ refundId: 'r', amountFen: yuan(amount), bankReference: 'b', at: 0 });
    given(clientDecider)
      .when((state) => refund(state, paying(0)))
      .thenRefused('client_unknown');
    expect(refusal(refund(new ClientStory().client, paying(0)))).toEqual(['nothing_owed', {}]);
    expect(refusal(refund(story.client, paying(0)))).toEqual(['amount_not_positive', { askedFen: 0n }]);
    expect(refusal(refund(story.client, paying(8_000.01)))).toEqual([
      'refund_exceeds_owed',
      { askedFen: yuan(8_000.01), owedFen: yuan(8_000), excessFen: 1n },
    ]);
  });
});

describe('a wallet that was closed', () => {
  it('refuses a spend', () => {
    const story = new ClientStory().people('a').loads('1', ['a', 10, true]).returns('a');
    const command = {
      spendId: 's',
      cardId: 'crd_a',
      merchantId: 'm',
      terminalId: null,
      signatoryId: null,
      authorisationId: null,
      asked: { amountFen: yuan(1) },
      splitTender: true,
      at: 0,
    };
    expect(refusal(spend(story.walletOf('a'), command, story.terms))).toEqual(['wallet_closed', {}]);
  });
});
