/**
 * The reception of a VIP guest for one stay (domain 2.11): booked with a level, approved by the authority of that level, then
 * prepared, received, seen off, followed up. Terms are written with the booking, so that it is decided under those.
 */
import type { BusinessDate } from '@scrip/calendar';
import type { ReceptionBooked, ReceptionCost, ReceptionEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, minus, sumFen } from '@scrip/money';
import { amenitySet, authorityFor, entitlementsOf, gradeOrder, type Programme, servicesOf } from '@scrip/programme';
import type { ReceptionStatus } from './reception-status.ts';

/** A reception that was booked; plain data. */
export interface Reception {
  readonly status: ReceptionStatus;
  readonly booked: ReceptionBooked;
  /** Who approved it; null before. */
  readonly approvedBy: string | null;
  readonly receiverIds: readonly string[];
}

/** What is known of a reception's id. */
export type ReceptionState = { readonly status: 'none' } | Reception;

/** How a reception's stream is folded. */
export const receptionDecider: Decider<ReceptionState, ReceptionEvent> = {
  stream: 'reception',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'ReceptionBooked') {
      return { status: 'booked', booked: event.data, approvedBy: null, receiverIds: [] };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} of a reception that was never booked`);
    switch (event.type) {
      case 'ReceptionApproved':
        return { ...state, approvedBy: event.data.approvedBy };
      case 'ReceptionRefused':
        return { ...state, status: 'refused' };
      case 'ReceptionCancelled':
        return { ...state, status: 'cancelled' };
      case 'ReceiversNamed':
        return { ...state, receiverIds: event.data.receiverIds };
      case 'ReceptionPrepared':
        return { ...state, status: 'prepared' };
      case 'GuestReceived':
        return { ...state, status: 'received', receiverIds: event.data.receiverIds };
      case 'GuestSeenOff':
        return { ...state, status: 'seen_off' };
      case 'GuestFollowedUp':
        return { ...state, status: 'followed_up' };
    }
  },
};

/** A stay that is announced. */
export interface BookReception {
  readonly receptionId: string;
  readonly stayId: string;
  readonly holderId: string;
  readonly levelKey: string;
  readonly foreignGuest: boolean;
  readonly arrivesDate: BusinessDate;
  readonly leavesDate: BusinessDate;
  readonly bookedBy: string;
}

/**
 * Books a reception with what is to be laid out. Refused in this order: `reception_known` {receptionId, receptionStatus}: a stay has
 * one, and only what was refused or cancelled can be booked again; `level_unknown` {levelKey}; `amenities_not_offered`
 * {levelKey}; `approval_not_offered`: the programme says nobody who decides; `level_not_offered` {levelKey}: nobody may
 * approve it; `leaves_before_it_arrives` {arrivesDate, leavesDate}.
 */
export function bookReception(
  state: ReceptionState,
  command: BookReception,
  programme: Programme,
): Decision<ReceptionEvent> {
  const { receptionId, levelKey, foreignGuest, arrivesDate, leavesDate } = command;
  if (state.status !== 'none' && state.status !== 'refused' && state.status !== 'cancelled') {
    return reject('reception_known', { receptionId, receptionStatus: state.status });
  }
  if (!gradeOrder(programme).includes(levelKey)) return reject('level_unknown', { levelKey });
  const laidOut = laidOutFor(programme, { levelKey, foreignGuest });
  if (!laidOut) return reject('amenities_not_offered', { levelKey });
  const approval = programme.approvals?.find(({ subject }) => subject === 'reception');
  if (!approval) return reject('approval_not_offered');
  const authority = authorityFor(approval, levelKey);
  if (!authority) return reject('level_not_offered', { levelKey });
  if (leavesDate < arrivesDate) return reject('leaves_before_it_arrives', { arrivesDate, leavesDate });
  const { entitlementKey, items } = laidOut;
  const data: ReceptionBooked = {
    ...command,
    programmeId: programme.id,
    programmeVersion: programme.version,
    entitlementKey,
    items,
    budgetFen: sumFen(items.map(({ budgetFen }) => budgetFen)),
    approvalKey: approval.key,
    authorityRoles: authority.roles,
    authorityBudgetFen: authority.budgetFen === undefined ? null : fen(BigInt(authority.budgetFen)),
    serviceKeys: servicesOf(programme, levelKey).map(({ key }) => key),
  };
  return accept({ type: 'ReceptionBooked', data });
}

/** Who decides, with the roles of the token. */
export interface Reviewer {
  readonly by: string;
  /** Keys of the programme, from the scopes tiering:authority.<key>. */
  readonly roles: ReadonlySet<string>;
}

/**
 * Approves a reception. Refused in this order: `reception_unknown`; `reception_decided` {receptionStatus}; `role_missing` {roles};
 * `own_work` {by}: who recorded it; `authority_exceeded` {budgetFen, authorityBudgetFen, excessFen}.
 */
export function approveReception(state: ReceptionState, { by, roles }: Reviewer): Decision<ReceptionEvent> {
  const { reception, role, refusal } = deciding(state, { by, roles });
  if (refusal) return { kind: 'refused', refusal };
  const { receptionId, budgetFen, authorityBudgetFen } = reception.booked;
  if (authorityBudgetFen !== null && budgetFen > authorityBudgetFen) {
    const excessFen = minus(budgetFen, authorityBudgetFen);
    return reject('authority_exceeded', { budgetFen, authorityBudgetFen, excessFen });
  }
  return accept({ type: 'ReceptionApproved', data: { receptionId, role, approvedBy: by } });
}

/** Refuses a reception. Refused in this order: those of `approveReception` but the last. */
export function refuseReception(
  state: ReceptionState,
  { by, roles, reason }: Reviewer & { readonly reason: string },
): Decision<ReceptionEvent> {
  const { reception, role, refusal } = deciding(state, { by, roles });
  if (refusal) return { kind: 'refused', refusal };
  const { receptionId } = reception.booked;
  return accept({ type: 'ReceptionRefused', data: { receptionId, role, reason, refusedBy: by } });
}

/** Cancels a reception before the guest arrived. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected}. */
export function cancelReception(
  state: ReceptionState,
  { by, reason }: { readonly by: string; readonly reason: string },
): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['booked', 'prepared']);
  if (refusal) return { kind: 'refused', refusal };
  const { receptionId } = reception.booked;
  return accept({ type: 'ReceptionCancelled', data: { receptionId, reason, cancelledBy: by } });
}

/** Names the persons who receive, in the place of those before. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected}. */
export function nameReceivers(
  state: ReceptionState,
  { by, receiverIds }: { readonly by: string; readonly receiverIds: readonly string[] },
): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['booked', 'prepared', 'received']);
  if (refusal) return { kind: 'refused', refusal };
  const { receptionId } = reception.booked;
  return accept({ type: 'ReceiversNamed', data: { receptionId, receiverIds: [...receiverIds], namedBy: by } });
}

/**
 * Records what was laid out and what it cost. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected};
 * `not_approved`; for each item `item_unknown` {itemKey, items}; `item_repeated` {itemKey}; `budget_exceeded` {itemKey,
 * costFen, budgetFen, excessFen}.
 */
export function prepare(
  state: ReceptionState,
  { by, costs }: { readonly by: string; readonly costs: readonly ReceptionCost[] },
): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['booked']);
  if (refusal) return { kind: 'refused', refusal };
  if (reception.approvedBy === null) return reject('not_approved');
  const { receptionId, items } = reception.booked;
  for (const [index, { itemKey, costFen }] of costs.entries()) {
    const budgetFen = items.find((item) => item.itemKey === itemKey)?.budgetFen;
    if (budgetFen === undefined) {
      return reject('item_unknown', { itemKey, items: items.map((item) => item.itemKey) });
    }
    if (costs.findIndex((other) => other.itemKey === itemKey) < index) return reject('item_repeated', { itemKey });
    if (costFen > budgetFen) {
      return reject('budget_exceeded', { itemKey, costFen, budgetFen, excessFen: minus(costFen, budgetFen) });
    }
  }
  const costFen = sumFen(costs.map((cost) => cost.costFen));
  return accept({ type: 'ReceptionPrepared', data: { receptionId, costs: [...costs], costFen, preparedBy: by } });
}

/** Who received or saw off; null: those who were named. */
export interface Attend {
  readonly by: string;
  readonly receiverIds: readonly string[] | null;
}

/** The guest arrived. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected}: it must be prepared; `receivers_missing`. */
export function receive(state: ReceptionState, { by, receiverIds }: Attend): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['prepared']);
  if (refusal) return { kind: 'refused', refusal };
  const receivers = receiverIds ?? reception.receiverIds;
  if (receivers.length === 0) return reject('receivers_missing');
  const { receptionId } = reception.booked;
  return accept({ type: 'GuestReceived', data: { receptionId, receiverIds: [...receivers], recordedBy: by } });
}

/** The guest left. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected}: the guest must have been received; `receivers_missing`. */
export function seeOff(state: ReceptionState, { by, receiverIds }: Attend): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['received']);
  if (refusal) return { kind: 'refused', refusal };
  const receivers = receiverIds ?? reception.receiverIds;
  if (receivers.length === 0) return reject('receivers_missing');
  const { receptionId } = reception.booked;
  return accept({ type: 'GuestSeenOff', data: { receptionId, receiverIds: [...receivers], recordedBy: by } });
}

/** The guest was asked how it was. Refused in this order: `reception_unknown`; `reception_not_open` {receptionStatus, expected}: the guest must have been seen off. */
export function followUp(
  state: ReceptionState,
  { by, outcome }: { readonly by: string; readonly outcome: string },
): Decision<ReceptionEvent> {
  const { reception, refusal } = inState(state, ['seen_off']);
  if (refusal) return { kind: 'refused', refusal };
  const { receptionId } = reception.booked;
  return accept({ type: 'GuestFollowedUp', data: { receptionId, outcome, recordedBy: by } });
}

/** What a level has laid out: the first of its entitlements that lays something out for it. */
function laidOutFor(
  programme: Programme,
  { levelKey, foreignGuest }: { readonly levelKey: string; readonly foreignGuest: boolean },
): { entitlementKey: string; items: { itemKey: string; budgetFen: Fen }[] } | undefined {
  for (const entitlementKey of entitlementsOf(programme, levelKey)) {
    const entitlement = programme.entitlements?.find(({ key }) => key === entitlementKey);
    const set = entitlement && amenitySet(entitlement.effect, { grade: levelKey, foreignGuest });
    if (!set) continue;
    const items = set.map(({ key, budgetFen }) => ({ itemKey: key, budgetFen: fen(BigInt(budgetFen)) }));
    return { entitlementKey, items };
  }
  return undefined;
}

type Found =
  | { readonly reception: Reception; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly reception?: never };

function inState(state: ReceptionState, expected: readonly ReceptionStatus[]): Found {
  if (state.status === 'none') return { refusal: { code: 'reception_unknown', detail: {} } };
  const { status } = state;
  if (expected.includes(status)) return { reception: state };
  return { refusal: { code: 'reception_not_open', detail: { receptionStatus: status, expected } } };
}

type Deciding =
  | { readonly reception: Reception; readonly role: string; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly reception?: never; readonly role?: never };

function deciding(state: ReceptionState, { by, roles }: Reviewer): Deciding {
  if (state.status === 'none') return { refusal: { code: 'reception_unknown', detail: {} } };
  const { status, approvedBy, booked } = state;
  if (status !== 'booked' || approvedBy !== null) {
    const told = approvedBy !== null && status === 'booked' ? 'approved' : status;
    return { refusal: { code: 'reception_decided', detail: { receptionStatus: told } } };
  }
  const role = booked.authorityRoles.find((one) => roles.has(one));
  if (role === undefined) return { refusal: { code: 'role_missing', detail: { roles: booked.authorityRoles } } };
  if (by === booked.bookedBy) return { refusal: { code: 'own_work', detail: { by } } };
  return { reception: state, role };
}
