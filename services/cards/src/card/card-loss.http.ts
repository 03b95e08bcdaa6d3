/** A lost or stolen card: reported at the desk, on the hotline, found again. The answer means that the ledger has done it. */
import { Body, Controller, Logger, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent, CardReportedLost, CardUnblocked } from '@scrip/contracts';
import { InvariantError, reject } from '@scrip/decider';
import { answered, type Committed, EventLog, on, type Placed, type Verdict } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { cardIdField, cardNumberField, codeField, holderIdField } from '../fields.ts';
import { LedgerClient } from '../ledger-client.ts';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { type Card, type CardState, cardDecider } from './card.decider.ts';
import { cardIdsOfHolder } from './card-ids.ts';
import { TRANSITIONS } from './card-life.ts';
import { approveUnblock, declineUnblock, proposeUnblock, reportCardLost } from './card-loss.rule.ts';
import { CardCommands, cardParam, channelField, REFUSALS, reasonField } from './card-route.ts';
import { ClientAgents } from './client-agents.ts';
import { answersField, HolderCheck, idNumberField } from './holder-check.ts';

type Reply = Parameters<typeof answer>[2];

const causeField = z.enum(['lost', 'stolen']).default('lost').describe('Both block the card.');
const lossFields = z.strictObject({
  channel: channelField,
  cause: causeField,
  askedBy: codeField('the person who asks for a client, never a name').optional(),
  idNumber: idNumberField
    .optional()
    .describe("Of the holder, from the document shown; of a client's card needed where another than its agent asks."),
});
const lossBody = unechoed(lossFields);
const hotlineFields = z.strictObject({
  idNumber: idNumberField,
  answers: answersField,
  cause: causeField,
  cardNumber: cardNumberField
    .optional()
    .describe('Only this card; left out: every card of the holder that can be blocked.'),
});
const hotlineBody = unechoed(hotlineFields);
const reasonBody = z.strictObject({ reason: reasonField });

const lossAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  sequence: z.int(),
  cause: z.enum(['lost', 'stolen']),
  reportedAt: z.iso.datetime().describe('Spends after this moment are not the holder’s.'),
  blocked: z.boolean().describe('Whether the ledger has blocked the card. If not, the event will.'),
  code: z.literal('block_pending').optional(),
});
const hotlineAnswer = z.object({
  holderId: holderIdField,
  blocked: z.boolean().describe('Whether the ledger has blocked every one of them. If not, the events will.'),
  cards: z.array(lossAnswer),
});
const proposedAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  reason: z.string(),
  proposedBy: z.string(),
});
const unblockedAnswer = z.object({
  cardId: cardIdField,
  walletId: z.string(),
  unblocked: z.boolean().describe('Whether the ledger has done it. If not, the event will.'),
  code: z.literal('unblock_pending').optional(),
});

/** Another than the agent of a client is turned away. */
const LOSS_REFUSALS = { ...REFUSALS, not_the_agent: 403 } as const;
/** Answers that must be right, all of them, before a voice on the telephone may block a card. */
const ANSWERS_MIN = 2;
/** Cards in use of one holder that one call blocks, the newest first; nobody is known to have as many. */
const CARDS_MAX = 500;
/** Why a profile was read. */
const DESK = 'loss reported at the desk';
const HOTLINE = 'loss reported on the hotline';

@Controller('cards/v1')
export class CardLossHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;
  readonly #ledger: LedgerClient;
  readonly #vault: Vault;
  readonly #holders: HolderCheck;
  readonly #agents: ClientAgents;
  readonly #notes = new Logger('CardLossHttp');

  constructor(
    log: EventLog,
    cards: CardCommands,
    ledger: LedgerClient,
    vault: Vault,
    holders: HolderCheck,
    agents: ClientAgents,
  ) {
    this.#log = log;
    this.#cards = cards;
    this.#ledger = ledger;
    this.#vault = vault;
    this.#holders = holders;
    this.#agents = agents;
  }

  @Post('cards/:cardId/loss-reports')
  @Scope('cards:loss.report')
  @ApiOperation({
    summary: 'Report a card lost or stolen',
    description:
      'Logged first, then blocked in the ledger before the answer: 201 `blocked`, or 202 `block_pending` when the ledger does not answer in time; the event then blocks it. The same key again asks the ledger again. Where the agent of a client alone may report (domain 2.4), either `askedBy` is the agent or `idNumber` the holder’s, and then the issuer owes the client that person’s allowance. Refused, in this order: 404 `card_unknown`; 409 `id_not_kept`; 403 `id_mismatch`; 409 `card_already_lost`, `card_already_stolen` {reportedAt}; 409 the state that forbids it, such as `card_replaced`; 409 `card_not_registered` (a bearer card); 403 `not_the_agent` {clientId, askedBy, agentId}.',
  })
  @ApiCreatedResponse({ standardSchema: lossAnswer })
  @ApiAcceptedResponse({ standardSchema: lossAnswer })
  async reportLost(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: lossBody }) { askedBy, idNumber, ...report }: z.output<typeof lossFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const card = await this.#cards.card(who.issuerId, cardId);
    const { holderId } = card;
    const isHolder = idNumber !== undefined && holderId !== null;
    if (isHolder) await this.#holders.requireId(command, holderId, { idNumber, reason: DESK });
    // Our own clock whenever it is said to have happened: blocks follow the log, never a till.
    const reportedAt = this.#log.clock.now();
    const agent = (await this.#agents.of(who, [card], reportedAt)).get(card.walletId);
    const reporter = agent && { ...agent, askedBy: askedBy ?? null, isHolder };
    // A fingerprint of a few digits can be found by trying: it is hashed under the search key.
    const asked =
      idNumber !== undefined
        ? { ...command, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } }
        : command;
    const verdict = await this.#cards.decide(asked, cardId, (state) =>
      reportCardLost(state, { reportedAt, ...report }, reporter),
    );
    const reports = reportsIn(verdict);
    const [blocked = false] = await this.#block(reports);
    const [said] = reports.map((one) => lossBodyOf(one.event.data, blocked));
    return answer(verdict, { status: blocked ? 201 : 202, refusals: LOSS_REFUSALS, body: () => said ?? {} }, reply);
  }

  @Post('hotline/loss-reports')
  @Scope('cards:loss.hotline')
  @ApiOperation({
    summary: 'Block the cards of somebody on the telephone, by ID number and answers about the profile',
    description: `The answers are compared in the vault, every reading is kept, and neither is told back: at least ${ANSWERS_MIN} answers, all of them right. Blocks as a report at the desk does: 201 when the ledger has blocked every card, 202 when events will. Refused, in this order: 422 \`answers_too_few\` {asked, needed}; 404 \`holder_unknown\`; 403 \`answers_wrong\` {asked, matching}; 409 \`no_card_to_block\` {holderId}.`,
  })
  @ApiCreatedResponse({ standardSchema: hotlineAnswer })
  @ApiAcceptedResponse({ standardSchema: hotlineAnswer })
  async reportOnHotline(
    @Body({ schema: hotlineBody }) { idNumber, answers, cause, cardNumber }: z.output<typeof hotlineFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const { issuerId, actor } = who;
    const asked = Object.values(answers).filter((one) => one !== undefined).length;
    if (asked < ANSWERS_MIN) {
      const members = { asked, needed: ANSWERS_MIN };
      throw new Problem(422, 'answers_too_few', 'The caller must answer more', { members });
    }
    const [holderId] = await this.#vault.find('id_number', idNumber, { issuerId, actor, reason: HOTLINE });
    if (holderId === undefined) throw new Problem(404, 'holder_unknown', 'Nobody has this ID number');
    const { matching } = await this.#holders.compare(command, holderId, { answers, reason: HOTLINE });
    if (matching < asked) {
      throw new Problem(403, 'answers_wrong', 'Not all answers are those of the profile', {
        members: { asked, matching },
      });
    }
    const blockable = { issuerId, holderId, cardNumber, states: TRANSITIONS.CardReportedLost.from, limit: CARDS_MAX };
    const cardIds = await cardIdsOfHolder(this.#log.pool, blockable);
    // Asked again, the cards are lost already; what was answered stands, and needs none of them.
    if (cardIds.length === 0 && !(await answered(this.#log, key.scope, key.key))) {
      throw new Problem(409, 'no_card_to_block', 'There is no card to block', { members: { holderId } });
    }
    const reportedAt = this.#log.clock.now();
    const cards = await Promise.all(cardIds.map((cardId) => this.#cards.card(issuerId, cardId)));
    const agents = await this.#agents.of(who, cards, reportedAt);
    // The holder was asked for, and answered: nobody's agent is waited for.
    const reporterOf = ({ walletId }: Card) => {
      const agent = agents.get(walletId);
      return agent && { ...agent, askedBy: null, isHolder: true };
    };
    const verdict = (await this.#log.executeAcross({
      who,
      key: { ...key, inputHash: await this.#vault.blind(key.inputHash) },
      streams: cardIds.map((cardId) => on(cardDecider, cardId)),
      decide: (states) => {
        const placed = states.flatMap((state, index): Placed[] => {
          const card = state as CardState;
          const reporter = card.kind === 'unknown' ? undefined : reporterOf(card);
          const decision = reportCardLost(card, { reportedAt, channel: 'phone', cause }, reporter);
          if (decision.kind === 'refused') return [];
          return decision.events.map((event) => ({ streamId: cardIds[index] ?? '', event }));
        });
        return placed.length > 0 ? { kind: 'accepted', events: placed } : reject('no_card_to_block', { holderId });
      },
    })) as Verdict<CardEvent>;
    const reports = reportsIn(verdict);
    const blocked = await this.#block(reports);
    const all = blocked.every(Boolean);
    const told = reports.map((report, index) => lossBodyOf(report.event.data, blocked[index] ?? false));
    return answer(verdict, { status: all ? 201 : 202, body: () => ({ holderId, blocked: all, cards: told }) }, reply);
  }

  @Post('cards/:cardId/unblock-proposals')
  @Scope('cards:unblock.propose')
  @ApiOperation({
    summary: 'Ask to let a card be used again that was found',
    description:
      'Nothing changes before somebody else approves it. Refused, in this order: 404 `card_unknown`; 409 the state of a card that is not missing, such as `card_active`; 409 `unblock_proposed` {proposedBy}; 409 `replacement_open` {replacementCardId}.',
  })
  @ApiCreatedResponse({ standardSchema: proposedAnswer })
  async proposeUnblock(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: reasonBody }) { reason }: z.output<typeof reasonBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const by = command.who.actor;
    const verdict = await this.#cards.decide(command, cardId, (state) => proposeUnblock(state, { by, reason }));
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('cards/:cardId/unblock-proposals/approval')
  @Scope('cards:unblock.approve')
  @ApiOperation({
    summary: 'Let a card that was found be used again, as somebody else has asked',
    description:
      'Logged first, then unblocked in the ledger before the answer: 201 `unblocked`, or 202 `unblock_pending`; the event then does it. The same key again asks the ledger again. What the issuer bore since the report stays with the issuer. Refused, in this order: 404 `card_unknown`; 409 the state of a card that is not missing; 409 `unblock_not_proposed`; 403 `own_proposal`; 409 `replacement_open` {replacementCardId}.',
  })
  @ApiCreatedResponse({ standardSchema: unblockedAnswer })
  @ApiAcceptedResponse({ standardSchema: unblockedAnswer })
  async approveUnblock(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const by = command.who.actor;
    const verdict = await this.#cards.decide(command, cardId, (state) => approveUnblock(state, { by }));
    const unblocked = verdict.kind === 'accepted' && (await this.#unblock(unblockIn(verdict.events)));
    const body = ([event]: readonly CardEvent[]): object => ({
      cardId,
      walletId: event?.data.walletId,
      unblocked,
      ...(!unblocked && { code: 'unblock_pending' }),
    });
    return answer(verdict, { status: unblocked ? 201 : 202, refusals: REFUSALS, body }, reply);
  }

  @Post('cards/:cardId/unblock-proposals/refusal')
  @Scope('cards:unblock.propose')
  @ApiOperation({
    summary: 'Turn down a request to let a card be used again, or take it back',
    description:
      'Refused, in this order: 404 `card_unknown`; 409 the state of a card that is not missing; 409 `unblock_not_proposed`.',
  })
  @ApiCreatedResponse({ standardSchema: proposedAnswer })
  async declineUnblock(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: reasonBody }) body: z.output<typeof reasonBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#cards.decide(command, cardId, (state) => declineUnblock(state, body));
    return answer(verdict, { status: 201, refusals: REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  /** Whether the ledger has blocked each of them; asked at the same time, so that nobody waits longer for several. */
  #block(reports: readonly Committed<{ readonly data: CardReportedLost }>[]): Promise<boolean[]> {
    return Promise.all(
      reports.map(async (report) => {
        const outcome = await this.#ledger.blockCard(report);
        if (outcome.kind === 'done') return true;
        const { cardId, walletId } = report.event.data;
        const left = `its block at ${walletId} is left to the event: ${outcome.reason}`;
        this.#notes.warn(`${cardId} is reported lost, ${left}`);
        return false;
      }),
    );
  }

  async #unblock(found: Committed<{ readonly data: CardUnblocked }>): Promise<boolean> {
    const outcome = await this.#ledger.unblockCard(found);
    if (outcome.kind === 'done') return true;
    const { cardId, walletId } = found.event.data;
    this.#notes.warn(`${cardId} was found, that it opens ${walletId} is left to the event: ${outcome.reason}`);
    return false;
  }
}

function reportsIn(verdict: Verdict<CardEvent>): readonly Committed<{ readonly data: CardReportedLost }>[] {
  if (verdict.kind === 'refused') return [];
  return verdict.events.flatMap(({ envelope, event }) => {
    if (event.type === 'CardLossReportedByHolder') return [];
    if (event.type !== 'CardReportedLost') throw new InvariantError('a report of a loss without its event');
    return [{ envelope, event }];
  });
}

function unblockIn(events: readonly Committed<CardEvent>[]): Committed<{ readonly data: CardUnblocked }> {
  for (const { envelope, event } of events) if (event.type === 'CardUnblocked') return { envelope, event };
  throw new InvariantError('a card that was found without its event');
}

function lossBodyOf({ cardId, walletId, sequence, reportedAt, cause }: CardReportedLost, blocked: boolean): object {
  return {
    cardId,
    walletId,
    sequence,
    cause: cause ?? 'lost',
    reportedAt: toRfc3339(reportedAt),
    blocked,
    ...(!blocked && { code: 'block_pending' }),
  };
}
