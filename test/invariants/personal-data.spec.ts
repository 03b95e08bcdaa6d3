import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Ask, type Body, type Client, SPANS_FILE, system, type TestSystem } from '@scrip/testing';
import pg from 'pg';
import { plantedIn, somebody, tablesWith } from '../world/planted.ts';
import { join as joinProgramme, openProgramme, openWallet, yuan } from '../world/programme.ts';
import { kafkaOf } from '../world/topic.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;
/** Every topic is read from its beginning, every row of every table as text. */
const SCAN_MS_MAX = 240_000;
/** How often it is looked whether spans were exported. */
const SPANS_PAUSE_MS = 200;
/** The one table where words that somebody wrote about a holder may stand; profiles and documents are sealed even there. */
const VAULT: ReadonlySet<string> = new Set(['vault_read']);

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const person = somebody();
let running: TestSystem;

/** A person in every way that one can get into the system: well and badly told, changed, documented, merged, with a card. */
beforeAll(async () => {
  running = await system();
  const desk = traced(running.client('importer'));
  const supervisor = traced(running.client('supervisor'));
  const holder = { name: person.name, idNumber: person.idNumber, mobile: person.mobile, address: person['address'] };
  const registered = await desk.post<{ holderId: string }>('/cards/v1/holders', { ...holder, locale: 'zh-CN' });
  const { holderId } = registered.ok(201);
  const path = `/cards/v1/holders/${holderId}`;
  // Refused for what is there already, for what is wrong with it, and for what it may not say.
  await desk.post('/cards/v1/holders', { ...holder, locale: 'zh-CN' });
  await desk.post('/cards/v1/holders', { ...holder, birthDate: person.name, locale: person.idNumber });
  await desk.post('/cards/v1/holders', { ...holder, [person.name]: person.mobile });
  await desk.post(`${path}/profile-changes`, { mobile: person['newMobile'] });
  await desk.post(`${path}/profile-changes`, { mobile: person.name });
  for (const wanted of [{ mobile: person.mobile }, { idNumber: person.idNumber }, { idNumber: person.name }]) {
    await desk.post('/cards/v1/holders/searches', { ...wanted, reason: person['reason'] });
  }
  const read = `?reason=${encodeURIComponent(person['reason'] ?? '')}`;
  (await desk.get<Body>(`${path}${read}`)).ok();
  await desk.get(`${path}${read}&purpose=${encodeURIComponent(person.name)}`);
  const content = Buffer.concat([PNG, Buffer.from(person['document'] ?? '')]).toString('base64');
  const page = { kind: 'identity', mediaType: 'image/png', content };
  const stored = (await desk.post<{ documentId: string }>(`${path}/documents`, page)).ok(201);
  await desk.post(`${path}/documents`, { ...page, kind: person.name });
  const change = { name: person['newName'], documentIds: [stored.documentId] };
  const proposed = (await desk.post<{ changeId: string }>(`${path}/name-changes`, change)).ok(201);
  (await supervisor.post(`${path}/name-changes/${proposed.changeId}/approval`, undefined)).ok(201);
  (await supervisor.get(`${path}/export${read}`)).ok();
  const twin = await desk.post<{ holderId: string }>('/cards/v1/holders', {
    name: person.name,
    mobile: person.mobile,
    locale: 'en',
  });
  const twinPath = `/cards/v1/holders/${twin.ok(201).holderId}/merges`;
  const merge = await desk.post<{ mergeId: string }>(twinPath, { survivorId: holderId, reason: 'same_person' });
  (await supervisor.post(`${twinPath}/${merge.ok(201).mergeId}/approval`, undefined)).ok(201);
  // And a sale, so that every service has heard of the holder.
  const mall = await openProgramme(running, 'mall-vip');
  const member = await joinProgramme(mall, 'gold', '2025-05-07');
  const wallet = await openWallet(mall, { holderId, productKey: 'wallet' });
  (await wallet.recharge(yuan(1_000))).ok(201);
  (await wallet.spend(yuan(88))).ok(201);
  await member.buys({ paidFen: yuan(88), at: '2025-05-08T12:00:00+08:00' });
}, START_MS_MAX);

describe('personal data that was planted', () => {
  it('is told by the vault, so that it is there to be found', async () => {
    const found = await running.client('desk').post<{ items: readonly unknown[] }>('/cards/v1/holders/searches', {
      idNumber: person.idNumber,
      reason: 'a look',
    });
    expect(found.ok().items).toHaveLength(1);
  });

  it(
    'is in no topic: no key, no header, no value',
    async () => {
      const found: string[] = [];
      const topics = await eachMessage(running, (topic, parts) => {
        for (const part of parts) for (const what of plantedIn(part, person)) found.push(`${topic}: ${what}`);
      });
      expect(topics.length).toBeGreaterThan(5);
      expect([...new Set(found)]).toEqual([]);
    },
    SCAN_MS_MAX,
  );

  it(
    'is in no table of any database, and in the vault only under a seal',
    async () => {
      const found: string[] = [];
      const { adminUrl, services } = running.description.postgres;
      for (const [service, { ownerUrl }] of Object.entries(services)) {
        // Projections are tables of the service's role, the log's are the owner's: only the administrator sees all of them.
        const url = new URL(adminUrl);
        url.pathname = new URL(ownerUrl).pathname;
        const client = new pg.Client({ connectionString: url.href });
        await client.connect();
        try {
          for (const where of await tablesWith(client, person, VAULT)) found.push(`${service} ${where}`);
        } finally {
          await client.end();
        }
      }
      expect(found).toEqual([]);
    },
    SCAN_MS_MAX,
  );

  it(
    'is in no span: no name, no attribute, no event of one',
    async () => {
      // A system that was started by somebody else exports its spans elsewhere.
      if (process.env['SCRIP_TEST_SYSTEM']) return;
      const trace = randomBytes(16).toString('hex');
      const wanted = { idNumber: person.idNumber, reason: person['reason'] };
      await running
        .client('desk')
        .post('/cards/v1/holders/searches', wanted, { headers: { traceparent: traceparentOf(trace) } });
      const file = join(running.description.logsDir, SPANS_FILE);
      let spans = '';
      // Spans are exported in batches, some seconds after they ended; those of the requests before come no later.
      while (!spans.includes(trace)) {
        await pause(SPANS_PAUSE_MS);
        spans = await readFile(file, 'utf8').catch(() => '');
      }
      expect(spans).toContain('/cards/v1/holders');
      expect(plantedIn(spans, person)).toEqual([]);
    },
    SCAN_MS_MAX,
  );

  it(
    'is in no log line, message or other file that the system wrote',
    async () => {
      const { logsDir, stateDir } = running.description;
      const found: string[] = [];
      let files = 0;
      for (const folder of [logsDir, join(stateDir, 'services')]) {
        for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          files += 1;
          const content = await readFile(join(entry.parentPath, entry.name));
          for (const what of plantedIn(content, person)) found.push(`${entry.name}: ${what}`);
        }
      }
      expect(files).toBeGreaterThan(0);
      expect(found).toEqual([]);
    },
    SCAN_MS_MAX,
  );
});

/** A client whose every request is traced. */
function traced(client: Client): Client {
  const asked = (ask: Ask = {}): Ask => {
    const traceparent = traceparentOf(randomBytes(16).toString('hex'));
    return { ...ask, headers: { ...ask.headers, traceparent } };
  };
  return {
    get<T>(path: string, ask?: Ask) {
      return client.get<T>(path, asked(ask));
    },
    post<T>(path: string, body: unknown, ask?: Ask) {
      return client.post<T>(path, body, asked(ask));
    },
    put<T>(path: string, body: unknown, ask?: Ask) {
      return client.put<T>(path, body, asked(ask));
    },
    request<T>(method: string, path: string, body?: unknown, ask?: Ask) {
      return client.request<T>(method, path, body, asked(ask));
    },
  };
}

/** Of a trace that is sampled (W3C Trace Context). */
function traceparentOf(traceId: string): string {
  return `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
}

/** Hands every message of every topic of the system to `look`, up to where the topics ended when asked; names the topics. */
async function eachMessage(
  from: TestSystem,
  look: (topic: string, parts: readonly Buffer[]) => void,
): Promise<readonly string[]> {
  const kafka = kafkaOf(from);
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(from.description.topicPrefix));
  const left = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) left.set(`${topic}/${partition}`, Number(high) - 1);
    }
  }
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `planted-${Date.now()}` });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      if (left.size === 0) resolve();
      consumer
        .run({
          autoCommit: false,
          eachMessage: async ({ topic, partition, message }) => {
            const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
            const parts = [
              message.key ?? Buffer.alloc(0),
              message.value ?? Buffer.alloc(0),
              Buffer.from(headers.join('\n')),
            ];
            look(topic, parts);
            if (Number(message.offset) >= (left.get(`${topic}/${partition}`) ?? Infinity)) {
              left.delete(`${topic}/${partition}`);
              if (left.size === 0) resolve();
            }
          },
        })
        .catch(reject);
    });
    return topics;
  } finally {
    await consumer.disconnect();
  }
}
