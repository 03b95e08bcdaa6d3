import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { captureLive, compareProjection } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp';
import { BatchIssue } from '../src/batch/batch-issue.ts';
import { cardBatchProjection } from '../src/batch/card-batch.projection.ts';
import { cardFileProjection } from '../src/replacement/card-file.projection.ts';
import { CardFilesDue } from '../src/replacement/replacement-due.ts';
import { vendorProjection } from '../src/vendor/vendor.projection.ts';
import { CardsDoor, type Got } from './cards-door.ts';
import { StoryClock } from './replacement-story.ts';

const clock = new StoryClock('2025-06-02T10:00:00+08:00');
const ORDER = { programmeId: 'wholesale-agency', productKey: 'recharge-card', faceFen: 10_000, makerId: 'card-works' };
const TERMS = { cardFen: 50, postFen: 0, productKeys: ['recharge-card'] };

describe('a batch of a product whose cards a vendor makes', () => {
  const issuerId = `iss_${randomUUID().slice(0, 8)}`;
  let door: CardsDoor;
  let identity: string;
  const post = (path: string, body?: unknown): Promise<Got> => door.post(path, body, { issuerId });

  beforeAll(async () => {
    door = await CardsDoor.open(clock);
    identity = await generateX25519Identity();
    await post('/programmes/wholesale-agency/versions', preset('wholesale-agency'));
    const publicKey = await identityToRecipient(identity);
    expect(await post('/batches', { ...ORDER, cards: 1 })).toMatchObject({
      status: 404,
      body: { code: 'vendor_unknown', vendorId: 'card-works' },
    });
    const other = { vendorId: 'card-works', keyKind: 'age', publicKey, ...TERMS, productKeys: ['another-card'] };
    const stranger = { issuerId: `${issuerId}-b` };
    await door.post('/programmes/wholesale-agency/versions', preset('wholesale-agency'), stranger);
    await door.post('/vendors', other, stranger);
    expect(await door.post('/batches', { ...ORDER, cards: 1 }, stranger)).toMatchObject({
      status: 409,
      body: { code: 'product_not_made', vendorId: 'card-works', productKey: 'recharge-card' },
    });
    const vendor = await post('/vendors', { vendorId: 'card-works', keyKind: 'age', publicKey, ...TERMS });
    expect(vendor.status).toBe(201);
  });

  afterAll(() => door?.close());

  async function batch(cards: number): Promise<string> {
    const { status, body } = await post('/batches', { ...ORDER, cards });
    expect([status, body]).toMatchObject([201, { vendorId: 'card-works' }]);
    return String(body['batchId']);
  }

  async function made(batchId: string): Promise<void> {
    await door.part<BatchIssue>(BatchIssue).run(batchId);
    await door.caughtUp();
  }

  const content = (fileDate: string) => door.bytes(`/vendors/card-works/card-files/${fileDate}/content`, { issuerId });

  it('is in the vendor’s sealed file of the day on which it has its numbers, in one file only, and is received as ever', async () => {
    const batchId = await batch(600);
    const unmade = await batch(5);
    await made(batchId);
    const due = door.part<CardFilesDue>(CardFilesDue);
    const own = async () => (await due.due(clock.now(), 1_000)).filter((item) => item.issuerId === issuerId);
    expect(await own()).toEqual([]);
    clock.moveTo('2025-06-03T00:00:00+08:00');
    const [item] = await own();
    expect(item).toMatchObject({ vendorId: 'card-works', fileDate: '2025-06-02' });
    if (item) for (let time = 0; time < 2; time += 1) expect(await due.carryOut(item)).toBe('done');
    await door.caughtUp();
    const closed = await post('/vendors/card-works/card-files/2025-06-02');
    expect(closed.body).toMatchObject({ lineCount: 600 });

    const { headers, bytes } = await content('2025-06-02');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const text = await decrypter.decrypt(bytes, 'text');
    expect(headers.get('scrip-content-sha256')).toBe(createHash('sha256').update(text).digest('hex'));
    const lines = text.split('\r\n');
    const cards = await door.get(`/batches/${batchId}/cards?limit=1`, { issuerId });
    const [first] = cards.body['items'] as { cardNumber: string }[];
    expect(lines[1]).toBe(`1,${first?.cardNumber},1,recharge-card,,,,make,${batchId},1,10000`);
    expect(lines[600]).toMatch(new RegExp(`^600,\\d{16},1,recharge-card,,,,make,${batchId},600,10000$`));
    expect(lines[601]).toBe('#count,600');
    expect(text).not.toContain(unmade);

    // The other batch is in the next file, this one in no other.
    await made(unmade);
    await post('/vendors/card-works/card-files/2025-06-03');
    await door.caughtUp();
    const listed = await door.get('/vendors/card-works/card-files', { issuerId });
    expect(listed.body).toMatchObject({ items: [{ lineCount: 5 }, { fileDate: '2025-06-02', lineCount: 600 }] });
    expect((await door.get(`/batches/${batchId}`, { issuerId })).body).toMatchObject({
      cardFileId: closed.body['cardFileId'],
    });
    const receive = (firstSerial: number, missing?: object[]) => {
      const note = { branchId: 'east-1', deliveryReference: 'D-1', firstSerial, lastSerial: 600, missing };
      return post(`/batches/${batchId}/receipts`, note);
    };
    const payable = async () => {
      await door.caughtUp();
      return (await door.get('/vendors/card-works/payable?from=2025-06-01&to=2025-06-30', { issuerId })).body;
    };
    expect(await receive(1, [{ firstSerial: 598, lastSerial: 600 }])).toMatchObject({
      status: 201,
      body: { cards: 597, missingCards: 3, vendorId: 'card-works', cardFen: 50 },
    });
    const owed = { kind: 'blank_card', unitFen: 50 };
    expect(await payable()).toMatchObject({ lines: [{ ...owed, count: 597, amountFen: 29_850 }], totalFen: 29_850 });
    expect((await receive(1)).body['code']).toBe('cards_received');
    expect((await receive(598)).status).toBe(201);
    expect(await payable()).toMatchObject({ lines: [{ ...owed, count: 600, amountFen: 30_000 }], totalFen: 30_000 });
    const pgp = await generateKey({ userIDs: [{ name: 'Card Works' }], format: 'armored' });
    await post('/vendors/card-works/terms', { termsVersion: 1, keyKind: 'pgp', publicKey: pgp.publicKey, ...TERMS });
    const armoured = Buffer.from((await content('2025-06-02')).bytes).toString('ascii');
    const message = await readMessage({ armoredMessage: armoured });
    const opened = await decrypt({ message, decryptionKeys: await readPrivateKey({ armoredKey: pgp.privateKey }) });
    expect(String(opened.data).replaceAll(/\r?\n/g, '\r\n')).toBe(text);
  });

  it('its tables are the same built anew', async () => {
    await door.caughtUp();
    for (const projection of [cardFileProjection, cardBatchProjection, vendorProjection]) {
      const live = await captureLive(door.log, projection);
      expect(await compareProjection(door.log, live, door.log, () => undefined)).toMatchObject({ equal: true });
    }
  });
});
