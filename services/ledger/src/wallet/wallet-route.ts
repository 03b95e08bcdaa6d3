/** What the routes of wallets have in common. */
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom } from '@scrip/event-store';
import { type Caller, type CommandRequest, fenField, Problem } from '@scrip/http';
import type { Fen } from '@scrip/money';
import type { TaggedItem } from '@scrip/programme';
import { z } from 'zod';
import { amountField } from '../fields.ts';
import type { ProgrammeTerms, TermsFound } from './programme-terms.ts';
import { type WalletTerms, walletDecider } from './wallet.decider.ts';
import type { WalletDirectory, WalletEntry } from './wallet-directory.ts';
import { type Asked } from './wallet-till.rule.ts';
import { walletUnknown } from './wallet-unknown.ts';

/** What is not there, or another issuer's, is not there; a till acts for its own merchant only. The others are 409. */
export const REFUSALS = { wallet_unknown: 404, spend_unknown: 404, merchant_mismatch: 403 } as const;

/** What one lot gave or got back. */
export const take = z.object({ lotId: z.string(), principalFen: fenField, bonusFen: fenField });

/** Items of one purchase, and of one line: what a till can list on a slip. */
const ITEMS_MAX = 200;
const COUNT_MAX = 10_000;

/** What was bought, with what is paid for it; null where the till named an amount. */
export const pricedItems = z
  .array(z.object({ tagFen: fenField, count: z.int(), payFen: fenField }))
  .nullable()
  .describe('What was bought and what is paid for it after the discount of the card; null where an amount was named.');

/** Fields of a body that names an amount or items by their tags; to be checked with `namesOne`. */
export const askedFields = {
  amountFen: amountField.optional().describe('What is to be paid, as the till has priced it.'),
  items: z
    .array(
      z.strictObject({
        tagFen: amountField.describe('Tag price of one item.'),
        count: z.int().min(1).max(COUNT_MAX).default(1),
      }),
    )
    .min(1)
    .max(ITEMS_MAX)
    .optional()
    .describe('In the place of an amount: what was bought, by its tags; the discount of the card is taken off here.'),
};

/** Whether a body names one of the two, and not both. */
export function namesOne(body: { readonly amountFen?: unknown; readonly items?: unknown }): boolean {
  return (body.amountFen === undefined) !== (body.items === undefined);
}

/** What a body says that names neither or both. */
export const NAMES_ONE = { error: 'Expected amountFen or items, one of the two' };

/** What such a body asks for. */
export function askedIn(body: {
  readonly amountFen?: Fen | undefined;
  readonly items?: readonly TaggedItem[] | undefined;
}): Asked {
  if (body.items !== undefined) return { items: body.items };
  if (body.amountFen !== undefined) return { amountFen: body.amountFen };
  throw new InvariantError('a body that names neither an amount nor items');
}

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

/** The terms that a hold was made under, by their version: what was promised does not change with the programme. */
export async function termsOfHold(
  log: EventLog,
  terms: ProgrammeTerms,
  wallet: WalletEntry,
  holdId: string,
): Promise<(programmeVersion: number) => WalletTerms> {
  const { state } = await log.state(walletDecider, wallet.walletId);
  const hold = state.status === 'open' ? state.holds.find((open) => open.holdId === holdId) : undefined;
  const found = hold && (await terms.ofVersion(wallet, hold.programmeVersion));
  return (programmeVersion) => {
    if (found?.programmeVersion === programmeVersion) return found;
    throw new InvariantError(`${holdId} is decided under version ${programmeVersion}, which was not looked up`);
  };
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
