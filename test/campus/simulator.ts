/** Cards and terminals of a campus, as far as the system sees them: washed, loaded, and what their records are. */
import { generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import type { Body, Client } from '@scrip/testing';
import type { Books } from './plain.ts';
import type { Plan } from './plan.ts';
import { cardKeyOf, mac, text, u32, u64, unwrap } from './sim-crypto.ts';

/** A card that the system has issued. */
export interface IssuedCard {
  readonly cardId: string;
  readonly walletId: string;
}

/** Who asks what; one client may be all of them. */
export interface Roles {
  /** The enterprise's administrator. */
  readonly enterprise: Client;
  readonly finance: Client;
}

/** Commands under way at once while a campus is set up. */
const UNDER_WAY_MAX = 8;
const KEY_EPOCH = 1;

/** Does something with each item, some at a time. */
export async function each<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: UNDER_WAY_MAX }, worker));
}

/** A campus that is ready for its day. */
export class Campus {
  readonly #roles: Roles;
  readonly #plan: Plan;
  readonly #cards: readonly IssuedCard[];
  readonly #keys: Buffer[] = [];
  readonly #secrets: Buffer[] = [];
  /** Epoch milliseconds that the day begins at. */
  readonly #dayStart: number;
  readonly #name: string;
  #motherKey: Buffer = Buffer.alloc(0);

  private constructor(
    roles: Roles,
    plan: Plan,
    cards: readonly IssuedCard[],
    options: { name: string; dayStart: number },
  ) {
    this.#roles = roles;
    this.#plan = plan;
    this.#cards = cards;
    this.#name = options.name;
    this.#dayStart = options.dayStart;
  }

  /**
   * Brings the keys, registers the terminals, washes and loads the cards, whose wallets have value enough.
   * @param options `name`: a code that nobody else uses.
   */
  static async open(
    roles: Roles,
    plan: Plan,
    cards: readonly IssuedCard[],
    options: { readonly name: string; readonly dayStart: number },
  ): Promise<Campus> {
    const campus = new Campus(roles, plan, cards, options);
    await campus.#setUp();
    return campus;
  }

  terminalId(terminal: number): string {
    return `${this.#name}-t${terminal}`;
  }

  merchantId(terminal: number): string {
    return `${this.#name}-m${terminal}`;
  }

  /** A file of the plan as JSON lines, with altered copies beside the records that have some. */
  file(place: number): string {
    const forgedIn = new Set<number>();
    this.#plan.files.slice(0, place).forEach((file) => {
      for (const record of file) forgedIn.add(record);
    });
    const lines: string[] = [];
    for (const record of this.#plan.files[place] ?? []) {
      if (record < 0) {
        lines.push(this.#pass(-1 - record));
        continue;
      }
      if (this.#plan.spends[record]?.fault === 'forged' && !forgedIn.has(record)) {
        forgedIn.add(record);
        lines.push(this.#spend(record, 1));
      }
      lines.push(this.#spend(record, 0));
    }
    return `${lines.join('\n')}\n`;
  }

  /** Sends a file under a key of its own, as often as it takes; its id. */
  async send(place: number, ask: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()): Promise<string> {
    const body = this.file(place);
    const options = { key: `${this.#name}-${place}`, headers: { 'content-type': 'application/x-ndjson' } };
    return ask(async () => {
      const answer = await this.#roles.enterprise.post<{ fileId: string }>('/cards/v1/record-files', body, options);
      return answer.ok(202).fileId;
    });
  }

  /** The progress of all files together. */
  async progress(
    fileIds: readonly string[],
  ): Promise<Pick<Books, 'accepted' | 'duplicates' | 'refused'> & { remaining: number }> {
    const sum = { accepted: 0, duplicates: 0, refused: 0, remaining: 0 };
    for (const fileId of fileIds) {
      const file = (await this.#roles.enterprise.get(`/cards/v1/record-files/${fileId}`)).ok() as Record<
        string,
        number
      >;
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += file[name] ?? 0;
    }
    return sum;
  }

  /** The books as the ledger has them, in the form of the plain ones. */
  async books(): Promise<Omit<Books, 'passes' | 'accepted' | 'duplicates' | 'refused'>> {
    const { finance } = this.#roles;
    const cards: Books['cards'][number][] = [];
    const found: Record<string, number[]> = { gap: [], refused: [], difference: [] };
    await each(this.#cards, async ({ cardId }, index) => {
      const listed = (await finance.get<{ items: Body[] }>(`/ledger/v1/purses?cardId=${cardId}`)).ok();
      const purseId = String(listed.items[0]?.['purseId']);
      const purse = (
        await finance.get<Record<string, number> & { gaps: { from: number; to: number }[] }>(
          `/ledger/v1/purses/${purseId}`,
        )
      ).ok();
      const records = (await finance.get<{ items: Body[] }>(`/ledger/v1/purses/${purseId}/records?limit=200`)).ok();
      const gaps = purse.gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
      cards[index] = { valueFen: Number(purse['valueFen']), spends: records.items.length, gaps };
      const open = `/ledger/v1/purse-exceptions?purseId=${purseId}&state=open&limit=200`;
      for (const { kind } of (await finance.get<{ items: Body[] }>(open)).ok().items) found[String(kind)]?.push(index);
    });
    const terminals: number[] = [];
    await each(Array.from({ length: this.#plan.size.terminals }), async (_, terminal) => {
      terminals[terminal] = await this.#owedTo(this.merchantId(terminal));
    });
    const sorted = (kind: string): number[] => (found[kind] ?? []).sort((a, b) => a - b);
    return { cards, terminals, missing: sorted('gap'), forged: sorted('refused'), wrong: sorted('difference') };
  }

  async #owedTo(merchantId: string): Promise<number> {
    const path = `/ledger/v1/journal/lines?account=payable:merchant:${merchantId}&order=oldest&limit=200`;
    let sum = 0;
    for (let cursor = ''; ; ) {
      const page = (await this.#roles.finance.get<{ items: Body[]; next: string | null }>(path + cursor)).ok();
      for (const { amountFen } of page.items) sum -= Number(amountFen);
      if (page.next === null) return sum;
      cursor = `&cursor=${page.next}`;
    }
  }

  async #setUp(): Promise<void> {
    const { enterprise } = this.#roles;
    this.#motherKey = randomBytes(16);
    const initialKey = randomBytes(16);
    const keep = async (of: string, key: Buffer): Promise<number> => {
      const path = `/cards/v1/enterprises/${of}/mother-keys`;
      return (await enterprise.post<{ keyVersion: number }>(path, { key: key.toString('hex') })).ok(201).keyVersion;
    };
    await keep(this.#name, this.#motherKey);
    // The initial keys of an issuer are shared by all of its campuses: this batch of SIM cards has a version of its own.
    const initialKeyVersion = await keep('initial', initialKey);
    await this.#registerTerminals();
    await each(this.#cards, (card, index) => this.#prepare(card, index, initialKey, initialKeyVersion));
  }

  async #registerTerminals(): Promise<void> {
    // One module for all terminals: making a key takes longer than a test has.
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const modulePublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await each(Array.from({ length: this.#plan.size.terminals }), async (_, terminal) => {
      const asked = {
        terminalId: this.terminalId(terminal),
        enterpriseId: this.#name,
        merchantId: this.merchantId(terminal),
        uses: ['spend', 'door'],
        modulePublicKey,
      };
      const { wrappedSecret } = (await this.#roles.enterprise.post('/cards/v1/terminals', asked)).ok(201);
      const sealed = Buffer.from(String(wrappedSecret), 'base64');
      this.#secrets[terminal] = privateDecrypt({ key: privateKey, oaepHash: 'sha256' }, sealed);
    });
  }

  /** Washes and loads a card; its key is what travelled to it, and what a terminal's module would make. */
  async #prepare({ cardId }: IssuedCard, index: number, initialKey: Buffer, initialKeyVersion: number): Promise<void> {
    const { enterprise } = this.#roles;
    const asked = { enterpriseId: this.#name, initialKeyVersion };
    const washed = (await enterprise.post(`/cards/v1/cards/${cardId}/washings`, asked)).ok(201);
    const key = unwrap(cardKeyOf(initialKey, cardId, 0), String(washed['wrappedKey']));
    if (!key.equals(cardKeyOf(this.#motherKey, cardId, KEY_EPOCH))) throw new Error(`${cardId} has another key`);
    this.#keys[index] = key;
    const amountFen = this.#plan.loadFen;
    const load = { enterpriseId: this.#name, amountFen, loadCounter: 1, spendCounter: 0 };
    const loaded = (await enterprise.post(`/cards/v1/cards/${cardId}/loads`, load)).ok(201);
    const purse = [text(cardId), text(this.#name), u32(KEY_EPOCH)];
    if (loaded['mac'] !== mac(key, 2, ...purse, u32(1), u32(0), u64(amountFen)))
      throw new Error('the card takes no such load');
    const acknowledgement = {
      enterpriseId: this.#name,
      loadCounter: 1,
      amountFen,
      balanceFen: amountFen,
      mac: mac(key, 3, ...purse, u32(1), u64(amountFen), u64(amountFen)),
    };
    (
      await enterprise.post(
        `/cards/v1/cards/${cardId}/loads/${String(loaded['loadId'])}/acknowledgement`,
        acknowledgement,
      )
    ).ok(201);
  }

  /** The line of a spend; `alteredByFen`: the amount was changed after the card had MACed it. */
  #spend(place: number, alteredByFen: number): string {
    const spend = this.#plan.spends[place];
    const card = this.#cards[spend?.card ?? -1];
    const key = this.#keys[spend?.card ?? -1];
    if (!spend || !card || !key) throw new Error(`there is no spend ${place}`);
    const { counter, amountFen, balanceFen } = spend;
    const spentAt = this.#dayStart + spend.atMs;
    const terminalId = this.terminalId(spend.terminal);
    const signed = mac(
      key,
      1,
      text(card.cardId),
      text(this.#name),
      u32(KEY_EPOCH),
      u32(counter),
      text(terminalId),
      u64(amountFen),
      u64(spentAt),
      u64(balanceFen),
    );
    return JSON.stringify({
      cardId: card.cardId,
      enterpriseId: this.#name,
      keyEpoch: KEY_EPOCH,
      counter,
      amountFen: amountFen + alteredByFen,
      balanceFen,
      spentAt: new Date(spentAt).toISOString(),
      terminalId,
      mac: signed,
    });
  }

  #pass(place: number): string {
    const pass = this.#plan.passes[place];
    const card = this.#cards[pass?.card ?? -1];
    const secret = this.#secrets[pass?.terminal ?? -1];
    if (!pass || !card || !secret) throw new Error(`there is no pass ${place}`);
    const { counter } = pass;
    const passedAt = this.#dayStart + pass.atMs;
    const terminalId = this.terminalId(pass.terminal);
    const signed = mac(
      secret,
      5,
      text(terminalId),
      u32(counter),
      text(card.cardId),
      text('door'),
      text('in'),
      u64(passedAt),
    );
    const at = new Date(passedAt).toISOString();
    return JSON.stringify({
      type: 'door',
      terminalId,
      counter,
      cardId: card.cardId,
      direction: 'in',
      passedAt: at,
      mac: signed,
    });
  }
}
