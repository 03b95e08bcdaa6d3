/** A registered letter with its packing list: posted by a vendor, counted by a branch (domain 2.9, N1). */
import type { EpochMs } from '@scrip/calendar';
import type { PackingListEvent, PackingListPosted, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import type { Fen } from '@scrip/money';
import type { VendorState } from '../vendor/vendor.decider.ts';
import type { ReplacementState } from './replacement.decider.ts';
import { countCard, postCard } from './replacement-making.rule.ts';

/** A letter; plain data, since snapshots keep it as JSON. */
export type PackingListState =
  | { readonly status: 'none' }
  | {
      readonly status: 'posted';
      readonly list: PackingListPosted;
      /** Replacements whose cards were counted, in the order of the counts; void ones too. */
      readonly arrivedIds: readonly string[];
    };

export const packingListDecider: Decider<PackingListState, PackingListEvent> = {
  stream: 'packing-list',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'PackingListPosted') return { status: 'posted', list: event.data, arrivedIds: [] };
    if (state.status === 'none')
      throw new InvariantError(`${event.data.packingListId} was counted before it was posted`);
    const { receivedIds, voidIds } = event.data;
    return { ...state, arrivedIds: [...state.arrivedIds, ...receivedIds, ...voidIds] };
  },
};

/** Cards of one letter. */
export const LIST_CARDS_MAX = 500;

/** A packing list as the vendor sent it. */
export type PostList = Omit<PackingListPosted, 'postFen'>;

/** What a list records: in its own stream, and for each of its lines in the replacement's. */
export interface ListFacts {
  readonly list: PackingListEvent;
  /** By replacement id. */
  readonly cards: ReadonlyMap<string, readonly ReplacementEvent[]>;
}

/** Why a line of a list is wrong. */
export interface LineRefusal extends Refusal {
  /** In the list, from 1. */
  readonly line: number;
}

/**
 * Takes a packing list, whole or not at all: it belongs to a letter that is sealed, and is counted against. The same list
 * again needs no new fact. Refusals in the order tried:
 * - `vendor_unknown` {vendorId}
 * - `post_number_reused` {packingListId}: another list came with this number.
 * - `too_many_cards` {total, limit}
 * - `total_mismatch` {total, lines}: the header says another number of cards than there are lines.
 * - `lines_refused` {lines}: each wrong line with its code: `listed_twice`, and those of `postCard`.
 */
export function postPackingList(
  state: PackingListState,
  terms: { readonly vendor: VendorState; readonly replacements: ReadonlyMap<string, ReplacementState> },
  command: PostList,
): Decision<ListFacts> {
  const { packingListId, vendorId, branchNo, postNumber, total, lines } = command;
  if (terms.vendor.status === 'none') return reject('vendor_unknown', { vendorId });
  if (state.status === 'posted') {
    return isSame(state.list, command) ? accept() : reject('post_number_reused', { packingListId });
  }
  if (lines.length > LIST_CARDS_MAX) return reject('too_many_cards', { total: lines.length, limit: LIST_CARDS_MAX });
  if (total !== lines.length) return reject('total_mismatch', { total, lines: lines.length });
  const cards = new Map<string, readonly ReplacementEvent[]>();
  const refused: LineRefusal[] = [];
  const listed = new Set<string>();
  for (const { line, replacementId, cardNumber, takenAt, batch } of lines) {
    if (listed.has(cardNumber)) {
      refused.push({ line, code: 'listed_twice', detail: {} });
      continue;
    }
    listed.add(cardNumber);
    const asked = { vendorId, packingListId, branchNo, postNumber, takenAt, batch };
    const decision = postCard(terms.replacements.get(replacementId) ?? { status: 'none' }, asked);
    if (decision.kind === 'refused') refused.push({ line, ...decision.refusal });
    cards.set(replacementId, decision.kind === 'accepted' ? decision.events : []);
  }
  if (refused.length > 0) return reject('lines_refused', { lines: refused });
  const postFen: Fen = terms.vendor.terms.postFen;
  return accept({ list: { type: 'PackingListPosted', data: { ...command, postFen } }, cards });
}

/** What the branch found in the letter. */
export interface CountList {
  /** Of the cards that are there. */
  readonly cardNumbers: readonly string[];
  readonly at: EpochMs;
}

/**
 * Counts a letter against its list: what is there is received, what is not stays posted and is flagged (domain 2.9, N1);
 * cards that are void are named, to be destroyed. A later count may name what came later, or everything again; one that
 * finds nothing else needs no new fact. Refusals in the order tried:
 * - `packing_list_unknown`
 * - `not_on_list` {cardNumbers}: cards that are there and not on the list; count again without them and report them.
 */
export function countPackingList(
  state: PackingListState,
  replacements: ReadonlyMap<string, ReplacementState>,
  { cardNumbers, at }: CountList,
): Decision<ListFacts> {
  if (state.status === 'none') return reject('packing_list_unknown');
  const { packingListId, vendorId, branchNo, lines } = state.list;
  const listed = new Set(lines.map((line) => line.cardNumber));
  const strange = cardNumbers.filter((number) => !listed.has(number));
  if (strange.length > 0) return reject('not_on_list', { cardNumbers: strange });
  const there = new Set(cardNumbers);
  const before = new Set(state.arrivedIds);
  const cards = new Map<string, readonly ReplacementEvent[]>();
  const receivedIds: string[] = [];
  const voidIds: string[] = [];
  const missingIds: string[] = [];
  for (const { replacementId, cardNumber } of lines) {
    if (before.has(replacementId)) continue;
    const replacement = replacements.get(replacementId) ?? { status: 'none' };
    const hasArrived = there.has(cardNumber);
    cards.set(replacementId, countCard(replacement, { hasArrived, at }));
    if (!hasArrived) missingIds.push(replacementId);
    else if (replacement.status === 'void') voidIds.push(replacementId);
    else receivedIds.push(replacementId);
  }
  const isNews = receivedIds.length + voidIds.length > 0 || [...cards.values()].some((events) => events.length > 0);
  if (!isNews) return accept();
  const data = { packingListId, vendorId, branchNo, receivedIds, voidIds, missingIds };
  return accept({ list: { type: 'PackingListCounted', data }, cards });
}

/** Whether two lists say the same; which replacement a card belongs to, they do not say. */
function isSame(a: PostList, b: PostList): boolean {
  const said = ({ vendorId, branchNo, branchLabel, total, postNumber, lines }: PostList): string => {
    const cards = lines.map(({ cardNumber, takenAt, batch }) => [cardNumber, takenAt, batch]);
    return JSON.stringify([vendorId, branchNo, branchLabel, total, postNumber, cards]);
  };
  return said(a) === said(b);
}
