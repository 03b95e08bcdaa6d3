/** Runs the demo as a user does, against the system that tests share, and lays its totals beside the plain computation. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { TestSystem } from '@scrip/testing';
import { playMall } from '../plain/mall.ts';
import { readPurchases, share } from '../plain/purchases.ts';
import { unique } from '../world/programme.ts';

const DEMO = join(import.meta.dirname, '..', 'demo', 'demo.ts');

/** What the demo prints as JSON; amounts in fen. */
export type DemoTotals = Readonly<Record<string, number>>;

/** An id of a programme that no other run plays against. */
export const programmeOfItsOwn = (): string => unique('mall-vip');

/** Plays a share of the purchases through the system and gives the totals that its services then have. */
export async function runDemo(
  { description }: TestSystem,
  asked: { readonly share: number; readonly programmeId: string },
): Promise<DemoTotals> {
  const played = ['--programme', asked.programmeId, '--share', String(asked.share)];
  const options = ['--json', '--state', description.stateDir, ...played];
  const flags = ['--conditions=@scrip/source', '--disable-warning=ExperimentalWarning'];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [...flags, DEMO, ...options], (error, stdout, stderr) =>
      error ? reject(new Error(`the demo ended with ${error.code}: ${stderr}`)) : resolve(stdout),
    );
  });
  const { seconds: _, ...totals }: DemoTotals = JSON.parse(output);
  return totals;
}

/** The same totals by plain arithmetic over the file. */
export function plainTotals(divisor: number): DemoTotals {
  const totals = Object.entries(playMall(share(readPurchases(), divisor)));
  return Object.fromEntries(totals.map(([name, value]) => [name, Number(value)]));
}
