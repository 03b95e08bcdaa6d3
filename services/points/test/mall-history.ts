/**
 * The real purchases as a mall's history in the log of points: strangers pay the tag, who joins is told as tiering would
 * tell it, members pay by grade and earn (domain 4). Written through the log by the rules of the service.
 */
import { type EventLog, idFrom, on, onNew, type Who } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { gradeOnJoin, type Programme, priceLine, raiseFor } from '@scrip/programme';
import type { Purchase } from '../../../test/plain/purchases.ts';
import { type AccountState, accountDecider, accountOf, openAccount } from '../src/account/account.decider.ts';
import {
  type CampaignDayState,
  campaignDayDecider,
  campaignDayStream,
  rankedCampaign,
} from '../src/campaign-day/campaign-day.decider.ts';
import { type PurchaseState, purchaseDecider, purchaseStream } from '../src/purchase/purchase.decider.ts';
import { recordReceipt } from '../src/purchase/record-receipt.rule.ts';

/** Customers whose purchases are under way at once. */
const UNDER_WAY_MAX = 128;

interface Customer {
  readonly membershipId: string;
  readonly holderId: string;
  grade: string | null;
  day: string;
  daySumFen: bigint;
  dayReceipts: string[];
  turn: Promise<void>;
}

export class MallHistory {
  readonly #log: EventLog;
  readonly #issuerId: string;
  readonly #programme: Programme;
  readonly #customers = new Map<string, Customer>();

  constructor(log: EventLog, issuerId: string, programme: Programme) {
    this.#log = log;
    this.#issuerId = issuerId;
    this.#programme = programme;
  }

  /** Writes the purchases; those of a customer follow each other. */
  async play(purchases: readonly Purchase[]): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (const purchase of purchases) {
      const customer = this.#customerOf(purchase.customer);
      const mine = customer.turn.then(() => this.#buys(customer, purchase));
      customer.turn = mine;
      const done = mine.finally(() => underWay.delete(done));
      underWay.add(done);
      if (underWay.size >= UNDER_WAY_MAX) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  }

  #customerOf(number: string): Customer {
    const known = this.#customers.get(number);
    if (known) return known;
    const membershipId = idFrom('mbr', `${this.#issuerId} ${number}`);
    const holderId = idFrom('hld', `${this.#issuerId} ${number}`);
    const none = { grade: null, day: '', daySumFen: 0n, dayReceipts: [], turn: Promise.resolve() };
    const customer: Customer = { membershipId, holderId, ...none };
    this.#customers.set(number, customer);
    return customer;
  }

  async #buys(customer: Customer, purchase: Purchase): Promise<void> {
    if (customer.day !== purchase.date) Object.assign(customer, { day: purchase.date, daySumFen: 0n, dayReceipts: [] });
    const isMember = customer.grade !== null;
    await this.#record(customer, purchase);
    if (isMember) return;
    customer.daySumFen += purchase.tagFen;
    customer.dayReceipts.push(String(purchase.line));
    const asked = { sameDayTotalFen: fen(customer.daySumFen), businessDate: purchase.date };
    const { grade } = gradeOnJoin(asked, this.#programme);
    if (grade === null) return;
    const { membershipId, holderId, dayReceipts: joinedWithReceiptIds } = customer;
    const accountId = accountOf(membershipId);
    await this.#log.execute({
      who: this.#who(purchase),
      key: null,
      decider: accountDecider,
      streamId: accountId,
      decide: (state) =>
        openAccount(state, {
          accountId,
          membershipId,
          holderId,
          programmeId: this.#programme.id,
          grade,
          joinedWithReceiptIds,
        }),
    });
    customer.grade = grade;
  }

  async #record(customer: Customer, { line, date, tagFen: tag, ...purchase }: Purchase): Promise<void> {
    const { grade, membershipId } = customer;
    const receiptId = String(line);
    const tagFen = fen(tag);
    const article = { sku: 'music', tagFen, priceClass: 'regular', counterKey: 'counter-1' } as const;
    const priced = priceLine({ ...article, grade, businessDate: date }, this.#programme);
    if (priced.kind === 'refused') throw new Error(priced.refusal.code);
    const { paidFen } = priced;
    const issuerId = this.#issuerId;
    const programmeId = this.#programme.id;
    const campaign = grade !== null && paidFen > 0n ? rankedCampaign(this.#programme) : null;
    const streams = [
      onNew(purchaseDecider, purchaseStream(issuerId, receiptId)),
      ...(grade === null ? [] : [on(accountDecider, accountOf(membershipId))]),
      ...(campaign
        ? [on(campaignDayDecider, campaignDayStream(issuerId, programmeId, campaign.campaignKey, date))]
        : []),
    ];
    const verdict = await this.#log.executeAcross({
      who: this.#who({ line, date, tagFen: tag, ...purchase }),
      key: null,
      streams,
      decide: (states) => {
        const [state, account, day] = states as [PurchaseState, AccountState?, CampaignDayState?];
        const receipt = {
          issuerId,
          receiptId,
          programmeId,
          membershipId: grade === null ? null : membershipId,
          lines: [{ ...article, paidFen }],
          tenders: paidFen === 0n ? [] : [{ kind: 'cash', amountFen: paidFen, reference: null }],
          quoteId: null,
          businessDate: date,
          grade,
          birthdayHolders: null,
          entryIdOf: (rule: string) => idFrom('ent', [issuerId, receiptId, rule].join('\n')),
        };
        return recordReceipt({ purchase: state, account: account ?? null, day: day ?? null }, receipt, this.#programme);
      },
    });
    if (verdict.kind === 'refused') throw new Error(verdict.refusal.code);
    for (const { event } of verdict.events) {
      if (event.type !== 'PointsEarned' || grade === null) continue;
      const { lifetimeAfterPoints: lifetimePoints, balanceAfterPoints: balancePoints } = event.data;
      customer.grade = raiseFor({ grade, lifetimePoints, balancePoints }, this.#programme)?.toGrade ?? grade;
    }
  }

  #who({ date }: Purchase): Who {
    return {
      issuerId: this.#issuerId,
      actor: 'till-1',
      occurredAt: Date.parse(`${date}T12:00:00+08:00`),
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
    };
  }
}
