/** How fast the ledger's log is verified and folded again into all its projections. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 200;

interface Report {
  readonly auditId: string;
  readonly state: string;
  readonly upTo: number;
  readonly proved: boolean | null;
  readonly seconds: number;
}

/** Audits the ledger by its log; throws when the audit does not prove it. */
export async function replaySpeed(ledgerUrl: string, token: string): Promise<{ readonly eventsPerSecond: number }> {
  const ask = async (path: string, body?: object): Promise<Report> => {
    const response = await fetch(`${ledgerUrl}/ledger/v1/audits${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
    });
    if (!response.ok) throw new Error(`audit: ${response.status} ${await response.text()}`);
    return (await response.json()) as Report;
  };
  let report = await ask('', { source: 'log' });
  while (report.state === 'running') {
    await pause(POLL_MS);
    report = await ask(`/${report.auditId}`);
  }
  if (report.proved !== true) throw new Error(`the audit did not prove the ledger: ${JSON.stringify(report)}`);
  return { eventsPerSecond: report.upTo / report.seconds };
}
