/** What grades and contracts give, over all services: the vault says who is young enough and whose birthday it is (domain 2.1, 2.11). */
import { describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { askToJoin, on, openProgramme, record, register, unique, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

describe('an insurer’s services', () => {
  it(
    'are shared with relatives whom the vault of cards finds young enough on the first day of the contract',
    async () => {
      const { system: whole, programmeId } = await openProgramme(await system(), 'insurer-services');
      const client = whole.client('importer');
      const holderId = await register(whole);
      const relative = async (birthDate: string): Promise<string> => {
        const kept = await client.post(`/cards/v1/holders/${holderId}/relatives`, {
          name: unique('Relative'),
          birthDate,
        });
        return String(kept.ok(201)['relativeId']);
      };
      const [young, old] = [await relative('1960-03-02'), await relative('1960-03-01')];
      const body = { programmeId, contractNo: unique('P'), holderId, contractKey: 'policy', startsDate: '2026-03-01' };
      const started = await client.post('/tiering/v1/contracts', body, { occurredAt: on('2026-03-01') });
      const contractId = String(started.ok(201)['contractId']);
      const names = (relativeId: string) =>
        client.post(
          `/tiering/v1/contracts/${contractId}/relatives`,
          { relatives: [{ relativeId, kind: 'parent' }] },
          { occurredAt: on('2026-03-10') },
        );
      (await names(old)).refused(409, 'relative_too_old', { relativeId: old, ageMax: 65, onDate: '2026-03-01' });
      (await names(young)).ok(201);
      const use = { contractId, entitlementKey: 'hospital-escort', relativeId: young };
      const uses = (day: string) => client.post('/tiering/v1/entitlement-uses', use, { occurredAt: on(day) });
      (await uses('2026-04-08')).refused(409, 'relative_waiting', { usableFromDate: '2026-04-09' });
      expect((await uses('2026-04-09')).ok(201)).toMatchObject({ holderId, relativeId: young, state: 'used' });
    },
    START_MS_MAX,
  );
});

describe('a birthday', () => {
  it(
    'gives one gift a year for a purchase on it, as the vault of cards says',
    async () => {
      const mall = await openProgramme(await system(), 'mall-vip');
      const client = mall.system.client('importer');
      const day = '2025-05-08';
      const person = { name: unique('Holder'), locale: 'en', birthDate: '1990-05-08' };
      const holderId = String((await client.post('/cards/v1/holders', person)).ok(201)['holderId']);
      const first = await record(client, mall, { paidFen: yuan(300), at: on('2025-05-07') });
      const receiptIds = [first.receipt.receiptId];
      const joined = await askToJoin(client, mall, { holderId, receiptIds, at: on('2025-05-07') });
      const { membershipId } = joined.ok(201);
      const buys = async (at: string): Promise<string> =>
        (await record(client, mall, { paidFen: yuan(100), at: on(at), membershipId })).receipt.receiptId;
      const gift = (occasion: string) =>
        client.post(
          '/tiering/v1/entitlement-uses',
          { programmeId: mall.programmeId, holderId, entitlementKey: 'birthday-gift', occasion },
          { occurredAt: on(day, '18:00:00') },
        );
      (await gift(await buys('2025-05-07'))).refused(409, 'condition_not_met');
      (await gift(await buys(day))).ok(201);
      (await gift(await buys(day))).refused(409, 'year_limit_reached', { yearMost: 1, takenCount: 1 });
    },
    START_MS_MAX,
  );
});

describe('a hotel’s reception', () => {
  it(
    'is booked by the desk, approved by the authority of the level and prepared within its budget',
    async () => {
      const { system: whole, programmeId } = await openProgramme(await system(), 'hotel-reception');
      const [desk, supervisor] = [whole.client('desk'), whole.client('supervisor')];
      const stay = { programmeId, stayId: unique('stay'), levelKey: 'a', holderId: await register(whole) };
      const days = { arrivesDate: '2030-01-01', leavesDate: '2030-01-02' };
      const booked = (await desk.post('/tiering/v1/receptions', { ...stay, ...days })).ok(201);
      const path = `/tiering/v1/receptions/${String(booked['receptionId'])}`;
      (await desk.post(`${path}/approval`, {})).refused(403, 'insufficient_scope');
      expect((await supervisor.post(`${path}/approval`, {})).ok(201)).toMatchObject({ role: 'general-manager' });
      const costs = [{ itemKey: 'fruit', costFen: yuan(60) }];
      expect((await desk.post(`${path}/preparation`, { costs })).ok(201)).toMatchObject({ costFen: yuan(60) });
      expect((await desk.get(path)).ok()).toMatchObject({ budgetFen: yuan(115), leftFen: yuan(55) });
    },
    START_MS_MAX,
  );
});
