// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** One person's allowance in a list. */
export interface AllowanceLine {
  /** Wallet that is loaded; wal_ and a ULID; once in a list. */
  readonly walletId: string;
  /** Allowance, in fen. */
  readonly amountFen: Fen;
  /** Whether a deposit is taken for its card: the first time that the client loads it. */
  readonly newCard: boolean;
}

/** From now on another person acts for the client (domain 2.4). */
export interface ClientAgentNamed {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** Person who alone may act for the client, the issuer's own code of [A-Za-z0-9_.-]{1,64}, never a name. */
  readonly agentId: string;
}

/** A card was returned: the issuer owes the client what was left on it and its deposit (domain 2.4, C3). */
export interface ClientCredited {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** This credit; also named by WalletClosed. */
  readonly creditId: string;
  /** Wallet whose card was returned; wal_ and a ULID. */
  readonly walletId: string;
  /** Person who asked for it, the issuer's own code of [A-Za-z0-9_.-]{1,64}, never a name. */
  readonly askedBy: string;
  /** Principal that was left on the wallet, in fen. */
  readonly unspentFen: Fen;
  /** Deposit that is given back, in fen; 0 if none was taken. */
  readonly depositFen: Fen;
  /** What is owed by this, in fen: the two above together. */
  readonly creditedFen: Fen;
  /** Last business day of its refund in time, YYYY-MM-DD in Asia/Shanghai; null while the agreement runs. */
  readonly dueDate: string | null;
  /** What the issuer owes the client after this event, in fen. */
  readonly owedAfterFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The bill of a list was paid. The same command loads each wallet of the list and takes the deposits, all or nothing (domain 2.4, C1 and C6). */
export interface ClientListPaid {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** List, the client's own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good. */
  readonly listId: string;
  /** What was paid, in fen: the bill of the list. */
  readonly paidFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A client ordered allowances for its people. Nothing is loaded before the bill is paid (domain 2.4, C1). */
export interface ClientListSubmitted {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** List, the client's own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good. */
  readonly listId: string;
  /** The lines in the order of the list. */
  readonly lines: readonly AllowanceLine[];
  /** How many lines are of new cards. */
  readonly newCards: number;
  /** Sum of the allowances, in fen. */
  readonly allowancesFen: Fen;
  /** Deposit for each new card, in fen. */
  readonly depositFen: Fen;
  /** What the client has to pay, in fen: the allowances and a deposit for each new card. */
  readonly billFen: Fen;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Person who asked for it, the issuer's own code of [A-Za-z0-9_.-]{1,64}, never a name; null in facts of before that was said. */
  readonly askedBy: string | null;
  /** Last business day on which its bill is paid in time, YYYY-MM-DD in Asia/Shanghai; null where the programme's agreement names no day. */
  readonly dueDate: string | null;
}

/** A list that was not paid is given up; nothing was loaded and its id is not used again. */
export interface ClientListWithdrawn {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** List, the client's own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good. */
  readonly listId: string;
  /** The bill that is not due any more, in fen. */
  readonly billFen: Fen;
}

/** The account of a client was opened: a company that orders cards for its people and loads them by lists (domain 2.4). */
export interface ClientOpened {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** Stored-value product of the programme whose wallets the client loads. */
  readonly productKey: string;
  /** Person who alone may act for the client, the issuer's own code of [A-Za-z0-9_.-]{1,64}, never a name. */
  readonly agentId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Last business day of the agreement's term, YYYY-MM-DD in Asia/Shanghai; null where the programme has no term. */
  readonly termEndsDate: string | null;
}

/** The issuer paid what it owed a client. What was paid late is owed a penalty besides (domain 2.4, C5). */
export interface ClientRefunded {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** Programme whose account this is, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** This refund, named by a correction later. */
  readonly refundId: string;
  /** What was paid, in fen. */
  readonly refundedFen: Fen;
  /** Reference of the bank transfer that paid it, the bank's own text of [A-Za-z0-9_.-]{1,64}. */
  readonly bankReference: string;
  /** Business day of the payment, YYYY-MM-DD in Asia/Shanghai. */
  readonly refundedDate: string;
  /** How many business days the oldest part of it was late; 0 if none was. */
  readonly lateDays: number;
  /** Penalty for what was late, in fen, cut to the fen; it is owed from now on. */
  readonly penaltyFen: Fen;
  /** What the issuer owes the client after this event, in fen. */
  readonly owedAfterFen: Fen;
}

/** The agreement with a client goes on for another term; nothing is refunded (domain 2.4). */
export interface ClientRenewed {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}. */
  readonly clientId: string;
  /** Last business day of the new term, YYYY-MM-DD in Asia/Shanghai. */
  readonly termEndsDate: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** The client's notice ended the agreement that day; what it is owed is refunded within the agreed time (domain 2.4, C5). */
export interface ClientTerminated {
  /** Client, the issuer's own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream. */
  readonly clientId: string;
  /** Business day of the notice, YYYY-MM-DD in Asia/Shanghai. */
  readonly terminatedDate: string;
  /** What is to be refunded, in fen: all that is owed on that day. */
  readonly refundFen: Fen;
  /** Last business day of a refund in time, YYYY-MM-DD in Asia/Shanghai. */
  readonly dueDate: string;
  /** Time that was agreed for a refund, an ISO 8601 period of whole days such as P7D. */
  readonly refundWithin: string;
  /** What is owed besides for each day a refund is late, in basis points of it. */
  readonly lateBpPerDay: number;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic ledger.client. */
export type ClientEvent =
  | { readonly type: 'ClientAgentNamed'; readonly data: ClientAgentNamed }
  | { readonly type: 'ClientCredited'; readonly data: ClientCredited }
  | { readonly type: 'ClientListPaid'; readonly data: ClientListPaid }
  | { readonly type: 'ClientListSubmitted'; readonly data: ClientListSubmitted }
  | { readonly type: 'ClientListWithdrawn'; readonly data: ClientListWithdrawn }
  | { readonly type: 'ClientOpened'; readonly data: ClientOpened }
  | { readonly type: 'ClientRefunded'; readonly data: ClientRefunded }
  | { readonly type: 'ClientRenewed'; readonly data: ClientRenewed }
  | { readonly type: 'ClientTerminated'; readonly data: ClientTerminated };

/** The schemas of topic ledger.client, compact JSON. */
export const CLIENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ClientAgentNamed',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientAgentNamed","namespace":"scrip.ledger","doc":"From now on another person acts for the client (domain 2.4).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"agentId","type":"string","doc":"Person who alone may act for the client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}, never a name."}]}',
  },
  {
    type: 'ClientCredited',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientCredited","namespace":"scrip.ledger","doc":"A card was returned: the issuer owes the client what was left on it and its deposit (domain 2.4, C3).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"creditId","type":"string","doc":"This credit; also named by WalletClosed."},{"name":"walletId","type":"string","doc":"Wallet whose card was returned; wal_ and a ULID."},{"name":"askedBy","type":"string","doc":"Person who asked for it, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}, never a name."},{"name":"unspentFen","type":{"type":"long","logicalType":"fen"},"doc":"Principal that was left on the wallet, in fen."},{"name":"depositFen","type":{"type":"long","logicalType":"fen"},"doc":"Deposit that is given back, in fen; 0 if none was taken."},{"name":"creditedFen","type":{"type":"long","logicalType":"fen"},"doc":"What is owed by this, in fen: the two above together."},{"name":"dueDate","type":["null","string"],"default":null,"doc":"Last business day of its refund in time, YYYY-MM-DD in Asia/Shanghai; null while the agreement runs."},{"name":"owedAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer owes the client after this event, in fen."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'ClientListPaid',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientListPaid","namespace":"scrip.ledger","doc":"The bill of a list was paid. The same command loads each wallet of the list and takes the deposits, all or nothing (domain 2.4, C1 and C6).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"listId","type":"string","doc":"List, the client\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good."},{"name":"paidFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen: the bill of the list."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'ClientListSubmitted',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientListSubmitted","namespace":"scrip.ledger","doc":"A client ordered allowances for its people. Nothing is loaded before the bill is paid (domain 2.4, C1).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"listId","type":"string","doc":"List, the client\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good."},{"name":"lines","type":{"type":"array","items":{"type":"record","name":"AllowanceLine","doc":"One person\'s allowance in a list.","fields":[{"name":"walletId","type":"string","doc":"Wallet that is loaded; wal_ and a ULID; once in a list."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"Allowance, in fen."},{"name":"newCard","type":"boolean","doc":"Whether a deposit is taken for its card: the first time that the client loads it."}]}},"doc":"The lines in the order of the list."},{"name":"newCards","type":"int","doc":"How many lines are of new cards."},{"name":"allowancesFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the allowances, in fen."},{"name":"depositFen","type":{"type":"long","logicalType":"fen"},"doc":"Deposit for each new card, in fen."},{"name":"billFen","type":{"type":"long","logicalType":"fen"},"doc":"What the client has to pay, in fen: the allowances and a deposit for each new card."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"askedBy","type":["null","string"],"default":null,"doc":"Person who asked for it, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}, never a name; null in facts of before that was said."},{"name":"dueDate","type":["null","string"],"default":null,"doc":"Last business day on which its bill is paid in time, YYYY-MM-DD in Asia/Shanghai; null where the programme\'s agreement names no day."}]}',
  },
  {
    type: 'ClientListWithdrawn',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientListWithdrawn","namespace":"scrip.ledger","doc":"A list that was not paid is given up; nothing was loaded and its id is not used again.","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"listId","type":"string","doc":"List, the client\'s own code of [A-Za-z0-9_.-]{1,64}; unique for the client for good."},{"name":"billFen","type":{"type":"long","logicalType":"fen"},"doc":"The bill that is not due any more, in fen."}]}',
  },
  {
    type: 'ClientOpened',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientOpened","namespace":"scrip.ledger","doc":"The account of a client was opened: a company that orders cards for its people and loads them by lists (domain 2.4).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"productKey","type":"string","doc":"Stored-value product of the programme whose wallets the client loads."},{"name":"agentId","type":"string","doc":"Person who alone may act for the client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}, never a name."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"termEndsDate","type":["null","string"],"default":null,"doc":"Last business day of the agreement\'s term, YYYY-MM-DD in Asia/Shanghai; null where the programme has no term."}]}',
  },
  {
    type: 'ClientRefunded',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientRefunded","namespace":"scrip.ledger","doc":"The issuer paid what it owed a client. What was paid late is owed a penalty besides (domain 2.4, C5).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"programmeId","type":"string","doc":"Programme whose account this is, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"refundId","type":"string","doc":"This refund, named by a correction later."},{"name":"refundedFen","type":{"type":"long","logicalType":"fen"},"doc":"What was paid, in fen."},{"name":"bankReference","type":"string","doc":"Reference of the bank transfer that paid it, the bank\'s own text of [A-Za-z0-9_.-]{1,64}."},{"name":"refundedDate","type":"string","doc":"Business day of the payment, YYYY-MM-DD in Asia/Shanghai."},{"name":"lateDays","type":"int","doc":"How many business days the oldest part of it was late; 0 if none was."},{"name":"penaltyFen","type":{"type":"long","logicalType":"fen"},"doc":"Penalty for what was late, in fen, cut to the fen; it is owed from now on."},{"name":"owedAfterFen","type":{"type":"long","logicalType":"fen"},"doc":"What the issuer owes the client after this event, in fen."}]}',
  },
  {
    type: 'ClientRenewed',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientRenewed","namespace":"scrip.ledger","doc":"The agreement with a client goes on for another term; nothing is refunded (domain 2.4).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}."},{"name":"termEndsDate","type":"string","doc":"Last business day of the new term, YYYY-MM-DD in Asia/Shanghai."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'ClientTerminated',
    service: 'ledger',
    stream: 'client',
    text: '{"type":"record","name":"ClientTerminated","namespace":"scrip.ledger","doc":"The client\'s notice ended the agreement that day; what it is owed is refunded within the agreed time (domain 2.4, C5).","fields":[{"name":"clientId","type":"string","doc":"Client, the issuer\'s own code of [A-Za-z0-9_.-]{1,64}; with the issuer it names the stream."},{"name":"terminatedDate","type":"string","doc":"Business day of the notice, YYYY-MM-DD in Asia/Shanghai."},{"name":"refundFen","type":{"type":"long","logicalType":"fen"},"doc":"What is to be refunded, in fen: all that is owed on that day."},{"name":"dueDate","type":"string","doc":"Last business day of a refund in time, YYYY-MM-DD in Asia/Shanghai."},{"name":"refundWithin","type":"string","doc":"Time that was agreed for a refund, an ISO 8601 period of whole days such as P7D."},{"name":"lateBpPerDay","type":"int","doc":"What is owed besides for each day a refund is late, in basis points of it."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
