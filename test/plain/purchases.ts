/** The real purchases of `test/data`, read as a mall's receipts: one dollar is ten yuan (see `test/data/README.md`). */
import { readFileSync } from 'node:fs';

/** One line of the file. */
export interface Purchase {
  /** Place in the file, from 1. */
  readonly line: number;
  /** Five digits. */
  readonly customer: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Price in fen: dollars × 10 yuan × 100. */
  readonly tagFen: bigint;
}

const FILE = new URL('../data/cdnow_master.txt', import.meta.url);

/** All purchases in the order of time: by date, within a day as the file has them. */
export function readPurchases(): Purchase[] {
  const lines = readFileSync(FILE, 'utf8').split(/\r?\n/).slice(1);
  const purchases: Purchase[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const [customer = '', day = '', , dollars = ''] = text.trim().split(/\s+/);
    const [whole = '0', cents = ''] = dollars.split('.');
    purchases.push({
      line: index + 1,
      customer,
      date: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`,
      tagFen: BigInt(whole + cents.padEnd(2, '0')) * 10n,
    });
  }
  return purchases.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.line - b.line));
}

/** The purchases of the customers whose number divides by `divisor`: by 1 all of them, by 10 about a tenth. */
export function share(purchases: readonly Purchase[], divisor: number): Purchase[] {
  return purchases.filter(({ customer }) => Number(customer) % divisor === 0);
}
