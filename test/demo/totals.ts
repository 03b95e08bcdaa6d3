/** What the system says it has come to, asked of each service's own projections. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from './api.ts';

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

/** Where each service says what a programme has come to. */
function viewsOf(programmeId: string) {
  return {
    points: `/points/v1/programmes/${programmeId}/totals`,
    tiering: `/tiering/v1/programmes/${programmeId}/grades`,
    ledger: `/ledger/v1/programmes/${programmeId}/totals`,
    messages: `/notifications/v1/outreach/counts?programmeId=${programmeId}`,
  } as const;
}

/** Resolves when every service has heard of what was published at `position`. Throws DemoError when one does not. */
export async function heardEverywhere(api: Api, programmeId: string, position: string | undefined): Promise<void> {
  for (const view of Object.values(viewsOf(programmeId))) await api.must('GET', view, { after: position });
}

/** Asks for the totals of a programme, once the last messages have gone out. */
export async function systemTotals(api: Api, programmeId: string): Promise<SystemTotals> {
  const views = viewsOf(programmeId);
  const messages = await settledMessages(api, views.messages);
  const points = (await api.must('GET', views.points)).body;
  const tiering = (await api.must('GET', views.tiering)).body;
  const ledger = (await api.must('GET', views.ledger)).body;
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

async function settledMessages(api: Api, view: string): Promise<number> {
  const giveUpAt = performance.now() + SETTLE_MS_MAX;
  let last = -1;
  let since = performance.now();
  while (performance.now() < giveUpAt) {
    const counts = (await api.must('GET', view)).body;
    const sent = Number(counts.sent);
    if (sent !== last || Number(counts.queued) > 0) since = performance.now();
    last = sent;
    if (performance.now() - since > SETTLED_MS) return sent;
    await pause(POLL_MS);
  }
  return last;
}
