// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A rule of law that a purchase does not keep. */
export interface PurchaseFinding {
  /** 'bearer_identity' or 'transfer_only' (domain 3). */
  readonly ruleId: string;
  /** What was bought, in fen. */
  readonly amountFen: Fen;
  /** From which amount on the rule holds, in fen. */
  readonly limitFen: Fen;
}

/** Blank bearer cards were sold in one purchase (domain 2.5, 3). Each card has its own fact in the same commit, and the ledger loads its wallet with its face value. */
export interface CardSaleMade {
  /** Sale; sal_ and a ULID; also the stream id. */
  readonly saleId: string;
  /** Programme of the cards, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the sale was decided under. */
  readonly programmeVersion: number;
  /** Stored-value product of the cards. */
  readonly productKey: string;
  /** Where they were sold: 'branch' or 'distributor'. */
  readonly placeKind: string;
  /** The issuer's own code of that branch or distributor. */
  readonly placeId: string;
  /** Distributor's order they were delivered for, the issuer's own code; null for a branch. */
  readonly orderId: string | null;
  /** Region they were sold in, the issuer's own code; null where nobody said. */
  readonly region: string | null;
  /** How many cards were sold. */
  readonly cards: number;
  /** Face value of all of them, in fen: what was bought. */
  readonly faceTotalFen: Fen;
  /** What the buyer paid for all of them, in fen. */
  readonly paidFen: Fen;
  /** How the buyer paid, such as 'cash' or 'bank-transfer'. */
  readonly tender: string;
  /** Who bought: 'person' or 'company'. */
  readonly buyerKind: string;
  /** Holder whose identity was recorded as the buyer's; hld_ and a ULID. Null where none was. */
  readonly buyerId: string | null;
  /** Rules of law that the purchase does not keep, where the issuer's setting warns of them; null where there are none (domain 3). */
  readonly findings: readonly PurchaseFinding[] | null;
}

/** Every event of topic cards.sale. */
export type SaleEvent =
  | { readonly type: 'CardSaleMade'; readonly data: CardSaleMade };

/** The schemas of topic cards.sale, compact JSON. */
export const SALE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CardSaleMade',
    service: 'cards',
    stream: 'sale',
    text: '{"type":"record","name":"CardSaleMade","namespace":"scrip.cards","doc":"Blank bearer cards were sold in one purchase (domain 2.5, 3). Each card has its own fact in the same commit, and the ledger loads its wallet with its face value.","fields":[{"name":"saleId","type":"string","doc":"Sale; sal_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme of the cards, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the sale was decided under."},{"name":"productKey","type":"string","doc":"Stored-value product of the cards."},{"name":"placeKind","type":"string","doc":"Where they were sold: \'branch\' or \'distributor\'."},{"name":"placeId","type":"string","doc":"The issuer\'s own code of that branch or distributor."},{"name":"orderId","type":["null","string"],"default":null,"doc":"Distributor\'s order they were delivered for, the issuer\'s own code; null for a branch."},{"name":"region","type":["null","string"],"default":null,"doc":"Region they were sold in, the issuer\'s own code; null where nobody said."},{"name":"cards","type":"int","doc":"How many cards were sold."},{"name":"faceTotalFen","type":{"type":"long","logicalType":"fen"},"doc":"Face value of all of them, in fen: what was bought."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What the buyer paid for all of them, in fen."},{"name":"tender","type":"string","doc":"How the buyer paid, such as \'cash\' or \'bank-transfer\'."},{"name":"buyerKind","type":"string","doc":"Who bought: \'person\' or \'company\'."},{"name":"buyerId","type":["null","string"],"default":null,"doc":"Holder whose identity was recorded as the buyer\'s; hld_ and a ULID. Null where none was."},{"name":"findings","type":["null",{"type":"array","items":{"type":"record","name":"PurchaseFinding","doc":"A rule of law that a purchase does not keep.","fields":[{"name":"ruleId","type":"string","doc":"\'bearer_identity\' or \'transfer_only\' (domain 3)."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was bought, in fen."},{"name":"limitFen","type":{"type":"long","logicalType":"fen"},"doc":"From which amount on the rule holds, in fen."}]}}],"default":null,"doc":"Rules of law that the purchase does not keep, where the issuer\'s setting warns of them; null where there are none (domain 3)."}]}',
  },
];
