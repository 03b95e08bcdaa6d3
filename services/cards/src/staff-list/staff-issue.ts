/**
 * The job behind a staff list: registers holders and issues their cards, part by part. A part is one commit of the list,
 * its holders, their profiles and their cards, so a copy that is killed leaves nothing half done.
 */
import type { DueItem, DueWork } from '@scrip/chassis';
import type { RefusedStaffLine } from '@scrip/contracts';
import { InvariantError, reject } from '@scrip/decider';
import { type EventLog, on, onNew, type Placed, type StreamRef, type Who } from '@scrip/event-store';
import type { CardTerms } from '@scrip/programme';
import { RULE_PACK_DEFAULT } from '@scrip/programme';
import type { ProductTerms } from '../batch/product-terms.ts';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import type { CardNumbers } from '../card/card-number.ts';
import { type HolderState, holderDecider, registerHolder } from '../holder/holder.decider.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { giveFirstCard } from '../replacement/first-card.rule.ts';
import { type FirstCardStreams, firstCardStreams, makingOf, placedFirstCard } from '../replacement/first-card.ts';
import { isSameIdNumber } from '../vault/vault.ts';
import { issuePart, type LinesOfPart, nextLines, type StaffListState, staffListDecider } from './staff-list.decider.ts';
import { type KeptLine, linesOf, registeredSince, registerLines } from './staff-store.ts';

/** How long one list is worked on before other due work has its turn. */
const SLICE_MS = 400;
/** Lists of one turn. */
const LISTS_OF_TURN = 4;
/** How often a part is tried when its people are registered by others at the same moment. */
const TRIES_MAX = 5;

/** Language of people whom a list registers; each may choose another later. */
const LOCALE = 'zh-CN';

/** What the lines of a list are issued under. */
interface OfList {
  readonly staffListId: string;
  readonly issuerId: string;
  readonly programmeId: string;
  readonly productKey: string;
  /** Where cards that a vendor makes are collected; null where none was named. */
  readonly branchNo: string | null;
  /** When the list was taken, epoch milliseconds: its terms decide. */
  readonly at: number;
  /** What the version that the list was taken under says of the cards. */
  readonly card?: CardTerms | undefined;
}

export class StaffIssue implements DueWork {
  readonly name = 'staff_issue';
  readonly #log: EventLog;
  readonly #numbers: CardNumbers;
  readonly #terms: ProductTerms;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog, numbers: CardNumbers, terms: ProductTerms) {
    this.#log = log;
    this.#numbers = numbers;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueItem[]> {
    const { rows } = await this.#log.pool.query<{ staff_list_id: string; accepted_at: bigint }>({
      name: 'staff_issue',
      text: `SELECT staff_list_id, accepted_at FROM staff_list
             WHERE issued_lines < lines AND accepted_at <= $1 ORDER BY accepted_at LIMIT $2`,
      values: [now, Math.min(limit, LISTS_OF_TURN)],
    });
    return rows.map((row) => ({ id: row.staff_list_id, dueAt: Number(row.accepted_at) }));
  }

  /** One slice of a list, after the slices of others. */
  carryOut({ id }: DueItem): Promise<'done'> {
    const slice = this.#turn.then(() => this.run(id, performance.now() + SLICE_MS));
    this.#turn = slice.catch(() => undefined);
    return slice.then(() => 'done' as const);
  }

  /**
   * Issues parts of a list, at least one, until it is done, somebody else does it, or `until` (milliseconds of the process)
   * is over. Gives how many lines are done then.
   */
  async run(staffListId: string, until: number = Number.POSITIVE_INFINITY): Promise<number> {
    const [accepted] = await this.#log.readStream(staffListId, { limit: 1 });
    if (accepted?.event.type !== 'StaffListAccepted') throw new InvariantError(`${staffListId} was never taken`);
    const { issuerId, correlationId, eventId, occurredAt } = accepted.envelope;
    const { programmeId, programmeVersion, productKey, branchNo } = accepted.event.data;
    const of = { staffListId, issuerId, programmeId, productKey, branchNo, at: occurredAt };
    const product = await this.#terms.of({ issuerId, programmeId, programmeVersion, productKey });
    const who = { issuerId, actor: 'service:cards', correlationId, causationId: eventId, traceparent: null };
    let state: StaffListState = (await this.#log.state(staffListDecider, staffListId)).state;
    for (let part = nextLines(state); part && state.status !== 'none'; part = nextLines(state)) {
      const { firstLine, lastLine } = part;
      const asked = { staffListId, after: firstLine - 1, limit: lastLine - firstLine + 1 };
      const lines = await linesOf(this.#log.pool, asked);
      const range = product?.card?.number;
      const numbers = await Promise.all(
        lines.map((line) => (line.newCard ? this.#numbers.next(range) : Promise.resolve(''))),
      );
      const at = { ...who, occurredAt: this.#log.clock.now() };
      const made = await this.#issue({ ...of, card: product?.card }, part, lines, numbers, at);
      if (!made) break;
      state = { ...state, issuedLines: lastLine };
      if (performance.now() >= until) break;
    }
    return state.status === 'none' ? 0 : state.issuedLines;
  }

  /** Whether the part was issued here. */
  async #issue(
    of: OfList,
    part: LinesOfPart,
    lines: readonly KeptLine[],
    numbers: readonly string[],
    who: Who,
  ): Promise<boolean> {
    /** Holders who are somebody else by now, with that one. */
    const moved = new Map<string, string>();
    for (let attempt = 1; ; attempt += 1) {
      const { staffListId } = of;
      const { firstLine, lastLine } = part;
      const known = await registeredSince(this.#log.pool, staffListId, firstLine, lastLine);
      const people = lines.map((line, index) => personOf(line, { known, moved }, numbers[index] ?? ''));
      const streams = new Map<string, StreamRef>();
      const add = (ref: StreamRef) => streams.set(ref.streamId, ref);
      add(on(staffListDecider, staffListId));
      add(on(programmeDecider, programmeStream(of.issuerId, of.programmeId)));
      for (const { holderId, newHolder, cardId, newCard } of people) {
        add(newHolder ? onNew(holderDecider, holderId) : on(holderDecider, holderId));
        if (newCard) add(onNew(cardDecider, cardId));
      }
      const newCards = people.filter(({ newCard }) => newCard).map(({ cardId }) => cardId);
      const makings = firstCardStreams(of.issuerId, of.card, newCards);
      for (const ref of makings.streams) add(ref);
      const refs = [...streams.values()];
      const forgotten = { staffListId, firstLine, lastLine, known: [...known.keys()], at: who.occurredAt };
      try {
        const verdict = await this.#log.executeAcross({
          who,
          key: null,
          streams: refs,
          writes: (tx) => registerLines(tx, forgotten),
          decide: (states) => {
            const stateOf = new Map(refs.map(({ streamId }, index) => [streamId, states[index]]));
            return decidePart(of, part, people, { makings, stateOf: (streamId) => stateOf.get(streamId) });
          },
        });
        if (verdict.kind === 'refused' && verdict.refusal.code === MERGED && attempt < TRIES_MAX) {
          for (const [from, to] of Object.entries(verdict.refusal.detail)) moved.set(from, String(to));
          continue;
        }
        if (verdict.kind === 'refused' && verdict.refusal.code !== 'part_not_next') {
          throw new InvariantError(
            `${staffListId} cannot be issued from line ${firstLine} on: ${verdict.refusal.code}`,
          );
        }
        return verdict.kind === 'accepted';
      } catch (error) {
        // Somebody registered one of them since the look: the next look finds that holder.
        if (attempt < TRIES_MAX && isSameIdNumber(error)) continue;
        throw error;
      }
    }
  }
}

/** A line with the holder that it is of by now, and the number of its card. */
interface Person extends KeptLine {
  readonly cardNumber: string;
}

/** Holders of the part were merged since the list was taken: each, with the holder who stayed. */
const MERGED = 'holders_merged';

function personOf(
  line: KeptLine,
  { known, moved }: { readonly known: ReadonlyMap<number, string>; readonly moved: ReadonlyMap<string, string> },
  cardNumber: string,
): Person {
  const registered = known.get(line.lineNo);
  let holderId = registered ?? line.holderId;
  for (let next = moved.get(holderId); next !== undefined; next = moved.get(holderId)) holderId = next;
  return { ...line, holderId, newHolder: line.newHolder && registered === undefined, cardNumber };
}

/** A line whose card is refused, such as one of a person who was erased, refuses itself only: the others have theirs. */
function decidePart(
  { staffListId, issuerId, programmeId, productKey, branchNo, at }: OfList,
  part: LinesOfPart,
  people: readonly Person[],
  { makings, stateOf }: { readonly makings: FirstCardStreams; readonly stateOf: (streamId: string) => unknown },
) {
  const merged = people.flatMap(({ holderId }) => {
    const holder = stateOf(holderId) as HolderState;
    return holder.kind === 'merged' ? [[holderId, holder.survivorId] as const] : [];
  });
  if (merged.length > 0) return reject(MERGED, Object.fromEntries(merged));
  const programme = stateOf(programmeStream(issuerId, programmeId)) as ProgrammeState;
  const vendorOf = makings.vendorOf(makings.streams.map(({ streamId }) => stateOf(streamId)));
  const events: Placed[] = [];
  const refused: RefusedStaffLine[] = [];
  for (const { lineNo, holderId, newHolder, cardId, cardNumber, walletId, newCard } of people) {
    let holder = stateOf(holderId) as HolderState;
    if (newHolder) {
      const registered = registerHolder(holder, { holderId, locale: LOCALE, sameIdNumber: null });
      if (registered.kind === 'refused') return registered;
      holder = registered.events.reduce<HolderState>(holderDecider.evolve, holder);
      events.push(...registered.events.map((event) => ({ streamId: holderId, event })));
    }
    if (!newCard) continue;
    const asked = {
      cardId,
      cardNumber,
      walletId,
      holderId,
      programmeId,
      productKey,
      branchNo,
      at,
      makingId: makingOf(cardId),
    };
    // Every line of a list carries the number of an identity document.
    const terms = { holder, programme, identified: true, law: RULE_PACK_DEFAULT, vendorOf };
    // A list without a branch was taken before vendors made the cards of lists: it goes on at the desk.
    const given = giveFirstCard(stateOf(cardId) as CardState, terms, asked, { atDesk: branchNo === null });
    if (given.kind === 'refused') refused.push({ line: lineNo, code: given.refusal.code });
    else events.push(...placedFirstCard(cardId, given.events));
  }
  const decision = issuePart(stateOf(staffListId) as StaffListState, part, refused);
  if (decision.kind === 'refused') return decision;
  const own = decision.events.map((event): Placed => ({ streamId: staffListId, event }));
  return { kind: 'accepted' as const, events: [...own, ...events] };
}
