import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '@scrip/event-store';
import { HolderErased } from '../src/holder/holder-erased.ts';
import { readKeyFile } from '../src/vault/key-file.ts';
import { newKey } from '../src/vault/seal.ts';
import { Vault } from '../src/vault/vault.ts';
import { VaultReseal } from '../src/vault/vault-reseal.ts';
import { ID_NUMBER, PERSON, publish } from './card-story.ts';
import { CardsDoor, type Got } from './cards-door.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a page about somebody')]);
let now = Date.parse('2025-06-01T10:00:00+08:00');

describe('a holder after registration', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => now });
    door.ledger.answer = () => ({ status: 200, body: { items: [], next: null } });
    await publish(door);
  });
  afterAll(() => door?.close());

  async function registered(more: object = {}): Promise<string> {
    const { status, body } = await door.post('/holders', { ...PERSON, ...more });
    expect(status).toBe(201);
    return String(body['holderId']);
  }
  const read = async (holderId: string): Promise<Got> => door.get(`/holders/${holderId}?reason=case%201&purpose=case`);
  const document = async (holderId: string): Promise<string> => {
    const { status, body } = await door.post(`/holders/${holderId}/documents`, {
      kind: 'identity',
      mediaType: 'image/png',
      content: PNG.toString('base64'),
    });
    expect(status).toBe(201);
    return String(body['documentId']);
  };

  it('is registered with a warning when the check digit of the ID number is wrong', async () => {
    const { body } = await door.post('/holders', { ...PERSON, idNumber: '110105194912310021' });
    expect(body).toMatchObject({ warnings: ['id_number_check_digit'] });
    const passport = await door.post('/holders', { ...PERSON, idNumber: 'E12345678' });
    expect(passport.body).toMatchObject({ warnings: [] });
  });

  it('changes a profile, and what changed is told without what it says', async () => {
    const holderId = await registered();
    const path = `/holders/${holderId}/profile-changes`;
    const change = { mobile: '13900002222', address: null, preferredCategories: ['shoes'], locale: 'en' };
    const key = randomUUID();
    const one = await door.post(path, change, { key });
    expect(one).toMatchObject({
      status: 201,
      body: { fields: ['address', 'mobile', 'preferredCategories', 'locale'], revision: 2 },
    });
    expect((await door.post(path, change, { key })).body).toEqual(one.body);
    expect((await door.post(path, change)).body).toMatchObject({ code: 'nothing_changed' });
    const { body } = await read(holderId);
    expect(body).toMatchObject({ locale: 'en', profile: { name: PERSON.name, mobile: '13900002222' } });
    expect(body['profile']).not.toHaveProperty('address');
    const search = (mobile: string) => door.post('/holders/searches', { mobile, reason: 'lost card' });
    expect((await search('13900002222')).body).toEqual({ items: [{ holderId }] });
    expect(JSON.stringify((await search(PERSON.mobile)).body)).not.toContain(holderId);
  });

  it('has both of two changes that came at once', async () => {
    const holderId = await registered();
    const path = `/holders/${holderId}/profile-changes`;
    const both = await Promise.all([
      door.post(path, { mobile: '13900003333' }),
      door.post(path, { address: 'another street' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await read(holderId)).body).toMatchObject({
      profile: { mobile: '13900003333', address: 'another street' },
    });
  });

  it('changes the name with documents and a second person, and never alone', async () => {
    const holderId = await registered({ idNumber: '11010519491231003X' });
    const path = `/holders/${holderId}/name-changes`;
    const documentIds = [await document(holderId)];
    const asked = { name: '某丁', documentIds };
    const proposed = await door.post(path, asked);
    expect(proposed).toMatchObject({ status: 201, body: { fields: ['name'] } });
    const change = `${path}/${String(proposed.body['changeId'])}`;
    expect(await door.get('/holders?pending=name_change')).toMatchObject({
      body: { items: [{ holderId, nameChange: { proposedBy: 'desk-1' } }] },
    });
    expect((await door.get(`${change}?reason=approval`)).body).toMatchObject({ name: '某丁', proposedBy: 'desk-1' });
    expect(await door.post(`${change}/approval`)).toMatchObject({ status: 403, body: { code: 'own_proposal' } });
    expect((await read(holderId)).body).toMatchObject({ profile: { name: PERSON.name } });
    expect(await door.post(`${change}/approval`, undefined, { subject: 'head-1' })).toMatchObject({ status: 201 });
    expect((await read(holderId)).body).toMatchObject({ profile: { name: '某丁', mobile: PERSON.mobile } });
    const other = await door.post(path, { idNumber: ID_NUMBER, documentIds: [`doc_${'0'.repeat(26)}`] });
    expect(other).toMatchObject({ status: 404, body: { code: 'document_unknown' } });
  });

  it('takes documents of the types it knows and of no other, and tells them for a reason', async () => {
    const holderId = await registered();
    const path = `/holders/${holderId}/documents`;
    const wrong = { kind: 'identity', mediaType: 'image/jpeg', content: PNG.toString('base64') };
    expect(await door.post(path, wrong)).toMatchObject({ status: 422, body: { code: 'document_type_mismatch' } });
    const large = Buffer.concat([PNG, Buffer.alloc(700_000)]).toString('base64');
    const tooLarge = await door.post(path, { ...wrong, mediaType: 'image/png', content: large });
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 'document_too_large', most: 700_000 } });
    const documentId = await document(holderId);
    const told = await door.get(`${path}/${documentId}?reason=case%201`);
    expect(Buffer.from(String(told.body['content']), 'base64')).toEqual(PNG);
  });

  it('is one holder with another when two persons say so: cards, searches and profile are the survivor’s', async () => {
    const survivorId = await registered({ mobile: '13900004444' });
    const holderId = await registered({ mobile: '13900005555' });
    const card = await door.post('/cards', {
      holderId,
      programmeId: 'apparel-recharge',
      productKey: 'recharge-card',
    });
    const merge = await door.post(`/holders/${holderId}/merges`, { survivorId, reason: 'same_person' });
    expect(merge).toMatchObject({ status: 201, body: { survivorId } });
    const path = `/holders/${holderId}/merges/${String(merge.body['mergeId'])}`;
    expect(await door.post(`${path}/approval`)).toMatchObject({ status: 403, body: { code: 'own_proposal' } });
    const key = randomUUID();
    for (const replayed of [null, 'true']) {
      const approved = await door.post(`${path}/approval`, undefined, { subject: 'head-1', key });
      expect(approved).toMatchObject({ status: 201, body: { holderId, survivorId } });
      expect(approved.headers.get('idempotency-replayed')).toBe(replayed);
    }
    expect((await door.get(`/cards/${String(card.body['cardId'])}`)).body).toMatchObject({ holderId: survivorId });
    const found = await door.post('/holders/searches', { mobile: '13900005555', reason: 'lost card' });
    expect(found.body).toEqual({ items: [{ holderId: survivorId }] });
    expect((await read(holderId)).body).toMatchObject({ holderId: survivorId, profile: { mobile: '13900004444' } });
    const refused = await door.post('/cards', {
      holderId,
      programmeId: 'apparel-recharge',
      productKey: 'recharge-card',
    });
    expect(refused.body).toMatchObject({ code: 'holder_merged', survivorId });
    const kept = await door.get(`/holders/${survivorId}/export?reason=asked%20for`);
    expect((kept.body['profiles'] as unknown[]).length).toBe(2);
    expect(JSON.stringify(kept.body)).toContain('13900005555');
  });

  it('is told everything that is kept, and who read it', async () => {
    const holderId = await registered();
    await document(holderId);
    await read(holderId);
    const { status, body } = await door.get(`/holders/${holderId}/export?reason=asked%20for`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      profiles: [{ holderId, name: PERSON.name }],
      history: [{ type: 'HolderRegistered' }, { type: 'HolderDocumentStored' }],
      documents: [{ kind: 'identity', content: PNG.toString('base64') }],
      readings: [
        { told: 'export', purpose: 'request', reason: 'asked for' },
        { told: 'profile', purpose: 'case', reason: 'case 1' },
      ],
    });
    const page = await door.get(`/holders/${holderId}/readings?limit=1`);
    expect(page.body).toMatchObject({ items: [{ told: 'export', actor: 'desk-1' }], next: expect.any(String) });
    const rest = await door.get(`/holders/${holderId}/readings?limit=1&cursor=${String(page.body['next'])}`);
    expect(rest.body).toMatchObject({ items: [{ told: 'profile' }], next: null });
  });

  it('is forgotten when the law lets, and again after a restore', async () => {
    const holderId = await registered({ mobile: '13900006666', idNumber: '110105194912310046' });
    await document(holderId);
    const path = `/holders/${holderId}/erasure`;
    door.ledger.answer = () => ({ status: 500, body: {} });
    expect(await door.post(path, { cause: 'request' })).toMatchObject({ status: 503, body: { code: 'ledger_silent' } });
    const wallet = { walletId: 'wal_1', openedAt: '2025-01-01T00:00:00Z', closedAt: null, depositFen: 0 };
    const line = { occurredAt: '2025-03-01T00:00:00.000Z' };
    const answering = (balanceFen: number) => (asked: { readonly path: string }) => ({
      status: 200,
      body: asked.path.includes('/statement')
        ? { items: [line], next: null }
        : { items: [{ ...wallet, balanceFen }], next: null },
    });
    door.ledger.answer = answering(1);
    expect((await door.post(path, { cause: 'request' })).body).toMatchObject({ code: 'value_left', valueFen: 1 });
    door.ledger.answer = answering(0);
    expect((await door.post(path, { cause: 'request' })).body).toMatchObject({
      code: 'records_kept',
      keptUntil: '2030-03-01T00:00:00.000Z',
    });
    const behind = openPool(door.ownerUrl);
    try {
      const { rows: backup } = await behind.query('SELECT * FROM holder_vault WHERE holder_id = $1', [holderId]);
      now = Date.parse('2030-03-01T08:00:00+08:00');
      const erased = await door.post(path, { cause: 'retention_over' });
      expect(erased).toMatchObject({ status: 201, body: { erased: [holderId], lastUsedAt: line.occurredAt } });
      expect(await read(holderId)).toMatchObject({ status: 410, body: { code: 'holder_erased' } });
      const found = await door.post('/holders/searches', { mobile: '13900006666', reason: 'lost card' });
      expect(found.body).toEqual({ items: [] });
      const left = async () =>
        (
          await behind.query(
            `SELECT (SELECT count(*)::int FROM vault_document WHERE holder_id = $1) AS documents,
                    (SELECT count(*)::int FROM vault_read WHERE holder_id = $1 AND reason <> '') AS reasons,
                    wrapped_key, sealed FROM holder_vault WHERE holder_id = $1`,
            [holderId],
          )
        ).rows[0];
      expect(await left()).toEqual({ documents: 0, reasons: 0, wrapped_key: null, sealed: null });
      // An older copy of the database has the key again.
      await behind.query(
        'UPDATE holder_vault SET key_id = $2, wrapped_key = $3, sealed = $4, erased_at = NULL WHERE holder_id = $1',
        [holderId, backup[0].key_id, backup[0].wrapped_key, backup[0].sealed],
      );
      await door.caughtUp();
      const again = door.part(HolderErased);
      for (const item of await again.due(now, 10)) await again.carryOut(item);
      expect(await left()).toMatchObject({ wrapped_key: null, sealed: null });
      expect(await again.due(now, 10)).toEqual([]);
    } finally {
      await behind.end();
    }
  });

  it('is kept under a new master key when everything was sealed again, and the old one may go', async () => {
    const holderId = await registered({ mobile: '13900007777' });
    const file = join(door.folder, 'vault-keys.json');
    const content = JSON.parse(await readFile(file, 'utf8'));
    content.seal.vault.unshift(newKey().toString('base64'));
    await writeFile(file, JSON.stringify(content));
    const log = door.log;
    const keys = await readKeyFile(file);
    const vault = await Vault.open(log, keys);
    const reseal = new VaultReseal(log, vault, keys);
    const left = async () => (await reseal.keyUse()).filter(({ current }) => !current).length;
    expect(await left()).toBe(1);
    const refused = await door.post('/vault/reseals');
    expect(refused.body).toMatchObject({ code: 'nothing_to_reseal' });
    const run = { id: 'rsl_1', keyId: keys.sealingKeyId('vault'), dueAt: now };
    // A copy that was not given the key yet leaves the work to the others.
    expect(await door.part(VaultReseal).carryOut(run)).toBe('later');
    expect(await reseal.carryOut(run)).toBe('done');
    expect(await left()).toBe(0);
    content.seal.vault.pop();
    await writeFile(file, JSON.stringify(content));
    const later = await Vault.open(log, await readKeyFile(file));
    const reading = { issuerId: 'iss_a', actor: 'desk-1', reason: 'case 1' };
    expect(await later.read({ issuerId: 'iss_a', holderId }, reading)).toMatchObject({ mobile: '13900007777' });
  });
});
