/** Purses on cards: opened, loaded from the wallet, the load confirmed or given back (domain 2.10). */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import {
  amountField,
  cardIdField,
  holderIdField,
  loadIdField,
  purseIdField,
  reasonField,
  walletIdField,
} from '../fields.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { idOf, requireTerms, requireWallet, take } from '../wallet/wallet-route.ts';
import { openPurse } from './purse.decider.ts';
import { PurseDirectory, purseIdOf } from './purse-directory.ts';
import { authoriseLoad, confirmLoad, reverseLoad } from './purse-load.rule.ts';
import { COUNTER_MAX, decideOnBoth, PURSE_REFUSALS, purseNameFields } from './purse-route.ts';

type Reply = Parameters<typeof answer>[2];

const walletParam = z.object({ walletId: walletIdField });
const purseParam = z.object({ purseId: purseIdField });
const loadParam = z.object({ purseId: purseIdField, loadId: loadIdField });
const openBody = z.strictObject(purseNameFields);
const loadBody = z.strictObject({
  amountFen: amountField,
  loadCounter: z
    .int()
    .min(1)
    .max(COUNTER_MAX)
    .describe('Load counter of the card for this load, above that of its last.'),
  spendCounter: z
    .int()
    .min(0)
    .max(COUNTER_MAX)
    .describe('Spend counter of the card now, 0 if it never paid: the load stands after this spend.'),
});
const reverseBody = z.strictObject({ reason: reasonField.default('load_failed') }).nullish();

const openedAnswer = z.object({
  purseId: purseIdField,
  walletId: walletIdField,
  holderId: holderIdField,
  cardId: cardIdField,
  enterpriseId: z.string(),
  keyEpoch: z.int(),
  programmeId: z.string(),
});
const authorisedAnswer = z.object({
  purseId: purseIdField,
  walletId: walletIdField,
  loadId: loadIdField,
  amountFen: fenField,
  loadCounter: z.int(),
  spendCounter: z.int(),
  lots: z.array(take),
  programmeId: z.string(),
  programmeVersion: z.int(),
  balanceAfterFen: fenField.describe('Left in the wallet.'),
});
const closedAnswer = z.object({
  purseId: purseIdField,
  walletId: walletIdField,
  loadId: loadIdField,
  loadCounter: z.int(),
  amountFen: fenField,
  cause: z.string(),
  state: z.enum(['confirmed', 'reversed']),
});

@Controller('ledger/v1')
export class PurseHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #purses: PurseDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, purses: PurseDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#purses = purses;
    this.#terms = terms;
  }

  @Post('wallets/:walletId/purses')
  @Scope('ledger:purse.load')
  @ApiOperation({
    summary: 'Open a purse on a card',
    description:
      'One for each card, enterprise and key epoch. Refused, in this order: 404 `wallet_unknown`; 409 `wallet_closed`; 409 `card_unknown`, `card_blocked`, `card_void`, `card_superseded`, `card_suspended`, `card_not_active`; 409 `purse_known` {purseId}.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Param({ schema: walletParam }) { walletId }: z.output<typeof walletParam>,
    @Body({ schema: openBody }) body: z.output<typeof openBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    await requireWallet(this.#wallets, command.who.issuerId, walletId);
    const purseId = purseIdOf(command.who.issuerId, body);
    const verdict = await decideOnBoth(this.#log, command, { purseId, walletId }, (purse, wallet) =>
      openPurse(purse, wallet, { purseId, ...body }),
    );
    return answer(verdict, { status: 201, refusals: PURSE_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('purses/:purseId/loads')
  @Scope('ledger:purse.load')
  @ApiOperation({
    summary: 'Authorise a load: value leaves the wallet and is in transit to the card',
    description:
      'It stays pending until it is confirmed, reversed, or resolved by the next record of the card. Refused, in this order: 404 `purse_unknown`; 409 `programme_unknown`, `product_unknown`; 409 `wallet_closed`; 409 `wallet_frozen` {cause}; 409 `card_unknown`, `card_blocked`, `card_void`, `card_superseded`, `card_suspended`, `card_not_active`; 409 `load_pending` {loadId, amountFen}; 409 `load_counter_stale` {loadCounter, lastLoadCounter}; 409 `spend_counter_behind` {spendCounter, highestCounter}; 409 `records_overdue` {waitingLoads, limit}; 409 `load_limit_exceeded` {askedFen, limitFen, excessFen}; 409 `purse_limit_exceeded` {askedFen, balanceFen, limitFen, excessFen}; 409 `balance_short` {askedFen, availableFen, missingFen}.',
  })
  @ApiCreatedResponse({ standardSchema: authorisedAnswer })
  async load(
    @Param({ schema: purseParam }) { purseId }: z.output<typeof purseParam>,
    @Body({ schema: loadBody }) body: z.output<typeof loadBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const purse = await this.#purses.require(issuerId, purseId);
    const entry = await requireWallet(this.#wallets, issuerId, purse.walletId);
    const terms = requireTerms(await this.#terms.at(entry, occurredAt));
    const asked = { loadId: idOf('load', command), ...body, at: occurredAt };
    const verdict = await decideOnBoth(this.#log, command, purse, (state, wallet) =>
      authoriseLoad(state, wallet, asked, terms),
    );
    return answer(verdict, { status: 201, refusals: PURSE_REFUSALS, body: authorisedBody }, reply);
  }

  @Post('purses/:purseId/loads/:loadId/confirm')
  @Scope('ledger:purse.load')
  @ApiOperation({
    summary: 'The card acknowledged a load: its value is in the purse',
    description: 'Refused, in this order: 404 `purse_unknown`; 409 `load_not_pending` {loadId}.',
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async confirm(
    @Param({ schema: loadParam }) { purseId, loadId }: z.output<typeof loadParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const purse = await this.#purses.require(command.who.issuerId, purseId);
    const verdict = await decideOnBoth(this.#log, command, purse, (state) => confirmLoad(state, loadId));
    return answer(verdict, { status: 201, refusals: PURSE_REFUSALS, body: closedBody }, reply);
  }

  @Post('purses/:purseId/loads/:loadId/reverse')
  @Scope('ledger:purse.load')
  @ApiOperation({
    summary: 'A load did not reach the card: its value is back in the lots it came from',
    description: 'Refused, in this order: 404 `purse_unknown`; 409 `load_not_pending` {loadId}.',
  })
  @ApiCreatedResponse({ standardSchema: closedAnswer })
  async reverse(
    @Param({ schema: loadParam }) { purseId, loadId }: z.output<typeof loadParam>,
    @Body({ schema: reverseBody }) body: z.output<typeof reverseBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const purse = await this.#purses.require(command.who.issuerId, purseId);
    const asked = { loadId, cause: body?.reason ?? 'load_failed' };
    const verdict = await decideOnBoth(this.#log, command, purse, (state, wallet) => reverseLoad(state, wallet, asked));
    return answer(verdict, { status: 201, refusals: PURSE_REFUSALS, body: closedBody }, reply);
  }
}

function authorisedBody(events: readonly ScripEvent[]): object {
  const loaded = events.find((event) => event.type === 'WalletPurseLoaded');
  const authorised = events.find((event) => event.type === 'PurseLoadAuthorised');
  if (!loaded || !authorised) throw new InvariantError('a load without its two facts');
  const { loadCounter, spendCounter } = authorised.data;
  return { ...loaded.data, loadCounter, spendCounter };
}

function closedBody(events: readonly ScripEvent[]): object {
  for (const event of events) {
    if (event.type === 'PurseLoadConfirmed') return { ...event.data, state: 'confirmed' };
    if (event.type === 'PurseLoadReversed') return { ...event.data, state: 'reversed' };
  }
  throw new InvariantError('a load was closed without its fact');
}
