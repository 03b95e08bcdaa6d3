import { readFileSync } from 'node:fs';
import { system } from '@scrip/testing';
import { openProgramme, openWallet, register } from './world/programme.ts';
const sys = await system();
const shop = await openProgramme(sys, 'mall-vip');
const w = await openWallet(shop, { holderId: await register(sys), productKey: 'wallet' });
(await w.recharge(100_000_000)).ok(201);
const importer = sys.client('importer');
const token = readFileSync(sys.description.tokensDir + '/importer', 'utf8').trim();
const N = Number(process.argv[2] ?? 20000);
let n = 0; const t0 = performance.now();
await Promise.all(Array.from({ length: 64 }, async () => {
  while (n < N) { n++; 
    const r = await fetch(`${sys.description.services.ledger}/ledger/v1/wallets/${w.walletId}/recharges`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': `x${n}-${t0}` }, body: '{"principalFen":1,"tender":"cash"}' });
    await r.text(); }
}));
console.log(N, 'recharges in', ((performance.now() - t0) / 1000).toFixed(1));
const spend = async () => { const t = performance.now(); const a = await importer.post(`/ledger/v1/wallets/${w.walletId}/spends`, { cardId: w.cardId, merchantId: 'm', amountFen: 1 }, { after: null }); a.ok(201); return performance.now() - t; };
const many = async (ms: number, stop?: () => boolean) => { const ls: number[] = []; const e = performance.now() + ms; while (performance.now() < e && !(stop?.())) { ls.push(await spend()); await new Promise(r => setTimeout(r, 20)); } ls.sort((a, b) => a - b); return `n ${ls.length} p50 ${ls[ls.length >> 1]?.toFixed(0)} p95 ${ls[Math.floor(ls.length * .95)]?.toFixed(0)} max ${ls.at(-1)?.toFixed(0)}`; };
console.log('before', await many(5000));
const fin = sys.client('finance');
const a = (await fin.post<any>('/ledger/v1/audits', { source: 'log-and-kafka' })).ok(202);
let done = false; const ta = performance.now();
const watch = (async () => { for (;;) { const r = (await fin.get<any>(`/ledger/v1/audits/${a.auditId}`, { after: null })).ok(); if (r.state !== 'running') { done = true; return r; } await new Promise(r => setTimeout(r, 300)); } })();
console.log('during', await many(300000, () => done));
const r = await watch; console.log('audit', r.state, r.proved, r.seconds, ((performance.now()-ta)/1000).toFixed(1));
process.exit(0);
