/** Cards and the ledger behind real doors on real databases, in one process and without a broker: what cards says reaches the ledger by hand. */
import { preset } from '@scrip/programme';
import { type Client, openClient, type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { CardsService, stateFolder } from '../../services/cards/test/cards-service.ts';
import { desk, LedgerDoor } from '../../services/ledger/test/ledger-door.ts';

const ISSUER = 'iss_a';
const SCOPES = [
  'cards:programme.publish',
  'cards:holder.write',
  'cards:card.write',
  'cards:card.read',
  'cards:loss.report',
  'cards:enterprise.keys',
  'cards:card.wash',
  'cards:purse.load',
  'cards:terminal.write',
  'cards:terminal.read',
  'cards:terminal.sync',
  'cards:records.upload',
  'cards:records.read',
].join(' ');

/** A card that is in use. */
export interface IssuedCard {
  readonly cardId: string;
  readonly walletId: string;
}

export class CampusDoors {
  cards: CardsService;
  readonly ledger: LedgerDoor;
  readonly #databases: readonly ThrowawayDatabase[];
  readonly #folder: Awaited<ReturnType<typeof stateFolder>>;
  readonly #clock: { now(): number };
  /** Position of the log of cards that the ledger has heard up to. */
  #heard = 0;

  private constructor(parts: {
    cards: CardsService;
    ledger: LedgerDoor;
    databases: readonly ThrowawayDatabase[];
    folder: Awaited<ReturnType<typeof stateFolder>>;
    clock: { now(): number };
  }) {
    this.cards = parts.cards;
    this.ledger = parts.ledger;
    this.#databases = parts.databases;
    this.#folder = parts.folder;
    this.#clock = parts.clock;
  }

  static async open(clock: { now(): number }): Promise<CampusDoors> {
    const databases = [await throwawayDatabase('ledger'), await throwawayDatabase('cards')];
    const ledger = await LedgerDoor.open(databases[0]?.appUrl ?? '', clock);
    const folder = await stateFolder();
    const cards = await CardsService.open(placeOf(ledger, databases[1]?.appUrl ?? '', folder.path, clock));
    const doors = new CampusDoors({ cards, ledger, databases, folder, clock });
    const document = preset('one-card');
    // Holders bear what is spent offline until a terminal knows of a block; a card may hold what its wallet does.
    const storedValue = (document.storedValue ?? []).map((one) => ({
      ...one,
      purse: { offlineLoss: 'fromTerminalSync' } as const,
    }));
    const programme = { ...document, storedValue };
    (await doors.client().post('/cards/v1/programmes/one-card/versions', programme)).ok(201);
    await ledger.publish(ISSUER, programme);
    return doors;
  }

  /** Whoever asks cards for anything that an issuer's people may. */
  client(issuerId = ISSUER): Client {
    const { token } = this.ledger.as({ subject: `all-of-${issuerId}`, issuerId, scopes: SCOPES });
    // The address is looked up each time: the door may have been opened anew.
    const open = (): Client => openClient({ baseUrl: this.cards.url, token });
    let at = this.cards.url;
    let client = open();
    const now = (): Client => {
      if (at !== this.cards.url) [at, client] = [this.cards.url, open()];
      return client;
    };
    return {
      request: (method, path, body, ask) => now().request(method, path, body, ask),
      get: (path, ask) => now().get(path, ask),
      post: (path, body, ask) => now().post(path, body, ask),
      put: (path, body, ask) => now().put(path, body, ask),
    };
  }

  /** The ledger's desk and finance. */
  finance(): Client {
    return openClient(this.ledger.as(desk(ISSUER)));
  }

  /** A card in use whose wallet has been recharged with this much. */
  async card(principalFen: number): Promise<IssuedCard> {
    const client = this.client();
    const { holderId } = (
      await client.post<{ holderId: string }>('/cards/v1/holders', { name: '某某', locale: 'en' })
    ).ok(201);
    const asked = { holderId, programmeId: 'one-card', productKey: 'campus-card' };
    const { cardId, walletId } = (await client.post<IssuedCard>('/cards/v1/cards', asked)).ok(201);
    (await client.post(`/cards/v1/cards/${cardId}/activation`, undefined)).ok(201);
    await this.tellLedger();
    const paid = { principalFen, tender: 'cash' };
    (await this.finance().post(`/ledger/v1/wallets/${walletId}/recharges`, paid)).ok(201);
    return { cardId, walletId };
  }

  /** What cards has said of cards reaches the ledger. */
  async tellLedger(): Promise<void> {
    const { to, facts } = await this.cards.news(this.#heard);
    this.#heard = to;
    for (const { issuerId, event } of facts) await this.ledger.hear(issuerId, event);
  }

  /** Cards stops in the middle of whatever it does, and is opened again on the same database. */
  async restartCards(): Promise<void> {
    await this.cards.close();
    this.cards = await this.anotherCards();
  }

  /** Another copy of cards on the same database. */
  anotherCards(): Promise<CardsService> {
    return CardsService.open(placeOf(this.ledger, this.#databases[1]?.appUrl ?? '', this.#folder.path, this.#clock));
  }

  async close(): Promise<void> {
    await this.cards.close();
    await this.ledger.close();
    for (const database of this.#databases) await database.drop();
    await this.#folder.remove();
  }
}

function placeOf(ledger: LedgerDoor, appUrl: string, stateDir: string, clock: { now(): number }) {
  const { baseUrl: ledgerUrl, issuerUrl } = ledger.place;
  return { appUrl, ledgerUrl, issuerUrl, stateDir, clock };
}
