/**
 * Plays purchases through the HTTP API as a mall would have them: a customer joins when the day's receipts allow it, gets
 * a card with a wallet, and from then on is quoted a price, pays from the wallet, earns points. Every command has a key
 * made of the purchase, so a run that was broken off goes on where it stopped and a second run changes nothing.
 */
import type { Purchase } from '../plain/purchases.ts';
import type { Answer, Api } from './api.ts';
import { DayOrder } from './day-order.ts';

/** A product of the preset `mall-vip`. */
const PRODUCT = 'wallet';
/** A counter inside the scheme that has no promotion of its own. */
const COUNTER = 'counter-1';
const MERCHANT = 'mer_counter-1';
/** Recharges come in whole thousands of yuan (domain 4). */
const RECHARGE_STEP_FEN = 100_000;

interface Member {
  readonly membershipId: string;
  readonly walletId: string;
  readonly cardId: string;
}

/** What is known of a customer while playing; its purchases come one after the other. */
interface Customer {
  readonly number: string;
  holderId: string | undefined;
  member: Member | undefined;
  day: string;
  dayReceipts: string[];
  /** The latest position that what comes next may depend on. */
  after: string | undefined;
}

export class Player {
  readonly #api: Api;
  /** Also stands before every key and receipt, so that programmes do not meet in them. */
  readonly #programmeId: string;
  readonly #customers = new Map<string, Customer>();
  readonly #turns = new Map<string, Promise<void>>();
  readonly #days = new DayOrder();

  /** Plays against a published programme that has the rules of the preset `mall-vip`. */
  constructor(api: Api, programmeId: string) {
    this.#api = api;
    this.#programmeId = programmeId;
  }

  /**
   * Plays one purchase. Call in the order of time, without waiting for the one before: a customer's purchases follow each
   * other, and members' receipts of a day are recorded in the order they were called in while the day has places.
   */
  play(purchase: Purchase): Promise<void> {
    const place = this.#days.enter(purchase.date);
    const before = this.#turns.get(purchase.customer) ?? Promise.resolve();
    const mine = before.then(() => this.#purchase(purchase, place)).finally(() => place.leave());
    this.#turns.set(purchase.customer, mine);
    return mine;
  }

  async #purchase(purchase: Purchase, place: { turn(): Promise<void>; full(): void; leave(): void }): Promise<void> {
    const customer = this.#customer(purchase.customer);
    if (customer.day !== purchase.date) {
      customer.day = purchase.date;
      customer.dayReceipts = [];
    }
    if (customer.member) {
      await this.#memberBuys(purchase, customer, customer.member, place);
      return;
    }
    place.leave();
    await this.#strangerBuys(purchase, customer);
  }

  #customer(number: string): Customer {
    const known = this.#customers.get(number);
    if (known) return known;
    const customer: Customer = {
      number,
      holderId: undefined,
      member: undefined,
      day: '',
      dayReceipts: [],
      after: undefined,
    };
    this.#customers.set(number, customer);
    return customer;
  }

  /** Pays full price in cash, then asks to join with the receipts of the day so far. */
  async #strangerBuys(purchase: Purchase, customer: Customer): Promise<void> {
    const price = Number(purchase.tagFen);
    const recorded = await this.#record(purchase, { paidFen: price, tenders: [{ kind: 'cash', amountFen: price }] });
    customer.dayReceipts.push(this.#receiptOf(purchase));
    customer.holderId ??= await this.#register(customer.number, purchase);
    const joined = await this.#api.ask('POST', '/tiering/v1/memberships', {
      key: this.#key('join', purchase.line),
      at: timeOf(purchase),
      after: recorded.position,
      body: { holderId: customer.holderId, programmeId: this.#programmeId, receiptIds: customer.dayReceipts },
    });
    if (joined.status < 300) await this.#welcome(purchase, customer, customer.holderId, joined);
    else if (joined.body.code !== 'total_too_low') throw new Error(`joining: ${JSON.stringify(joined.body)}`);
  }

  async #register(number: string, purchase: Purchase): Promise<string> {
    const registered = await this.#api.must('POST', '/cards/v1/holders', {
      key: this.#key('holder', number),
      at: timeOf(purchase),
      body: { name: `Customer ${number}`, locale: Number(number) % 2 === 0 ? 'zh-CN' : 'en' },
    });
    return String(registered.body.holderId);
  }

  /** Issues and activates the new member's card; the ledger opens its wallet when it hears of it. */
  async #welcome(purchase: Purchase, customer: Customer, holderId: string, joined: Answer): Promise<void> {
    const at = timeOf(purchase);
    const card = await this.#api.must('POST', '/cards/v1/cards', {
      key: this.#key('card', customer.number),
      at,
      body: { holderId, programmeId: this.#programmeId, productKey: PRODUCT },
    });
    const cardId = String(card.body.cardId);
    const activated = await this.#api.must('POST', `/cards/v1/cards/${cardId}/activation`, {
      key: this.#key('activation', customer.number),
      at,
    });
    const walletId = String(card.body.walletId);
    // A wallet is opened by event; asking for it once shows that it is there.
    await this.#api.must('GET', `/ledger/v1/wallets/${walletId}`, { after: activated.position });
    customer.member = { membershipId: String(joined.body.membershipId), walletId, cardId };
    customer.after = joined.position;
  }

  /** Is quoted a price, pays it from the wallet, has the receipt recorded. */
  async #memberBuys(
    purchase: Purchase,
    customer: Customer,
    member: Member,
    place: { turn(): Promise<void>; full(): void },
  ): Promise<void> {
    const known = await this.#api.ask('GET', `/points/v1/receipts/${this.#receiptOf(purchase)}`);
    if (known.status === 200) return;
    const quote = await this.#api.must('POST', '/tiering/v1/quotes', {
      key: this.#key('quote', purchase.line),
      at: timeOf(purchase),
      after: customer.after,
      body: { programmeId: this.#programmeId, membershipId: member.membershipId, lines: [lineOf(purchase)] },
    });
    const paidFen = Number(quote.body.totalFen);
    const spendId = paidFen === 0 ? undefined : await this.#pay(purchase, member, paidFen);
    await place.turn();
    const recorded = await this.#record(purchase, {
      membershipId: member.membershipId,
      quoteId: String(quote.body.quoteId),
      paidFen,
      tenders: spendId === undefined ? [] : [{ kind: PRODUCT, amountFen: paidFen, reference: spendId }],
      // The joining opened the account, the quote is what the receipt is held against.
      after: [customer.after, quote.position].filter((position) => position !== undefined).join(','),
    });
    if ((recorded.body.earned as { dayRank?: number } | null)?.dayRank === 100) place.full();
    customer.after = recorded.position;
  }

  /** Pays from the wallet; when it is short, recharges by the smallest multiple of 1,000 yuan that suffices first. */
  async #pay(purchase: Purchase, member: Member, amountFen: number): Promise<string> {
    const path = `/ledger/v1/wallets/${member.walletId}`;
    const spend = (attempt: number): Promise<Answer> =>
      this.#api.ask('POST', `${path}/spends`, {
        key: this.#key(`spend ${attempt}`, purchase.line),
        at: timeOf(purchase),
        body: { cardId: member.cardId, merchantId: MERCHANT, amountFen },
      });
    let paid = await spend(1);
    if (paid.body.code === 'balance_short') {
      const missing = Number(paid.body.missingFen);
      await this.#api.must('POST', `${path}/recharges`, {
        key: this.#key('recharge', purchase.line),
        at: timeOf(purchase),
        body: { principalFen: Math.ceil(missing / RECHARGE_STEP_FEN) * RECHARGE_STEP_FEN, tender: 'cash' },
      });
      paid = await spend(2);
    }
    if (paid.status >= 300) throw new Error(`paying: ${paid.status} ${JSON.stringify(paid.body)}`);
    return String(paid.body.spendId);
  }

  #record(
    purchase: Purchase,
    receipt: {
      readonly paidFen: number;
      readonly tenders: readonly object[];
      readonly membershipId?: string;
      readonly quoteId?: string;
      readonly after?: string | undefined;
    },
  ): Promise<Answer> {
    const { paidFen, tenders, membershipId, quoteId, after } = receipt;
    return this.#api.must('POST', '/points/v1/receipts', {
      key: this.#key('receipt', purchase.line),
      at: timeOf(purchase),
      after,
      body: {
        receiptId: this.#receiptOf(purchase),
        programmeId: this.#programmeId,
        ...(membershipId !== undefined && { membershipId }),
        ...(quoteId !== undefined && { quoteId }),
        lines: [{ ...lineOf(purchase), paidFen }],
        tenders,
      },
    });
  }

  /** What is asked, of which purchase or customer: asked twice it happens once. */
  #key(what: string, whose: number | string): string {
    return `${this.#programmeId} ${what} ${whose}`;
  }

  #receiptOf(purchase: Purchase): string {
    return `${this.#programmeId}-${purchase.line}`;
  }
}

function lineOf(purchase: Purchase): object {
  return { sku: 'music', tagFen: Number(purchase.tagFen), priceClass: 'regular', counterKey: COUNTER };
}

/** The file knows days only: noon of the day in Shanghai. */
function timeOf(purchase: Purchase): string {
  return `${purchase.date}T12:00:00+08:00`;
}
