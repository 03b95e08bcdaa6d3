/**
 * Reads the purchases as a bank's customers (domain 4): what each spent is reported day by day in bulk, and each month is
 * rated through the HTTP API; what the runs say of every customer is given back to be laid beside the plain computation.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Programme } from '@scrip/programme';
import type { Client } from '@scrip/testing';
import { MONTHS, type MonthEnd } from '../plain/bank.ts';
import type { Purchase } from '../plain/purchases.ts';

/** Values of one report: the most that one may have. */
const REPORT_VALUES = 10_000;
const POLL_MS = 200;
/** A run over all customers takes seconds; a busy machine is given more. */
const RUN_MS_MAX = 300_000;

/** The schemes, with what the data's levels need in a month, in fen. */
export const SCHEMES = {
  'bank-fastrise': { platinum: 50_000, 'black-gold': 150_000 },
  'bank-stepdown': { gold: 25_000, platinum: 50_000, diamond: 150_000 },
} as const;

/** The name of a scheme's preset. */
export type Scheme = keyof typeof SCHEMES;

/** The scheme's preset with the month's spending as its one standard. */
export function bySpending(scheme: Scheme): (document: Programme) => Programme {
  return (document) => {
    const { tiers } = document;
    if (!tiers) throw new Error(`${scheme} rates nobody`);
    const window = { kind: 'calendarMonth', take: 'sum' } as const;
    const met = Object.entries(SCHEMES[scheme]).map(([grade, gte]) => ({
      grade,
      when: { metric: 'spendingFen' as const, window, gte },
    }));
    const name = { 'zh-CN': '当月消费', en: 'Spending of the month' };
    const standards = [{ key: 'spending', name, gives: 'grade' as const, met }];
    // The customers of the file are registered nowhere, so there is nobody to tell.
    return { ...document, contact: undefined, tiers: { ...tiers, standards } };
  };
}

/** Customers of one test, who are holders of no other. */
export class Customers {
  readonly #tag = Array.from({ length: 21 }, () => randomInt(10)).join('');

  holderOf(customer: string): string {
    return `hld_${this.#tag}${customer}`;
  }

  /** The customer that a holder is; undefined for somebody else's. */
  customerOf(holderId: string): string | undefined {
    return holderId.startsWith(`hld_${this.#tag}`) ? holderId.slice(-5) : undefined;
  }
}

/** Reports what each customer spent on each day. */
export async function reportSpending(
  client: Client,
  customers: Customers,
  purchases: readonly Purchase[],
): Promise<number> {
  const days = new Map<string, { holderId: string; period: string; value: number }>();
  for (const { customer, date, tagFen } of purchases) {
    const key = `${customer} ${date}`;
    const known = days.get(key)?.value ?? 0;
    days.set(key, { holderId: customers.holderOf(customer), period: date, value: known + Number(tagFen) });
  }
  const values = [...days.values()];
  for (let from = 0; from < values.length; from += REPORT_VALUES) {
    const part = values.slice(from, from + REPORT_VALUES);
    const report = { source: 'purchases', metric: 'spendingFen', values: part };
    const said = (await client.post('/tiering/v1/metrics', report)).ok(201);
    if (said['accepted'] !== part.length)
      throw new Error(`of ${part.length} values ${String(said['accepted'])} were taken`);
  }
  return values.length;
}

/** Rates every month of the data one after the other and reads what each run made of the customers. */
export async function rateMonths(
  client: Client,
  asked: { readonly programme: Programme; readonly customers: Customers },
  /** What makes a run go on where no timer does. */
  goOn: () => Promise<void> = () => pause(POLL_MS),
): Promise<readonly MonthEnd[]> {
  const { programme, customers } = asked;
  const order = (programme.grades ?? []).map(({ key }) => key);
  const ends: MonthEnd[] = [];
  for (const month of MONTHS) {
    const started = await client.post('/tiering/v1/rating-runs', { programmeId: programme.id, month });
    const path = `/tiering/v1/rating-runs/${String(started.ok(201)['runId'])}`;
    await closed(client, path, goOn);
    const csv = (await client.get<string>(`${path}/result`)).ok();
    ends.push(monthEnd(month, csv, order, customers));
  }
  return ends;
}

async function closed(client: Client, path: string, goOn: () => Promise<void>): Promise<void> {
  for (const until = performance.now() + RUN_MS_MAX; performance.now() < until; await goOn()) {
    if ((await client.get(path)).ok()['state'] === 'closed') return;
  }
  throw new Error(`${path} does not come to its end`);
}

/** Levels, rises and falls of the customers, as the CSV of a run has them. */
function monthEnd(month: string, csv: string, order: readonly string[], customers: Customers): MonthEnd {
  const [heading = '', ...lines] = csv.trimEnd().split('\n');
  const columns = heading.split(',');
  const at = {
    holder: columns.indexOf('holderId'),
    grade: columns.indexOf('toGrade'),
    outcome: columns.indexOf('outcome'),
  };
  const rows = lines.flatMap((line) => {
    const cells = line.split(',');
    const customer = customers.customerOf(cells[at.holder] ?? '');
    return customer === undefined ? [] : [{ customer, grade: cells[at.grade] ?? '', outcome: cells[at.outcome] }];
  });
  return {
    month,
    levels: new Map(rows.map(({ customer, grade }) => [customer, order.indexOf(grade)])),
    rises: rows.filter(({ outcome }) => outcome === 'raised').length,
    falls: rows.filter(({ outcome }) => outcome === 'lowered').length,
  };
}
