// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A recharge was invoiced: an ordinary invoice of tax item 601, untaxed, for the principal that was paid; never for bonus, never at spending (domain 2.2, A9; domain 3). Whom it was made out to stays in the tax system. */
export interface InvoiceIssued {
  /** The invoices of one recharge; inv_ and 26 characters made of the recharge's id; also the stream id. */
  readonly invoiceId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Recharge that is invoiced. */
  readonly rechargeId: string;
  /** Number of the invoice in the tax system. */
  readonly invoiceNo: string;
  /** Counts the invoices of this recharge from 1; above 1 only after the one before was voided. */
  readonly issueNo: number;
  /** What is invoiced, in fen: the principal of the recharge. */
  readonly amountFen: Fen;
  /** 'ordinary'. */
  readonly invoiceKind: string;
  /** Tax item, '601': prepaid cards. */
  readonly taxItem: string;
  /** 'untaxed': value was sold, not goods. */
  readonly taxTreatment: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the recharge was decided under. */
  readonly programmeVersion: number;
}

/** An invoice was voided in the tax system; its recharge can be invoiced again (domain 2.2, A9). */
export interface InvoiceVoided {
  /** The invoices of one recharge; inv_ and 26 characters made of the recharge's id; also the stream id. */
  readonly invoiceId: string;
  /** Wallet (the domain's account) it belongs to; wal_ and a ULID. */
  readonly walletId: string;
  /** Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards. */
  readonly holderId: string;
  /** Recharge that was invoiced. */
  readonly rechargeId: string;
  /** Number of the invoice in the tax system. */
  readonly invoiceNo: string;
  /** Which of the recharge's invoices it is, from 1. */
  readonly issueNo: number;
  /** What had been invoiced, in fen. */
  readonly amountFen: Fen;
  /** Why, in snake_case, such as 'wrong_number'. */
  readonly reason: string;
  /** Programme of the wallet, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
}

/** Every event of topic ledger.invoice. */
export type InvoiceEvent =
  | { readonly type: 'InvoiceIssued'; readonly data: InvoiceIssued }
  | { readonly type: 'InvoiceVoided'; readonly data: InvoiceVoided };

/** The schemas of topic ledger.invoice, compact JSON. */
export const INVOICE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'InvoiceIssued',
    service: 'ledger',
    stream: 'invoice',
    text: '{"type":"record","name":"InvoiceIssued","namespace":"scrip.ledger","doc":"A recharge was invoiced: an ordinary invoice of tax item 601, untaxed, for the principal that was paid; never for bonus, never at spending (domain 2.2, A9; domain 3). Whom it was made out to stays in the tax system.","fields":[{"name":"invoiceId","type":"string","doc":"The invoices of one recharge; inv_ and 26 characters made of the recharge\'s id; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"rechargeId","type":"string","doc":"Recharge that is invoiced."},{"name":"invoiceNo","type":"string","doc":"Number of the invoice in the tax system."},{"name":"issueNo","type":"int","doc":"Counts the invoices of this recharge from 1; above 1 only after the one before was voided."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What is invoiced, in fen: the principal of the recharge."},{"name":"invoiceKind","type":"string","doc":"\'ordinary\'."},{"name":"taxItem","type":"string","doc":"Tax item, \'601\': prepaid cards."},{"name":"taxTreatment","type":"string","doc":"\'untaxed\': value was sold, not goods."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the recharge was decided under."}]}',
  },
  {
    type: 'InvoiceVoided',
    service: 'ledger',
    stream: 'invoice',
    text: '{"type":"record","name":"InvoiceVoided","namespace":"scrip.ledger","doc":"An invoice was voided in the tax system; its recharge can be invoiced again (domain 2.2, A9).","fields":[{"name":"invoiceId","type":"string","doc":"The invoices of one recharge; inv_ and 26 characters made of the recharge\'s id; also the stream id."},{"name":"walletId","type":"string","doc":"Wallet (the domain\'s account) it belongs to; wal_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the wallet belongs to; hld_ and a ULID. Personal data stays in the vault of cards."},{"name":"rechargeId","type":"string","doc":"Recharge that was invoiced."},{"name":"invoiceNo","type":"string","doc":"Number of the invoice in the tax system."},{"name":"issueNo","type":"int","doc":"Which of the recharge\'s invoices it is, from 1."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What had been invoiced, in fen."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'wrong_number\'."},{"name":"programmeId","type":"string","doc":"Programme of the wallet, an issuer\'s own key of [a-z0-9-]{2,40}."}]}',
  },
];
