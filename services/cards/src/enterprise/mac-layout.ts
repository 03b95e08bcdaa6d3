/**
 * What MACs of cards and terminals are over, byte by byte (the README has the table). A message begins with the number of
 * its kind, so that none can stand for another. A code or an id is one byte of length and its ASCII characters; a counter
 * or an epoch is four bytes, an amount, a time or a version eight, all big-endian.
 */
import { diversified } from './aes-cmac.ts';

/** Kinds of messages. */
const KIND = { spend: 1, load: 2, acknowledgement: 3, washing: 4, pass: 5, sync: 6 } as const;

/** The purse that a message is about; `keyEpoch` counts from 1. */
export interface KeyedPurse {
  readonly cardId: string;
  readonly enterpriseId: string;
  readonly keyEpoch: number;
}

/** A spend as the card has MACed it, under its card key. */
export interface SpendMessage extends KeyedPurse {
  readonly counter: number;
  readonly terminalId: string;
  readonly amountFen: bigint;
  /** Epoch milliseconds by the terminal's clock. */
  readonly spentAt: number;
  readonly balanceFen: bigint;
}

/** What the MAC of a spend is over. */
export function spendMessage(spend: SpendMessage): Buffer {
  return Buffer.concat([
    ofPurse(KIND.spend, spend),
    word(spend.counter),
    code(spend.terminalId),
    long(spend.amountFen),
    long(BigInt(spend.spentAt)),
    long(spend.balanceFen),
  ]);
}

/** A load as it is authorised, under the card key: the card takes it if its load counter is above the last. */
export interface LoadMessage extends KeyedPurse {
  readonly loadCounter: number;
  /** Spend counter of the card that it was authorised at. */
  readonly spendCounter: number;
  readonly amountFen: bigint;
}

/** What the MAC of an authorised load is over. */
export function loadMessage(load: LoadMessage): Buffer {
  return Buffer.concat([
    ofPurse(KIND.load, load),
    word(load.loadCounter),
    word(load.spendCounter),
    long(load.amountFen),
  ]);
}

/** What the card says when it has taken a load, under the card key. */
export interface AcknowledgementMessage extends KeyedPurse {
  readonly loadCounter: number;
  readonly amountFen: bigint;
  /** On the card after it. */
  readonly balanceFen: bigint;
}

/** What the MAC of a card's acknowledgement is over. */
export function acknowledgementMessage(taken: AcknowledgementMessage): Buffer {
  return Buffer.concat([
    ofPurse(KIND.acknowledgement, taken),
    word(taken.loadCounter),
    long(taken.amountFen),
    long(taken.balanceFen),
  ]);
}

/**
 * What the mother key card of the enterprise whose keys are washed off says, under the mother key itself: it was there. It
 * names the epoch that ends with the washing, so it is good once.
 */
export function washingMessage(purse: KeyedPurse, nextEnterpriseId: string): Buffer {
  return Buffer.concat([ofPurse(KIND.washing, purse), code(nextEnterpriseId)]);
}

/** A card that passed a door or an attendance terminal, under the secret of the terminal. */
export interface PassMessage {
  readonly terminalId: string;
  /** Of the terminal, from 1. */
  readonly counter: number;
  readonly cardId: string;
  readonly kind: 'attendance' | 'door';
  readonly direction: 'in' | 'out' | null;
  /** Epoch milliseconds by the terminal's clock. */
  readonly passedAt: number;
}

/** What the MAC of a pass is over. */
export function passMessage(pass: PassMessage): Buffer {
  return Buffer.concat([
    Buffer.of(KIND.pass),
    code(pass.terminalId),
    word(pass.counter),
    code(pass.cardId),
    code(pass.kind),
    code(pass.direction ?? ''),
    long(BigInt(pass.passedAt)),
  ]);
}

/** What the MAC of a terminal's report is over: which version of the list of blocked cards it has, since when. */
export function syncMessage(terminalId: string, version: bigint, syncedAt: number): Buffer {
  return Buffer.concat([Buffer.of(KIND.sync), code(terminalId), long(version), long(BigInt(syncedAt))]);
}

const CARD_PREFIX = 'crd_';

/**
 * The key of a card for an enterprise in an epoch: AN10922 over the 26 characters of the card's ULID and the epoch, 30 bytes.
 * Epoch 0 is the key that the maker of the SIM put on it.
 */
export function cardKey(motherKey: Buffer, cardId: string, keyEpoch: number): Buffer {
  const name = cardId.startsWith(CARD_PREFIX) ? cardId.slice(CARD_PREFIX.length) : cardId;
  return diversified(motherKey, Buffer.concat([Buffer.from(name, 'ascii'), word(keyEpoch)]));
}

function ofPurse(kind: number, { cardId, enterpriseId, keyEpoch }: KeyedPurse): Buffer {
  return Buffer.concat([Buffer.of(kind), code(cardId), code(enterpriseId), word(keyEpoch)]);
}

function code(text: string): Buffer {
  const bytes = Buffer.from(text, 'ascii');
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function word(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count);
  return bytes;
}

function long(count: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(count);
  return bytes;
}
