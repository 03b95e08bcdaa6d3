/** Lists of clients: submitted, paid and loaded, or given up. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type Placed } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import {
  amountField,
  bankReferenceField,
  clientIdField,
  listIdField,
  personCodeField,
  walletIdField,
} from '../fields.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { requireTerms } from '../wallet/wallet-route.ts';
import { type ClientState, clientDecider, clientStream, LIST_LINES_MAX, withdrawList } from './client.decider.ts';
import { type ClientFact, payList, submitList } from './client-load.rule.ts';
import { CLIENT_REFUSALS, OVERRIDE, requireClient, requireClientTerms, requireOverride } from './client-route.ts';

type Reply = Parameters<typeof answer>[2];

const clientParam = z.object({ clientId: clientIdField });
const listParam = z.object({ clientId: clientIdField, listId: listIdField });
const lineField = z.strictObject({
  walletId: walletIdField,
  amountFen: amountField,
  newCard: z.boolean().default(false).describe('The first time that the client loads it: a deposit is taken.'),
});
const submitBody = z.strictObject({
  listId: listIdField,
  lines: z.array(lineField).min(1).max(LIST_LINES_MAX),
  askedBy: personCodeField.describe('Who asks for it; a code, never a name.'),
  override: z.boolean().default(false).describe(`Do it for another than the agent; needs the scope ${OVERRIDE}.`),
});
const payBody = z.strictObject({
  amountFen: amountField.describe('What was paid: the bill of the list.'),
  bankReference: bankReferenceField,
});

const decidedUnder = { programmeId: z.string(), programmeVersion: z.int() };
const submittedAnswer = z.object({
  clientId: clientIdField,
  listId: listIdField,
  lines: z.int().describe('How many.'),
  newCards: z.int(),
  allowancesFen: fenField,
  depositFen: fenField.describe('For each new card.'),
  billFen: fenField,
  askedBy: z.string(),
  dueDate: z.iso
    .date()
    .nullable()
    .describe('Last business day on which it is paid in time; null where the agreement names no day.'),
  ...decidedUnder,
});
const paidAnswer = z.object({
  clientId: clientIdField,
  listId: listIdField,
  paidFen: fenField,
  bankReference: z.string(),
  ...decidedUnder,
  loads: z.array(
    z.object({
      walletId: walletIdField,
      rechargeId: z.string(),
      lotId: z.string(),
      principalFen: fenField,
      bonusFen: fenField,
      balanceAfterFen: fenField,
    }),
  ),
});
const withdrawnAnswer = z.object({ clientId: clientIdField, listId: listIdField, billFen: fenField });

/** What a list is decided on: the client's stream, and those of its wallets that are there. */
interface ListStreams {
  readonly client: string;
  readonly wallets: readonly string[];
}

@Controller('ledger/v1/clients')
export class ClientListHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  @Post(':clientId/lists')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: "Submit a list of people's allowances, and learn its bill",
    description:
      'Nothing is loaded before the bill is paid. One wrong line refuses the whole list. Refused, in this order: 403 `insufficient_scope` where it overrides without the scope; 404 `client_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `client_terms_missing`; 403 `not_the_agent` {askedBy, agentId}; 409 `client_terminated`; 409 `agreement_over` {termEndsDate}; 409 `list_known`; 409 `open_lists_exceeded` {openLists, limit}; 409 `list_line_invalid` {lines: [{line, walletId, code, …}]}, with the codes `wallet_repeated`, `wallet_unknown`, `wallet_closed`, `product_mismatch`, `wallet_of_another_client`, `card_not_new`, `card_not_of_client` and those of a recharge.',
  })
  @ApiCreatedResponse({ standardSchema: submittedAnswer })
  async submit(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Body({ schema: submitBody }) body: z.output<typeof submitBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOverride(body.override, caller);
    const { issuerId, occurredAt } = command.who;
    const account = await requireClient(this.#log, issuerId, clientId);
    const terms = await requireClientTerms(this.#terms, { issuerId, ...account }, occurredAt);
    const asked = { ...body, at: occurredAt };
    const { streams, missing } = await this.#streamsOf(issuerId, clientId, body.lines);
    const decide = (states: readonly unknown[]) => {
      const walletOf = lookup(streams.wallets, states.slice(1) as readonly WalletState[]);
      return placed(streams, submitList(states[0] as ClientState, asked, walletOf, terms));
    };
    if (missing) await this.#refuseUnkept(streams, decide);
    const verdict = await this.#log.executeAcross({ ...command, streams: refsOf(streams), decide });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: submittedBody }, reply);
  }

  @Post(':clientId/lists/:listId/payments')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Record the payment of a list: every wallet in it is loaded, or none',
    description:
      'Loaded once, whatever the key. Refused, in this order: 404 `client_unknown`; 404 `list_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `list_paid`; 409 `list_withdrawn`; 409 `client_terminated`; 409 `agreement_over` {termEndsDate}; 409 `payment_mismatch` {paidFen, dueFen, differenceFen}; 409 `list_line_invalid` {lines}, for what has changed since it was submitted.',
  })
  @ApiCreatedResponse({ standardSchema: paidAnswer })
  async pay(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Body({ schema: payBody }) { amountFen, bankReference }: z.output<typeof payBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const account = await requireClient(this.#log, issuerId, clientId);
    const terms = requireTerms(await this.#terms.at({ issuerId, ...account }, occurredAt));
    // A list never changes: its wallets can be looked up before anything is decided on them.
    const lines = account.openLists.find((list) => list.listId === listId)?.lines ?? [];
    const { streams } = await this.#streamsOf(issuerId, clientId, lines);
    const idOf = (prefix: string, walletId: string) =>
      idFrom(prefix, [issuerId, clientId, listId, walletId].join('\n'));
    const asked = { listId, paidFen: amountFen, bankReference, at: occurredAt, idOf };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: refsOf(streams),
      decide: ([client, ...wallets]) => {
        const walletOf = lookup(streams.wallets, wallets as readonly WalletState[]);
        return placed(streams, payList(client as ClientState, asked, walletOf, terms));
      },
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: paidBody }, reply);
  }

  @Post(':clientId/lists/:listId/withdrawal')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Give up a list that was not paid',
    description:
      'Refused, in this order: 404 `client_unknown`; 404 `list_unknown`; 409 `list_paid`; 409 `list_withdrawn`.',
  })
  @ApiOkResponse({ standardSchema: withdrawnAnswer })
  async withdraw(
    @Param({ schema: listParam }) { clientId, listId }: z.output<typeof listParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(command.who.issuerId, clientId),
      decide: (state) => withdrawList(state, listId),
    });
    return answer(verdict, { refusals: CLIENT_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  /** The streams of a list, and whether a wallet of it is not there, which for another issuer's must look the same. */
  async #streamsOf(
    issuerId: string,
    clientId: string,
    lines: readonly { readonly walletId: string }[],
  ): Promise<{ readonly streams: ListStreams; readonly missing: boolean }> {
    const asked = [...new Set(lines.map((line) => line.walletId))];
    const found = await Promise.all(asked.map((walletId) => this.#wallets.find(issuerId, walletId)));
    const wallets = asked.filter((_walletId, index) => found[index] !== undefined);
    return { streams: { client: clientStream(issuerId, clientId), wallets }, missing: wallets.length < asked.length };
  }

  /** A wallet that is not here may be opened any moment: that it is missing is told without being kept under the key. */
  async #refuseUnkept(
    { client, wallets }: ListStreams,
    decide: (states: readonly unknown[]) => Decision<Placed>,
  ): Promise<void> {
    const { state } = await this.#log.state(clientDecider, client);
    const states = await Promise.all(wallets.map((walletId) => this.#log.state(walletDecider, walletId)));
    const decision = decide([state, ...states.map((wallet) => wallet.state)]);
    if (decision.kind === 'accepted' || decision.refusal.code !== 'list_line_invalid') return;
    const { code, detail } = decision.refusal;
    throw new Problem(409, code, 'A line of the list cannot be loaded', { members: detail });
  }
}

function refsOf({ client, wallets }: ListStreams) {
  return [on(clientDecider, client), ...wallets.map((walletId) => on(walletDecider, walletId))];
}

function lookup(walletIds: readonly string[], states: readonly WalletState[]): (walletId: string) => WalletState {
  const byId = new Map(walletIds.map((walletId, index) => [walletId, states[index]]));
  return (walletId) => byId.get(walletId) ?? walletDecider.initial;
}

function placed({ client }: ListStreams, decision: Decision<ClientFact>): Decision<Placed> {
  if (decision.kind === 'refused') return decision;
  const events = decision.events.map((fact) => ({
    streamId: fact.of === 'client' ? client : fact.walletId,
    event: fact.event,
  }));
  return { kind: 'accepted', events };
}

function submittedBody([event]: readonly ScripEvent[]): object {
  return event?.type === 'ClientListSubmitted' ? { ...event.data, lines: event.data.lines.length } : {};
}

function paidBody([paid, ...events]: readonly ScripEvent[]): object {
  const loads = events.flatMap((event) => {
    if (event.type !== 'WalletRecharged') return [];
    const { walletId, rechargeId, lotId, principalFen, bonusFen, balanceAfterFen } = event.data;
    return [{ walletId, rechargeId, lotId, principalFen, bonusFen, balanceAfterFen }];
  });
  return { ...paid?.data, loads };
}
