/**
 * Double entry: what the lines of the journal are made of. Pure, so that any event of any age expands to the same lines
 * again; the lines of an event always sum to zero per programme and currency.
 *
 * Each stream says beside its decider what its facts mean (`<stream>-postings.ts`); `ledger-postings.ts` asks them.
 *
 * The chart of accounts, per issuer:
 *
 * | account                       | kind      | what it holds                                                          |
 * |-------------------------------|-----------|------------------------------------------------------------------------|
 * | `asset:cash:<tender>`         | asset     | money received for recharges, by how it was paid                       |
 * | `liability:wallet:principal`  | liability | principal that holders can still use                                   |
 * | `liability:wallet:bonus`      | liability | bonus that holders can still use                                       |
 * | `liability:purse-in-transit`  | liability | value on its way to a purse: authorised, not acknowledged (O4)         |
 * | `liability:purse`             | liability | value in purses on cards that holders can still use                    |
 * | `payable:merchant:<merchant>` | liability | owed to a merchant for what was paid with wallets, less what came back |
 * | `asset:suspense:purse`        | asset     | differences of purses that finance has not closed yet (O3)             |
 * | `equity:opening-balance`      | equity    | balances that were brought in from an older system                     |
 * | `income:breakage`             | income    | what was left of expired lots (A6)                                     |
 * | `expense:promotion`           | expense   | bonus given                                                            |
 * | `expense:card-loss`           | expense   | spends between a loss report and its block, borne by the issuer (A8)   |
 * | `expense:purse-difference`    | expense   | differences of purses that finance has closed (O3)                     |
 *
 * What a hold reserves stays the holder's: it moves no money before its capture and has no lines.
 */
import { InvariantError } from '@scrip/decider';
import { type Fen, minus, ZERO_FEN } from '@scrip/money';

/** ISO 4217; the only one so far, and written to every line because sums are meaningless across currencies. */
export const CURRENCY = 'CNY';

/** One line of the journal. */
export interface Posting {
  readonly account: string;
  readonly currency: string;
  /** Debit above zero, credit below; never zero. */
  readonly amountFen: Fen;
  /** Programme the money belongs to; left out: the one that the fact itself belongs to. */
  readonly programmeId?: string;
}

/** A line on the left side of an account. */
export function debit(account: string, amountFen: Fen, programmeId?: string): Posting {
  return { account, currency: CURRENCY, amountFen, ...(programmeId !== undefined && { programmeId }) };
}

/** A line on the right side of an account; the amount as it is spoken of, not negative. */
export function credit(account: string, amountFen: Fen, programmeId?: string): Posting {
  return debit(account, minus(ZERO_FEN, amountFen), programmeId);
}

/** The lines without those of nothing. Throws InvariantError where those of one programme and currency are not zero together. */
export function inBalance(type: string, lines: readonly Posting[]): readonly Posting[] {
  const sums = new Map<string, bigint>();
  for (const { programmeId = '', currency, amountFen } of lines) {
    const of = `${programmeId} ${currency}`;
    sums.set(of, (sums.get(of) ?? 0n) + amountFen);
  }
  for (const [of, unbalancedFen] of sums) {
    if (unbalancedFen !== 0n) {
      throw new InvariantError(`${type} does not balance: ${unbalancedFen} fen are left, ${of.trim()}`);
    }
  }
  return lines.filter((line) => line.amountFen !== 0n);
}
