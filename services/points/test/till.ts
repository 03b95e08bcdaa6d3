/** What a till does in the specs of points: it sells and takes back. */
import { expect } from '@jest/globals';
import type { Asking, Got, Member, PointsApp } from './points-app.ts';

/** What a till says of a purchase of one line, or of lines by what each cost, in fen. */
export interface Sale {
  readonly paidFen: readonly number[] | number;
  readonly tenders?: readonly { readonly kind: string; readonly amountFen: number }[];
}

/** What was recorded and earned. */
export interface Sold {
  readonly receipt: Got['body'];
  readonly receiptId: string;
  readonly earned: Got['body'] | null;
  readonly lotteryEntries: readonly Got['body'][];
}

export class Till {
  readonly #app: PointsApp;
  readonly #programmeId: string;
  #receipts = 0;

  constructor(app: PointsApp, programmeId: string) {
    this.#app = app;
    this.#programmeId = programmeId;
  }

  /** Sells to a member, or to somebody without a membership, and expects that it is recorded. */
  async sells(member: Member | null, { paidFen, tenders }: Sale, asking: Asking = {}): Promise<Sold> {
    this.#receipts += 1;
    const receiptId = `${this.#programmeId}-${this.#receipts}`;
    const prices = typeof paidFen === 'number' ? [paidFen] : paidFen;
    const body = {
      receiptId,
      programmeId: this.#programmeId,
      ...(member && { membershipId: member.membershipId }),
      lines: prices.map((price, index) => ({
        sku: `article-${index + 1}`,
        tagFen: price,
        priceClass: 'regular',
        counterKey: 'counter-1',
        paidFen: price,
      })),
      tenders: tenders ?? [{ kind: 'cash', amountFen: prices.reduce((sum, price) => sum + price, 0) }],
    };
    const { status, body: answer } = await this.#app.post('/receipts', body, this.#of(member, asking));
    expect([status, answer]).toEqual([201, expect.anything()]);
    return { receiptId, ...(answer as Omit<Sold, 'receiptId'>) };
  }

  /** Takes goods back. */
  takesBack(member: Member | null, receiptId: string, body: object, asking: Asking = {}): Promise<Got> {
    return this.#app.post(`/receipts/${receiptId}/returns`, body, this.#of(member, asking));
  }

  /** The account of a member as it is told. */
  async account(member: Member): Promise<Got['body']> {
    await this.#app.caughtUp();
    return (await this.#app.get(`/accounts/${member.accountId}`, { issuerId: member.issuerId })).body;
  }

  #of(member: Member | null, asking: Asking): Asking {
    return member ? { issuerId: member.issuerId, ...asking } : asking;
  }
}
