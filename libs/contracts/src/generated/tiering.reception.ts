// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** Something that is laid out for a guest. */
export interface ReceptionItem {
  /** Key of the item in the programme document. */
  readonly itemKey: string;
  /** Most that it may cost, in fen. */
  readonly budgetFen: Fen;
}

/** What an item cost that was laid out. */
export interface ReceptionCost {
  /** Key of the item. */
  readonly itemKey: string;
  /** What it cost, in fen; never more than its budget. */
  readonly costFen: Fen;
}

/** The guest was asked afterwards how it was; the reception is over. */
export interface GuestFollowedUp {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** What came of it, by a code of the issuer such as satisfied; snake_case. */
  readonly outcome: string;
  /** Subject of the token of who recorded it. */
  readonly recordedBy: string;
}

/** The guest arrived and was received. */
export interface GuestReceived {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** Who received, the issuer's own keys of members of the staff. */
  readonly receiverIds: readonly string[];
  /** Subject of the token of who recorded it. */
  readonly recordedBy: string;
}

/** The guest left and was seen off. */
export interface GuestSeenOff {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** Who saw the guest off, the issuer's own keys of members of the staff. */
  readonly receiverIds: readonly string[];
  /** Subject of the token of who recorded it. */
  readonly recordedBy: string;
}

/** The persons who receive the guest were named, in the place of those before. */
export interface ReceiversNamed {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** The issuer's own keys of members of the staff. */
  readonly receiverIds: readonly string[];
  /** Subject of the token of who named them. */
  readonly namedBy: string;
}

/** The authority of the level approved a reception. */
export interface ReceptionApproved {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who approved it; never who recorded it. */
  readonly approvedBy: string;
}

/** A stay of a VIP guest is announced with its level; nothing is laid out before the authority of that level approved it (domain 2.11). */
export interface ReceptionBooked {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** The stay, the issuer's own number of [A-Za-z0-9_.-]{1,64}; one reception for each. */
  readonly stayId: string;
  /** The guest; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme it was decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document. */
  readonly programmeVersion: number;
  /** Level of the guest, a key among the programme's grades. */
  readonly levelKey: string;
  /** Whether other items take the place of some, as for a guest from abroad. */
  readonly foreignGuest: boolean;
  /** Entitlement whose amenities these are, a key of the programme. */
  readonly entitlementKey: string;
  /** What is to be laid out, in the order of the list. */
  readonly items: readonly ReceptionItem[];
  /** Sum of the budgets of the items, in fen. */
  readonly budgetFen: Fen;
  /** Kind of application, a key among the programme's approvals. */
  readonly approvalKey: string;
  /** Roles that decide about this level; any of them. */
  readonly authorityRoles: readonly string[];
  /** Most that one decision may cost, in fen; null: no limit is named. */
  readonly authorityBudgetFen: Fen | null;
  /** What the level has without a count, keys of the programme. */
  readonly serviceKeys: readonly string[];
  /** Business day of arrival, YYYY-MM-DD. */
  readonly arrivesDate: string;
  /** Business day of departure, YYYY-MM-DD. */
  readonly leavesDate: string;
  /** Subject of the token of who recorded it; never who approves it. */
  readonly bookedBy: string;
}

/** A guest does not come; nobody is received. */
export interface ReceptionCancelled {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** Why, by a code of the issuer; snake_case. */
  readonly reason: string;
  /** Subject of the token of who cancelled it. */
  readonly cancelledBy: string;
}

/** The amenities were laid out, within their budgets. */
export interface ReceptionPrepared {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** What was laid out; an item that is not in it was left out. */
  readonly costs: readonly ReceptionCost[];
  /** Sum of the costs, in fen. */
  readonly costFen: Fen;
  /** Subject of the token of who recorded it. */
  readonly preparedBy: string;
}

/** The authority of the level refused a reception. */
export interface ReceptionRefused {
  /** This reception; rcp_ and a ULID; also the stream id. */
  readonly receptionId: string;
  /** In which role, a key of the programme. */
  readonly role: string;
  /** Why, by a code of the issuer; snake_case. */
  readonly reason: string;
  /** Subject of the token of who refused it. */
  readonly refusedBy: string;
}

/** Every event of topic tiering.reception. */
export type ReceptionEvent =
  | { readonly type: 'GuestFollowedUp'; readonly data: GuestFollowedUp }
  | { readonly type: 'GuestReceived'; readonly data: GuestReceived }
  | { readonly type: 'GuestSeenOff'; readonly data: GuestSeenOff }
  | { readonly type: 'ReceiversNamed'; readonly data: ReceiversNamed }
  | { readonly type: 'ReceptionApproved'; readonly data: ReceptionApproved }
  | { readonly type: 'ReceptionBooked'; readonly data: ReceptionBooked }
  | { readonly type: 'ReceptionCancelled'; readonly data: ReceptionCancelled }
  | { readonly type: 'ReceptionPrepared'; readonly data: ReceptionPrepared }
  | { readonly type: 'ReceptionRefused'; readonly data: ReceptionRefused };

/** The schemas of topic tiering.reception, compact JSON. */
export const RECEPTION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'GuestFollowedUp',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"GuestFollowedUp","namespace":"scrip.tiering","doc":"The guest was asked afterwards how it was; the reception is over.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"outcome","type":"string","doc":"What came of it, by a code of the issuer such as satisfied; snake_case."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it."}]}',
  },
  {
    type: 'GuestReceived',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"GuestReceived","namespace":"scrip.tiering","doc":"The guest arrived and was received.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"receiverIds","type":{"type":"array","items":"string"},"doc":"Who received, the issuer\'s own keys of members of the staff."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it."}]}',
  },
  {
    type: 'GuestSeenOff',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"GuestSeenOff","namespace":"scrip.tiering","doc":"The guest left and was seen off.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"receiverIds","type":{"type":"array","items":"string"},"doc":"Who saw the guest off, the issuer\'s own keys of members of the staff."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it."}]}',
  },
  {
    type: 'ReceiversNamed',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceiversNamed","namespace":"scrip.tiering","doc":"The persons who receive the guest were named, in the place of those before.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"receiverIds","type":{"type":"array","items":"string"},"doc":"The issuer\'s own keys of members of the staff."},{"name":"namedBy","type":"string","doc":"Subject of the token of who named them."}]}',
  },
  {
    type: 'ReceptionApproved',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceptionApproved","namespace":"scrip.tiering","doc":"The authority of the level approved a reception.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who approved it; never who recorded it."}]}',
  },
  {
    type: 'ReceptionBooked',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceptionBooked","namespace":"scrip.tiering","doc":"A stay of a VIP guest is announced with its level; nothing is laid out before the authority of that level approved it (domain 2.11).","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"stayId","type":"string","doc":"The stay, the issuer\'s own number of [A-Za-z0-9_.-]{1,64}; one reception for each."},{"name":"holderId","type":"string","doc":"The guest; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme it was decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document."},{"name":"levelKey","type":"string","doc":"Level of the guest, a key among the programme\'s grades."},{"name":"foreignGuest","type":"boolean","doc":"Whether other items take the place of some, as for a guest from abroad."},{"name":"entitlementKey","type":"string","doc":"Entitlement whose amenities these are, a key of the programme."},{"name":"items","type":{"type":"array","items":{"type":"record","name":"ReceptionItem","doc":"Something that is laid out for a guest.","fields":[{"name":"itemKey","type":"string","doc":"Key of the item in the programme document."},{"name":"budgetFen","type":{"type":"long","logicalType":"fen"},"doc":"Most that it may cost, in fen."}]}},"doc":"What is to be laid out, in the order of the list."},{"name":"budgetFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the budgets of the items, in fen."},{"name":"approvalKey","type":"string","doc":"Kind of application, a key among the programme\'s approvals."},{"name":"authorityRoles","type":{"type":"array","items":"string"},"doc":"Roles that decide about this level; any of them."},{"name":"authorityBudgetFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"Most that one decision may cost, in fen; null: no limit is named."},{"name":"serviceKeys","type":{"type":"array","items":"string"},"doc":"What the level has without a count, keys of the programme."},{"name":"arrivesDate","type":"string","doc":"Business day of arrival, YYYY-MM-DD."},{"name":"leavesDate","type":"string","doc":"Business day of departure, YYYY-MM-DD."},{"name":"bookedBy","type":"string","doc":"Subject of the token of who recorded it; never who approves it."}]}',
  },
  {
    type: 'ReceptionCancelled',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceptionCancelled","namespace":"scrip.tiering","doc":"A guest does not come; nobody is received.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer; snake_case."},{"name":"cancelledBy","type":"string","doc":"Subject of the token of who cancelled it."}]}',
  },
  {
    type: 'ReceptionPrepared',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceptionPrepared","namespace":"scrip.tiering","doc":"The amenities were laid out, within their budgets.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"costs","type":{"type":"array","items":{"type":"record","name":"ReceptionCost","doc":"What an item cost that was laid out.","fields":[{"name":"itemKey","type":"string","doc":"Key of the item."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"What it cost, in fen; never more than its budget."}]}},"doc":"What was laid out; an item that is not in it was left out."},{"name":"costFen","type":{"type":"long","logicalType":"fen"},"doc":"Sum of the costs, in fen."},{"name":"preparedBy","type":"string","doc":"Subject of the token of who recorded it."}]}',
  },
  {
    type: 'ReceptionRefused',
    service: 'tiering',
    stream: 'reception',
    text: '{"type":"record","name":"ReceptionRefused","namespace":"scrip.tiering","doc":"The authority of the level refused a reception.","fields":[{"name":"receptionId","type":"string","doc":"This reception; rcp_ and a ULID; also the stream id."},{"name":"role","type":"string","doc":"In which role, a key of the programme."},{"name":"reason","type":"string","doc":"Why, by a code of the issuer; snake_case."},{"name":"refusedBy","type":"string","doc":"Subject of the token of who refused it."}]}',
  },
];
