/**
 * Clients that go on while parts of the system are killed: each command has a key, and is asked again under it until it
 * is answered. What was answered is written down, to be held against the books afterwards.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenWallet } from '../world/programme.ts';

/** A command that was answered, and how often it had to be asked. */
export interface Answered {
  readonly key: string;
  readonly path: string;
  readonly body: object;
  readonly status: number;
  readonly answer: string;
}

/** Who asks: addresses and a token. */
export interface Till {
  readonly baseUrl: string;
  readonly token: string;
}

const RETRY_MS = 100;
const ANSWER_MS_MAX = 15_000;
const RECHARGE_FEN = 50_000;
const SPEND_FEN = 1_900;
/** Every so many commands a recharge; the rest spend, and some of them find the wallet short. */
const RECHARGE_EVERY = 15;

/** Sends commands on a few wallets until `until` says stop; all that were sent have been answered then. */
export async function shop(
  till: Till,
  wallets: readonly OpenWallet[],
  clients: number,
  run: string,
  until: () => boolean,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; !until(); n += 1) {
        const wallet = wallets[(client + n) % wallets.length] as OpenWallet;
        const recharge = n % RECHARGE_EVERY === 0;
        const path = `/ledger/v1/wallets/${wallet.walletId}/${recharge ? 'recharges' : 'spends'}`;
        const body = recharge
          ? { principalFen: RECHARGE_FEN, tender: 'cash' }
          : { cardId: wallet.cardId, merchantId: `mer_${client % 3}`, amountFen: SPEND_FEN };
        const key = `${run} ${client} ${n}`;
        answered.push({ key, path, body, ...(await ask(till, path, body, key)) });
      }
    }),
  );
  return answered;
}

/** Asks until there is an answer of the business: a 5xx or a lost connection is asked again under the same key. */
export async function ask(
  till: Till,
  path: string,
  body: object,
  key: string,
): Promise<{ status: number; answer: string; replayed: boolean }> {
  for (;;) {
    try {
      const response = await fetch(till.baseUrl + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${till.token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const answer = await response.text();
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      if (response.status < 500 && response.status !== 429) return { status: response.status, answer, replayed };
    } catch {
      // The connection broke: whether the command stands is found out by asking again.
    }
    await pause(RETRY_MS);
  }
}
