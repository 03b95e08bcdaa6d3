import { beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@scrip/local';
import { soon, system, type TestSystem } from '@scrip/testing';
import { join, on, openProgramme, openWallet, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;
/** Whatever other tests have recorded is folded too, twice, on a machine that does other things. */
const AUDIT_MS_MAX = 240_000;

let running: TestSystem;

/** A sale of each service, so that no log is empty: publish, join, issue, recharge, pay, earn, tell. */
beforeAll(async () => {
  running = await system();
  const mall = await openProgramme(running, 'mall-vip');
  const member = await join(mall, 'gold', '2025-05-07');
  const wallet = await openWallet(mall, { holderId: member.holderId, productKey: 'wallet' });
  (await wallet.recharge(yuan(1_000))).ok(201);
  (await wallet.spend(yuan(88))).ok(201);
  await member.buys({ paidFen: yuan(88), at: on('2025-05-08') });
}, START_MS_MAX);

interface Finding {
  readonly projection: string;
  readonly equal: boolean;
}

interface Audit {
  readonly auditId: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly upTo: number;
  readonly log: { readonly events: number; readonly faults: readonly string[] } | null;
  readonly projections: readonly Finding[];
  readonly published: { readonly messages: number; readonly faults: readonly string[] } | null;
  readonly publishedProjections: readonly Finding[];
  readonly proved: boolean | null;
  readonly problem: string | null;
}

describe.each(SERVICES)('an audit of %s by replay', (service) => {
  it(
    'proves that the log is whole, that Kafka has the same, and that every projection is nothing but its fold',
    async () => {
      const finance = running.client('finance');
      const path = `/${service}/v1/audits`;
      const started = await soon(
        'the end of another audit',
        async () => {
          const answer = await finance.post<Audit>(path, { source: 'log-and-kafka' });
          return answer.status === 409 ? undefined : answer.ok(202);
        },
        AUDIT_MS_MAX,
      );
      const audit = await soon(
        'the end of the audit',
        async () => {
          const now = (await finance.get<Audit>(`${path}/${started.auditId}`)).ok();
          return now.state === 'running' ? undefined : now;
        },
        AUDIT_MS_MAX,
      );
      expect(audit).toMatchObject({
        state: 'done',
        problem: null,
        log: { events: started.upTo, faults: [] },
        published: { faults: [] },
      });
      expect(started.upTo).toBeGreaterThan(0);
      expect(audit.published?.messages).toBeGreaterThanOrEqual(started.upTo);
      const differing = [...audit.projections, ...audit.publishedProjections].filter(({ equal }) => !equal);
      expect(differing).toEqual([]);
      const names = audit.projections.map(({ projection }) => projection);
      expect(audit.publishedProjections.map(({ projection }) => projection)).toEqual(names);
      expect(names.length).toBeGreaterThan(1);
      expect(audit.proved).toBe(true);
    },
    AUDIT_MS_MAX,
  );
});
