import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTelemetry } from '@scrip/telemetry';
import { publish } from './card-story.ts';
import { CardsDoor } from './cards-door.ts';

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
/** Values that are in nothing else. */
const person = {
  name: `某${digits(9)}`,
  idNumber: `P${digits(12)}`,
  mobile: `139${digits(8)}`,
  address: `路${digits(9)}号`,
};
const reason = `asked by ${digits(10)}`;

describe('planted personal data', () => {
  let door: CardsDoor;
  let collector: Server;
  let telemetry: ReturnType<typeof startTelemetry>;
  const traces: string[] = [];

  beforeAll(async () => {
    collector = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        traces.push(Buffer.concat(parts).toString('utf8'));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    telemetry = startTelemetry({
      service: 'cards',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: '1', SCRIP_MODE: 'local' },
    });
    door = await CardsDoor.open({ now: () => Date.now() });
    await publish(door);
  });

  afterAll(async () => {
    await door?.close();
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
  });

  it('is in no span, log line, event or verdict, whatever was asked and however it failed', async () => {
    const { body } = await door.post('/holders', { ...person, locale: 'en' });
    const path = `/holders/${String(body['holderId'])}`;
    await door.post('/holders', { ...person, locale: 'en' });
    await door.post('/holders', { ...person, birthDate: person.name, locale: person.idNumber });
    await door.post('/holders', { ...person, [person.name]: person.mobile });
    await door.post('/holders/searches', { mobile: person.mobile, reason });
    await door.post('/holders/searches', { idNumber: person.name, reason });
    await door.post(`${path}/profile-changes`, { mobile: `138${digits(8)}`, address: person.name });
    await door.post(`${path}/profile-changes`, { mobile: person.name });
    expect((await door.get(`${path}?reason=${encodeURIComponent(reason)}`)).status).toBe(200);
    await door.get(`${path}?reason=${encodeURIComponent(reason)}&purpose=${encodeURIComponent(person.name)}`);
    await telemetry.stop();
    const { rows: facts } = await door.log.pool.query<{ body: Buffer }>('SELECT body FROM event');
    const { rows: verdicts } = await door.log.pool.query<{ line: string }>('SELECT v::text AS line FROM verdict AS v');
    const places = {
      traces: traces.join('\n'),
      lines: door.lines.join('\n'),
      facts: facts.map((row) => row.body.toString('utf8')).join('\n'),
      verdicts: verdicts.map((row) => row.line).join('\n'),
    };
    expect(places.traces).toContain('/cards/v1/holders');
    for (const [place, text] of Object.entries(places)) {
      for (const [what, value] of [...Object.entries(person), ['reason', reason] as const]) {
        for (const spelling of [value, encodeURIComponent(value), Buffer.from(value).toString('hex')]) {
          if (text.includes(spelling)) throw new Error(`${what} is in ${place}`);
        }
      }
    }
  });
});
