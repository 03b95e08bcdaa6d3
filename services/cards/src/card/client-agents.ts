/** Whose agent alone may report a card, as far as cards heard of it: the ledger keeps clients, the programme says how strict it is (domain 2.4). */
import type { EpochMs } from '@scrip/calendar';
import type { ClientListSubmitted } from '@scrip/contracts';
import { type EventLog, type Tx, transaction } from '@scrip/event-store';
import type { ProductTerms } from '../batch/product-terms.ts';
import type { Asker, LedgerClient } from '../ledger-client.ts';
import type { Card } from './card.decider.ts';
import type { ClientAgent } from './card-loss.rule.ts';
import type { CardCommands } from './card-route.ts';

/** Keeps who acts for a client unless a later one is known: the same message again, or an older one, changes nothing. */
export async function keepAgent(
  tx: Tx,
  known: ClientAgent & { readonly issuerId: string; readonly version: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO client_agent AS a (issuer_id, client_id, agent_id, version) VALUES ($1, $2, $3, $4)
     ON CONFLICT (issuer_id, client_id) DO UPDATE SET agent_id = excluded.agent_id, version = excluded.version
     WHERE a.version < excluded.version`,
    [known.issuerId, known.clientId, known.agentId, known.version],
  );
}

/** Keeps the wallets that a list loads for the first time; they are the client's once it is paid. */
export async function keepList(tx: Tx, issuerId: string, list: ClientListSubmitted): Promise<void> {
  const walletIds = list.lines.filter(({ newCard }) => newCard).map(({ walletId }) => walletId);
  await tx.query(
    `INSERT INTO client_wallet (issuer_id, client_id, list_id, wallet_id)
     SELECT $1, $2, $3, w FROM unnest($4::text[]) AS w ON CONFLICT DO NOTHING`,
    [issuerId, list.clientId, list.listId, walletIds],
  );
}

/** A list of a client of an issuer. */
interface ListRef {
  readonly clientId: string;
  readonly listId: string;
}

/** Its wallets are the client's from now on. */
export async function listPaid(tx: Tx, issuerId: string, { clientId, listId }: ListRef): Promise<void> {
  await tx.query('UPDATE client_wallet SET paid = true WHERE issuer_id = $1 AND client_id = $2 AND list_id = $3', [
    issuerId,
    clientId,
    listId,
  ]);
}

/** It was given up: it loaded nothing. */
export async function listWithdrawn(tx: Tx, issuerId: string, { clientId, listId }: ListRef): Promise<void> {
  await tx.query('DELETE FROM client_wallet WHERE issuer_id = $1 AND client_id = $2 AND list_id = $3 AND NOT paid', [
    issuerId,
    clientId,
    listId,
  ]);
}

/** The client of a wallet; `agentId` null: nobody told who acts for it. */
interface ClientOfWallet {
  readonly clientId: string;
  readonly agentId: string | null;
}

/** Version of what was asked for: the versions of a stream begin with 1. */
const BEFORE_NEWS = 0;

export class ClientAgents {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #products: ProductTerms;
  readonly #ledger: LedgerClient;

  constructor(log: EventLog, cards: CardCommands, products: ProductTerms, ledger: LedgerClient) {
    this.#log = log;
    this.#cards = cards;
    this.#products = products;
    this.#ledger = ledger;
  }

  /**
   * The agents who alone may report these cards, by wallet; none for a card of no client, of a product whose terms in
   * force at the moment (epoch milliseconds) let others report, or of a client that nobody told of and the ledger does not
   * tell of when it is asked. One question however many cards, none of the programme where no card is a client's, and none
   * to the ledger where the agent is known: a block must not wait.
   */
  async of(who: Asker, cards: readonly Card[], at: EpochMs): Promise<ReadonlyMap<string, ClientAgent>> {
    const { issuerId } = who;
    const known = await this.#known(issuerId, [...new Set(cards.map(({ walletId }) => walletId))]);
    const strict = new Map<string, ClientOfWallet>();
    for (const card of cards) {
      const client = known.get(card.walletId);
      if (client && (await this.#isAgentOnly(issuerId, card, at))) strict.set(card.walletId, client);
    }
    const unknown = [...strict.values()].filter(({ agentId }) => agentId === null);
    const told = new Map<string, string | null>();
    await Promise.all(
      [...new Set(unknown.map(({ clientId }) => clientId))].map(async (clientId) => {
        told.set(clientId, await this.#askedFor(who, clientId));
      }),
    );
    const agents = new Map<string, ClientAgent>();
    for (const [walletId, { clientId, agentId: heard }] of strict) {
      const agentId = heard ?? told.get(clientId) ?? null;
      if (agentId !== null) agents.set(walletId, { clientId, agentId });
    }
    return agents;
  }

  async #known(issuerId: string, walletIds: readonly string[]): Promise<ReadonlyMap<string, ClientOfWallet>> {
    const { rows } = await this.#log.pool.query<{ wallet_id: string; client_id: string; agent_id: string | null }>(
      `SELECT c.wallet_id, c.client_id, a.agent_id FROM (
         SELECT w.wallet_id, coalesce(
           (SELECT l.client_id FROM client_wallet AS l
            WHERE l.wallet_id = w.wallet_id AND l.issuer_id = $1 AND l.paid LIMIT 1),
           (SELECT s.client_id FROM staff_line AS s
            WHERE s.wallet_id = w.wallet_id AND s.issuer_id = $1 ORDER BY s.staff_list_id DESC LIMIT 1)) AS client_id
         FROM unnest($2::text[]) AS w (wallet_id)) AS c
       LEFT JOIN client_agent AS a ON a.issuer_id = $1 AND a.client_id = c.client_id
       WHERE c.client_id IS NOT NULL`,
      [issuerId, walletIds],
    );
    return new Map(rows.map((row) => [row.wallet_id, { clientId: row.client_id, agentId: row.agent_id }]));
  }

  /** The agent of a client that was opened before cards heard of clients, kept until news of it come; null: not told. */
  async #askedFor(who: Asker, clientId: string): Promise<string | null> {
    const agentId = await this.#ledger.agentOf(who, clientId);
    if (agentId === null) return null;
    const { issuerId } = who;
    await transaction(this.#log.pool, (tx) => keepAgent(tx, { issuerId, clientId, agentId, version: BEFORE_NEWS }));
    return agentId;
  }

  async #isAgentOnly(issuerId: string, card: Card, at: EpochMs): Promise<boolean> {
    const terms = await this.#cards.termsOf(issuerId, card, at);
    if (!terms) return false;
    const { programmeId, productKey } = card;
    const product = await this.#products.of({ issuerId, programmeId, productKey, programmeVersion: terms.version });
    return product?.client?.agentOnly ?? false;
  }
}
