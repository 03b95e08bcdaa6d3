/** Cards and terminals of a campus, as far as the system sees them: keys, loads, and what their records are. */
import { generateKeyPairSync, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto';
import type { Client } from '@scrip/testing';
import { cardKeyOf, mac, text, u32, u64, unwrap } from './sim-crypto.ts';

/** Who asks what; one client may be both. */
export interface Roles {
  /** The enterprise's administrator. */
  readonly enterprise: Client;
  readonly finance: Client;
}

/** The keys of a security module. */
export interface ModuleKeys {
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/** A new module: making a key takes as long as some hundred requests, so tests have one for all terminals. */
export function moduleKeys(): ModuleKeys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

/** A SIM card with a key of the campus. */
export interface SimCard {
  readonly cardId: string;
  readonly keyEpoch: number;
  readonly key: Buffer;
}

/** A spend as it happens; amounts in fen, the time in epoch milliseconds. */
export interface SimSpend {
  readonly counter: number;
  readonly amountFen: number;
  readonly balanceFen: number;
  readonly terminalId: string;
  readonly spentAt: number;
}

/** Commands under way at once. */
const UNDER_WAY_MAX = 8;

/** Does something with each item, some at a time. */
export async function each<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: UNDER_WAY_MAX }, worker));
}

/** An enterprise with keys of its own. */
export class Campus {
  readonly name: string;
  readonly #roles: Roles;
  readonly #module: ModuleKeys;
  readonly #motherKey = randomBytes(16);
  readonly #initialKey = randomBytes(16);
  readonly #secrets = new Map<string, Buffer>();
  /** The initial keys of an issuer are shared by its enterprises: this one's SIM cards have a version of their own. */
  #initialKeyVersion = 0;

  private constructor(roles: Roles, { name, module }: { readonly name: string; readonly module: ModuleKeys }) {
    this.#roles = roles;
    this.name = name;
    this.#module = module;
  }

  /** Brings the mother key of the enterprise and that of its SIM cards. @param options `name`: a code that nobody else uses. */
  static async open(roles: Roles, options: { readonly name: string; readonly module: ModuleKeys }): Promise<Campus> {
    const campus = new Campus(roles, options);
    await campus.#keep(campus.name, campus.#motherKey);
    campus.#initialKeyVersion = await campus.#keep('initial', campus.#initialKey);
    return campus;
  }

  /** The issuer-wide code of a terminal or merchant of this campus. */
  codeOf(name: string): string {
    return `${this.name}-${name}`;
  }

  /** Registers a terminal by its name within the campus; its merchant is likewise one of the campus. */
  async registerTerminal(terminal: string, merchant: string): Promise<void> {
    const terminalId = this.codeOf(terminal);
    const asked = {
      terminalId,
      enterpriseId: this.name,
      merchantId: this.codeOf(merchant),
      uses: ['spend', 'door'],
      modulePublicKey: this.#module.publicPem,
    };
    const { wrappedSecret } = (await this.#roles.enterprise.post('/cards/v1/terminals', asked)).ok(201);
    const sealed = Buffer.from(String(wrappedSecret), 'base64');
    this.#secrets.set(terminalId, privateDecrypt({ key: this.#module.privateKey, oaepHash: 'sha256' }, sealed));
  }

  /** Washes a card; its key is what travelled to it, and what a terminal's module would make. */
  async wash(cardId: string): Promise<SimCard> {
    const asked = { enterpriseId: this.name, initialKeyVersion: this.#initialKeyVersion };
    const washed = (await this.#roles.enterprise.post(`/cards/v1/cards/${cardId}/washings`, asked)).ok(201);
    const keyEpoch = Number(washed['keyEpoch']);
    const key = unwrap(cardKeyOf(this.#initialKey, cardId, 0), String(washed['wrappedKey']));
    if (!key.equals(cardKeyOf(this.#motherKey, cardId, keyEpoch))) throw new Error(`${cardId} got another key`);
    return { cardId, keyEpoch, key };
  }

  /** A load over the air, whose MAC the card finds good. */
  async authorise(
    card: SimCard,
    amountFen: number,
    loadCounter: number,
    spendCounter: number,
  ): Promise<{ readonly loadId: string; readonly purseId: string }> {
    const asked = { enterpriseId: this.name, amountFen, loadCounter, spendCounter };
    const answer = await this.#roles.enterprise.post<{ loadId: string; purseId: string; mac: string }>(
      `/cards/v1/cards/${card.cardId}/loads`,
      asked,
    );
    const load = answer.ok(201);
    const signed = mac(card.key, 2, ...this.#purse(card), u32(loadCounter), u32(spendCounter), u64(amountFen));
    if (load.mac !== signed) throw new Error('the card does not take the load');
    return load;
  }

  /** The card says that it has taken a load. */
  async acknowledge(
    card: SimCard,
    loadId: string,
    loadCounter: number,
    amountFen: number,
    balanceFen: number,
  ): Promise<void> {
    const signed = mac(card.key, 3, ...this.#purse(card), u32(loadCounter), u64(amountFen), u64(balanceFen));
    const said = { enterpriseId: this.name, loadCounter, amountFen, balanceFen, mac: signed };
    const path = `/cards/v1/cards/${card.cardId}/loads/${loadId}/acknowledgement`;
    (await this.#roles.enterprise.post(path, said)).ok(201);
  }

  /** The record of a spend. */
  spend(card: SimCard, { counter, amountFen, balanceFen, terminalId, spentAt }: SimSpend): object {
    const fields = [u32(counter), text(terminalId), u64(amountFen), u64(spentAt), u64(balanceFen)];
    return {
      cardId: card.cardId,
      enterpriseId: this.name,
      keyEpoch: card.keyEpoch,
      counter,
      amountFen,
      balanceFen,
      spentAt: new Date(spentAt).toISOString(),
      terminalId,
      mac: mac(card.key, 1, ...this.#purse(card), ...fields),
    };
  }

  /** The record of a card at a door, by the name of the terminal within the campus. */
  pass(card: SimCard, terminal: string, counter: number, passedAt: number): object {
    const terminalId = this.codeOf(terminal);
    const secret = this.#secrets.get(terminalId);
    if (!secret) throw new Error(`${terminalId} is not registered`);
    const fields = [text(terminalId), u32(counter), text(card.cardId), text('door'), text('in'), u64(passedAt)];
    return {
      type: 'door',
      terminalId,
      counter,
      cardId: card.cardId,
      direction: 'in',
      passedAt: new Date(passedAt).toISOString(),
      mac: mac(secret, 5, ...fields),
    };
  }

  /** Sends records in a file, under a key of its own; its id. */
  async sendLines(records: readonly object[], key: string): Promise<string> {
    const body = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const options = { key: `${this.name} ${key}`, headers: { 'content-type': 'application/x-ndjson' } };
    const answer = await this.#roles.enterprise.post<{ fileId: string }>('/cards/v1/record-files', body, options);
    return answer.ok(202).fileId;
  }

  async #keep(enterpriseId: string, key: Buffer): Promise<number> {
    const path = `/cards/v1/enterprises/${enterpriseId}/mother-keys`;
    const kept = await this.#roles.enterprise.post<{ keyVersion: number }>(path, { key: key.toString('hex') });
    return kept.ok(201).keyVersion;
  }

  #purse({ cardId, keyEpoch }: SimCard): readonly Buffer[] {
    return [text(cardId), text(this.name), u32(keyEpoch)];
  }
}
