/**
 * Double entry: what the lines of the journal are made of. Pure, so that any event of any age expands to the same lines
 * again; the lines of an event always sum to zero per programme and currency.
 *
 * Each stream says beside its decider what its facts mean (`<stream>-postings.ts`); `ledger-postings.ts` asks them.
 *
 * The chart of accounts, per issuer:
 *
 * | account                               | kind      | what it holds                                                                       |
 * |---------------------------------------|-----------|-------------------------------------------------------------------------------------|
 * | `asset:cash:<tender>`                 | asset     | money received for recharges, by how it was paid                                    |
 * | `asset:bank`                          | asset     | money that companies paid by transfer, less what was paid to them                   |
 * | `liability:wallet:principal`          | liability | principal that holders can still use                                                |
 * | `liability:wallet:bonus`              | liability | bonus that holders can still use                                                    |
 * | `liability:client:<client>`           | liability | paid by a client and not loaded, or owed to it (C3, C5)                             |
 * | `liability:deposit`                   | liability | deposits taken for cards (C1)                                                       |
 * | `liability:distributor:<distributor>` | liability | paid by a distributor and not delivered, penalties and interest it is owed (D2, D4) |
 * | `liability:recharge-card`             | liability | value of recharge cards that were delivered and not charged (D1)                    |
 * | `payable:merchant:<merchant>`         | liability | owed to a merchant for what was paid with wallets, less what came back              |
 * | `payable:agency-fee:<distributor>`    | liability | part of an agent's fees that is kept until the term is over (D5)                    |
 * | `payable:claim:<claim>`               | liability | claims that the issuer owes (C4, D3)                                                |
 * | `receivable:claim:<claim>`            | asset     | claims that the other party owes                                                    |
 * | `income:claim`                        | income    | claims against other parties                                                        |
 * | `expense:promotion`                   | expense   | bonus given, less what lapsed with a returned card                                  |
 * | `expense:card-loss`                   | expense   | spends between a loss report and its block, borne by the issuer (A8)                |
 * | `expense:claim`                       | expense   | claims against the issuer                                                           |
 * | `expense:penalty`                     | expense   | penalties and interest for being late (C5, D2, D4)                                  |
 * | `expense:distribution`                | expense   | what distributors and agents pay less than cards can be charged at (D1)             |
 * | `expense:agency-fee`                  | expense   | monthly fees of agents (D5)                                                         |
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
