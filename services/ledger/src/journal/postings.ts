/**
 * Double entry: what each fact of a wallet means in the journal. Pure, so that any event of any age expands to the same
 * lines again; the lines of an event always sum to zero per currency.
 *
 * The chart of accounts, per issuer:
 *
 * | account                       | kind      | what it holds                                                          |
 * |-------------------------------|-----------|------------------------------------------------------------------------|
 * | `asset:cash:<tender>`         | asset     | money received for recharges, by how it was paid                       |
 * | `liability:wallet:principal`  | liability | principal that holders can still use                                   |
 * | `liability:wallet:bonus`      | liability | bonus that holders can still use                                       |
 * | `payable:merchant:<merchant>` | liability | owed to a merchant for what was paid with wallets, less what came back |
 * | `income:breakage`             | income    | what was left of expired lots (A6)                                     |
 * | `expense:promotion`           | expense   | bonus given                                                            |
 * | `expense:card-loss`           | expense   | spends between a loss report and its block, borne by the issuer (A8)   |
 *
 * What a hold reserves stays the holder's: it moves no money before its capture and has no lines.
 */
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type Fen, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';

/** ISO 4217; the only one so far, and written to every line because sums are meaningless across currencies. */
export const CURRENCY = 'CNY';

/** One line of the journal. */
export interface Posting {
  readonly account: string;
  readonly currency: string;
  /** Debit above zero, credit below; never zero. */
  readonly amountFen: Fen;
}

/** The lines of an event, debits first; none for an event that moves no money. */
export function postings(event: WalletEvent): readonly Posting[] {
  const lines = linesOf(event).filter((line) => line.amountFen !== 0n);
  const unbalancedFen = sumFen(lines.map((line) => line.amountFen));
  if (unbalancedFen !== 0n) throw new InvariantError(`${event.type} does not balance: ${unbalancedFen} fen are left`);
  return lines;
}

function linesOf(event: WalletEvent): readonly Posting[] {
  switch (event.type) {
    case 'WalletRecharged': {
      const { tender, principalFen, bonusFen } = event.data;
      return [
        debit(`asset:cash:${tender}`, principalFen),
        debit('expense:promotion', bonusFen),
        credit('liability:wallet:principal', principalFen),
        credit('liability:wallet:bonus', bonusFen),
      ];
    }
    case 'WalletSpent':
      return paid(event.data.lots, event.data.merchantId, event.data.chargedFen);
    case 'WalletHoldCaptured':
      return paid(event.data.lots, event.data.merchantId, event.data.capturedFen);
    case 'WalletReturned': {
      const { merchantId, returnedFen, lots } = event.data;
      return [
        debit(`payable:merchant:${merchantId}`, returnedFen),
        credit('liability:wallet:principal', principalOf(lots)),
        credit('liability:wallet:bonus', bonusOf(lots)),
      ];
    }
    case 'WalletBreakageTaken': {
      const { principalFen, bonusFen } = event.data;
      return [
        debit('liability:wallet:principal', principalFen),
        debit('liability:wallet:bonus', bonusFen),
        credit('income:breakage', plus(principalFen, bonusFen)),
      ];
    }
    case 'WalletSpendAssumedByIssuer':
      return [
        debit('expense:card-loss', event.data.amountFen),
        credit('liability:wallet:principal', principalOf(event.data.lots)),
        credit('liability:wallet:bonus', bonusOf(event.data.lots)),
      ];
    case 'WalletOpened':
    case 'WalletCardActivated':
    case 'WalletCardBlocked':
    case 'WalletExpiryNoticed':
    case 'WalletHeld':
    case 'WalletHoldReleased':
      return [];
  }
}

function paid(lots: readonly LotTake[], merchantId: string, amountFen: Fen): readonly Posting[] {
  return [
    debit('liability:wallet:principal', principalOf(lots)),
    debit('liability:wallet:bonus', bonusOf(lots)),
    credit(`payable:merchant:${merchantId}`, amountFen),
  ];
}

function debit(account: string, amountFen: Fen): Posting {
  return { account, currency: CURRENCY, amountFen };
}

function credit(account: string, amountFen: Fen): Posting {
  return { account, currency: CURRENCY, amountFen: minus(ZERO_FEN, amountFen) };
}

function principalOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.principalFen));
}

function bonusOf(lots: readonly LotTake[]): Fen {
  return sumFen(lots.map((one) => one.bonusFen));
}
