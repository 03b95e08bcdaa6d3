import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Body, system } from '@scrip/testing';
import {
  MERCHANT,
  type OpenProgramme,
  type OpenWallet,
  on,
  openProgramme,
  openWallet,
  register,
  unique,
  yuan,
} from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

let caterer: OpenProgramme;

beforeAll(async () => {
  caterer = await openProgramme(await system(), 'corporate-meal');
}, START_MS_MAX);

/** An employer whose named agent is `agent-1`; commands go through the client of whoever brings in history. */
interface Employer {
  readonly clientId: string;
  post(rest: string, body: Body, at?: string, key?: string): Promise<Answer>;
  read(rest?: string): Promise<Body>;
}

async function openEmployer(): Promise<Employer> {
  const client = caterer.system.client('importer');
  const clientId = unique('employer');
  const account = { clientId, programmeId: caterer.programmeId, productKey: 'meal-card', agentId: 'agent-1' };
  (await client.post('/ledger/v1/clients', account)).ok(201);
  const path = `/ledger/v1/clients/${clientId}`;
  return {
    clientId,
    post: (rest, body, at, key) =>
      client.post(`${path}${rest}`, body, {
        ...(at !== undefined && { occurredAt: at }),
        ...(key !== undefined && { key }),
      }),
    read: async (rest = '') => (await client.get(`${path}${rest}`)).ok(),
  };
}

async function employee(): Promise<OpenWallet> {
  return openWallet(caterer, { holderId: await register(caterer.system), productKey: 'meal-card' });
}

const line = ({ walletId }: OpenWallet, amountFen: number) => ({ walletId, amountFen, newCard: true });

/** Submits a list and pays its bill; gives the position after which everybody's money is there. */
async function loaded(employer: Employer, listId: string, lines: readonly Body[]): Promise<string | null> {
  const { billFen } = (await employer.post('/lists', { listId, lines, askedBy: 'agent-1' })).ok(201);
  const payment = { amountFen: billFen, bankReference: unique('bank') };
  const paid = await employer.post(`/lists/${listId}/payments`, payment);
  paid.ok(201);
  return paid.position;
}

async function readAfter({ walletId }: OpenWallet, after: string | null): Promise<Body> {
  return (await caterer.system.client('desk').get(`/ledger/v1/wallets/${walletId}`, { after })).ok();
}

describe('an employer and its list', () => {
  it('C1 list 300 / 300 / 450, three new cards: bill 1,050 + 15 deposit; nothing is loaded before payment; a wrong line refuses the whole list and names the line', async () => {
    const employer = await openEmployer();
    const staff = [await employee(), await employee(), await employee()] as const;
    const lines = staff.map((wallet, index) => line(wallet, [yuan(300), yuan(300), yuan(450)][index] ?? 0));
    const wrong = [...lines.slice(0, 2), { ...lines[2], newCard: false }];
    (await employer.post('/lists', { listId: '2025-05', lines: wrong, askedBy: 'agent-1' })).refused(
      409,
      'list_line_invalid',
      {
        lines: [{ line: 3, walletId: staff[2].walletId, code: 'card_not_of_client' }],
      },
    );
    expect((await employer.read('/lists'))['items']).toEqual([]);

    const submitted = await employer.post('/lists', { listId: '2025-05', lines, askedBy: 'agent-1' });
    expect(submitted.ok(201)).toMatchObject({ allowancesFen: yuan(1_050), newCards: 3, billFen: yuan(1_065) });
    for (const wallet of staff) expect(await readAfter(wallet, submitted.position)).toMatchObject({ balanceFen: 0 });
    const payments = '/lists/2025-05/payments';
    (await employer.post(payments, { amountFen: yuan(1_050), bankReference: 'b-1' })).refused(409, 'payment_mismatch', {
      paidFen: yuan(1_050),
      dueFen: yuan(1_065),
      differenceFen: -yuan(15),
    });
    const paid = await employer.post(payments, { amountFen: yuan(1_065), bankReference: 'b-1' });
    paid.ok(201);
    for (const [index, wallet] of staff.entries()) {
      const { amountFen } = lines[index] ?? {};
      expect(await readAfter(wallet, paid.position)).toMatchObject({ balanceFen: amountFen, depositFen: yuan(5) });
    }
  });

  it('C6 list loaded twice with the same key: loaded once', async () => {
    const employer = await openEmployer();
    const wallet = await employee();
    (await employer.post('/lists', { listId: '2025-05', lines: [line(wallet, yuan(300))], askedBy: 'agent-1' })).ok(
      201,
    );
    const payment = { amountFen: yuan(305), bankReference: 'b-6' };
    const pay = (key: string) => employer.post('/lists/2025-05/payments', payment, undefined, key);
    const key = unique('key');
    const first = await pay(key);
    const again = await pay(key);
    expect([first.status, again.status, again.replayed]).toEqual([201, 201, true]);
    expect(again.body).toEqual(first.body);
    // Nor does another key load it again.
    (await pay(unique('key'))).refused(409, 'list_paid', { listId: '2025-05' });
    expect(await readAfter(wallet, first.position)).toMatchObject({ balanceFen: yuan(300), depositFen: yuan(5) });
  });
});

describe('a meal', () => {
  it('C2 meal tagged 25: 22.50', async () => {
    const employer = await openEmployer();
    const wallet = await employee();
    await loaded(employer, '2025-05', [line(wallet, yuan(300))]);
    const bought = { cardId: wallet.cardId, merchantId: MERCHANT, items: [{ tagFen: yuan(25), count: 1 }] };
    const spent = (await wallet.client.post(`/ledger/v1/wallets/${wallet.walletId}/spends`, bought)).ok(201);
    expect(spent).toMatchObject({ chargedFen: yuan(22.5), balanceAfterFen: yuan(277.5) });
  });
});

describe('a card that comes back', () => {
  it('C3 return with 136.40 unspent: the employer gets 141.40, the card is void', async () => {
    const employer = await openEmployer();
    const wallet = await employee();
    await loaded(employer, '2025-05', [line(wallet, yuan(300))]);
    (await wallet.spend(yuan(163.6))).ok(201);
    const returned = await employer.post('/returns', { walletId: wallet.walletId, askedBy: 'agent-1' });
    expect(returned.ok(201)).toMatchObject({
      unspentFen: yuan(136.4),
      depositFen: yuan(5),
      creditedFen: yuan(141.4),
      claim: null,
    });
    expect((await employer.read())['owedFen']).toBe(yuan(141.4));
    (await wallet.spend(yuan(1))).refused(409, 'wallet_closed');
    const closed = await readAfter(wallet, returned.position);
    expect(closed).toMatchObject({ balanceFen: 0, depositFen: 0, cards: [{ state: 'void' }] });
    // The caterer owes the employer; nothing of the card is left anywhere else.
    const lines = await caterer.system
      .client('finance')
      .get<{ items: { account: string; amountFen: number }[] }>(
        `/ledger/v1/journal/lines?account=liability:client:${employer.clientId}`,
        { after: returned.position },
      );
    const sum = lines.ok().items.reduce((total, { amountFen }) => total + amountFen, 0);
    expect(sum).toBe(-yuan(141.4));
  });

  it('C4 return asked by the employee: refused; if an operator overrides, a claim of that person’s allowance opens', async () => {
    const employer = await openEmployer();
    const wallet = await employee();
    const paid = await loaded(employer, '2025-05', [line(wallet, yuan(300))]);
    const asked = { walletId: wallet.walletId, askedBy: 'employee-7' };
    (await employer.post('/returns', asked)).refused(403, 'not_the_agent', {
      askedBy: 'employee-7',
      agentId: 'agent-1',
    });
    const overriding = { ...asked, override: true };
    (await employer.post('/returns', overriding)).refused(403, 'insufficient_scope');
    expect(await readAfter(wallet, paid)).toMatchObject({ balanceFen: yuan(300) });
    const supervisor = caterer.system.client('supervisor');
    const returned = await supervisor.post(`/ledger/v1/clients/${employer.clientId}/returns`, overriding);
    expect(returned.ok(201)).toMatchObject({ creditedFen: yuan(305), claim: { amountFen: yuan(300) } });
    const claims = `/ledger/v1/claims?partyKind=client&partyId=${employer.clientId}`;
    expect((await supervisor.get(claims)).ok()).toMatchObject({
      items: [{ status: 'open', owedBy: 'issuer', cause: 'return_not_by_agent', amountFen: yuan(300) }],
      next: null,
    });
  });
});

describe('the end of an agreement', () => {
  it('C5 terminated 1 June with 8,000.00 to refund, paid 11 June: 3 days late, 120.00 owed besides', async () => {
    const employer = await openEmployer();
    const staff = [await employee(), await employee()];
    await loaded(
      employer,
      '2025-05',
      staff.map((wallet) => line(wallet, yuan(3_995))),
    );
    for (const { walletId } of staff) {
      (await employer.post('/returns', { walletId, askedBy: 'agent-1' }, on('2025-05-31'))).ok(201);
    }
    const terminated = (await employer.post('/termination', {}, on('2025-06-01'))).ok(201);
    expect(terminated).toMatchObject({ refundFen: yuan(8_000), dueDate: '2025-06-08' });
    const refund = { amountFen: yuan(8_000), bankReference: 'b-5' };
    const refunded = (await employer.post('/refunds', refund, on('2025-06-11'))).ok(201);
    expect(refunded).toMatchObject({ lateDays: 3, penaltyFen: yuan(120), owedAfterFen: yuan(120) });
    expect(await employer.read()).toMatchObject({ owedFen: yuan(120), terminatedDate: '2025-06-01' });
  });
});
