/** Replacements at the desk: applied for, collected, declined, void; and the register of all of them (domain 2.9). */
import { Body, Controller, Get, Logger, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import type { ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog, type Verdict } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  orderQuery,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import type { Card } from '../card/card.decider.ts';
import { CardCommands, cardParam } from '../card/card-route.ts';
import { HolderCheck, idNumberField } from '../card/holder-check.ts';
import { feeDueField, feeField, feeOf, ReplacementDesk, segmentField, verifyFields } from '../card/replacement-desk.ts';
import { cardIdField, cardNumberField, holderIdField } from '../fields.ts';
import { LedgerClient } from '../ledger-client.ts';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { batchField, branchNoField } from '../vendor/vendor-report-lines.ts';
import { vendorIdField } from '../vendor/vendor-route.ts';
import { FIRST } from './replacement.decider.ts';
import { CAUSES } from './replacement-apply.rule.ts';
import { ReplacementCommands } from './replacement-commands.ts';
import { type ReplacementView, replacementOf, replacementsOf } from './replacement-register.ts';
import { idOf, POSITION, packingListIdField, REPLACEMENT_REFUSALS, replacementIdField } from './replacement-route.ts';

type Reply = Parameters<typeof answer>[2];

const STATES = ['applied', 'in_production', 'made', 'posted', 'received', 'collected', 'void'] as const;

/** Causes of a replacement, and that there was none to replace. */
const WHY = [...CAUSES, FIRST] as const;

const replacementParam = z.object({ replacementId: replacementIdField });
const applyCommon = { branchNo: branchNoField, segment: segmentField, ...verifyFields, fee: feeField };
const applyFields = z.discriminatedUnion('cause', [
  z.strictObject({
    cause: z.enum(['damaged', 'faulty', 'expired']).describe('A faulty one is replaced as it is; an expired one is.'),
    ...applyCommon,
    cardPresent: z.literal(true).describe('The card was shown.'),
  }),
  z.strictObject({
    cause: z.enum(['lost', 'stolen']).describe('The card is blocked at once, unless it is.'),
    ...applyCommon,
  }),
]);
/** A number of an ID is not said back. */
const applyBody = unechoed(applyFields);
const collectFields = z.strictObject({ idNumber: idNumberField.describe('Of the holder, from the document shown.') });
const collectBody = unechoed(collectFields);
const listQuery = z.object({
  ...pageQuery,
  order: orderQuery,
  cardId: cardIdField.optional().describe('Of the old card or the new one.'),
  cardNumber: cardNumberField.optional(),
  holderId: holderIdField.optional(),
  branchNo: branchNoField.optional(),
  batch: batchField.optional(),
  vendorId: vendorIdField.optional(),
  packingListId: packingListIdField.optional(),
  fileDate: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).optional(),
  status: z.enum(STATES).optional(),
  cause: z.enum(WHY).optional().describe('First: the first card of its holder, in the place of none.'),
  missing: z
    .enum(['true', 'false'])
    .optional()
    .describe('True: its letter was counted without it, and it has not come since.'),
});

const time = z.iso.datetime().nullable();
const shape = z.object({
  replacementId: replacementIdField,
  status: z.enum(STATES),
  cause: z.enum(WHY),
  holderId: holderIdField,
  walletId: z.string(),
  cardNumber: cardNumberField.describe('Of both cards.'),
  cardId: cardIdField.nullable().describe('The old card; null of a first one, as its sequence.'),
  sequence: z.int().nullable(),
  newCardId: cardIdField,
  newSequence: z.int(),
  programmeId: z.string(),
  programmeVersion: z.int(),
  productKey: z.string(),
  vendorId: vendorIdField,
  branchNo: branchNoField,
  cardFileId: z.string().nullable(),
  fileDate: z.string().nullable(),
  line: z.int().nullable(),
  batch: z.string().nullable(),
  packingListId: packingListIdField.nullable(),
  postNumber: z.string().nullable(),
  isMissing: z.boolean().describe('Its letter was counted without it.'),
  voidsItself: z.boolean(),
  voidReason: z.string().nullable(),
  appliedAt: z.iso.datetime(),
  orderedAt: time.describe('When it came into a card-making file: in production.'),
  madeAt: time,
  postedAt: time,
  missedAt: time,
  receivedAt: time,
  collectionEndsAt: time.describe('First moment at which it can no longer be collected.'),
  collectedAt: time,
  voidedAt: time,
});
const listAnswer = z.object({ items: z.array(shape), next: z.string().nullable() });
const appliedAnswer = z.object({
  replacementId: replacementIdField,
  cause: z.enum(CAUSES),
  cardId: cardIdField,
  cardNumber: cardNumberField,
  newCardId: cardIdField,
  newSequence: z.int(),
  walletId: z.string(),
  holderId: holderIdField,
  vendorId: vendorIdField,
  branchNo: branchNoField,
  blocked: z.boolean().nullable().describe('Whether the ledger has blocked the old card; null where it goes on.'),
  feeDueFen: feeDueField,
  code: z.literal('block_pending').optional(),
});
const collectedAnswer = z.object({
  replacementId: replacementIdField,
  cardId: cardIdField.nullable().describe('Replaced: it opens nothing any more; null of a first card.'),
  newCardId: cardIdField.describe('Active from now on.'),
  newSequence: z.int(),
  walletId: z.string(),
  holderId: holderIdField,
  branchNo: branchNoField,
});
const voidedAnswer = z.object({
  replacementId: replacementIdField,
  cardId: cardIdField.nullable().describe('As it was: a damaged one goes on; null of a first card.'),
  newCardId: cardIdField.describe('Void.'),
  cause: z.enum(WHY),
  reason: z.enum(['declined', 'not_collected']),
});

/** Why a profile was read. */
const APPLICATION = 'replacement of a card by the vendor';
const COLLECTION = 'collection of a replaced card';

@Controller('cards/v1')
export class ReplacementHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #commands: ReplacementCommands;
  readonly #holders: HolderCheck;
  readonly #vault: Vault;
  readonly #ledger: LedgerClient;
  readonly #desk: ReplacementDesk;
  readonly #notes = new Logger('ReplacementHttp');

  constructor(
    log: EventLog,
    cards: CardCommands,
    commands: ReplacementCommands,
    holders: HolderCheck,
    vault: Vault,
    ledger: LedgerClient,
    desk: ReplacementDesk,
  ) {
    this.#desk = desk;
    this.#log = log;
    this.#cards = cards;
    this.#commands = commands;
    this.#holders = holders;
    this.#vault = vault;
    this.#ledger = ledger;
  }

  @Post('cards/:cardId/replacement-applications')
  @Scope('cards:replacement.write')
  @ApiOperation({
    summary: 'Apply for a card with the same number, which a vendor makes and posts to a branch',
    description:
      'A damaged or faulty card is shown and goes on until the new one is collected; a lost or stolen one is blocked before the answer: 201, or 202 `block_pending` as of a report of a loss. Refused, in this order: 404 `card_unknown`; 409 `card_not_registered`; 409 `programme_not_in_force`; 422 `verification_missing` {needed}; 404 `holder_unknown`; 409 `id_not_kept`; 403 `id_mismatch`; 403 `answers_wrong`; 409 `replacement_not_offered` {programmeId, productKey}; 409 `holder_not_eligible` {grades, segments, holderGrades, segment}; 404 `vendor_unknown`; 409 `product_not_made` {vendorId, productKey}; 409 what forbids the report, such as `card_lost` of one that is said to be damaged; 409 the state that forbids it, such as `card_replaced`; 409 `replacement_open` {replacementCardId}; 409 `cause_not_reported` {cause, state}; of the fee what the ledger refuses, or 503 `ledger_unavailable`.',
  })
  @ApiCreatedResponse({ standardSchema: appliedAnswer })
  @ApiAcceptedResponse({ standardSchema: appliedAnswer })
  async apply(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: applyBody }) body: z.output<typeof applyFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const card = await this.#cards.card(who.issuerId, cardId);
    if (card.holderId === null) {
      throw new Problem(409, 'card_not_registered', 'The card belongs to nobody', { members: { cardId } });
    }
    const terms = await this.#cards.termsOf(who.issuerId, card, who.occurredAt);
    if (!terms) throw new Problem(409, 'programme_not_in_force', 'No version of the programme is in force');
    const { cause, branchNo, segment = null, fee } = body;
    // A card that is shown says enough where the product asks for nothing more.
    await this.#desk.verify(command, card.holderId, terms.card, { ...body, reason: APPLICATION, otherwise: [] });
    const application = {
      replacementId: idOf('rpl', command),
      newCardId: idOf('crd', command),
      cause,
      branchNo,
      segment,
      // Our own clock whenever it is said to have happened: blocks follow the log.
      reportedAt: this.#log.clock.now(),
    };
    const feeFen = feeOf(terms, cause);
    const charge = fee && feeFen > 0 ? (old: Card) => this.#desk.charge(command, old, fee) : undefined;
    const verdict = await this.#commands.apply(await this.#blind(command), cardId, application, charge);
    const feeDueFen = fee ? 0 : feeFen;
    const blocked = await this.#block(verdict);
    return answer(
      verdict,
      {
        status: blocked === false ? 202 : 201,
        refusals: REPLACEMENT_REFUSALS,
        body: (events) => ({
          ...appliedBody(events),
          blocked,
          feeDueFen,
          ...(blocked === false && { code: 'block_pending' }),
        }),
      },
      reply,
    );
  }

  @Post('replacements/:replacementId/collection')
  @Scope('cards:replacement.write')
  @ApiOperation({
    summary: 'Hand the new card to its holder, whose ID document is checked',
    description:
      'The new sequence is active and the old card replaced from the same moment. Refused, in this order: 404 `replacement_unknown`; 404 `holder_unknown`; 409 `id_not_kept`; 403 `id_mismatch`; 409 `programme_not_in_force`; 409 `replacement_collected`; 409 `replacement_void` {reason}; 409 `not_at_branch` {status, isMissing}; 409 `collection_over` {collectionEndsAt}.',
  })
  @ApiCreatedResponse({ standardSchema: collectedAnswer })
  async collect(
    @Param({ schema: replacementParam }) { replacementId }: z.output<typeof replacementParam>,
    @Body({ schema: collectBody }) { idNumber }: z.output<typeof collectFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { applied } = await this.#commands.replacement(command.who.issuerId, replacementId);
    await this.#holders.requireId(command, applied.holderId, { idNumber, reason: COLLECTION });
    const verdict = await this.#commands.collect(await this.#blind(command), replacementId);
    return answer(verdict, { status: 201, refusals: REPLACEMENT_REFUSALS, body: ownBody }, reply);
  }

  @Post('replacements/:replacementId/declination')
  @Scope('cards:replacement.write')
  @ApiOperation({
    summary: 'The holder does not want the new card: it is void, wherever it is',
    description:
      'The old one of a damaged application goes on; a lost one stays blocked. Refused, in this order: 404 `replacement_unknown`; 409 `replacement_collected`; 409 `replacement_void` {reason}.',
  })
  @ApiCreatedResponse({ standardSchema: voidedAnswer })
  async decline(
    @Param({ schema: replacementParam }) { replacementId }: z.output<typeof replacementParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#commands.decline(command, replacementId);
    return answer(verdict, { status: 201, refusals: REPLACEMENT_REFUSALS, body: ownBody }, reply);
  }

  @Post('replacements/:replacementId/void')
  @Scope('cards:replacement.write')
  @ApiOperation({
    summary: 'Void a card that nobody collected in time',
    description:
      'Where the programme says so it happens by itself. Refused, in this order: 404 `replacement_unknown`; 409 `replacement_collected`; 409 `replacement_void` {reason}; 409 `not_at_branch` {status, isMissing}; 409 `still_collectable` {collectionEndsAt}.',
  })
  @ApiCreatedResponse({ standardSchema: voidedAnswer })
  async void(
    @Param({ schema: replacementParam }) { replacementId }: z.output<typeof replacementParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#commands.voidUncollected(command, replacementId);
    return answer(verdict, { status: 201, refusals: REPLACEMENT_REFUSALS, body: ownBody }, reply);
  }

  @Get('replacements')
  @Scope('cards:card.read')
  @ApiOperation({
    summary: 'The register of replacements: every state with its time',
    description: 'By card, holder, branch, batch, letter, file or state; in the order they were applied for.',
  })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit, missing, ...asked }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<ReplacementView>> {
    const position = cursorKey(cursor, POSITION);
    const beyond = position === undefined ? undefined : BigInt(position);
    const isMissing = missing === undefined ? undefined : missing === 'true';
    const read = await replacementsOf(this.#log.pool, { issuerId, ...asked, isMissing, beyond, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, (one) => String(one.position));
    return { items: items.map(({ view }) => view), next };
  }

  @Get('replacements/:replacementId')
  @Scope('cards:card.read')
  @ApiOperation({
    summary: 'Read a replacement with every state and its time',
    description: '404 `replacement_unknown`.',
  })
  @ApiOkResponse({ standardSchema: shape })
  async read(
    @Param({ schema: replacementParam }) { replacementId }: z.output<typeof replacementParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<ReplacementView> {
    const view = await replacementOf(this.#log.pool, issuerId, replacementId);
    if (view) return view;
    throw new Problem(404, 'replacement_unknown', 'There is no such replacement', { members: { replacementId } });
  }

  /** What the log keeps of a request with an ID number cannot be found by trying. */
  async #blind(command: CommandRequest): Promise<CommandRequest> {
    const { key } = command;
    return { ...command, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } };
  }

  /** Null where no loss was reported; else whether the ledger has blocked the card. */
  async #block(verdict: Verdict): Promise<boolean | null> {
    if (verdict.kind === 'refused') return null;
    for (const { envelope, event } of verdict.events) {
      if (event.type !== 'CardReportedLost') continue;
      const outcome = await this.#ledger.blockCard({ envelope, event });
      if (outcome.kind === 'done') return true;
      const { cardId, walletId } = event.data;
      this.#notes.warn(`${cardId} is lost, its block at ${walletId} is left to the event: ${outcome.reason}`);
      return false;
    }
    return null;
  }
}

function appliedBody(events: readonly ScripEvent[]): object {
  for (const event of events) {
    if (event.type !== 'ReplacementApplied') continue;
    const { replacementId, cause, cardId, cardNumber, newCardId, newSequence, walletId, holderId } = event.data;
    const { vendorId, branchNo } = event.data;
    return { replacementId, cause, cardId, cardNumber, newCardId, newSequence, walletId, holderId, vendorId, branchNo };
  }
  throw new InvariantError('an application without its event');
}

/** The replacement's own fact comes first. */
function ownBody([event]: readonly ScripEvent[]): object {
  if (!event) throw new InvariantError('a decision on a replacement without its event');
  const { type, data } = event;
  if (type === 'ReplacementCollected') return { ...data };
  if (type === 'FirstCardCollected') return { ...data, cardId: null };
  if (type === 'FirstCardVoided') {
    return {
      replacementId: data.replacementId,
      cardId: null,
      newCardId: data.newCardId,
      cause: FIRST,
      reason: data.reason,
    };
  }
  if (type !== 'ReplacementVoided') throw new InvariantError(`a decision on a replacement made ${type}`);
  const { replacementId, cardId, newCardId, cause, reason } = data;
  return { replacementId, cardId, newCardId, cause, reason };
}
