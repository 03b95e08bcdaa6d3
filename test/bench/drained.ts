/** Waiting until a service has nothing left to do, so that no measurement pays for the one before it. */
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 100;

interface LogStatus {
  readonly relay: { readonly lag: number };
  readonly projections: readonly { readonly lag: number }[];
}

/**
 * Waits until all is published and every projection shows it; gives the seconds that took.
 * @param logUrl such as `http://127.0.0.1:4102/ledger/v1/log`. @param operator a token. Throws where the service refuses.
 */
export async function drained(logUrl: string, operator: string): Promise<number> {
  const started = performance.now();
  for (;;) {
    const response = await fetch(logUrl, { headers: { authorization: `Bearer ${operator}` } });
    if (!response.ok) throw new Error(`${logUrl}: ${response.status} ${await response.text()}`);
    const { relay, projections } = (await response.json()) as LogStatus;
    if (relay.lag === 0 && projections.every(({ lag }) => lag === 0)) return (performance.now() - started) / 1000;
    await pause(POLL_MS);
  }
}

/** Waits until a service has dealt with every message it was told of. @param url of the service. */
export async function caughtUp(url: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const lags = [...text.matchAll(/^scrip_consumer_lag_messages\{[^}]*\} (\S+)/gm)];
    if (lags.length === 0) throw new Error(`${url} does not say how far behind it is`);
    if (lags.every(([, lag]) => Number(lag) === 0)) return;
    await pause(POLL_MS);
  }
}
