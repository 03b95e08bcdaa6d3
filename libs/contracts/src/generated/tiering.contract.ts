// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A relative who may use what is shareable. Who it is stays in the vault of cards, under the key of the insured. */
export interface NamedRelative {
  /** The relative in the vault of cards; rel_ and a ULID. */
  readonly relativeId: string;
  /** 'parent', 'spouse' or 'child'. */
  readonly kind: string;
}

/** A contract is over for good. */
export interface ContractEnded {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** First business day on which it is not in force, YYYY-MM-DD. */
  readonly endedDate: string;
  /** Why, by a code of the issuer such as notice; snake_case. */
  readonly reason: string;
}

/** A contract is not in force until it is reinstated, such as for a premium that was not paid (domain 2.11, E2). */
export interface ContractLapsed {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** First business day on which it is not in force, YYYY-MM-DD. */
  readonly lapsedDate: string;
  /** Why, by a code of the issuer such as premium_overdue; snake_case. */
  readonly reason: string;
}

/** A lapsed contract is in force again; its waiting periods begin anew, and those of the relatives with a call (domain 2.11, E2). */
export interface ContractReinstated {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** First business day in force again, YYYY-MM-DD. */
  readonly reinstatedDate: string;
}

/** A contract goes on for another term, as both agreed. */
export interface ContractRenewed {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Last business day of the new term, YYYY-MM-DD. */
  readonly endsDate: string;
}

/** A holder's contract begins: what it entitles to can be used while it is in force and after its waiting periods (domain 2.11, E1). */
export interface ContractStarted {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The issuer's own number of the contract, of [A-Za-z0-9_.-]{1,64}; unique within the programme. */
  readonly contractNo: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Kind of contract, a key among the programme's contracts. */
  readonly contractKey: string;
  /** First business day in force, YYYY-MM-DD; the effective date that ages are counted at. */
  readonly startsDate: string;
  /** Last business day of its term, YYYY-MM-DD; null: it goes on until somebody ends it. */
  readonly endsDate: string | null;
}

/** An illness of the list was found before the wait ended: this relative can use nothing of the contract, for good (domain 2.11). Which illness it is stays with who found it. */
export interface RelativeBarred {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** The relative; rel_ and a ULID. */
  readonly relativeId: string;
  /** Business day on which it was found, YYYY-MM-DD. */
  readonly foundDate: string;
  /** First business day on which the relative could have used something, YYYY-MM-DD; null: the call after the reinstatement had not come. */
  readonly usableFromDate: string | null;
}

/** The insured called after a reinstatement: the wait of the relatives begins anew (domain 2.11). */
export interface RelativesCalled {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** Business day of the call, YYYY-MM-DD; the wait begins with it. */
  readonly calledDate: string;
  /** Business day of the reinstatement that it follows, YYYY-MM-DD. */
  readonly reinstatedDate: string;
}

/** The insured named the relatives on the phone, once; they are never changed. That none was too old on the effective date was asked of the vault and is not written (domain 2.11, E3). */
export interface RelativesNamed {
  /** Contract this happened to; ctr_ and a ULID; also the stream id. */
  readonly contractId: string;
  /** The insured who made the contract; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Business day of the call, YYYY-MM-DD; the wait of the relatives begins with it. */
  readonly calledDate: string;
  /** The relatives, in the order they were named. */
  readonly relatives: readonly NamedRelative[];
}

/** Every event of topic tiering.contract. */
export type ContractEvent =
  | { readonly type: 'ContractEnded'; readonly data: ContractEnded }
  | { readonly type: 'ContractLapsed'; readonly data: ContractLapsed }
  | { readonly type: 'ContractReinstated'; readonly data: ContractReinstated }
  | { readonly type: 'ContractRenewed'; readonly data: ContractRenewed }
  | { readonly type: 'ContractStarted'; readonly data: ContractStarted }
  | { readonly type: 'RelativeBarred'; readonly data: RelativeBarred }
  | { readonly type: 'RelativesCalled'; readonly data: RelativesCalled }
  | { readonly type: 'RelativesNamed'; readonly data: RelativesNamed };

/** The schemas of topic tiering.contract, compact JSON. */
export const CONTRACT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'ContractEnded',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"ContractEnded","namespace":"scrip.tiering","doc":"A contract is over for good.","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"endedDate","type":"string","doc":"First business day on which it is not in force, YYYY-MM-DD."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer such as notice; snake_case."}]}',
  },
  {
    type: 'ContractLapsed',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"ContractLapsed","namespace":"scrip.tiering","doc":"A contract is not in force until it is reinstated, such as for a premium that was not paid (domain 2.11, E2).","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"lapsedDate","type":"string","doc":"First business day on which it is not in force, YYYY-MM-DD."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer such as premium_overdue; snake_case."}]}',
  },
  {
    type: 'ContractReinstated',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"ContractReinstated","namespace":"scrip.tiering","doc":"A lapsed contract is in force again; its waiting periods begin anew, and those of the relatives with a call (domain 2.11, E2).","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"reinstatedDate","type":"string","doc":"First business day in force again, YYYY-MM-DD."}]}',
  },
  {
    type: 'ContractRenewed',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"ContractRenewed","namespace":"scrip.tiering","doc":"A contract goes on for another term, as both agreed.","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"endsDate","type":"string","doc":"Last business day of the new term, YYYY-MM-DD."}]}',
  },
  {
    type: 'ContractStarted',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"ContractStarted","namespace":"scrip.tiering","doc":"A holder\'s contract begins: what it entitles to can be used while it is in force and after its waiting periods (domain 2.11, E1).","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"contractNo","type":"string","doc":"The issuer\'s own number of the contract, of [A-Za-z0-9_.-]{1,64}; unique within the programme."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"contractKey","type":"string","doc":"Kind of contract, a key among the programme\'s contracts."},{"name":"startsDate","type":"string","doc":"First business day in force, YYYY-MM-DD; the effective date that ages are counted at."},{"name":"endsDate","type":["null","string"],"default":null,"doc":"Last business day of its term, YYYY-MM-DD; null: it goes on until somebody ends it."}]}',
  },
  {
    type: 'RelativeBarred',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"RelativeBarred","namespace":"scrip.tiering","doc":"An illness of the list was found before the wait ended: this relative can use nothing of the contract, for good (domain 2.11). Which illness it is stays with who found it.","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"relativeId","type":"string","doc":"The relative; rel_ and a ULID."},{"name":"foundDate","type":"string","doc":"Business day on which it was found, YYYY-MM-DD."},{"name":"usableFromDate","type":["null","string"],"default":null,"doc":"First business day on which the relative could have used something, YYYY-MM-DD; null: the call after the reinstatement had not come."}]}',
  },
  {
    type: 'RelativesCalled',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"RelativesCalled","namespace":"scrip.tiering","doc":"The insured called after a reinstatement: the wait of the relatives begins anew (domain 2.11).","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"calledDate","type":"string","doc":"Business day of the call, YYYY-MM-DD; the wait begins with it."},{"name":"reinstatedDate","type":"string","doc":"Business day of the reinstatement that it follows, YYYY-MM-DD."}]}',
  },
  {
    type: 'RelativesNamed',
    service: 'tiering',
    stream: 'contract',
    text: '{"type":"record","name":"RelativesNamed","namespace":"scrip.tiering","doc":"The insured named the relatives on the phone, once; they are never changed. That none was too old on the effective date was asked of the vault and is not written (domain 2.11, E3).","fields":[{"name":"contractId","type":"string","doc":"Contract this happened to; ctr_ and a ULID; also the stream id."},{"name":"holderId","type":"string","doc":"The insured who made the contract; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"calledDate","type":"string","doc":"Business day of the call, YYYY-MM-DD; the wait of the relatives begins with it."},{"name":"relatives","type":{"type":"array","items":{"type":"record","name":"NamedRelative","doc":"A relative who may use what is shareable. Who it is stays in the vault of cards, under the key of the insured.","fields":[{"name":"relativeId","type":"string","doc":"The relative in the vault of cards; rel_ and a ULID."},{"name":"kind","type":"string","doc":"\'parent\', \'spouse\' or \'child\'."}]}},"doc":"The relatives, in the order they were named."}]}',
  },
];
