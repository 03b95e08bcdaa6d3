import { createHash, createPublicKey, generateKeyPairSync, privateDecrypt, randomBytes, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection } from '@scrip/event-store';
import type { Body, Client } from '@scrip/testing';
import { cardKeyProjection } from '../../services/cards/src/enterprise/card-key.projection.ts';
import { motherKeyProjection } from '../../services/cards/src/enterprise/mother-key.projection.ts';
import { blockedCardProjection } from '../../services/cards/src/terminal/blocked-card.projection.ts';
import { recordFileProjection } from '../../services/cards/src/terminal/record-file.projection.ts';
import { terminalProjection } from '../../services/cards/src/terminal/terminal.projection.ts';
import { type Keyed, ndjson, purseBytes, SPENT_AT, spend } from './card-records.ts';
import { CampusDoors, type IssuedCard } from './doors.ts';
import { cardKeyOf, mac, text, u32, u64, unwrap } from './sim-crypto.ts';

const NOW = Date.parse('2025-06-15T09:00:00+08:00');
/** The least recharge of the preset. */
const RECHARGE_FEN = 100_000;
const MOTHER_KEYS: Readonly<Record<string, Buffer>> = { campus: randomBytes(16), works: randomBytes(16) };
const INITIAL_KEY = randomBytes(16);
const MODULE = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const MODULE_PEM = MODULE.publicKey.export({ type: 'spki', format: 'pem' }).toString();

let doors: CampusDoors;
let admin: Client;
let finance: Client;
let posSecret: Buffer;

const opened = (wrapped: unknown): Buffer =>
  privateDecrypt({ key: MODULE.privateKey, oaepHash: 'sha256' }, Buffer.from(String(wrapped), 'base64'));
const terminal = (terminalId: string, changes: object = {}) => ({
  terminalId,
  enterpriseId: 'campus',
  merchantId: 'canteen',
  uses: ['spend', 'door'],
  modulePublicKey: MODULE_PEM,
  ...changes,
});

beforeAll(async () => {
  doors = await CampusDoors.open({ now: () => NOW });
  [admin, finance] = [doors.client(), doors.finance()];
  for (const [name, key] of Object.entries({ ...MOTHER_KEYS, initial: INITIAL_KEY })) {
    (await admin.post(`/cards/v1/enterprises/${name}/mother-keys`, { key: key.toString('hex') })).ok(201);
  }
  const registered = (await admin.post('/cards/v1/terminals', terminal('pos-1'))).ok(201);
  posSecret = opened(registered['wrappedSecret']);
  (await admin.post('/cards/v1/terminals', terminal('pos-w', { enterpriseId: 'works' }))).ok(201);
});
afterAll(async () => {
  await doors.close();
});

async function washed(card: IssuedCard, enterpriseId = 'campus'): Promise<Keyed> {
  const made = (await admin.post(`/cards/v1/cards/${card.cardId}/washings`, { enterpriseId })).ok(201);
  const key = unwrap(cardKeyOf(INITIAL_KEY, card.cardId, 0), String(made['wrappedKey']));
  return { ...card, enterpriseId, keyEpoch: Number(made['keyEpoch']), key };
}
const load = ({ cardId, enterpriseId }: Keyed, amountFen: number, loadCounter = 1, spendCounter = 0) =>
  admin.post<Body>(`/cards/v1/cards/${cardId}/loads`, { enterpriseId, amountFen, loadCounter, spendCounter });
function acknowledge(card: Keyed, loadId: unknown, amountFen: number, changes: object = {}) {
  const { cardId, enterpriseId, key } = card;
  const signed = mac(key, 3, ...purseBytes(card), u32(1), u64(amountFen), u64(amountFen));
  const said = { enterpriseId, loadCounter: 1, amountFen, balanceFen: amountFen, mac: signed, ...changes };
  return admin.post(`/cards/v1/cards/${cardId}/loads/${String(loadId)}/acknowledgement`, said);
}
async function loaded(amountFen: number, enterpriseId?: string): Promise<Keyed> {
  const card = await washed(await doors.card(RECHARGE_FEN), enterpriseId);
  const { loadId } = (await load(card, amountFen)).ok(201);
  (await acknowledge(card, loadId, amountFen)).ok(201);
  return card;
}
const JSON_LINES = { headers: { 'content-type': 'application/x-ndjson' } };
async function sent(records: readonly object[]): Promise<string> {
  const { fileId } = (await admin.post('/cards/v1/record-files', ndjson(records), JSON_LINES)).ok(202);
  await doors.cards.worked();
  return String(fileId);
}
const fileOf = async (fileId: string): Promise<Body> => (await admin.get(`/cards/v1/record-files/${fileId}`)).ok();
const refusalsOf = async (fileId: string, more = ''): Promise<readonly Body[]> =>
  (await admin.get<{ items: Body[] }>(`/cards/v1/record-files/${fileId}/refusals${more}`)).ok().items;
async function purseOf({ cardId, enterpriseId, keyEpoch }: Keyed): Promise<Body> {
  await doors.ledger.caughtUp();
  const path = `/ledger/v1/purses?cardId=${cardId}&enterpriseId=${enterpriseId}`;
  const { items } = (await finance.get<{ items: Body[] }>(path)).ok();
  const purse = items.find((one) => one['keyEpoch'] === keyEpoch);
  return (await finance.get(`/ledger/v1/purses/${String(purse?.['purseId'])}`)).ok();
}
const proof = (from: Keyed, to: string): string =>
  mac(MOTHER_KEYS[from.enterpriseId] as Buffer, 4, ...purseBytes(from), text(to));

const OURS = [motherKeyProjection, cardKeyProjection, terminalProjection, blockedCardProjection, recordFileProjection];

describe('mother keys', () => {
  it('are kept by version, told by check value alone, and handed to modules under their own keys', async () => {
    const path = '/cards/v1/enterprises/school/mother-keys';
    const key = '2b7e151628aed2a6abf7158809cf4f3c';
    (await admin.post(path, { key, keyCheckValue: '000000' })).refused(400, 'invalid_request');
    const kept = (await admin.post(path, { key, keyCheckValue: '7df76b' })).ok(201);
    expect(kept).toEqual({ enterpriseId: 'school', keyVersion: 1, keyCheckValue: '7DF76B', origin: 'brought' });
    (await admin.post(path, { key })).refused(409, 'mother_key_kept', { keyVersion: 1 });
    expect((await admin.post(path, {})).ok(201)).toMatchObject({ keyVersion: 2, origin: 'made' });
    const wrong = await admin.post(path, { key: 'secret-in-the-wrong-shape' });
    expect(JSON.stringify(wrong.refused(400, 'invalid_request'))).not.toContain('wrong-shape');
    const cards = '/cards/v1/enterprises/campus/mother-key-cards';
    const once = await admin.post(cards, { modulePublicKey: MODULE_PEM }, { key: 'card-1' });
    expect(opened(once.ok(201)['wrappedKey'])).toEqual(MOTHER_KEYS['campus']);
    expect(await admin.post(cards, { modulePublicKey: MODULE_PEM }, { key: 'card-1' })).toMatchObject({
      body: once.body,
      replayed: true,
    });
    (await admin.post('/cards/v1/enterprises/nobody/mother-key-cards', { modulePublicKey: MODULE_PEM })).refused(
      404,
      'enterprise_unknown',
    );
    const { items, next } = (await admin.get<{ items: Body[]; next: string }>('/cards/v1/enterprises?limit=2')).ok();
    expect(items).toMatchObject([{ enterpriseId: 'campus' }, { enterpriseId: 'initial' }]);
    expect((await admin.get(`/cards/v1/enterprises?limit=2&cursor=${next}`)).ok()).toMatchObject({
      items: [{ enterpriseId: 'school', keyVersion: 2 }, { enterpriseId: 'works' }],
      next: null,
    });
    const { rows } = await doors.cards.log.pool.query<{ body: Buffer }>('SELECT body FROM event');
    expect(rows.some(({ body }) => body.toString('hex').includes(key))).toBe(false);
  });
});

describe('washing', () => {
  it('gives several enterprises a purse, a key and counters each: a spend at one leaves the other unchanged', async () => {
    const campus = await loaded(5_000);
    const works = await washed(campus, 'works');
    expect(works.key.equals(campus.key)).toBe(false);
    expect(works.key).toEqual(cardKeyOf(MOTHER_KEYS['works'] as Buffer, works.cardId, 1));
    const { loadId } = (await load(works, 3_000)).ok(201);
    (await acknowledge(works, loadId, 3_000)).ok(201);
    await sent([spend(campus, 1, 2_000, 3_000)]);
    expect(await purseOf(campus)).toMatchObject({ valueFen: 3_000, highestCounter: 1 });
    expect(await purseOf(works)).toMatchObject({ valueFen: 3_000, highestCounter: 0 });
  });

  it('again needs the mother key card and an empty purse; then counters begin anew in a new key epoch', async () => {
    const campus = await loaded(2_000);
    const path = `/cards/v1/cards/${campus.cardId}/washings`;
    const wash = (by: string) =>
      admin.post(path, { enterpriseId: 'works', replaces: { enterpriseId: 'campus', proof: by } });
    (await wash('00'.repeat(8))).refused(403, 'mother_key_proof_invalid', { enterpriseId: 'campus', keyEpoch: 1 });
    (await wash(proof(campus, 'school'))).refused(403, 'mother_key_proof_invalid');
    await doors.ledger.caughtUp();
    (await wash(proof(campus, 'works'))).refused(409, 'purse_not_empty', {
      valueFen: 2_000,
      loadPending: false,
      gaps: 0,
    });
    await sent([spend(campus, 1, 2_000, 0)]);
    const made = (await wash(proof(campus, 'works'))).ok(201);
    expect(made).toMatchObject({ keyEpoch: 1, replacedEnterpriseId: 'campus', replacedKeyEpoch: 1 });
    const works = { ...campus, enterpriseId: 'works', key: unwrap(campus.key, String(made['wrappedKey'])) };
    expect(works.key).toEqual(cardKeyOf(MOTHER_KEYS['works'] as Buffer, works.cardId, 1));
    (await load(campus, 1_000, 2, 1)).refused(409, 'enterprise_not_on_card');
    const { loadId } = (await load(works, 1_000)).ok(201);
    (await acknowledge(works, loadId, 1_000)).ok(201);
    await sent([spend(works, 1, 400, 600)]);
    expect(await purseOf(works)).toMatchObject({ valueFen: 600, highestCounter: 1 });
    // Back again: the same enterprise, the next epoch; the proof of the first washing is good for nothing any more.
    const back = await washed(campus, 'campus');
    expect(back.keyEpoch).toBe(2);
    const keys = (await admin.get<{ items: Body[] }>(`/cards/v1/cards/${campus.cardId}/keys`)).ok().items;
    expect(keys).toHaveLength(3);
    (await wash(proof(campus, 'works'))).refused(409, 'enterprise_on_card');
  });

  it('is refused for what is not there, not usable or another issuer’s', async () => {
    const card = await doors.card(RECHARGE_FEN);
    const path = `/cards/v1/cards/${card.cardId}/washings`;
    const theirs = doors.client('iss_b');
    (await theirs.post(path, { enterpriseId: 'campus' })).refused(404, 'card_unknown');
    (await admin.post(path, { enterpriseId: 'initial' })).refused(409, 'enterprise_reserved');
    (await admin.post(path, { enterpriseId: 'nobody' })).refused(404, 'enterprise_unknown');
    (await admin.post(path, { enterpriseId: 'campus', initialKeyVersion: 9 })).refused(409, 'initial_keys_unknown', {
      latest: 1,
    });
    (await admin.post(`/cards/v1/cards/${card.cardId}/loss-reports`, { channel: 'desk' })).ok();
    (await admin.post(path, { enterpriseId: 'campus' })).refused(409, 'card_not_washable', { state: 'lost' });
  });
});

describe('a load over the air', () => {
  it('is authorised with a MAC that the card takes, once under a key, and finished by the card alone', async () => {
    const card = await washed(await doors.card(RECHARGE_FEN));
    const { cardId, enterpriseId } = card;
    const asked = { enterpriseId, amountFen: 4_000, loadCounter: 1, spendCounter: 0 };
    const once = await admin.post<Body>(`/cards/v1/cards/${cardId}/loads`, asked, { key: `load ${cardId}` });
    const { loadId, mac: signed } = once.ok(201);
    expect(signed).toBe(mac(card.key, 2, ...purseBytes(card), u32(1), u32(0), u64(4_000)));
    const again = await admin.post<Body>(`/cards/v1/cards/${cardId}/loads`, asked, { key: `load ${cardId}` });
    expect(again).toMatchObject({ status: 201, body: once.body, replayed: true });
    (await load(card, 100, 2)).refused(409, 'load_pending', { amountFen: 4_000 });
    (await acknowledge(card, loadId, 4_000, { mac: '00'.repeat(8) })).refused(409, 'mac_invalid');
    const other = mac(card.key, 3, ...purseBytes(card), u32(1), u64(100), u64(100));
    const ofAnother = { amountFen: 100, balanceFen: 100, mac: other };
    (await acknowledge(card, loadId, 4_000, ofAnother)).refused(409, 'acknowledgement_mismatch', { amountFen: 4_000 });
    expect(await purseOf(card)).toMatchObject({ valueFen: 0, pendingLoad: { loadId } });
    (await acknowledge(card, loadId, 4_000)).ok(201);
    (await acknowledge(card, loadId, 4_000)).refused(409, 'load_not_pending');
    expect(await purseOf(card)).toMatchObject({ valueFen: 4_000, pendingLoad: null });
    (await load(card, RECHARGE_FEN * 2, 2)).refused(409, 'balance_short');
  });

  it('that nobody acknowledged is resolved by the next record of the card', async () => {
    const card = await loaded(5_000);
    (await load(card, 4_000, 2)).ok(201);
    await sent([spend(card, 1, 2_000, 7_000)]);
    expect(await purseOf(card)).toMatchObject({ valueFen: 7_000, pendingLoad: null });
  });
});

describe('a file of records', () => {
  it('is told with its progress, and each refused record with its line, its code and what was wrong', async () => {
    const card = await loaded(10_000);
    const good = spend(card, 1, 1_000, 9_000);
    const fileId = await sent([
      good,
      { ...spend(card, 2, 1_000, 8_000), amountFen: 1 },
      { ...good, cardId: 'nonsense' },
      { ...good, keyEpoch: 7 },
      { ...good, terminalId: 'pos-w' },
      { ...good, terminalId: 'pos-nowhere' },
      good,
    ]);
    expect(await fileOf(fileId)).toMatchObject({
      state: 'done',
      received: 7,
      accepted: 1,
      duplicates: 1,
      refused: 5,
      remaining: 0,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const refused = await refusalsOf(fileId);
    expect(refused.map(({ line, code }) => [line, code])).toEqual([
      [2, 'mac_invalid'],
      [3, 'line_invalid'],
      [4, 'key_unknown'],
      [5, 'terminal_not_for_this'],
      [6, 'terminal_unknown'],
    ]);
    expect(refused[1]).toMatchObject({
      what: expect.stringMatching(/^cardId: /),
      text: expect.stringContaining('nonsense'),
    });
    expect(await refusalsOf(fileId, '?code=mac_invalid')).toMatchObject([{ line: 2, counter: 2, cardId: card.cardId }]);
    const page = (await admin.get<{ next: string }>(`/cards/v1/record-files/${fileId}/refusals?limit=2`)).ok();
    expect(await refusalsOf(fileId, `?limit=200&cursor=${page.next}`)).toHaveLength(3);
    const theirs = doors.client('iss_b');
    (await theirs.get(`/cards/v1/record-files/${fileId}`)).refused(404, 'file_unknown');
    expect((await admin.get('/cards/v1/record-files?state=taking')).ok()).toEqual({ items: [], next: null });
  });

  it('may be CSV, and is the same file under the same key; another one under it is refused', async () => {
    const card = await loaded(10_000);
    const records = [1, 2, 3].map((n) => spend(card, n, 1_000, 10_000 - n * 1_000));
    const names = Object.keys(records[0] ?? {});
    const csv = [names, ...records.map((one) => names.map((name) => one[name]))]
      .map((row) => row.join(','))
      .join('\r\n');
    const options = { key: `csv ${card.cardId}`, headers: { 'content-type': 'text/csv' } };
    const { fileId, received, sha256 } = (await admin.post('/cards/v1/record-files', csv, options)).ok(202);
    expect([received, sha256]).toEqual([3, createHash('sha256').update(csv).digest('hex')]);
    expect(await admin.post('/cards/v1/record-files', csv, options)).toMatchObject({
      body: { fileId },
      replayed: true,
    });
    (await admin.post('/cards/v1/record-files', `${csv}\r\n`, options)).refused(422, 'idempotency_key_reused');
    await doors.cards.worked();
    expect(await fileOf(String(fileId))).toMatchObject({ media: 'text/csv', accepted: 3, refused: 0 });
    const { rows } = await doors.cards.log.pool.query(
      'SELECT count(*) FROM record_upload_part WHERE upload_id NOT IN (SELECT upload_id FROM record_upload)',
    );
    expect(rows).toEqual([{ count: 0n }]);
  });

  it('is refused as a whole when it is empty, too long, or not what it says', async () => {
    const post = (body: string, type = 'application/x-ndjson') =>
      admin.post('/cards/v1/record-files', body, { headers: { 'content-type': type } });
    (await post('\n\n')).refused(400, 'file_empty');
    (await post('a,b\n1,2', 'text/csv')).refused(400, 'csv_heading_invalid', { got: 'a,b' });
    (await post(`{}\n${'x'.repeat(2_001)}\n`)).refused(413, 'line_too_long', { line: 2, limit: 2_000 });
    (await post('{}\n'.repeat(100_001))).refused(413, 'too_many_lines', { limit: 100_000 });
    (await admin.post('/cards/v1/record-files', { records: [] })).refused(400, 'invalid_request');
  });

  it('of many parts goes on where it stopped, and is taken once by however many copies of the service', async () => {
    const card = await loaded(90_000);
    const fileIds: string[] = [];
    for (const first of [1, 31]) {
      const records = Array.from({ length: 30 }, (_, n) => spend(card, first + n, 100, 90_000 - (first + n) * 100));
      // Lines that cannot be read fill the parts, so that there are several.
      const body = records.map((one) => `${JSON.stringify(one)}\n${'?\n'.repeat(99)}`).join('');
      const { fileId } = (await admin.post('/cards/v1/record-files', body, JSON_LINES)).ok(202);
      fileIds.push(String(fileId));
    }
    await doors.cards.caughtUp();
    const other = await doors.anotherCards();
    try {
      await Promise.all([doors.cards.tick(), other.tick()]);
      await doors.restartCards();
      await doors.cards.worked();
    } finally {
      await other.close();
    }
    for (const fileId of fileIds) {
      expect(await fileOf(fileId)).toMatchObject({ received: 3_000, accepted: 30, duplicates: 0, refused: 2_970 });
    }
    expect(await purseOf(card)).toMatchObject({ valueFen: 84_000, highestCounter: 60, gaps: [] });
  });
});

describe('a terminal', () => {
  it('has a secret of its own, is registered once, and its late records are taken after it was retired', async () => {
    const card = await loaded(10_000);
    const made = await admin.post('/cards/v1/terminals', terminal('pos-9'), { key: 'pos-9' });
    expect(opened(made.ok(201)['wrappedMotherKey'])).toEqual(MOTHER_KEYS['campus']);
    expect(await admin.post('/cards/v1/terminals', terminal('pos-9'), { key: 'pos-9' })).toMatchObject({
      body: made.body,
      replayed: true,
    });
    (await admin.post('/cards/v1/terminals', terminal('pos-9'))).refused(409, 'terminal_registered', {
      registration: 1,
    });
    (await admin.post('/cards/v1/terminals', terminal('pos-8', { modulePublicKey: 'no key' }))).refused(
      400,
      'invalid_request',
    );
    (await admin.post('/cards/v1/terminals/pos-9/retirement', { reason: 'stolen' })).ok(201);
    const signed = (counter: number, balanceFen: number, spentAt: number): Body =>
      spend(card, counter, 500, balanceFen, {}, { terminalId: 'pos-9', spentAt });
    const fileId = await sent([signed(1, 9_500, SPENT_AT), signed(2, 9_000, NOW + 1)]);
    expect(await refusalsOf(fileId)).toMatchObject([{ line: 2, code: 'terminal_retired' }]);
    expect(await purseOf(card)).toMatchObject({ valueFen: 9_500 });
    (await admin.post('/cards/v1/terminals', terminal('pos-9', { merchantId: 'shop' }))).refused(
      409,
      'terminal_of_another',
    );
    expect((await admin.post('/cards/v1/terminals', terminal('pos-9'))).ok(201)).toMatchObject({ registration: 2 });
  });

  it('fetches the list of blocked cards, signed, then what changed, and says what it has', async () => {
    const [lost, other] = [await loaded(5_000), await loaded(5_000)];
    const fetched = async (after: number): Promise<{ readonly to: number; readonly payload: Body }> => {
      const { file, to } = (
        await admin.get<{ file: string; to: number }>(`/cards/v1/blocked-cards/file?after=${after}`)
      ).ok();
      const [header = '', payload = '', signature = ''] = file.split('.');
      const { keys } = (
        await admin.get<{ keys: { kty: string; crv: string; x: string; kid: string }[] }>(
          '/cards/v1/blocked-cards/keys',
        )
      ).ok();
      const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
      const key = createPublicKey({ key: keys.find((one) => one.kid === kid) ?? {}, format: 'jwk' });
      const signed = Buffer.from(`${header}.${payload}`);
      expect(verify(null, signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
      return { to, payload: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Body };
    };
    const before = await fetched(0);
    (await admin.post(`/cards/v1/cards/${lost.cardId}/loss-reports`, { channel: 'phone' })).ok();
    const changed = await fetched(before.to);
    expect(changed.payload).toMatchObject({ from: before.to, added: [lost.cardId], removed: [], more: false });
    expect((await fetched(0)).payload['added']).toEqual(expect.arrayContaining([lost.cardId]));
    expect((await fetched(changed.to)).payload).toMatchObject({ added: [], from: changed.to, to: changed.to });
    const sync = (listVersion: number, secret = posSecret) =>
      admin.post('/cards/v1/terminals/pos-1/syncs', {
        listVersion,
        syncedAt: new Date(NOW).toISOString(),
        mac: mac(secret, 6, text('pos-1'), u64(listVersion), u64(NOW)),
      });
    (await sync(changed.to, other.key)).refused(409, 'mac_invalid');
    (await sync(changed.to + 1_000)).refused(409, 'list_version_unknown', { latest: changed.to });
    (await sync(changed.to)).ok(201);
    expect((await admin.get('/cards/v1/terminals/pos-1')).ok()).toMatchObject({ listVersion: changed.to });
    const behind = (await admin.get<{ items: Body[] }>(`/cards/v1/terminals?behindVersion=${changed.to}`)).ok();
    expect(behind.items.map(({ terminalId }) => terminalId)).toEqual(['pos-9', 'pos-w']);
  });

  it('that knew of a block leaves a later spend to the issuer, one that did not know to the holder', async () => {
    (await admin.post('/cards/v1/terminals', terminal('pos-2'))).ok(201);
    const card = await loaded(5_000);
    (await admin.post(`/cards/v1/cards/${card.cardId}/loss-reports`, { channel: 'phone' })).ok(201);
    await doors.cards.caughtUp();
    const { to } = (await admin.get<{ to: number }>('/cards/v1/blocked-cards/file')).ok();
    const signed = mac(posSecret, 6, text('pos-1'), u64(to), u64(NOW));
    const said = { listVersion: to, syncedAt: new Date(NOW).toISOString(), mac: signed };
    (await admin.post('/cards/v1/terminals/pos-1/syncs', said)).ok(201);
    const at = (terminalId: string) => ({ terminalId, spentAt: NOW });
    const records = [spend(card, 1, 300, 4_700, {}, at('pos-2')), spend(card, 2, 700, 4_000, {}, at('pos-1'))];
    expect(await fileOf(await sent(records))).toMatchObject({ accepted: 2 });
    expect(await purseOf(card)).toMatchObject({ valueFen: 4_000, borneFen: 700, owedFen: 4_700 });
  });

  it('tells passes at its door under its own secret, each counter once', async () => {
    const card = await washed(await doors.card(RECHARGE_FEN));
    const pass = (counter: number, secret = posSecret): Body => ({
      type: 'door',
      terminalId: 'pos-1',
      counter,
      cardId: card.cardId,
      direction: 'in',
      passedAt: new Date(SPENT_AT).toISOString(),
      mac: mac(secret, 5, text('pos-1'), u32(counter), text(card.cardId), text('door'), text('in'), u64(SPENT_AT)),
    });
    const fileId = await sent([pass(2), pass(1), pass(2), pass(3, card.key), { ...pass(4), type: 'attendance' }]);
    expect(await fileOf(fileId)).toMatchObject({ accepted: 2, duplicates: 1, refused: 2 });
    expect((await refusalsOf(fileId)).map(({ code }) => code)).toEqual(['mac_invalid', 'terminal_not_for_this']);
    expect(await fileOf(await sent([pass(1)]))).toMatchObject({ accepted: 0, duplicates: 1 });
  });
});

describe('the projections of one-card', () => {
  it.each([1, 2, 1_000])('are the same built anew, %i events at a time', async (size) => {
    await doors.cards.caughtUp();
    const { log } = doors.cards;
    for (const projection of OURS) {
      const found = await compareProjection(log, await captureLive(log, projection), log, () => undefined, size);
      expect(found).toMatchObject({ equal: true });
    }
  });
});
