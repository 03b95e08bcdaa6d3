/** What tests of the whole system play with: a programme of their own, and people who join it, pay and collect points. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type Programme, preset } from '@scrip/programme';
import type { Answer, Body, Client, TestSystem } from '@scrip/testing';
import { awake } from './awake.ts';

/** Yuan as they are written in the domain, in fen: `yuan(140.73)` is 14,073. */
export const yuan = (amount: number): number => Math.round(amount * 100);

/** Noon of a day in Shanghai, or another time of it, as RFC 3339. */
export const on = (day: string, time = '12:00:00'): string => `${day}T${time}+08:00`;

/** A text that nobody else uses. */
export const unique = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** A published programme that only one test uses, so that the first hundred of its days are that test's own. */
export interface OpenProgramme {
  readonly system: TestSystem;
  readonly programmeId: string;
  /** Keys of its products that ask for a PIN at each use. */
  readonly askingPin: ReadonlySet<string>;
}

/**
 * Publishes a preset under a name of its own, and waits until every service has heard of it.
 * Its products, grades, counters and dates are the preset's, but for what `change` changes, and nobody sleeps in it.
 */
export async function openProgramme(
  system: TestSystem,
  presetName: string,
  change: (document: Programme) => Programme = (document) => document,
): Promise<OpenProgramme> {
  const programmeId = unique(presetName);
  const desk = system.client('importer');
  const document = { ...awake(change(preset(presetName))), id: programmeId };
  (await desk.post(`/cards/v1/programmes/${programmeId}/versions`, document)).ok(201);
  const views = [
    `/ledger/v1/programmes/${programmeId}/totals`,
    `/points/v1/programmes/${programmeId}/totals`,
    `/tiering/v1/programmes/${programmeId}/grades`,
    `/notifications/v1/outreach/counts?programmeId=${programmeId}`,
  ];
  for (const view of views) (await desk.get(view)).ok();
  const asking = (document.storedValue ?? []).filter(({ card }) => card?.pin !== undefined);
  return { system, programmeId, askingPin: new Set(asking.map(({ key }) => key)) };
}

/** A programme whose products ask for no PIN. */
export function withoutPin(document: Programme): Programme {
  const products = document.storedValue?.map(({ card, ...product }) => {
    if (!card) return product;
    const { pin: _pin, ...rest } = card;
    return { ...product, card: rest };
  });
  return { ...document, storedValue: products };
}

/** Registers a holder; `locale` is the language that messages are written in. */
export async function register(
  system: TestSystem,
  options: { at?: string; locale?: 'zh-CN' | 'en'; idNumber?: string } = {},
): Promise<string> {
  const { at, locale = 'en', idNumber } = options;
  const registered = await system
    .client('importer')
    .post<{ holderId: string }>(
      '/cards/v1/holders',
      { name: unique('Holder'), locale, ...(idNumber !== undefined && { idNumber }) },
      timed(at),
    );
  return registered.ok(201).holderId;
}

/** One receipt of one line; a special price is paid as it is tagged. */
export interface Bought {
  readonly paidFen: number;
  /** When; the till's own clock where it is left out. */
  readonly at?: string;
  readonly tagFen?: number;
  readonly priceClass?: 'regular' | 'special';
  readonly counterKey?: string;
  readonly membershipId?: string;
  readonly receiptId?: string;
  readonly quoteId?: string;
  readonly tender?: { readonly kind: string; readonly reference: string };
}

/** What a receipt earned, as points tells it. */
export interface Earned {
  readonly basePoints: number;
  readonly multiplierBp: number;
  readonly bonusPoints: number;
  readonly earnedPoints: number;
  readonly balanceAfterPoints: number;
  readonly lifetimeAfterPoints: number;
  readonly dayRank: number | null;
  readonly rules: readonly string[];
}

/** What points answers to a receipt. */
export interface RecordedReceipt {
  readonly receipt: { readonly receiptId: string; readonly paidFen: number; readonly accountId: string | null };
  readonly earned: Earned | null;
  readonly lotteryEntries: readonly {
    readonly entryId: string;
    readonly rule: string;
    readonly balancePoints: number;
  }[];
}

/** Has a receipt recorded. The client then waits for it with whatever it asks next. */
export async function record(
  client: Client,
  { programmeId }: Pick<OpenProgramme, 'programmeId'>,
  bought: Bought,
): Promise<RecordedReceipt> {
  const { paidFen, at, tagFen = paidFen, priceClass = 'special', counterKey = 'counter-1', tender } = bought;
  const { membershipId, quoteId, receiptId = unique('receipt') } = bought;
  const paidBy = tender ?? { kind: 'cash' };
  const answer = await client.post<RecordedReceipt>(
    '/points/v1/receipts',
    {
      receiptId,
      programmeId,
      ...(membershipId !== undefined && { membershipId }),
      ...(quoteId !== undefined && { quoteId }),
      lines: [{ sku: 'article-1', tagFen, priceClass, counterKey, paidFen }],
      tenders: paidFen === 0 ? [] : [{ ...paidBy, amountFen: paidFen }],
    },
    timed(at),
  );
  return answer.ok(201);
}

/** What tiering answers to somebody who joins. */
export interface Joined {
  readonly membershipId: string;
  readonly grade: string;
  readonly rule: string;
  readonly receiptIds: readonly string[];
  readonly receiptsTotalFen: number;
}

/** Asks to join with receipts that the same client has had recorded. */
export function askToJoin(
  client: Client,
  { programmeId }: Pick<OpenProgramme, 'programmeId'>,
  asked: { readonly holderId: string; readonly receiptIds: readonly string[]; readonly at: string },
): Promise<Answer<Joined>> {
  const { holderId, receiptIds, at } = asked;
  return client.post<Joined>('/tiering/v1/memberships', { holderId, programmeId, receiptIds }, timed(at));
}

/** A member, with a client that waits for the member's own last step. */
export interface Member {
  readonly holderId: string;
  readonly membershipId: string;
  readonly client: Client;
  /** Has a receipt of this member recorded. */
  buys(bought: Bought): Promise<RecordedReceipt>;
  /** The price of one line. */
  quote(line: Quoted): Promise<Quote>;
}

/** A line to be priced. */
export interface Quoted {
  readonly tagFen: number;
  readonly counterKey?: string;
  readonly priceClass?: 'regular' | 'special';
  /** Stored-value product it will be paid with. */
  readonly tender?: string;
}

/** A price, as tiering tells it. */
export interface Quote {
  readonly quoteId: string;
  readonly grade: string | null;
  readonly totalFen: number;
  readonly lines: readonly { readonly paidFen: number; readonly rules: readonly string[] }[];
}

/** The least day's total that gives each grade of mall-vip (domain 2.1). */
const JOINING_FEN = { gold: yuan(300), diamond: yuan(3_000) } as const;

/** Registers somebody who joins at once, with one receipt of the day that suffices for the grade. */
export async function join(
  programme: OpenProgramme,
  grade: 'gold' | 'diamond',
  day: string,
  counterKey = 'counter-1',
): Promise<Member> {
  const at = on(day, '09:00:00');
  const client = programme.system.client('importer');
  const holderId = await register(programme.system, { at });
  const { receipt } = await record(client, programme, { paidFen: JOINING_FEN[grade], at, counterKey });
  const joined = await askToJoin(client, programme, { holderId, receiptIds: [receipt.receiptId], at });
  const { membershipId } = joined.ok(201);
  return {
    holderId,
    membershipId,
    client,
    buys: (bought) => record(client, programme, { ...bought, membershipId }),
    quote: async ({ tagFen, counterKey: counter = 'counter-1', priceClass = 'regular', tender }) => {
      const line = { sku: 'article-1', tagFen, priceClass, counterKey: counter };
      const asked = { programmeId: programme.programmeId, membershipId, lines: [line], ...(tender && { tender }) };
      return (await client.post<Quote>('/tiering/v1/quotes', asked)).ok();
    },
  };
}

/** A wallet with its card, and a client that waits for the wallet's own last step. */
export interface OpenWallet {
  readonly holderId: string;
  readonly walletId: string;
  readonly cardId: string;
  readonly client: Client;
  recharge(principalFen: number, at?: string): Promise<Answer>;
  /** Pays with the card, with its PIN where the product asks for one; `more` goes into the request as it is. */
  spend(amountFen: number, more?: Body & { readonly at?: string }): Promise<Answer<Spent>>;
  /** Verifies the PIN for a spend or a hold of now: goes into its body and names its key. */
  authorised(purpose: 'spend' | 'hold', amountFen: number): Promise<Authorised>;
  read(): Promise<WalletRead>;
}

/** A verified PIN; nothing where the product asks for none or cards verifies none any more. */
export interface Authorised {
  readonly body: { readonly authorisation?: string };
  readonly options: { readonly key?: string };
}

/** The PIN of every card that is opened here. */
export const WALLET_PIN = '480213';

/** What the ledger answers to a spend. */
export interface Spent {
  readonly spendId: string;
  readonly askedFen: number;
  readonly chargedFen: number;
  readonly dueFen: number;
  readonly balanceAfterFen: number;
  readonly lots: readonly { readonly lotId: string; readonly principalFen: number; readonly bonusFen: number }[];
}

/** A wallet as the ledger shows it. */
export interface WalletRead {
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly balanceFen: number;
  readonly availableFen: number;
  readonly heldFen: number;
  readonly lots: readonly { readonly lotId: string; readonly principalFen: number; readonly bonusFen: number }[];
  readonly cards: readonly { readonly cardId: string; readonly state: string }[];
}

/** The merchant that spends go to where a test does not care. */
export const MERCHANT = 'mer_counter-1';

/** Issues a card of a product to a holder and hands it over; the wallet is open when this resolves. */
export async function openWallet(
  { system, programmeId, askingPin }: OpenProgramme,
  card: { readonly holderId: string; readonly productKey: string; readonly at?: string },
): Promise<OpenWallet> {
  const { holderId, productKey, at } = card;
  const client = system.client('importer');
  const issued = await client.post<{ cardId: string; walletId: string }>(
    '/cards/v1/cards',
    { holderId, programmeId, productKey },
    timed(at),
  );
  const { cardId, walletId } = issued.ok(201);
  (await client.post(`/cards/v1/cards/${cardId}/activation`, undefined, timed(at))).ok(201);
  const path = `/ledger/v1/wallets/${walletId}`;
  (await client.get(path)).ok();
  const asksPin = askingPin.has(productKey);
  if (asksPin) (await client.post(`/cards/v1/cards/${cardId}/pin`, { pin: WALLET_PIN })).ok(201);
  const authorised = async (purpose: 'spend' | 'hold', amountFen: number): Promise<Authorised> => {
    if (!asksPin) return { body: {}, options: {} };
    const key = randomUUID();
    const asked = { pin: WALLET_PIN, purpose, amountFen, commandKey: key };
    const verified = await client.post(`/cards/v1/cards/${cardId}/pin/authorisations`, asked);
    if (verified.status !== 201) return { body: {}, options: {} };
    return { body: { authorisation: String(verified.ok(201)['authorisation']) }, options: { key } };
  };
  return {
    holderId,
    walletId,
    cardId,
    client,
    recharge: (principalFen, when) => client.post(`${path}/recharges`, { principalFen, tender: 'cash' }, timed(when)),
    authorised,
    spend: async (amountFen, { at: when, ...more } = {}) => {
      // What is told of another time had its PIN then.
      const { body, options } = when === undefined ? await authorised('spend', amountFen) : { body: {}, options: {} };
      const asked = { cardId, merchantId: MERCHANT, amountFen, ...body, ...more };
      return client.post<Spent>(`${path}/spends`, asked, { ...timed(when), ...options });
    },
    read: async () => (await client.get<WalletRead>(path)).ok(),
  };
}

function timed(at: string | undefined): { readonly occurredAt?: string } {
  return at === undefined ? {} : { occurredAt: at };
}
