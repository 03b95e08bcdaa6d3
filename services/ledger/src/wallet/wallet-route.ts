/** What the routes of wallets have in common. */
import { idFrom } from '@scrip/event-store';
import { type Caller, type CommandRequest, fenField, Problem } from '@scrip/http';
import { z } from 'zod';
import type { TermsFound } from './programme-terms.ts';
import type { WalletTerms } from './wallet.decider.ts';
import type { WalletDirectory, WalletEntry } from './wallet-directory.ts';
import { walletUnknown } from './wallet-unknown.ts';

/** What is not there, or another issuer's, is not there; a till acts for its own merchant only. The others are 409. */
export const REFUSALS = { wallet_unknown: 404, spend_unknown: 404, merchant_mismatch: 403 } as const;

/** What one lot gave or got back. */
export const take = z.object({ lotId: z.string(), principalFen: fenField, bonusFen: fenField });

/** The wallet of this issuer. Throws the Problem 404 `wallet_unknown` where it has none of this id, or has not heard of it. */
export async function requireWallet(
  wallets: WalletDirectory,
  issuerId: string,
  walletId: string,
): Promise<WalletEntry> {
  const wallet = await wallets.find(issuerId, walletId);
  if (!wallet) throw walletUnknown(walletId);
  return wallet;
}

/** The terms that were found. Throws the Problem 409 `programme_unknown` or `product_unknown` where there are none. */
export function requireTerms(found: TermsFound): WalletTerms {
  if (found.kind === 'terms') return found.terms;
  const title = found.code === 'programme_unknown' ? 'No terms were in force' : 'The programme has no such product';
  throw new Problem(409, found.code, title, { members: found.members });
}

/**
 * Ids are made of the idempotency key: whichever copy of the service decides a command, and however often, it decides
 * the same fact with the same ids.
 */
export function idOf(prefix: string, { key }: CommandRequest): string {
  return idFrom(prefix, `${key.scope}\n${key.key}`);
}

/** Throws the Problem 403 `merchant_mismatch` where the token acts for another merchant. */
export function requireOwnMerchant(caller: Caller, merchantId: string): void {
  if (caller.merchantId === null || caller.merchantId === merchantId) return;
  throw new Problem(403, 'merchant_mismatch', 'This token acts for another merchant', {
    members: { merchantId: caller.merchantId },
  });
}
