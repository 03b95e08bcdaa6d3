/** All that is kept about a holder, in one JSON document: for the holder, who may ask for it. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import { cardsOf } from '../card/card.projection.ts';
import type { Reading } from '../vault/readings.ts';
import type { Vault } from '../vault/vault.ts';
import type { VaultDocuments } from '../vault/vault-documents.ts';

/** Readings and cards of a page, and how many pages an export has at most. */
const PAGE = 200;
const PAGES_MAX = 50;

export class HolderExport {
  readonly #log: Pick<EventLog, 'pool' | 'clock' | 'readStream'>;
  readonly #vault: Vault;
  readonly #documents: VaultDocuments;

  constructor(log: Pick<EventLog, 'pool' | 'clock' | 'readStream'>, vault: Vault, documents: VaultDocuments) {
    this.#log = log;
    this.#vault = vault;
    this.#documents = documents;
  }

  /** The first holder, and those merged into it; the reading is recorded before anything is told. */
  async of(issuerId: string, holderIds: readonly string[], reading: Reading): Promise<object> {
    await this.#vault.readings.record(holderIds, 'export', reading);
    const profiles = await this.#vault.kept(issuerId, holderIds);
    const [holderId = ''] = holderIds;
    const cards = (await Promise.all(holderIds.map((one) => this.#cards(issuerId, one)))).flat();
    return {
      holderId,
      exportedAt: toRfc3339(this.#log.clock.now()),
      profiles: [...profiles].map(([one, profile]) => ({ holderId: one, ...profile })),
      history: (await Promise.all(holderIds.map((one) => this.#history(one)))).flat(),
      documents: (await Promise.all(holderIds.map((one) => this.#contents(issuerId, one)))).flat(),
      readings: (await Promise.all(holderIds.map((one) => this.#readings(issuerId, one)))).flat(),
      cards,
      elsewhere: [
        ...holderIds.flatMap((one) => [
          { service: 'ledger', path: `/ledger/v1/wallets?holderId=${one}` },
          { service: 'points', path: `/points/v1/accounts?holderId=${one}` },
          { service: 'tiering', path: `/tiering/v1/memberships?holderId=${one}` },
          { service: 'notifications', path: `/notifications/v1/contacts/${one}` },
          { service: 'notifications', path: `/notifications/v1/outreach?holderId=${one}` },
        ]),
        ...cards.map(({ walletId }) => ({ service: 'ledger', path: `/ledger/v1/wallets/${walletId}` })),
      ],
    };
  }

  async #history(holderId: string): Promise<readonly object[]> {
    const facts = await this.#log.readStream(holderId);
    return facts.map(({ envelope, event }) => ({
      eventId: envelope.eventId,
      type: envelope.type,
      occurredAt: toRfc3339(envelope.occurredAt),
      actor: envelope.actor,
      data: event?.data ?? null,
    }));
  }

  async #contents(issuerId: string, holderId: string): Promise<readonly object[]> {
    const documents = await this.#documents.all({ issuerId, holderId });
    return documents.map(({ content, ...about }) => ({ ...about, content: content.toString('base64') }));
  }

  async #readings(issuerId: string, holderId: string): Promise<readonly object[]> {
    const found: object[] = [];
    let before: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const entries = await this.#vault.readings.of(issuerId, holderId, { before, limit: PAGE });
      found.push(...entries.map((entry) => ({ ...entry, readAt: toRfc3339(entry.readAt) })));
      before = entries.at(-1)?.readId;
      if (entries.length < PAGE) break;
    }
    return found;
  }

  async #cards(issuerId: string, holderId: string): Promise<readonly { readonly walletId: string }[]> {
    return cardsOf(this.#log.pool, { issuerId, holderId, after: '', limit: PAGE });
  }
}
