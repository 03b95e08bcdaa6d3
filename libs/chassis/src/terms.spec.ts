import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { EventLog } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { Terms } from './terms.ts';

const issuerId = 'iss_a';
const programmeId = 'corporate-meal';
const FIRST = parseRfc3339('2025-01-01T00:00:00+08:00');
const SECOND = parseRfc3339('2025-07-01T00:00:00+08:00');
const THIRD = parseRfc3339('2025-08-01T00:00:00+08:00');

describe('the terms that a service has heard of', () => {
  let database: ThrowawayDatabase;
  let log: EventLog;

  beforeAll(async () => {
    database = await throwawayDatabase('ledger');
    log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock: { now: () => Date.now() } });
  });
  afterAll(async () => {
    await log?.close();
    await database?.drop();
  });

  const publish = (terms: Terms, version: number, effectiveAt: number) =>
    terms.keep(log.pool, {
      issuerId,
      programmeId,
      version,
      effectiveAt,
      documentJson: JSON.stringify({ ...preset(programmeId), version }),
    });
  const inForce = async (terms: Terms, at: number) => (await terms.inForce(issuerId, programmeId, at))?.version;

  it('leave out a version that was withdrawn, whether they knew it before or not, and find it by its number', async () => {
    const terms = new Terms(log);
    await publish(terms, 1, FIRST);
    await publish(terms, 2, SECOND);
    expect([await inForce(terms, SECOND - 1), await inForce(terms, SECOND)]).toEqual([1, 2]);
    const withdrawn = { issuerId, programmeId, version: 2 };
    await terms.withdraw(log.pool, withdrawn);
    await terms.withdraw(log.pool, withdrawn);
    expect(await inForce(terms, SECOND)).toBe(1);
    expect((await terms.ofVersion(issuerId, programmeId, 2))?.version).toBe(2);
    await publish(terms, 3, THIRD);
    expect([await inForce(terms, THIRD - 1), await inForce(terms, THIRD)]).toEqual([1, 3]);
    const afterRestart = new Terms(log);
    expect([await inForce(afterRestart, SECOND), await inForce(afterRestart, THIRD)]).toEqual([1, 3]);
    await terms.withdraw(log.pool, { ...withdrawn, programmeId: 'another' });
    expect(await inForce(terms, THIRD)).toBe(3);
  });
});
