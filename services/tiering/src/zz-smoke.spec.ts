import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '@scrip/chassis';
import { newId } from '@scrip/event-store';
import { ensureTopics, registerSchemas } from '@scrip/kafka';
import { preset } from '@scrip/programme';
import { parts, throwawayDatabase, throwawayTopicPrefix } from '@scrip/testing';
import pg from 'pg';
import { TestIssuer } from '../../../libs/http/spec/test-issuer.ts';
import { PointsModule } from '../../points/src/points.module.ts';
import { accountDecider } from '../../points/src/account/account.decider.ts';
import { lotteryEntryProjection } from '../../points/src/account/lottery-entry.projection.ts';
import { pointsAccountProjection } from '../../points/src/account/points-account.projection.ts';
import { pointsEntryProjection } from '../../points/src/account/points-entry.projection.ts';
import { campaignDayDecider } from '../../points/src/campaign-day/campaign-day.decider.ts';
import { programmeTotalProjection } from '../../points/src/purchase/programme-total.projection.ts';
import { purchaseDecider } from '../../points/src/purchase/purchase.decider.ts';
import { receiptProjection } from '../../points/src/purchase/receipt.projection.ts';
import { TieringModule } from './tiering.module.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { membershipProjection } from './membership/membership.projection.ts';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';

const stops: (() => Promise<unknown>)[] = [];
let issuer: TestIssuer; let P = ''; let T = ''; let token = ''; let other = '';
const freePort = () => new Promise<number>((res) => { const s = createServer(); s.listen(0, '127.0.0.1', () => { const p = (s.address() as { port: number }).port; s.close(() => res(p)); }); });

beforeAll(async () => {
  issuer = await TestIssuer.open(); stops.push(() => issuer.close());
  const { kafka, registry } = await parts();
  const prefix = throwawayTopicPrefix();
  console.log('parts', kafka, registry, typeof ensureTopics, typeof registerSchemas);
  for (const service of ['points', 'tiering'] as const) {
    const db = await throwawayDatabase(service); stops.unshift(() => db.drop());
    const owner = new pg.Client({ connectionString: db.ownerUrl }); await owner.connect();
    const doc = preset('mall-vip');
    await owner.query('INSERT INTO programme_terms (issuer_id, programme_id, version, effective_at, document) VALUES ($1,$2,1,$3,$4)', ['iss_demo', 'mall-vip', Date.parse(doc.effectiveAt), JSON.stringify(doc)]);
    await owner.end();
    const env = { SCRIP_MODE: 'local', SCRIP_SERVICE_PORT: String(await freePort()), SCRIP_POSTGRES: db.appUrl, SCRIP_KAFKA: kafka, SCRIP_REGISTRY: registry, SCRIP_OIDC_ISSUER: issuer.url, SCRIP_TOPIC_PREFIX: prefix, SCRIP_STATE_DIR: mkdtempSync(join(tmpdir(), 'smoke-')), LOG_LEVEL: 'warn', OTEL_SDK_DISABLED: 'true' };
    const s = await startService(service === 'points' ? { service, description: '', module: PointsModule, projections: [receiptProjection, programmeTotalProjection, pointsAccountProjection, pointsEntryProjection, lotteryEntryProjection], deciders: [purchaseDecider, accountDecider, campaignDayDecider], snapshotRevision: 1 } : { service, description: '', module: TieringModule, projections: [membershipProjection, gradeStepProjection], deciders: [membershipDecider, receiptUseDecider], snapshotRevision: 1 }, env);
    stops.unshift(() => s.stop());
    if (service === 'points') P = s.url; else T = s.url;
  }
  const scope = 'points:receipt.record points:read tiering:join tiering:quote tiering:read backdate';
  token = await issuer.token({ scope });
  other = await issuer.token({ scope, scrip_issuer: 'iss_other' });
}, 300_000);
afterAll(async () => { for (const stop of stops) await stop().catch((e) => console.log(e)); }, 60_000);

let n = 0;
async function call(method: string, url: string, body?: object, o: { after?: string | null; key?: string; at?: string; token?: string } = {}) {
  const r = await fetch(url, { method, headers: { authorization: `Bearer ${o.token ?? token}`, ...(body && { 'content-type': 'application/json' }), ...(method === 'POST' && !url.endsWith('/quotes') && { 'idempotency-key': o.key ?? `k${n++}` }), ...(o.after && { 'scrip-after': o.after }), ...(o.at && { 'scrip-occurred-at': o.at }) }, ...(body && { body: JSON.stringify(body) }) });
  const text = await r.text();
  return { status: r.status, body: text ? JSON.parse(text) : undefined, position: r.headers.get('scrip-position'), replayed: r.headers.get('idempotency-replayed') };
}
const line = (paid: number, over = {}) => ({ sku: 'coat', tagFen: paid, priceClass: 'regular', counterKey: 'counter-1', paidFen: paid, ...over });
const receipt = (receiptId: string, paid: number, over = {}) => ({ receiptId, programmeId: 'mall-vip', lines: [line(paid)], tenders: paid ? [{ kind: 'cash', amountFen: paid }] : [], ...over });

it('goes through a sale', async () => {
  const holderId = newId('hld');
  const at = '2025-05-08T12:00:00+08:00';
  const a = await call('POST', `${P}/points/v1/receipts`, receipt('r-1', 18000), { at });
  const b = await call('POST', `${P}/points/v1/receipts`, receipt('r-2', 13000), { at });
  console.log(JSON.stringify([a, b]));
  const low = await call('POST', `${T}/tiering/v1/memberships`, { holderId, programmeId: 'mall-vip', receiptIds: ['r-1'] }, { at, after: a.position });
  const joined = await call('POST', `${T}/tiering/v1/memberships`, { holderId, programmeId: 'mall-vip', receiptIds: ['r-1', 'r-2'] }, { at, after: b.position, key: 'join' });
  const again = await call('POST', `${T}/tiering/v1/memberships`, { holderId, programmeId: 'mall-vip', receiptIds: ['r-1', 'r-2'] }, { at, after: b.position, key: 'join' });
  const used = await call('POST', `${T}/tiering/v1/memberships`, { holderId: newId('hld'), programmeId: 'mall-vip', receiptIds: ['r-1', 'r-2'] }, { at });
  console.log(JSON.stringify([low, joined, again, used], null, 1));
  const membershipId = joined.body.membershipId;
  const quote = await call('POST', `${T}/tiering/v1/quotes`, { programmeId: 'mall-vip', membershipId, lines: [{ sku: 'coat', tagFen: 9_080_000, priceClass: 'regular', counterKey: 'counter-1' }] }, { after: joined.position });
  console.log(JSON.stringify(quote, null, 1));
  const paid = quote.body.totalFen;
  const big = await call('POST', `${P}/points/v1/receipts`, receipt('r-3', 0, { membershipId, quoteId: quote.body.quoteId, lines: [line(paid, { tagFen: 9_080_000 })], tenders: [{ kind: 'wallet', amountFen: paid, reference: 'spd_1' }] }), { at, after: joined.position, key: 'big' });
  const bigAgain = await call('POST', `${P}/points/v1/receipts`, receipt('r-3', 0, { membershipId, quoteId: quote.body.quoteId, lines: [line(paid, { tagFen: 9_080_000 })], tenders: [{ kind: 'wallet', amountFen: paid, reference: 'spd_1' }] }), { at, key: 'big' });
  expect(bigAgain.body).toEqual(big.body);
  console.log(JSON.stringify([big, bigAgain], null, 1));
  const q2 = await call('POST', `${T}/tiering/v1/quotes`, { programmeId: 'mall-vip', membershipId, lines: [{ sku: 'coat', tagFen: 100000, priceClass: 'regular', counterKey: 'counter-1' }] }, { after: big.position });
  console.log(q2.status, q2.body.grade, q2.body.totalFen);
  const accountId = big.body.receipt.accountId;
  for (const url of [
    `${P}/points/v1/accounts/${accountId}`, `${P}/points/v1/accounts?membershipId=${membershipId}`, `${P}/points/v1/accounts/${accountId}/entries?limit=1&from=2025-05-08T00:00:00Z`,
    `${P}/points/v1/receipts/r-3`, `${P}/points/v1/lottery-entries?programmeId=mall-vip`, `${P}/points/v1/programmes/mall-vip/totals`,
    `${T}/tiering/v1/memberships/${membershipId}`, `${T}/tiering/v1/memberships?holderId=${holderId}&programmeId=mall-vip`, `${T}/tiering/v1/memberships/${membershipId}/history`, `${T}/tiering/v1/programmes/mall-vip/grades`,
    `${P}/points/v1/accounts/nope`, `${P}/points/v1/accounts?cursor=zzz`,
  ]) {
    const mine = await call('GET', url, undefined, { after: url.startsWith(P) ? big.position : big.position });
    const theirs = await call('GET', url, undefined, { token: other });
    console.log(url.replace(/^.*?\d\//, '/'), mine.status, JSON.stringify(mine.body), '\nOTHER', theirs.status, JSON.stringify(theirs.body));
  }
  const stolen = await call('POST', `${P}/points/v1/receipts`, receipt('r-9', 1000, { membershipId }), { token: other });
  console.log(JSON.stringify(stolen));
  const bad = await call('POST', `${P}/points/v1/receipts`, receipt('r-4', 1000, { membershipId, tenders: [{ kind: 'cash', amountFen: 1 }] }));
  const dup = await call('POST', `${P}/points/v1/receipts`, receipt('r-3', 1000, { membershipId }));
  const shape = await call('POST', `${P}/points/v1/receipts`, { ...receipt('r 4', 1000), x: 1 });
  const cnt = await call('POST', `${T}/tiering/v1/quotes`, { programmeId: 'mall-vip', membershipId, lines: [{ sku: 'coat', tagFen: 1, priceClass: 'regular', counterKey: 'nope' }] });
  console.log(JSON.stringify([bad, dup, shape, cnt], null, 1));
  for (const u of [`${P}/points/openapi.json`, `${T}/tiering/openapi.json`]) { const d = await (await fetch(u)).json() as { paths: object }; console.log(Object.keys(d.paths).join('\n'), JSON.stringify(d).length); }
}, 120_000);
