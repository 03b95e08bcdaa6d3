import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accept } from '@scrip/decider';
import { captureLive, compareProjection, transaction } from '@scrip/event-store';
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp';
import { holderDecider } from '../src/holder/holder.decider.ts';
import { cardFileProjection } from '../src/replacement/card-file.projection.ts';
import { keepGrade } from '../src/replacement/holder-grade.ts';
import { replacementProjection } from '../src/replacement/replacement.projection.ts';
import { Vault } from '../src/vault/vault.ts';
import { vendorProjection } from '../src/vendor/vendor.projection.ts';
import { CardsDoor } from './cards-door.ts';
import { packingList, ReplacementStory, StoryClock } from './replacement-story.ts';

const clock = new StoryClock('2025-02-26T10:00:00+08:00');
const text = (word: string) => ({ 'zh-CN': word, en: word });
/** The grades and segments that a programme names holders by. */
const NAMED = {
  grades: ['gold', 'diamond'].map((key) => ({ key, name: text(key) })),
  segments: [
    {
      key: 'high-value',
      name: text('high value'),
      by: { metric: 'depositsFen', window: { kind: 'calendarMonth', take: 'average' } },
      take: 'topMembers',
      shareBp: 1_000,
      ties: 'include',
    },
  ],
};
const WRONG_ID = '110105194912310038';

describe('replacements through the vendor', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open(clock);
  });

  afterAll(() => door?.close());

  beforeEach(() => {
    clock.moveTo('2025-02-26T10:00:00+08:00');
    door.ledger.asked.length = 0;
    door.ledger.answer = () => ({ status: 200, body: {} });
  });

  describe('an application', () => {
    it('for a lost card has it blocked before the answer, or says that it will be', async () => {
      const story = await ReplacementStory.begin(door);
      const card = await story.card();
      const body = { cause: 'lost', branchNo: '0101', idNumber: card.idNumber };
      const path = `/cards/${card.cardId}/replacement-applications`;
      expect(await story.post(path, { ...body, idNumber: WRONG_ID })).toMatchObject({
        status: 403,
        body: { code: 'id_mismatch' },
      });
      expect(door.ledger.asked).toEqual([]);
      const key = randomUUID();
      door.ledger.answer = () => ({ status: 503, body: {} });
      const pending = await story.post(path, body, { key });
      expect(pending).toMatchObject({ status: 202, body: { blocked: false, code: 'block_pending', newSequence: 2 } });
      door.ledger.answer = () => ({ status: 200, body: {} });
      expect(await story.post(path, body, { key })).toMatchObject({
        status: 201,
        body: { blocked: true, replacementId: pending.body['replacementId'] },
      });
      expect(door.ledger.asked.at(-1)).toMatchObject({ body: { cardId: card.cardId } });
      expect(await story.stateOf(card.cardId)).toBe('lost');
      expect(await story.post(path, body)).toMatchObject({ status: 409, body: { code: 'replacement_open' } });
      // Declined, the lost card stays lost.
      const replacementId = String(pending.body['replacementId']);
      expect(await story.post(`/replacements/${replacementId}/declination`)).toMatchObject({
        status: 201,
        body: { reason: 'declined', cause: 'lost' },
      });
      expect(await story.stateOf(card.cardId)).toBe('lost');
      expect((await story.collect(replacementId, card.idNumber)).body).toMatchObject({ code: 'replacement_void' });
      expect(door.lines.join('\n')).not.toContain(card.idNumber);
    });

    it('of two at once one is taken; a card of another issuer is not there', async () => {
      const story = await ReplacementStory.begin(door);
      const card = await story.card();
      const path = `/cards/${card.cardId}/replacement-applications`;
      const body = { cause: 'damaged', branchNo: '0101', cardPresent: true };
      const answers = await Promise.all([story.post(path, body), story.post(path, body)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      expect((await door.post(path, body)).body['code']).toBe('card_unknown');
      expect((await story.post(path, { ...body, cardPresent: false })).status).toBe(400);
    });

    it('is for the holders whom the programme names, and in a programme that has it', async () => {
      const none = await ReplacementStory.begin(door, { replacement: { number: 'new' } });
      const plain = await none.card();
      const body = { cause: 'damaged', branchNo: '0101', cardPresent: true };
      expect(await none.post(`/cards/${plain.cardId}/replacement-applications`, body)).toMatchObject({
        status: 409,
        body: { code: 'replacement_not_offered', productKey: 'recharge-card' },
      });
      const story = await ReplacementStory.begin(
        door,
        { replacement: { number: 'same', grades: ['diamond'], segments: ['high-value'] } },
        NAMED,
      );
      const card = await story.card();
      const { issuerId } = story;
      const { holderId } = card;
      const known = { issuerId, holderId, programmeId: 'apparel-recharge' };
      const keep = (grade: string, version: number) =>
        transaction(door.log.pool, (tx) => keepGrade(tx, { ...known, grade, version }));
      await keep('gold', 1);
      // A grade of another programme names nobody here.
      await transaction(door.log.pool, (tx) =>
        keepGrade(tx, { ...known, programmeId: 'mall-vip', grade: 'diamond', version: 1 }),
      );
      const path = `/cards/${card.cardId}/replacement-applications`;
      expect(await story.post(path, body)).toMatchObject({
        status: 409,
        body: { code: 'holder_not_eligible', grades: ['diamond'], segments: ['high-value'], holderGrades: ['gold'] },
      });
      await keep('diamond', 2);
      await keep('gold', 1);
      expect(await story.post(path, body)).toMatchObject({ status: 201, body: { blocked: null } });
      const other = await story.card();
      const named = { ...body, segment: 'high-value' };
      expect(await story.post(`/cards/${other.cardId}/replacement-applications`, named)).toMatchObject({ status: 201 });

      // Who was merged has the grade of who stayed.
      const merged = await story.card();
      const data = {
        holderId: merged.holderId,
        mergeId: 'hmg_1',
        survivorId: holderId,
        proposedBy: 'a',
        approvedBy: 'b',
      };
      await door.log.execute({
        who: {
          issuerId,
          actor: 'b',
          occurredAt: clock.now(),
          correlationId: 'cor_1',
          causationId: null,
          traceparent: null,
        },
        key: null,
        decider: holderDecider,
        streamId: merged.holderId,
        decide: () => accept({ type: 'HolderMerged', data }),
      });
      expect(await story.post(`/cards/${merged.cardId}/replacement-applications`, body)).toMatchObject({ status: 201 });
    });
  });

  describe('a card-making file', () => {
    it('is sealed to the vendor, says the names and its own checksum, and the same again', async () => {
      const story = await ReplacementStory.begin(door);
      await story.apply(await story.card('"Li, Ming"'));
      const gone = await story.card('某乙');
      await story.apply(gone, '0102');
      await story.close('2025-02-26');
      const first = await story.file('2025-02-26');
      const [heading, one, two, count, check, end] = first.text.split('\r\n');
      expect(heading).toBe(
        'line,cardNumber,sequence,productKey,name,branchNo,replacementId,state,batchId,serial,faceFen',
      );
      expect(one).toMatch(/^1,\d+,2,recharge-card,"""Li, Ming""",0101,rpl_[0-9A-Z]{26},make,,,$/);
      expect(two).toMatch(/^2,\d+,2,recharge-card,某乙,0102,rpl_[0-9A-Z]{26},make,,,$/);
      expect(count).toBe('#count,2');
      const above = first.text.slice(0, first.text.indexOf('#sha256'));
      expect(check).toBe(`#sha256,${createHash('sha256').update(above).digest('hex')}`);
      expect(end).toBe('');
      const whole = createHash('sha256').update(first.text).digest('hex');
      expect(first.headers.get('scrip-content-sha256')).toBe(whole);
      expect(first.headers.get('scrip-content-changed')).toBe('false');
      const again = await story.file('2025-02-26');
      expect(again.text).toBe(first.text);
      expect(again.headers.get('scrip-content-changed')).toBe('false');

      // Each fetching is a reading of those people, with its reader.
      const { rows } = await door.log.pool.query(
        "SELECT count(*) FROM event WHERE type = 'HolderDataRead' AND issuer_id = $1",
        [story.issuerId],
      );
      expect(rows).toEqual([{ count: 2n }]);

      // One of them is erased: the line stays and says so, and whoever fetches is told that the file changed.
      await transaction(door.log.pool, (tx) => door.part(Vault).erase(tx, [gone.holderId]));
      const after = await story.file('2025-02-26');
      expect(after.text.split('\r\n')[1]).toBe(one);
      expect(after.text.split('\r\n')[2]).toMatch(/^2,\d+,2,recharge-card,,0102,rpl_[0-9A-Z]{26},erased,,,$/);
      expect(after.text.split('\r\n')[3]).toBe('#count,2');
      expect(after.headers.get('scrip-content-changed')).toBe('true');
      expect(after.headers.get('scrip-erased-lines')).toBe('1');
      expect(after.headers.get('cache-control')).toBe('no-store');

      // No name outside of the vault.
      const { rows: bodies } = await door.log.pool.query<{ body: Buffer }>('SELECT body FROM event');
      for (const { body } of bodies) expect(body.includes(Buffer.from('某乙'))).toBe(false);
      expect(door.lines.join('\n')).not.toContain('某乙');
    });

    it('goes to the key of today: a vendor may change to PGP, and each vendor fetches its own', async () => {
      const story = await ReplacementStory.begin(door);
      await story.apply(await story.card('某丙'));
      await story.close('2025-02-26');
      const pgp = await generateKey({ userIDs: [{ name: 'Card Works' }], format: 'armored' });
      const terms = { cardFen: 900, postFen: 520, productKeys: ['recharge-card'] };
      const changed = { termsVersion: 1, keyKind: 'pgp', publicKey: pgp.publicKey, ...terms };
      expect(await story.post('/vendors/card-works/terms', changed)).toMatchObject({
        status: 201,
        body: { termsVersion: 2, keyKind: 'pgp' },
      });
      expect(await story.post('/vendors/card-works/terms', { ...changed, cardFen: 1 })).toMatchObject({
        status: 409,
        body: { code: 'terms_version_moved', asked: 1, termsVersion: 2 },
      });
      const path = '/vendors/card-works/card-files/2025-02-26/content';
      const { issuerId } = story;
      const got = await door.bytes(path, { issuerId, merchantId: 'card-works' });
      expect(got.headers.get('content-type')).toBe('application/pgp-encrypted');
      const message = await readMessage({ armoredMessage: Buffer.from(got.bytes).toString('ascii') });
      const decryptionKeys = await readPrivateKey({ armoredKey: pgp.privateKey });
      const { data } = await decrypt({ message, decryptionKeys });
      expect(data).toContain(',某丙,0101,');
      expect((await door.bytes(path, { issuerId, merchantId: 'another' })).status).toBe(403);
      expect((await door.bytes(path)).status).toBe(404);
      const unmade = await story.get('/vendors/card-works/card-files/2025-02-25/content');
      expect(unmade).toMatchObject({ status: 404, body: { code: 'card_file_unknown' } });
      const { rows } = await door.log.pool.query<{ body: Buffer }>("SELECT body FROM event WHERE type LIKE 'Vendor%'");
      for (const { body } of rows) expect(body.includes(Buffer.from('BEGIN PGP'))).toBe(false);
    });
  });

  it('a vendor whose key cannot be sealed to is not registered', async () => {
    const terms = { cardFen: 1, postFen: 1, productKeys: ['gold'] };
    const asked = { vendorId: 'bad-works', keyKind: 'age', publicKey: 'age1nothingthatcouldbesealedto', ...terms };
    expect(await door.post('/vendors', asked)).toMatchObject({ status: 422, body: { code: 'vendor_key_invalid' } });
    expect((await door.get('/vendors/bad-works')).body['code']).toBe('vendor_unknown');
    const story = await ReplacementStory.begin(door);
    await door.caughtUp();
    expect((await story.get('/vendors?limit=1')).body).toMatchObject({
      items: [{ vendorId: 'card-works' }],
      next: null,
    });
  });

  describe('reports of the vendor', () => {
    it('name each wrong line: a made card refuses itself only, a letter refuses the letter', async () => {
      const story = await ReplacementStory.begin(door);
      const cards = [await story.card(), await story.card(), await story.card()];
      const ids: string[] = [];
      for (const card of cards) ids.push(await story.apply(card));
      const [a, b, c] = cards.map(({ cardNumber }) => cardNumber);
      const early = await story.send('production-reports', `cardNumber,sequence,batch\n${a},2,B-0226\n`);
      expect(early.body).toMatchObject({ lines: [{ line: 2, verdict: 'refused', code: 'card_not_ordered' }] });
      await story.close('2025-02-26');
      const text = `cardNumber,sequence,batch\n${a},2,B-0226\n${b},2\n${b},1,B-0226\n${a},2,B-0227\n`;
      const key = randomUUID();
      const report = await story.send('production-reports', text, { key });
      expect(report).toMatchObject({ status: 200, body: { totals: { accepted: 1, repeated: 0, refused: 3 } } });
      const codes = (report.body['lines'] as { line: number; code?: string }[]).map(({ line, code }) => [line, code]);
      expect(codes).toContainEqual([3, 'line_invalid']);
      expect(codes).toContainEqual([4, 'card_not_ordered']);
      expect((await story.send('production-reports', `${text}${c},2,B-0226\n`, { key })).body['code']).toBe(
        'idempotency_key_reused',
      );
      expect((await story.send('production-reports', 'cardNumber\n')).body['code']).toBe('csv_heading_invalid');
      const nobody = { media: 'text/csv', merchantId: 'another' };
      expect((await story.post('/vendors/card-works/production-reports', text, nobody)).body['code']).toBe(
        'vendor_mismatch',
      );
      await door.caughtUp();

      const postNumber = 'RC000000001CN';
      const wrong = packingList({ branchNo: '0102', postNumber, cards: cards.slice(0, 2) });
      const good = packingList({ branchNo: '0101', postNumber: 'RC000000002CN', cards: cards.slice(2) });
      const sent = await story.send('packing-lists', wrong + good);
      expect(sent.body).toMatchObject({
        totals: { accepted: 1, repeated: 0, refused: 1 },
        lists: [
          {
            line: 1,
            postNumber,
            code: 'lines_refused',
            detail: {
              lines: [
                { line: 2, code: 'other_branch' },
                { line: 3, code: 'other_branch' },
              ],
            },
          },
          { line: 4, verdict: 'accepted' },
        ],
      });
      expect(await story.shown(ids[2] ?? '')).toMatchObject({
        status: 'posted',
        batch: 'B-0226',
        postNumber: 'RC000000002CN',
      });
      const lying = packingList({ branchNo: '0101', postNumber, cards: cards.slice(0, 2), total: 3 });
      expect((await story.send('packing-lists', lying)).body).toMatchObject({
        lists: [{ code: 'total_mismatch', detail: { total: 3, lines: 2 } }],
      });
    });

    it('of a card that was declined on its way are taken; the branch is told to destroy it', async () => {
      const story = await ReplacementStory.begin(door);
      const cards = [await story.card(), await story.card()];
      const [first, second] = [await story.apply(cards[0] as never), await story.apply(cards[1] as never)];
      await story.close('2025-02-26');
      await story.made(`/replacements/${first}/declination`);
      const packingListId = await story.letter(cards);
      expect((await story.count(packingListId, cards)).body).toMatchObject({ arrived: 2, missing: 0 });
      expect((await story.get(`/packing-lists/${packingListId}`)).body).toMatchObject({
        state: 'complete',
        received: 1,
        void: 1,
      });
      expect(await story.shown(first)).toMatchObject({ status: 'void', voidReason: 'declined', receivedAt: null });
      expect(await story.shown(second)).toMatchObject({ status: 'received' });
      const owed = await story.get('/vendors/card-works/payable?from=2025-02-26&to=2025-02-26');
      expect(owed.body).toMatchObject({ totalFen: 2 * 800 + 520 });
      expect((await story.collect(second, WRONG_ID)).body['code']).toBe('id_mismatch');
      expect(await story.collect(second, cards[1]?.idNumber ?? '')).toMatchObject({ status: 201 });
      expect((await story.collect(second, cards[1]?.idNumber ?? '')).body['code']).toBe('replacement_collected');
    });
  });

  it('the register tells every state by card, holder, branch and batch, page by page, to its issuer alone', async () => {
    const story = await ReplacementStory.begin(door);
    const cards = [await story.card(), await story.card(), await story.card()];
    const ids: string[] = [];
    for (const [index, card] of cards.entries()) ids.push(await story.apply(card, index === 2 ? '0102' : '0101'));
    await story.close('2025-02-26');
    await story.letter(cards.slice(0, 2));
    const idsOf = async (query: string): Promise<unknown[]> =>
      ((await story.get(`/replacements?order=oldest&${query}`)).body['items'] as { replacementId: string }[]).map(
        ({ replacementId }) => replacementId,
      );
    const shown = await story.shown(ids[0] ?? '');
    expect(await idsOf(`cardId=${cards[0]?.cardId}`)).toEqual([ids[0]]);
    expect(await idsOf(`cardId=${String(shown['newCardId'])}`)).toEqual([ids[0]]);
    expect(await idsOf(`cardNumber=${cards[1]?.cardNumber}`)).toEqual([ids[1]]);
    expect(await idsOf(`holderId=${cards[2]?.holderId}`)).toEqual([ids[2]]);
    expect(await idsOf('branchNo=0101')).toEqual([ids[0], ids[1]]);
    expect(await idsOf('batch=B-0226')).toEqual([ids[0], ids[1]]);
    expect(await idsOf('status=in_production&cause=damaged')).toEqual([ids[2]]);
    expect(await idsOf('missing=true')).toEqual([]);
    const page = await story.get('/replacements?limit=2');
    expect((page.body['items'] as object[]).length).toBe(2);
    const rest = await story.get(`/replacements?limit=2&cursor=${String(page.body['next'])}`);
    expect(rest.body).toMatchObject({ items: [{ replacementId: ids[0] }], next: null });
    expect((await door.get(`/replacements/${ids[0]}`)).status).toBe(404);
    expect((await door.get(`/replacements?cardNumber=${cards[0]?.cardNumber}`)).body).toMatchObject({ items: [] });
    expect((await door.post(`/replacements/${ids[0]}/declination`)).body['code']).toBe('replacement_unknown');
    const { packingListId } = shown as { packingListId: string };
    expect((await door.post(`/packing-lists/${packingListId}/counts`, { cardNumbers: [] })).body['code']).toBe(
      'packing_list_unknown',
    );
  });

  it.each([1, 3, 1_000])('its tables are the same built anew, %s events at a time', async (size) => {
    await door.caughtUp();
    const { log } = door;
    for (const projection of [replacementProjection, cardFileProjection, vendorProjection]) {
      const found = await compareProjection(log, await captureLive(log, projection), log, () => undefined, size);
      expect(found).toMatchObject({ equal: true });
      expect(found.rows).toBeGreaterThan(5);
    }
  });
});
