/** An issuer whose cards are replaced by a vendor, for specs that begin with an application, a file or a letter. */

import { randomUUID } from 'node:crypto';
import { type Programme, preset } from '@scrip/programme';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { cardIn, type Made } from './card-story.ts';
import type { Asking, CardsDoor, Got } from './cards-door.ts';

/** A clock that a story moves. */
export class StoryClock {
  #now: number;

  constructor(at: string) {
    this.#now = Date.parse(at);
  }

  now(): number {
    return this.#now;
  }

  /** RFC 3339. */
  moveTo(at: string): void {
    this.#now = Date.parse(at);
  }
}

/** A card with its holder. */
export interface HeldCard extends Made {
  readonly idNumber: string;
}

type Terms = NonNullable<NonNullable<Programme['storedValue']>[number]['card']>;

/** What the programme of these stories says of its card. */
const CARD: Terms = {
  holder: 'named',
  form: 'physical',
  vendor: { key: 'card-works' },
  collection: { within: 'P30D', onMissed: 'voidAutomatically' },
  replacement: { number: 'same' },
};

/** When cards were issued at the desk, since when, and since when a vendor makes them. */
const DESK_FROM = '2025-01-01T00:00:00+08:00';
const BEFORE_VENDOR = '2025-01-20T10:00:00+08:00';
const VENDOR_FROM = '2025-02-01T00:00:00+08:00';

export class ReplacementStory {
  readonly issuerId: string;
  readonly door: CardsDoor;
  /** Of the vendor: what was sealed to it, this opens. */
  readonly identity: string;
  #holders = 0;
  #letters = 0;

  private constructor(door: CardsDoor, issuerId: string, identity: string) {
    this.door = door;
    this.issuerId = issuerId;
    this.identity = identity;
  }

  /** An issuer of its own with the programme, and with the vendor at 8.00 a card and 5.20 a letter. */
  static async begin(
    door: CardsDoor,
    asked: Omit<Partial<Terms>, 'vendor'> & { readonly vendor?: Terms['vendor'] | null } = {},
    more: object = {},
  ): Promise<ReplacementStory> {
    const identity = await generateX25519Identity();
    const story = new ReplacementStory(door, `iss_${randomUUID().slice(0, 8)}`, identity);
    const apparel = preset('apparel-recharge');
    const document = (version: number, effectiveAt: string, terms: Terms) => ({
      ...apparel,
      ...more,
      version,
      effectiveAt,
      storedValue: apparel.storedValue?.map((product) => ({ ...product, card: terms })),
    });
    // Cards of these stories were issued at the desk, before there was a vendor.
    const { vendor = CARD.vendor, ...card } = asked;
    const { vendor: _none, ...ofDesk } = { ...CARD, ...card };
    await story.made('/programmes/apparel-recharge/versions', document(1, DESK_FROM, ofDesk));
    await story.made(
      '/programmes/apparel-recharge/versions',
      document(2, VENDOR_FROM, { ...ofDesk, ...(vendor && { vendor }) }),
    );
    const publicKey = await identityToRecipient(identity);
    const terms = { keyKind: 'age', publicKey, cardFen: 800, postFen: 520, productKeys: ['recharge-card'] };
    await story.made('/vendors', { vendorId: 'card-works', ...terms });
    return story;
  }

  /** What files are sealed to. */
  publicKey(): Promise<string> {
    return identityToRecipient(this.identity);
  }

  post(path: string, body?: unknown, asking: Asking = {}): Promise<Got> {
    return this.door.post(path, body, { issuerId: this.issuerId, ...asking });
  }

  get(path: string, asking: Asking = {}): Promise<Got> {
    return this.door.get(path, { issuerId: this.issuerId, ...asking });
  }

  /** What was made. Throws where it was not. */
  async made(path: string, body?: unknown, asking: Asking = {}): Promise<Got['body']> {
    const got = await this.post(path, body, asking);
    if (got.status > 202) throw new Error(`${path}: ${JSON.stringify(got.body)}`);
    return got.body;
  }

  /** An active card of a new holder. */
  async card(name = '某甲'): Promise<HeldCard> {
    this.#holders += 1;
    const idNumber = `1101051949123${String(this.#holders).padStart(5, '0')}`;
    const { holderId } = await this.made('/holders', { name, idNumber, locale: 'zh-CN' }, { at: BEFORE_VENDOR });
    const asked = { holderId, programmeId: 'apparel-recharge', productKey: 'recharge-card' };
    const card = await this.made('/cards', asked, { at: BEFORE_VENDOR });
    await this.made(`/cards/${String(card['cardId'])}/activation`, undefined, { at: BEFORE_VENDOR });
    return { ...cardIn(card), idNumber };
  }

  /** An application for a damaged card; its id. */
  async apply(card: HeldCard, branchNo = '0101'): Promise<string> {
    const body = { cause: 'damaged', branchNo, cardPresent: true };
    const applied = await this.made(`/cards/${card.cardId}/replacement-applications`, body);
    return String(applied['replacementId']);
  }

  /** Closes the vendor's day. */
  async close(fileDate: string, asking: Asking = {}): Promise<Got['body']> {
    await this.door.caughtUp();
    const file = await this.made(`/vendors/card-works/card-files/${fileDate}`, undefined, asking);
    await this.door.caughtUp();
    return file;
  }

  /** The plain text of the file of a day, as the vendor opens it. */
  async file(fileDate: string): Promise<{ readonly text: string; readonly headers: Headers }> {
    const path = `/vendors/card-works/card-files/${fileDate}/content`;
    const { status, headers, bytes } = await this.door.bytes(path, { issuerId: this.issuerId });
    if (status !== 200) throw new Error(Buffer.from(bytes).toString('utf8'));
    const decrypter = new Decrypter();
    decrypter.addIdentity(this.identity);
    return { text: await decrypter.decrypt(bytes, 'text'), headers };
  }

  /** The vendor sends a file. */
  send(kind: 'production-reports' | 'packing-lists', text: string, asking: Asking = {}): Promise<Got> {
    return this.post(`/vendors/card-works/${kind}`, text, { media: 'text/csv', ...asking });
  }

  /** A letter with these cards to a branch; its id. */
  async letter(cards: readonly HeldCard[], branchNo = '0101'): Promise<string> {
    this.#letters += 1;
    const postNumber = `RA${String(this.#letters).padStart(9, '0')}CN`;
    const { body } = await this.send('packing-lists', packingList({ branchNo, postNumber, cards }));
    const [list] = body['lists'] as { packingListId: string; verdict: string }[];
    if (list?.verdict !== 'accepted') throw new Error(JSON.stringify(body));
    await this.door.caughtUp();
    return list.packingListId;
  }

  /** The branch counts a letter. */
  async count(packingListId: string, cards: readonly HeldCard[]): Promise<Got> {
    const got = await this.post(`/packing-lists/${packingListId}/counts`, {
      cardNumbers: cards.map(({ cardNumber }) => cardNumber),
    });
    await this.door.caughtUp();
    return got;
  }

  collect(replacementId: string, idNumber: string, asking: Asking = {}): Promise<Got> {
    return this.post(`/replacements/${replacementId}/collection`, { idNumber }, asking);
  }

  /** The register's line of a replacement. */
  async shown(replacementId: string): Promise<Got['body']> {
    await this.door.caughtUp();
    return (await this.get(`/replacements/${replacementId}`)).body;
  }

  async stateOf(cardId: string): Promise<unknown> {
    await this.door.caughtUp();
    return (await this.get(`/cards/${cardId}`)).body['state'];
  }
}

/** A packing list as a vendor writes it. */
export function packingList(of: {
  readonly branchNo: string;
  readonly postNumber: string;
  readonly cards: readonly { readonly cardNumber: string }[];
  readonly total?: number;
}): string {
  const { branchNo, postNumber, cards, total = cards.length } = of;
  const lines = cards.map(({ cardNumber }) => `D,${cardNumber},2025-02-26T09:00:00+08:00,B-0226`);
  return [`H,${branchNo},"城东支行, 二层",${total},${postNumber}`, ...lines, ''].join('\n');
}
