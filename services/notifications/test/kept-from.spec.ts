/** What conditions say of points and benefits where this service heard events before it kept them. */
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addPeriodToDate, type BusinessDate, businessDate, startOfBusinessDay } from '@scrip/calendar';
import { EventLog, migrate, newId, transaction } from '@scrip/event-store';
import { migrationFolders } from '@scrip/local';
import { type Condition, preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { type HolderFacts, holdersMeeting } from '../src/workflow/holder-facts.ts';
import { keptFrom } from '../src/workflow/kept-from.ts';
import { keepPoints } from '../src/workflow/known-points.ts';
import { keepReservation } from '../src/workflow/known-reservation.ts';
import { ISSUER, messageOf } from './delivered.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
/** A service without tables of its own: the database has those of notifications one after the other. */
const BARE = 'console';
const KEEPS = '0008_known-values.sql';
const mall = preset('mall-vip');

let database: ThrowawayDatabase;
let log: EventLog;
let folder: string;
let today: BusinessDate;

beforeAll(async () => {
  database = await throwawayDatabase(BARE);
  folder = await mkdtemp(join(tmpdir(), 'scrip-migrations-'));
  const files = (await readdir(MIGRATIONS)).toSorted();
  await brought(files.slice(0, files.indexOf(KEEPS)));
  const connection = database.appUrl;
  log = await EventLog.open({ service: BARE, connection, clock: { now: Date.now }, projections: [] });
  await log.pool.query(
    `INSERT INTO consumer_progress (consumer_group, topic, partition, epoch, position)
     VALUES ('notifications.points-account', 'points.account', 0, 1, 1)`,
  );
  today = businessDate(Date.now());
  await brought(files.slice(files.indexOf(KEEPS)));
});
afterAll(async () => {
  await log?.close();
  await database?.drop();
  await rm(folder, { recursive: true });
});

/** The database comes to have these migrations too. */
async function brought(files: readonly string[]): Promise<void> {
  for (const file of files) await copyFile(join(MIGRATIONS, file), join(folder, file));
  const { ownerUrl, appRole } = database;
  await migrate({ ownerUrl, appRole, service: BARE, folders: [...migrationFolders(BARE), folder] });
}

/** A member since a day; by default since long before all was kept. */
function member(sinceDate: BusinessDate = '2020-01-01'): HolderFacts {
  const nothing = { grade: null, holderClass: null, visitClass: null, visitSince: null, managerId: null };
  return { holderId: newId('hld'), ...nothing, sinceDate, ended: false, segments: [] };
}

/** Whether a condition, and whether its opposite, is met for a member on a day. */
async function met(holder: HolderFacts, when: Condition, date: BusinessDate): Promise<readonly boolean[]> {
  const knowing = { pool: log.pool, birthdays: { on: () => Promise.resolve([]) } };
  const { who } = messageOf('HolderRegistered', holder.holderId, { holderId: holder.holderId, locale: 'en' });
  const asked = [when, { not: when }].map(async (one) => {
    return (await holdersMeeting(knowing, { who, programme: mall, date }, one, [holder])).length === 1;
  });
  return Promise.all(asked);
}

const later = (period: string): BusinessDate => addPeriodToDate(today, period);

describe('what was heard before it was kept', () => {
  it('is kept from the first day that begins afterwards, or always where nothing was heard before', async () => {
    // The migration may have run just after midnight.
    expect([later('P1D'), later('P2D')]).toContain(await keptFrom(log.pool));
    const fresh = await throwawayDatabase('notifications');
    const connection = fresh.appUrl;
    const other = await EventLog.open({
      service: 'notifications',
      connection,
      clock: { now: Date.now },
      projections: [],
    });
    expect(await keptFrom(other.pool)).toBe('0001-01-01');
    await other.close();
    await fresh.drop();
  });

  it('leaves points earned over a time unknown that begins before, for everybody', async () => {
    const holder = member();
    const few: Condition = {
      metric: 'earnedPoints',
      window: { kind: 'rolling', length: 'P12M', take: 'sum' },
      lte: 100,
    };
    const date = later('P4D');
    const account = { accountId: newId('pts'), holderId: holder.holderId, programmeId: mall.id };
    const about = { version: 7, occurredAt: startOfBusinessDay(date) };
    const changed = { ...account, membershipId: 'mbr_1', fromHolderId: newId('hld'), mergeId: newId('hmg') };
    const message = messageOf('PointsAccountHolderChanged', account.accountId, changed, about);
    await transaction(log.pool, (tx) => keepPoints(tx, message, account, { balance: 60n, earned: 60n }));
    expect(await met(holder, few, date)).toEqual([false, false]);
    expect(await met(holder, few, later('P13M'))).toEqual([true, false]);
    expect(await met(holder, { ...few, window: { kind: 'businessDay', take: 'sum' } }, date)).toEqual([true, false]);
    const joining = { ...few, window: { kind: 'sinceJoining', take: 'sum' } } as const;
    expect(await met(holder, joining, date)).toEqual([false, false]);
    expect(await met(member(later('P3D')), joining, date)).toEqual([true, false]);
  });

  it('leaves the points of a member of before unknown of whom nothing was heard since', async () => {
    const none: Condition = { fact: 'balancePoints', lte: 0 };
    expect(await met(member(), none, later('P4D'))).toEqual([false, false]);
    expect(await met(member(later('P3D')), none, later('P4D'))).toEqual([true, false]);
  });

  it('leaves benefits that are put aside unknown until those of before are over', async () => {
    const holder = member();
    const waits: Condition = { fact: 'reservedUses', gte: 1 };
    const expiresAt = startOfBusinessDay(later('P2M'));
    const reservation = {
      useId: newId('use'),
      holderId: holder.holderId,
      programmeId: mall.id,
      useCount: 1,
      expiresAt,
    };
    await transaction(log.pool, (tx) => keepReservation(tx, ISSUER, reservation));
    expect(await met(holder, waits, later('P4D'))).toEqual([false, false]);
    expect(await met(holder, waits, later('P1M'))).toEqual([true, false]);
    expect(await met(member(), waits, later('P1M'))).toEqual([false, true]);
  });
});
