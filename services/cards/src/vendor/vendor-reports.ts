/** What a vendor reports, carried out: cards that were made, each by itself; letters that were posted, each as a whole. */
import type { Refusal } from '@scrip/decider';
import { type EventLog, idFrom, on, type Placed, type Verdict, type Who } from '@scrip/event-store';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import type { ListFacts, PostList } from '../replacement/packing-list.decider.ts';
import {
  countPackingList,
  type PackingListState,
  packingListDecider,
  postPackingList,
} from '../replacement/packing-list.decider.ts';
import { type ReplacementState, replacementDecider } from '../replacement/replacement.decider.ts';
import { cardOnItsWay } from '../replacement/replacement-cards.rule.ts';
import { placedCards } from '../replacement/replacement-commands.ts';
import { makeCard } from '../replacement/replacement-making.rule.ts';
import { paperKey, replacementsOnPaper } from '../replacement/replacement-register.ts';
import { type VendorState, vendorDecider, vendorStream } from './vendor.decider.ts';
import type { BadLine, MadeLine, SentList } from './vendor-report-lines.ts';

/** Lines that are decided at the same time. */
const LINES_UNDER_WAY_MAX = 32;

/** What became of a line, or of a letter. */
export interface LineVerdict {
  /** Place in the file, from 1; of a letter its header's. */
  readonly line: number;
  /** Repeated: the same was reported before. */
  readonly verdict: 'accepted' | 'repeated' | 'refused';
  /** Why it was refused, with the numbers behind it. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A letter's own id comes with its verdict. */
export interface ListVerdict extends LineVerdict {
  readonly packingListId: string;
  readonly postNumber: string;
}

/** What became of a file: the verdicts in its order, and the log's. */
export interface Report<V extends LineVerdict> {
  readonly lines: readonly V[];
  readonly verdicts: readonly Verdict[];
}

export class VendorReports {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Cards that a vendor made. A wrong line refuses itself only: what was made was made. */
  async made(who: Who, vendorId: string, lines: readonly MadeLine[]): Promise<Report<LineVerdict>> {
    const found = await replacementsOnPaper(this.#log.pool, { issuerId: who.issuerId, vendorId, cards: lines });
    const verdicts: Verdict[] = [];
    const told: LineVerdict[] = [];
    const queue = lines.entries();
    const worker = async (): Promise<void> => {
      for (const [index, line] of queue) {
        const card = found.get(paperKey(line));
        if (!card) {
          told[index] = refused(line.line, { code: 'card_not_ordered', detail: {} });
          continue;
        }
        const verdict = await this.#made(who, { ...card, vendorId, batch: line.batch });
        verdicts.push(verdict);
        told[index] = lineVerdict(line.line, verdict);
      }
    };
    await Promise.all(Array.from({ length: Math.min(LINES_UNDER_WAY_MAX, lines.length) }, worker));
    return { lines: told, verdicts };
  }

  /** Letters that a vendor posted, each whole or not at all; a wrong one refuses no other. */
  async posted(who: Who, vendorId: string, lists: readonly SentList[]): Promise<Report<ListVerdict>> {
    const verdicts: Verdict[] = [];
    const told: ListVerdict[] = [];
    for (const list of lists) {
      const packingListId = idFrom('pkl', `${who.issuerId}\n${vendorId}\n${list.postNumber}`);
      const name = { packingListId, postNumber: list.postNumber };
      if (list.bad.length > 0) {
        told.push({ ...refused(list.line, { code: 'lines_invalid', detail: { lines: list.bad } }), ...name });
        continue;
      }
      const verdict = await this.#posted(who, { vendorId, packingListId, list });
      verdicts.push(verdict);
      told.push({ ...lineVerdict(list.line, inFileLines(verdict, list)), ...name });
    }
    return { lines: told, verdicts };
  }

  #made(
    who: Who,
    made: {
      readonly replacementId: string;
      readonly newCardId: string;
      readonly vendorId: string;
      readonly batch: string;
    },
  ): Promise<Verdict> {
    const { replacementId, newCardId, vendorId, batch } = made;
    return this.#log.executeAcross({
      who,
      // The same report again is no new fact.
      key: null,
      streams: [on(replacementDecider, replacementId), on(cardDecider, newCardId)],
      decide: ([replacement, card]) => {
        const decision = makeCard(replacement as ReplacementState, { vendorId, batch });
        if (decision.kind === 'refused') return decision;
        const own = decision.events.map((event): Placed => ({ streamId: replacementId, event }));
        return {
          kind: 'accepted',
          events: [...own, ...placedCards(cardOnItsWay(card as CardState, decision.events))],
        };
      },
    });
  }

  async #posted(
    who: Who,
    { vendorId, packingListId, list }: { vendorId: string; packingListId: string; list: SentList },
  ): Promise<Verdict> {
    const { issuerId } = who;
    const cards = list.lines.map(({ cardNumber }) => ({ cardNumber, sequence: null }));
    const found = await replacementsOnPaper(this.#log.pool, { issuerId, vendorId, cards });
    const lines = list.lines.map(({ cardNumber, takenAt, batch }, index) => {
      const card = found.get(paperKey({ cardNumber, sequence: null }));
      const ids = { replacementId: card?.replacementId ?? '', newCardId: card?.newCardId ?? '' };
      return { line: index + 1, ...ids, cardNumber, newSequence: card?.sequence ?? 0, takenAt, batch };
    });
    const { branchNo, branchLabel, total, postNumber } = list;
    const asked: PostList = { packingListId, vendorId, branchNo, branchLabel, total, postNumber, lines };
    const known = [...new Map([...found.values()].map((card) => [card.replacementId, card])).values()];
    return this.#log.executeAcross({
      who,
      // A letter has its number: the same list again is no new fact.
      key: null,
      streams: [
        on(packingListDecider, packingListId),
        on(vendorDecider, vendorStream(issuerId, vendorId)),
        ...known.map(({ replacementId }) => on(replacementDecider, replacementId)),
        ...known.map(({ newCardId }) => on(cardDecider, newCardId)),
      ],
      decide: ([state, vendor, ...rest]) => {
        const { replacements, newCards } = statesOf(known, rest);
        const terms = { vendor: vendor as VendorState, replacements };
        const decision = postPackingList(state as PackingListState, terms, asked);
        if (decision.kind === 'refused') return decision;
        return {
          kind: 'accepted',
          events: decision.events.flatMap((facts) => placedFacts(packingListId, facts, newCards)),
        };
      },
    });
  }

  /** A branch counts a letter. Refused as `countPackingList`. */
  async counted(
    { who, key }: { readonly who: Who; readonly key: Parameters<EventLog['executeAcross']>[0]['key'] },
    packingListId: string,
    cardNumbers: readonly string[],
  ): Promise<Verdict> {
    const { state } = await this.#log.state(packingListDecider, packingListId);
    const lines = state.status === 'none' ? [] : state.list.lines;
    return this.#log.executeAcross({
      who,
      key,
      streams: [
        on(packingListDecider, packingListId),
        ...lines.map(({ replacementId }) => on(replacementDecider, replacementId)),
        ...lines.map(({ newCardId }) => on(cardDecider, newCardId)),
      ],
      decide: ([list, ...rest]) => {
        const { replacements, newCards } = statesOf(lines, rest);
        const asked = { cardNumbers, at: who.occurredAt };
        const decision = countPackingList(list as PackingListState, replacements, asked);
        if (decision.kind === 'refused') return decision;
        return {
          kind: 'accepted',
          events: decision.events.flatMap((facts) => placedFacts(packingListId, facts, newCards)),
        };
      },
    });
  }
}

interface CardOfList {
  readonly replacementId: string;
  readonly newCardId: string;
}

/** The states of replacements and of their new cards, in the order of the cards: first all of the one, then of the other. */
function statesOf(
  cards: readonly CardOfList[],
  states: readonly unknown[],
): {
  readonly replacements: ReadonlyMap<string, ReplacementState>;
  /** By replacement id. */
  readonly newCards: ReadonlyMap<string, CardState>;
} {
  const at = (offset: number) =>
    cards.map(({ replacementId }, index) => [replacementId, states[offset + index]] as const);
  return {
    replacements: new Map(at(0) as readonly (readonly [string, ReplacementState])[]),
    newCards: new Map(at(cards.length) as readonly (readonly [string, CardState])[]),
  };
}

function placedFacts(
  packingListId: string,
  { list, cards }: ListFacts,
  newCards: ReadonlyMap<string, CardState>,
): readonly Placed[] {
  const ofCards = [...cards].flatMap(([replacementId, events]): Placed[] => {
    const card = newCards.get(replacementId) ?? cardDecider.initial;
    return [
      ...events.map((event): Placed => ({ streamId: replacementId, event })),
      ...placedCards(cardOnItsWay(card, events)),
    ];
  });
  return [{ streamId: packingListId, event: list }, ...ofCards];
}

/** Lines that a list's rule refuses, as an editor counts them in the file. */
function inFileLines(verdict: Verdict, list: SentList): Verdict {
  if (verdict.kind === 'accepted' || verdict.refusal.code !== 'lines_refused') return verdict;
  const { code, detail } = verdict.refusal;
  const lines = (detail['lines'] as readonly { readonly line: number }[]).map((one) => ({
    ...one,
    line: list.lines[one.line - 1]?.line ?? one.line,
  }));
  return { ...verdict, refusal: { code, detail: { ...detail, lines } } };
}

function lineVerdict(line: number, verdict: Verdict): LineVerdict {
  if (verdict.kind === 'refused') return refused(line, verdict.refusal);
  return { line, verdict: verdict.events.length > 0 ? 'accepted' : 'repeated' };
}

function refused(line: number, { code, detail }: Refusal): LineVerdict {
  return { line, verdict: 'refused', code, detail };
}

/** A line that cannot be read, as a verdict. */
export function unreadable({ line, issues }: BadLine): LineVerdict {
  return refused(line, { code: 'line_invalid', detail: { issues } });
}
