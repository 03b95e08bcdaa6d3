import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSON, publish } from './card-story.ts';
import { CardsDoor } from './cards-door.ts';

const SAID = 'she moved to her sister in Suzhou and wants no calls on Mondays';

describe('a note of what a holder said', () => {
  let door: CardsDoor;
  let holderId: string;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => Date.parse('2025-06-01T10:00:00+08:00') });
    await publish(door);
    holderId = String((await door.post('/holders', PERSON)).body['holderId']);
  });
  afterAll(() => door?.close());

  it('is kept once, and read back by who says what for', async () => {
    const key = randomUUID();
    const note = { kind: 'call-note', text: SAID };
    const kept = await door.post(`/holders/${holderId}/notes`, note, { key });
    expect(kept).toMatchObject({ status: 201, body: { kind: 'call-note' } });
    expect((await door.post(`/holders/${holderId}/notes`, note, { key })).body).toEqual(kept.body);
    const read = await door.get(
      `/holders/${holderId}/documents/${String(kept.body['documentId'])}?reason=call%201&purpose=case`,
    );
    expect(read.body).toMatchObject({ kind: 'call-note', mediaType: 'text/plain' });
    expect(Buffer.from(String(read.body['content']), 'base64').toString('utf8')).toBe(SAID);
  });

  it('is in no event and not in the database as it was said', async () => {
    const events = await door.log.readStream(holderId);
    expect(events.map(({ event }) => event.type)).toContain('HolderNoteKept');
    expect(JSON.stringify(events.map(({ event }) => event))).not.toContain('Suzhou');
    const { rows } = await door.log.pool.query<{ sealed: Buffer }>(
      `SELECT sealed FROM vault_document WHERE media_type = 'text/plain'`,
    );
    expect(rows.map(({ sealed }) => sealed.toString('latin1')).join()).not.toContain('Suzhou');
  });

  it('is refused for who is not there', async () => {
    const nobody = await door.post('/holders/hld_01HZZZZZZZZZZZZZZZZZZZZZZZ/notes', { kind: 'call-note', text: SAID });
    expect(nobody).toMatchObject({ status: 404, body: { code: 'holder_unknown' } });
    const empty = await door.post(`/holders/${holderId}/notes`, { kind: 'call-note', text: ' ' });
    expect(empty).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
