/** Cards of a staff list are handed to their people at once: the employer's agent took them all, or a part of them. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, on, type Placed } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { activateCard, cardExpiry } from '../card/card-issue.rule.ts';
import { CardCommands } from '../card/card-route.ts';
import { STAFF_LINES_MAX } from './staff-file.ts';
import { listParam } from './staff-list.http.ts';
import { staffLists } from './staff-list.projection.ts';
import { linesOf } from './staff-store.ts';

type Reply = Parameters<typeof answer>[2];

/** Cards of one command: a fact each, a commit of some ten milliseconds. */
const LINES_OF_COMMAND_MAX = 1_000;

const lineField = z.int().min(1).max(STAFF_LINES_MAX);
const activateBody = z
  .strictObject({
    firstLine: lineField.describe('From 1, the heading not counted.'),
    lastLine: lineField.describe('Itself included.'),
  })
  .refine(({ firstLine, lastLine }) => firstLine <= lastLine, 'Expected lastLine not below firstLine');
const activatedAnswer = z.object({
  firstLine: z.int(),
  lastLine: z.int(),
  activated: z.int().describe('Cards that open their wallets from now on; why the others do not, their states say.'),
});

@Controller('cards/v1/clients/:clientId/staff-lists/:listId')
export class StaffActivationHttp {
  readonly #log: EventLog;
  readonly #cards: CardCommands;

  constructor(log: EventLog, cards: CardCommands) {
    this.#log = log;
    this.#cards = cards;
  }

  @Post('activations')
  @Scope('cards:card.write')
  @ApiOperation({
    summary: 'Hand the issued cards of a staff list over: from now on they open their wallets',
    description: `Up to ${LINES_OF_COMMAND_MAX} lines at a time. A card that is not issued, or that was handed over before, stays as it is; GET …/lines tells its state. Refused, in this order: 413 \`too_many_lines\` {lines, limit}; 404 \`list_unknown\`; 409 \`programme_not_in_force\`.`,
  })
  @ApiCreatedResponse({ standardSchema: activatedAnswer })
  async activate(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Body({ schema: activateBody }) { firstLine, lastLine }: z.output<typeof activateBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const lines = lastLine - firstLine + 1;
    if (lines > LINES_OF_COMMAND_MAX) {
      const members = { lines, limit: LINES_OF_COMMAND_MAX };
      throw new Problem(413, 'too_many_lines', 'One command takes fewer lines', { members });
    }
    const { issuerId, occurredAt } = command.who;
    const [found] = await staffLists(this.#log.pool, { issuerId, clientId, listId, limit: 1 });
    if (!found) throw new Problem(404, 'list_unknown', 'There is no such list', { members: { listId } });
    const terms = await this.#cards.termsOf(issuerId, found.list, occurredAt);
    if (!terms) throw new Problem(409, 'programme_not_in_force', 'No version of the programme is in force');
    const expiresAt = cardExpiry(occurredAt, terms.card);
    const asked = { staffListId: found.list.staffListId, after: firstLine - 1, limit: lines };
    const cardIds = [...new Set((await linesOf(this.#log.pool, asked)).map(({ cardId }) => cardId))];
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: cardIds.map((cardId) => on(cardDecider, cardId)),
      decide: (states) => {
        const events = (states as readonly CardState[]).flatMap((state): Placed[] => {
          const decision = activateCard(state, expiresAt);
          const facts = decision.kind === 'accepted' ? decision.events : [];
          return facts.map((event) => ({ streamId: event.data.cardId, event }));
        });
        return { kind: 'accepted', events };
      },
    });
    const body = (events: readonly object[]): object => ({ firstLine, lastLine, activated: events.length });
    return answer(verdict, { status: 201, body }, reply);
  }
}
