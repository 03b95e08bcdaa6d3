/**
 * A client's list of its people (domain 2.4): taken as a whole or not at all, then a job registers those who are new and
 * issues a card to each who has none. Who they are is in the vault; what each is to be given, the ledger loads when the
 * bill of its own list is paid.
 */
import type { EpochMs } from '@scrip/calendar';
import type { RefusedStaffLine, StaffListAccepted, StaffListEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { termsOf } from '../card/card-issue.rule.ts';
import type { ProgrammeState } from '../programme/programme.decider.ts';
import { vendorOffer, whyNotOrdered } from '../replacement/first-card.rule.ts';
import type { VendorState } from '../vendor/vendor.decider.ts';

/** A list that was taken. */
export interface StaffList {
  readonly status: 'accepted';
  readonly staffListId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly lines: number;
  /** Lines that have their holders and cards: those from 1 to here. */
  readonly issuedLines: number;
}

/** What is known of a staff list's id. */
export type StaffListState = { readonly status: 'none' } | StaffList;

/** Nothing is known of the list yet. */
const NO_LIST: StaffListState = { status: 'none' };

/** Lines of one part: with holder and card two facts each. */
export const PART_LINES = 100;

/** How a staff list is folded. */
export const staffListDecider: Decider<StaffListState, StaffListEvent> = {
  stream: 'staff-list',
  initial: NO_LIST,
  evolve(state, event) {
    if (event.type === 'StaffListAccepted') {
      if (state.status !== 'none') throw new InvariantError(`${event.data.staffListId} was taken twice`);
      const { staffListId, programmeId, productKey, lines } = event.data;
      return { status: 'accepted', staffListId, programmeId, productKey, lines, issuedLines: 0 };
    }
    if (state.status === 'none') throw new InvariantError(`${event.type} comes before its list was taken`);
    switch (event.type) {
      case 'StaffListPartIssued':
        return { ...state, issuedLines: event.data.issuedLines };
    }
  },
};

/** A list whose every line is good. */
export interface AcceptList extends Omit<StaffListAccepted, 'programmeVersion'> {
  readonly at: EpochMs;
}

/** What a list is taken on. */
export interface ListTerms {
  readonly programme: ProgrammeState;
  /** The issuer's vendor of this key as the log has it. */
  readonly vendorOf: (vendorId: string) => VendorState;
}

/**
 * Takes a list. Refused in this order: `list_known` (the client sent one under this code, whatever the key: domain 2.4,
 * C6); `programme_unknown`, `programme_not_in_force`, `product_unknown` as `termsOf` says; `product_of_bearer_cards`; of
 * cards that a vendor makes, as `whyNotOrdered`.
 */
export function acceptList(
  state: StaffListState,
  { programme, vendorOf }: ListTerms,
  { at, ...list }: AcceptList,
): Decision<StaffListEvent> {
  const { listId, productKey } = list;
  if (state.status !== 'none') return reject('list_known', { listId });
  const terms = termsOf(programme, { ...list, at });
  if (terms.refusal) return { kind: 'refused', refusal: terms.refusal };
  if (terms.card?.holder === 'bearer') return reject('product_of_bearer_cards', { productKey });
  const offer = vendorOffer(terms.card);
  const refusal = offer && whyNotOrdered(vendorOf(offer.vendorId), offer, list);
  if (refusal) return { kind: 'refused', refusal };
  return accept({ type: 'StaffListAccepted', data: { ...list, programmeVersion: terms.version } });
}

/** Some lines of a list, both included. */
export interface LinesOfPart {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** The lines that have no cards yet, at most `PART_LINES`; undefined when all have. */
export function nextLines(state: StaffListState): LinesOfPart | undefined {
  if (state.status === 'none' || state.issuedLines >= state.lines) return undefined;
  const firstLine = state.issuedLines + 1;
  return { firstLine, lastLine: Math.min(state.lines, state.issuedLines + PART_LINES) };
}

/**
 * Takes the next lines as issued, but for those that got no card. Refused in this order: `list_unknown`; `part_not_next`
 * with the line that is.
 */
export function issuePart(
  state: StaffListState,
  { firstLine, lastLine }: LinesOfPart,
  refused: readonly RefusedStaffLine[] = [],
): Decision<StaffListEvent> {
  if (state.status === 'none') return reject('list_unknown');
  const { staffListId, issuedLines, lines } = state;
  if (firstLine !== issuedLines + 1 || lastLine > lines) {
    return reject('part_not_next', { firstLine, nextLine: issuedLines + 1 });
  }
  const part = { staffListId, firstLine, lastLine, issuedLines: lastLine };
  return accept({ type: 'StaffListPartIssued', data: { ...part, refused: refused.length > 0 ? refused : null } });
}
