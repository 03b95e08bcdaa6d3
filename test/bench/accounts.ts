/** Wallets to measure on, made as any other: a card issued and activated, its wallet opened by event. */
import { presetText } from '@scrip/programme';
import { Pool } from 'undici';

export interface Account {
  readonly walletId: string;
  readonly cardId: string;
}

const PROGRAMME = 'mall-vip';
const UNDER_WAY = 64;
const FIRST_RECHARGE_FEN = 1_000_000;

/** Issues `count` cards to a few holders and loads each wallet, so that spends have something to take from. */
export async function openAccounts(
  urls: { readonly cards: string; readonly ledger: string },
  token: string,
  count: number,
  onProgress: (done: number) => void,
): Promise<Account[]> {
  const cards = new Pool(urls.cards, { connections: UNDER_WAY });
  const ledger = new Pool(urls.ledger, { connections: UNDER_WAY });
  const post = async (pool: Pool, path: string, key: string, body?: unknown, after?: string) => {
    for (;;) {
      const response = await pool.request({
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': key,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(after !== undefined && { 'scrip-after': after }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.body.text();
      if (response.statusCode === 503) continue;
      if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode} ${text}`);
      return {
        body: JSON.parse(text) as Record<string, string>,
        position: String(response.headers['scrip-position'] ?? ''),
      };
    }
  };
  await post(cards, `/cards/v1/programmes/${PROGRAMME}/versions`, 'bench programme', presetText(PROGRAMME));
  const holder = await post(cards, '/cards/v1/holders', 'bench holder', { name: 'Bench', locale: 'en' });
  const accounts: Account[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: UNDER_WAY }, async () => {
      while (next < count) {
        const n = next;
        next += 1;
        const issue = { holderId: holder.body.holderId, programmeId: PROGRAMME, productKey: 'wallet' };
        const card = await post(cards, '/cards/v1/cards', `bench card ${n}`, issue);
        const cardId = card.body.cardId ?? '';
        const active = await post(cards, `/cards/v1/cards/${cardId}/activation`, `bench activation ${n}`);
        const walletId = card.body.walletId ?? '';
        const load = { principalFen: FIRST_RECHARGE_FEN, tender: 'cash' };
        await post(ledger, `/ledger/v1/wallets/${walletId}/recharges`, `bench load ${n}`, load, active.position);
        accounts.push({ walletId, cardId });
        onProgress(accounts.length);
      }
    }),
  );
  await Promise.all([cards.close(), ledger.close()]);
  return accounts;
}
