/** Staff lists of clients: upload one, watch the job, and read whose card opens which wallet. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { answered, EventLog, idFrom, on } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  fileBody,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { codeField } from '../batch/batch-route.ts';
import { CARD_STATES } from '../card/card-life.ts';
import { CardCommands } from '../card/card-route.ts';
import { holderIdField, programmeIdField } from '../fields.ts';
import { type ProgrammeState, programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { firstCardStreams } from '../replacement/first-card.ts';
import { type SealedProfile, Vault } from '../vault/vault.ts';
import { branchNoField } from '../vendor/vendor-report-lines.ts';
import { readStaffFile, STAFF_LINES_MAX, type StaffFile, type StaffLine } from './staff-file.ts';
import { acceptList, type StaffListState, staffListDecider } from './staff-list.decider.ts';
import { type StaffListView, shownLinesOf, staffLists, waitingLinesOf } from './staff-list.projection.ts';
import { cardsOfClient, type KeptLine, keepLines } from './staff-store.ts';

type Reply = Parameters<typeof answer>[2];

/** People that are looked up in one reading of the vault. */
const LOOKED_UP_MAX = 1_000;
/** What a person is looked up for, kept with the reading. */
const REASON = 'staff list of a client';

const clientParam = z.object({ clientId: codeField('a client, such as an employer') });
const listIdField = codeField('a list of the client');
export const listParam = clientParam.extend({ listId: listIdField });
const uploadQuery = z.object({
  listId: listIdField,
  programmeId: programmeIdField,
  productKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  branchNo: branchNoField.optional().describe('Where the cards are collected, if a vendor makes them.'),
});
const pagedQuery = z.object(pageQuery);

const acceptedAnswer = z.object({
  staffListId: z.string(),
  clientId: z.string(),
  listId: z.string(),
  programmeId: programmeIdField,
  programmeVersion: z.int(),
  productKey: z.string(),
  lines: z.int().describe('People.'),
  newHolders: z.int().describe('Registered by this list.'),
  newCards: z.int().describe('Issued by this list; the others have a card of the client.'),
  allowancesFen: fenField,
  branchNo: branchNoField.nullable().describe('Where the cards are collected, if a vendor makes them.'),
});
const listShape = acceptedAnswer.extend({
  state: z.enum(['issuing', 'issued']),
  refusedLines: z.int().describe('Lines that got no card; see the lines.'),
  acceptedAt: z.iso.datetime(),
  job: z.object({
    done: z.int(),
    total: z.int(),
    linesPerSecond: z.number().nullable(),
    remainingSeconds: z.int().nullable(),
  }),
});
const listsAnswer = z.object({ items: z.array(listShape), next: z.string().nullable() });
const lineShape = z.object({
  line: z.int().describe('From 1, the heading not counted.'),
  staffNo: z.string(),
  holderId: holderIdField,
  cardId: z.string(),
  walletId: z.string(),
  newCard: z.boolean(),
  amountFen: fenField,
  state: z.enum(CARD_STATES).nullable().describe('Of the card; null while it has none.'),
  refusal: z
    .string()
    .nullable()
    .describe('Why the line got no card, such as holder_erased; null where it did or will.'),
});
const linesQuery = z.object({
  ...pageQuery,
  which: z
    .enum(['issued', 'all'])
    .default('issued')
    .describe('Lines whose card was issued, so that the ledger has its wallet; or all.'),
});
const linesAnswer = z.object({
  items: z.array(lineShape),
  next: z.string().nullable(),
  waiting: z.int().describe('Lines of the list whose card is not issued yet, such as one that is not collected.'),
});

const TITLES = {
  csv_heading_invalid: 'The heading of the CSV file is not one of people',
  file_empty: 'The file has no lines',
  too_many_lines: 'The file has too many lines',
} as const;
const POSITION = /^\d{1,16}$/;

@Controller('cards/v1/clients')
export class StaffListHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #cards: CardCommands;

  constructor(log: EventLog, vault: Vault, cards: CardCommands) {
    this.#log = log;
    this.#cards = cards;
    this.#vault = vault;
  }

  @Post(':clientId/staff-lists')
  @Scope('cards:staff.write')
  @ApiConsumes('text/csv')
  @ApiBody({
    schema: { type: 'string' },
    description: `CSV in UTF-8 or GB18030 with the heading name,idNumber,staffNo,mobile,amountYuan or 姓名,身份证号,工号,手机,金额, in any order; mobile and amountYuan may be left out. Up to ${STAFF_LINES_MAX} people.`,
  })
  @ApiOperation({
    summary: 'Upload the list of people that a client orders cards for',
    description:
      'All lines or none; a job then registers who is new and issues a named card to each who has none of the client. Names and ID numbers go to the vault alone. Refused, in this order: 400 `charset_unknown`; 400 `text_invalid`; 400 `csv_heading_invalid` {expected, missing, unknownColumns}; 413 `too_many_lines` {limit}; 400 `file_empty`; 422 `staff_list_invalid` {faults: [{line, column, code, message}], faultCount, wrongLines, lines} with every fault of every line, in Chinese and English; 422 `idempotency_key_reused`; 409 `list_known`; 404 `programme_unknown`; 409 `programme_not_in_force`; 404 `product_unknown`; 409 `product_of_bearer_cards`; of cards that a vendor makes 409 `branch_missing` {vendorId}; 404 `vendor_unknown`; 409 `product_not_made`.',
  })
  @ApiCreatedResponse({ standardSchema: acceptedAnswer })
  async upload(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Query({ schema: uploadQuery }) query: z.output<typeof uploadQuery>,
    @Body({ schema: fileBody }) { text }: z.output<typeof fileBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const { issuerId } = who;
    const { people, allowancesFen } = requirePeople(await readStaffFile(text));
    const key = { ...command.key, inputHash: await this.#vault.blind(command.key.inputHash) };
    const staffListId = idFrom('stf', `${issuerId}\n${clientId}\n${query.listId}`);
    const ref = { staffListId, issuerId, clientId, programmeId: query.programmeId, productKey: query.productKey };
    const before = await answered(this.#log, key.scope, key.key);
    const { lines, profiles } = before ? NOTHING : await this.#ready(ref, people, who.actor);
    const counts = {
      lines: people.length,
      newHolders: profiles.size,
      newCards: lines.filter(({ newCard }) => newCard).length,
      allowancesFen,
    };
    const programme = programmeStream(issuerId, query.programmeId);
    const terms = await this.#cards.termsOf(issuerId, query, who.occurredAt);
    const makings = firstCardStreams(issuerId, terms?.card, []);
    const verdict = await this.#log.executeAcross({
      who,
      key,
      streams: [on(staffListDecider, staffListId), on(programmeDecider, programme), ...makings.streams],
      writes: (tx) => keepLines(tx, ref, lines, profiles),
      decide: ([list, state, ...vendors]) => {
        const branchNo = query.branchNo ?? null;
        const asked = { staffListId, clientId, ...query, branchNo, ...counts, at: who.occurredAt };
        const under = { programme: state as ProgrammeState, vendorOf: makings.vendorOf(vendors) };
        const decision = acceptList(list as StaffListState, under, asked);
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: staffListId, event })) };
      },
    });
    const refusals = { programme_unknown: 404, product_unknown: 404, vendor_unknown: 404 };
    return answer(verdict, { status: 201, refusals, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Get(':clientId/staff-lists')
  @Scope('cards:card.read')
  @ApiOperation({ summary: "List a client's staff lists", description: 'The newest first.' })
  @ApiOkResponse({ standardSchema: listsAnswer })
  async list(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Query({ schema: pagedQuery }) { cursor, limit }: z.output<typeof pagedQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<StaffListView>> {
    const last = cursorKey(cursor, POSITION);
    const before = last === undefined ? undefined : BigInt(last);
    const read = await staffLists(this.#log.pool, { issuerId, clientId, before, limit: limit + 1 });
    const page = pageOf(read, limit, ({ position }) => String(position));
    return { ...page, items: page.items.map(({ list }) => list) };
  }

  @Get(':clientId/staff-lists/:listId')
  @Scope('cards:card.read')
  @ApiOperation({ summary: 'Read a staff list and how far its job is', description: '404 `list_unknown`.' })
  @ApiOkResponse({ standardSchema: listShape })
  read(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<StaffListView> {
    return this.#view(issuerId, clientId, listId);
  }

  @Get(':clientId/staff-lists/:listId/lines')
  @Scope('cards:card.read')
  @ApiOperation({
    summary: 'List whose card opens which wallet',
    description:
      'By staff numbers, never names: walletId, amountFen and newCard are the lines of the list that the ledger bills and loads. It knows a wallet once its card is issued, so only such lines are told; `waiting` counts those that will follow, of a card that a vendor makes when it is collected. `which=all` tells every line with the state of its card, or why it has none. 404 `list_unknown`.',
  })
  @ApiOkResponse({ standardSchema: linesAnswer })
  async lines(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Query({ schema: linesQuery }) { which, cursor, limit }: z.output<typeof linesQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<object> & { readonly waiting: number }> {
    const { staffListId } = await this.#view(issuerId, clientId, listId);
    const after = Number(cursorKey(cursor, /^\d{1,6}$/) ?? '0');
    const of = { issuerId, clientId, staffListId };
    const read = await shownLinesOf(this.#log.pool, { ...of, which, after, limit: limit + 1 });
    const page = pageOf(read, limit, ({ lineNo }) => String(lineNo));
    const items = page.items.map(({ lineNo, newHolder: _new, ...line }) => ({ line: lineNo, ...line }));
    return { ...page, items, waiting: await waitingLinesOf(this.#log.pool, of) };
  }

  async #view(issuerId: string, clientId: string, listId: string): Promise<StaffListView> {
    const [found] = await staffLists(this.#log.pool, { issuerId, clientId, listId, limit: 1 });
    if (!found) throw new Problem(404, 'list_unknown', 'There is no such list', { members: { listId } });
    return found.list;
  }

  /** Who is known, and which cards they have; everybody else sealed under a key of their own. */
  async #ready(
    ref: Parameters<typeof keepLines>[1],
    people: readonly StaffLine[],
    actor: string,
  ): Promise<{ readonly lines: readonly KeptLine[]; readonly profiles: ReadonlyMap<number, SealedProfile> }> {
    const { staffListId, issuerId } = ref;
    const reading = { issuerId, actor, reason: REASON };
    const found = new Map<number, string>();
    const profiles = new Map<number, SealedProfile>();
    for (let from = 0; from < people.length; from += LOOKED_UP_MAX) {
      const some = people.slice(from, from + LOOKED_UP_MAX);
      const numbers = some.map(({ profile }) => profile.idNumber);
      const known = await this.#vault.findMany('id_number', numbers, reading);
      for (const [index, { profile }] of some.entries()) {
        const lineNo = from + index + 1;
        const holderId = known.get(profile.idNumber);
        if (holderId !== undefined) found.set(lineNo, holderId);
        else {
          const made = { issuerId, holderId: idFrom('hld', `${staffListId}/${lineNo}`) };
          profiles.set(lineNo, await this.#vault.seal(made, profile));
        }
      }
    }
    const cards = await cardsOfClient(this.#log.pool, { ...ref, holderIds: [...found.values()] });
    const lines = people.map(({ staffNo, amountFen }, index): KeptLine => {
      const lineNo = index + 1;
      const seed = `${staffListId}/${lineNo}`;
      const known = found.get(lineNo);
      const card = known === undefined ? undefined : cards.get(known);
      const made = { cardId: idFrom('crd', seed), walletId: idFrom('wal', seed) };
      const of = { holderId: known ?? idFrom('hld', seed), newHolder: known === undefined };
      return { lineNo, staffNo, ...of, ...(card ?? made), newCard: card === undefined, amountFen };
    });
    return { lines, profiles };
  }
}

const NOTHING = { lines: [] as readonly KeptLine[], profiles: new Map<number, SealedProfile>() };

/** The people of a file. Throws the Problem with all that is wrong, or why it is no list. */
function requirePeople(file: StaffFile): Extract<StaffFile, { kind: 'people' }> {
  switch (file.kind) {
    case 'people':
      return file;
    case 'none':
      throw new Problem(file.code === 'too_many_lines' ? 413 : 400, file.code, TITLES[file.code], {
        members: file.members,
      });
    case 'faults': {
      const { kind: _kind, ...members } = file;
      throw new Problem(422, 'staff_list_invalid', 'Some lines of the list are wrong, so none was taken', { members });
    }
  }
}
