/** A collector of spans for the system that tests share: what its processes trace is kept as it came, to be looked through. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

/** A collector that listens. */
export interface SpanCollector {
  /** Base URL, as OTEL_EXPORTER_OTLP_ENDPOINT takes it. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Takes OTLP over HTTP in JSON and appends each export to the file as a line. */
export async function collectSpans(file: string): Promise<SpanCollector> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${Buffer.concat(parts).toString('utf8')}\n`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
