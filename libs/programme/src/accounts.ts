/** The accounts of the ledger's journal, as far as a programme speaks of them: it may say how the issuer's own books name them. */
import { z } from 'zod';

/** Accounts by pattern: `<…>` stands for a code of the issuer's own, such as a merchant's. What each means is in the ledger's chart. */
export const ACCOUNT_PATTERNS = [
  'asset:bank',
  'asset:cash:<tender>',
  'asset:suspense:dispute',
  'asset:suspense:purse',
  'equity:opening-balance',
  'expense:adjustment',
  'expense:agency-fee',
  'expense:card-loss',
  'expense:claim',
  'expense:compensation',
  'expense:dispute-loss',
  'expense:distribution',
  'expense:penalty',
  'expense:promotion',
  'expense:purse-difference',
  'income:adjustment',
  'income:breakage',
  'income:claim',
  'income:fee:<kind>',
  'income:forfeiture',
  'income:merchant-fee',
  'liability:client:<client>',
  'liability:deposit',
  'liability:distributor:<distributor>',
  'liability:purse',
  'liability:purse-in-transit',
  'liability:recharge-card',
  'liability:suspense:purse-gap',
  'liability:transfer',
  'liability:wallet:bonus',
  'liability:wallet:principal',
  'payable:agency-fee:<distributor>',
  'payable:claim:<claim>',
  'payable:merchant:<merchant>',
  'payable:settlement:<merchant>',
  'receivable:claim:<claim>',
] as const;

/** One of the patterns. */
export type AccountPattern = (typeof ACCOUNT_PATTERNS)[number];

type NameOf<P extends string> = P extends `${infer Fixed}<${string}>` ? `${Fixed}${string}` : P;

/** The name of an account that one of the patterns allows. */
export type AccountName = NameOf<AccountPattern>;

/** Codes of one issuer's books: an order of magnitude above its tenders and its largest merchants. */
const CODES_MAX = 1_000;

/** Section `accounts` of a programme document. */
export const accountCodesSchema = z
  .array(
    z
      .strictObject({
        account: z
          .string()
          .min(1)
          .max(100)
          .describe(
            'An account of the journal, or a pattern of the chart such as payable:merchant:<merchant>. A single account goes before its pattern.',
          ),
        code: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, { error: 'expected 1 to 40 of A-Z, a-z, 0-9, . _ -' })
          .describe("Code of the account in the issuer's own books, such as 1002.01."),
      })
      .meta({ id: 'AccountCode', description: "How the issuer's own books name an account of the journal." }),
  )
  .max(CODES_MAX);

/** Codes of the issuer's own books. */
export type AccountCodes = z.infer<typeof accountCodesSchema>;

/** The pattern that an account belongs to; undefined for one that is not in the chart. A pattern belongs to itself. */
export function accountPatternOf(account: string): AccountPattern | undefined {
  return ACCOUNT_PATTERNS.find((pattern) => {
    const open = pattern.indexOf('<');
    return open === -1 ? account === pattern : account.length > open && account.startsWith(pattern.slice(0, open));
  });
}

/** The issuer's own code of an account: that of the single account, else that of its pattern, else null. */
export function accountCodeOf(codes: AccountCodes, account: string): string | null {
  const named = codes.find((one) => one.account === account);
  return (named ?? codes.find((one) => one.account === accountPatternOf(account)))?.code ?? null;
}
