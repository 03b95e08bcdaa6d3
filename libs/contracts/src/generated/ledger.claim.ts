// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A claim was paid in full into a wallet; the wallet's own fact, WalletAdjusted, moves the money. */
export interface ClaimCredited {
  /** Claim; clm_ and a ULID; also the stream id. */
  readonly claimId: string;
  /** Who owed it: 'issuer'. */
  readonly owedBy: string;
  /** What the other party is: 'holder'. */
  readonly partyKind: string;
  /** Programme it is about, an issuer's own key of [a-z0-9-]{2,40}; null where it is about none. */
  readonly programmeId: string | null;
  /** The other party; a holder by hld_ and a ULID. */
  readonly partyId: string;
  /** What was paid, in fen: the whole claim. */
  readonly paidFen: Fen;
  /** Wallet that got it; wal_ and a ULID. */
  readonly walletId: string;
  /** Lot that it is there. */
  readonly lotId: string;
}

/** An agreement was broken and something is owed for it (domain 2.4, C4; 2.5, D3 and D6). */
export interface ClaimOpened {
  /** Claim; clm_ and a ULID; also the stream id. */
  readonly claimId: string;
  /** Who owes it: 'issuer' or 'party'. */
  readonly owedBy: string;
  /** What the other party is: 'client', 'distributor' or 'holder'. */
  readonly partyKind: string;
  /** Programme it is about, an issuer's own key of [a-z0-9-]{2,40}; null where it is about none. */
  readonly programmeId: string | null;
  /** The other party, the issuer's own code of [A-Za-z0-9_.-]{1,64}; a holder by hld_ and a ULID. */
  readonly partyId: string;
  /** Why: 'return_not_by_agent', 'loss_not_by_agent', 'card_not_chargeable', 'card_value_mismatch', 'sold_outside_region' or 'compensation'. */
  readonly cause: string;
  /** What is owed, in fen. */
  readonly amountFen: Fen;
  /** Wallet it is about; wal_ and a ULID; null where it is about none. */
  readonly walletId: string | null;
  /** Distributor's order it is about, the issuer's own code; null where it is about none. */
  readonly orderId: string | null;
  /** Case of notifications that a compensation belongs to, cas_ and 26 characters; null otherwise. */
  readonly caseId: string | null;
  /** Compensation that was granted, cmp_ and 26 characters; null otherwise. */
  readonly compensationId: string | null;
}

/** A claim was paid in full. */
export interface ClaimSettled {
  /** Claim; clm_ and a ULID; also the stream id. */
  readonly claimId: string;
  /** Who owes it: 'issuer' or 'party'. */
  readonly owedBy: string;
  /** What the other party is: 'client', 'distributor' or 'holder'. */
  readonly partyKind: string;
  /** Programme it is about, an issuer's own key of [a-z0-9-]{2,40}; null where it is about none. */
  readonly programmeId: string | null;
  /** The other party, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly partyId: string;
  /** What was paid, in fen: the whole claim. */
  readonly paidFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
}

/** A claim is not made any more; nothing is owed. */
export interface ClaimWithdrawn {
  /** Claim; clm_ and a ULID; also the stream id. */
  readonly claimId: string;
  /** Who owes it: 'issuer' or 'party'. */
  readonly owedBy: string;
  /** What the other party is: 'client', 'distributor' or 'holder'. */
  readonly partyKind: string;
  /** Programme it is about, an issuer's own key of [a-z0-9-]{2,40}; null where it is about none. */
  readonly programmeId: string | null;
  /** The other party, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly partyId: string;
  /** What had been claimed, in fen. */
  readonly amountFen: Fen;
  /** Why, in snake_case, such as 'agreed_otherwise'. */
  readonly reason: string;
}

/** Every event of topic ledger.claim. */
export type ClaimEvent =
  | { readonly type: 'ClaimCredited'; readonly data: ClaimCredited }
  | { readonly type: 'ClaimOpened'; readonly data: ClaimOpened }
  | { readonly type: 'ClaimSettled'; readonly data: ClaimSettled }
  | { readonly type: 'ClaimWithdrawn'; readonly data: ClaimWithdrawn };

/** The schemas of topic ledger.claim, compact JSON. */
export const CLAIM_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ClaimCredited',
    service: 'ledger',
    stream: 'claim',
    text: '{"type":"record","name":"ClaimCredited","namespace":"scrip.ledger","doc":"A claim was paid in full into a wallet; the wallet\'s own fact, WalletAdjusted, moves the money.","fields":[{"name":"claimId","type":"string","doc":"Claim; clm_ and a ULID; also the stream id."},{"name":"owedBy","type":"string","doc":"Who owed it: \'issuer\'."},{"name":"partyKind","type":"string","doc":"What the other party is: \'holder\'."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme it is about, an issuer\'s own key of [a-z0-9-]{2,40}; null where it is about none."},{"name":"partyId","type":"string","doc":"The other party; a holder by hld_ and a ULID."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: the whole claim."},{"name":"walletId","type":"string","doc":"Wallet that got it; wal_ and a ULID."},{"name":"lotId","type":"string","doc":"Lot that it is there."}]}',
  },
  {
    type: 'ClaimOpened',
    service: 'ledger',
    stream: 'claim',
    text: '{"type":"record","name":"ClaimOpened","namespace":"scrip.ledger","doc":"An agreement was broken and something is owed for it (domain 2.4, C4; 2.5, D3 and D6).","fields":[{"name":"claimId","type":"string","doc":"Claim; clm_ and a ULID; also the stream id."},{"name":"owedBy","type":"string","doc":"Who owes it: \'issuer\' or \'party\'."},{"name":"partyKind","type":"string","doc":"What the other party is: \'client\', \'distributor\' or \'holder\'."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme it is about, an issuer\'s own key of [a-z0-9-]{2,40}; null where it is about none."},{"name":"partyId","type":"string","doc":"The other party, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; a holder by hld_ and a ULID."},{"name":"cause","type":"string","doc":"Why: \'return_not_by_agent\', \'loss_not_by_agent\', \'card_not_chargeable\', \'card_value_mismatch\', \'sold_outside_region\' or \'compensation\'."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What is owed, in fen."},{"name":"walletId","type":["null","string"],"default":null,"doc":"Wallet it is about; wal_ and a ULID; null where it is about none."},{"name":"orderId","type":["null","string"],"default":null,"doc":"Distributor\'s order it is about, the issuer\'s own code; null where it is about none."},{"name":"caseId","type":["null","string"],"default":null,"doc":"Case of notifications that a compensation belongs to, cas_ and 26 characters; null otherwise."},{"name":"compensationId","type":["null","string"],"default":null,"doc":"Compensation that was granted, cmp_ and 26 characters; null otherwise."}]}',
  },
  {
    type: 'ClaimSettled',
    service: 'ledger',
    stream: 'claim',
    text: '{"type":"record","name":"ClaimSettled","namespace":"scrip.ledger","doc":"A claim was paid in full.","fields":[{"name":"claimId","type":"string","doc":"Claim; clm_ and a ULID; also the stream id."},{"name":"owedBy","type":"string","doc":"Who owes it: \'issuer\' or \'party\'."},{"name":"partyKind","type":"string","doc":"What the other party is: \'client\', \'distributor\' or \'holder\'."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme it is about, an issuer\'s own key of [a-z0-9-]{2,40}; null where it is about none."},{"name":"partyId","type":"string","doc":"The other party, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: the whole claim."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."}]}',
  },
  {
    type: 'ClaimWithdrawn',
    service: 'ledger',
    stream: 'claim',
    text: '{"type":"record","name":"ClaimWithdrawn","namespace":"scrip.ledger","doc":"A claim is not made any more; nothing is owed.","fields":[{"name":"claimId","type":"string","doc":"Claim; clm_ and a ULID; also the stream id."},{"name":"owedBy","type":"string","doc":"Who owes it: \'issuer\' or \'party\'."},{"name":"partyKind","type":"string","doc":"What the other party is: \'client\', \'distributor\' or \'holder\'."},{"name":"programmeId","type":["null","string"],"default":null,"doc":"Programme it is about, an issuer\'s own key of [a-z0-9-]{2,40}; null where it is about none."},{"name":"partyId","type":"string","doc":"The other party, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What had been claimed, in fen."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'agreed_otherwise\'."}]}',
  },
];
