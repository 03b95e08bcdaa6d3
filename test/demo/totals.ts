/** What the system says it has come to, asked of each service's own projections. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from './api.ts';
import { PROGRAMME } from './play.ts';

/** As `playMall` in test/plain counts them; amounts in fen. */
export interface SystemTotals {
  readonly purchases: number;
  readonly members: number;
  readonly gold: number;
  readonly diamond: number;
  readonly paidFen: number;
  readonly discountFen: number;
  readonly points: number;
  readonly lotteryEntries: number;
  readonly rechargedFen: number;
  readonly messages: number;
}

/** Messages follow their events; they are counted when the count has stood still so long. */
const SETTLED_MS = 2_000;
const POLL_MS = 250;
const SETTLE_MS_MAX = 120_000;

/** Asks for the totals, once the last messages have gone out. */
export async function systemTotals(api: Api): Promise<SystemTotals> {
  const messages = await settledMessages(api);
  const points = (await api.must('GET', `/points/v1/programmes/${PROGRAMME}/totals`)).body;
  const tiering = (await api.must('GET', `/tiering/v1/programmes/${PROGRAMME}/grades`)).body;
  const ledger = (await api.must('GET', `/ledger/v1/programmes/${PROGRAMME}/totals`)).body;
  const grades = tiering.items as readonly { readonly grade: string; readonly members: number }[];
  const inGrade = (grade: string): number => grades.find((row) => row.grade === grade)?.members ?? 0;
  return {
    purchases: Number(points.receipts),
    members: grades.reduce((sum, row) => sum + row.members, 0),
    gold: inGrade('gold'),
    diamond: inGrade('diamond'),
    paidFen: Number(points.paidFen),
    discountFen: Number(points.tagFen) - Number(points.paidFen),
    points: Number(points.earnedPoints),
    lotteryEntries: Number(points.lotteryEntries),
    rechargedFen: Number(ledger.rechargedFen),
    messages,
  };
}

async function settledMessages(api: Api): Promise<number> {
  const giveUpAt = performance.now() + SETTLE_MS_MAX;
  let last = -1;
  let since = performance.now();
  while (performance.now() < giveUpAt) {
    const counts = (await api.must('GET', `/notifications/v1/outreach/counts?programmeId=${PROGRAMME}`)).body;
    const sent = Number(counts.sent);
    if (sent !== last || Number(counts.queued) > 0) since = performance.now();
    last = sent;
    if (performance.now() - since > SETTLED_MS) return sent;
    await pause(POLL_MS);
  }
  return last;
}
