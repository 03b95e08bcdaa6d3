/** Clients at the desk: their accounts, and cards of their people that come back. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, on } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { claimDecider } from '../claim/claim.decider.ts';
import {
  amountField,
  bankReferenceField,
  claimIdField,
  clientIdField,
  personCodeField,
  programmeIdField,
  walletIdField,
} from '../fields.ts';
import { type PurseState, purseDecider } from '../purse/purse.decider.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { idOf, requireWallet } from '../wallet/wallet-route.ts';
import { type ClientState, clientDecider, clientStream, nameAgent, openClient, renewClient } from './client.decider.ts';
import { refund, terminate } from './client-refund.rule.ts';
import { returnCard } from './client-return.rule.ts';
import { CLIENT_REFUSALS, OVERRIDE, requireClient, requireClientTerms, requireOverride } from './client-route.ts';

type Reply = Parameters<typeof answer>[2];

const clientParam = z.object({ clientId: clientIdField });
const openBody = z.strictObject({
  clientId: clientIdField,
  programmeId: programmeIdField,
  productKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  agentId: personCodeField.describe('Who alone may act for the client; a code, never a name.'),
});
const agentBody = z.strictObject({ agentId: personCodeField });
const returnBody = z.strictObject({
  walletId: walletIdField,
  askedBy: personCodeField.describe('Who asks for it; a code, never a name.'),
  override: z.boolean().default(false).describe(`Do it for another than the agent; needs the scope ${OVERRIDE}.`),
});
const refundBody = z.strictObject({
  amountFen: amountField.optional().describe('Left out: all that is owed.'),
  bankReference: bankReferenceField,
});

const decidedUnder = { programmeId: z.string(), programmeVersion: z.int() };
const openedAnswer = z.object({
  clientId: clientIdField,
  productKey: z.string(),
  agentId: z.string(),
  termEndsDate: z.iso.date().nullable().describe('Last day of the term; null where the agreement has none.'),
  ...decidedUnder,
});
const renewedAnswer = z.object({ clientId: clientIdField, termEndsDate: z.iso.date(), ...decidedUnder });
const agentAnswer = z.object({ clientId: clientIdField, agentId: z.string() });
const returnedAnswer = z.object({
  clientId: clientIdField,
  creditId: z.string(),
  walletId: walletIdField,
  askedBy: z.string(),
  unspentFen: fenField,
  depositFen: fenField,
  creditedFen: fenField.describe('The two above together: owed to the client by this.'),
  dueDate: z.iso.date().nullable().describe('Last day of its refund in time; null while the agreement runs.'),
  owedAfterFen: fenField,
  ...decidedUnder,
  claim: z
    .object({ claimId: claimIdField, amountFen: fenField })
    .nullable()
    .describe('What the issuer owes besides, since another than the agent asked; null otherwise.'),
});
const terminatedAnswer = z.object({
  clientId: clientIdField,
  terminatedDate: z.iso.date(),
  refundFen: fenField.describe('All that is owed on that day.'),
  dueDate: z.iso.date().describe('Last day of a refund in time.'),
  refundWithin: z.string(),
  lateBpPerDay: z.int(),
  ...decidedUnder,
});
const refundedAnswer = z.object({
  clientId: clientIdField,
  programmeId: z.string(),
  refundId: z.string(),
  refundedFen: fenField,
  bankReference: z.string(),
  refundedDate: z.iso.date(),
  lateDays: z.int().describe('Of the oldest part of it.'),
  penaltyFen: fenField.describe('Owed besides, for what was late.'),
  owedAfterFen: fenField,
});

@Controller('ledger/v1/clients')
export class ClientHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  @Post()
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Open the account of a client',
    description:
      'A company that orders cards for its people. Refused, in this order: 409 `programme_unknown`; 409 `product_unknown`; 409 `client_terms_missing`; 409 `client_known`.',
  })
  @ApiCreatedResponse({ standardSchema: openedAnswer })
  async open(
    @Body({ schema: openBody }) body: z.output<typeof openBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const terms = await requireClientTerms(this.#terms, { issuerId, ...body }, occurredAt);
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(issuerId, body.clientId),
      decide: (state) => openClient(state, { ...body, at: occurredAt }, terms),
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':clientId/agent')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Name another person to act for a client',
    description: 'Refused, in this order: 404 `client_unknown`; 409 `client_terminated` {terminatedDate}.',
  })
  @ApiOkResponse({ standardSchema: agentAnswer })
  async nameAgent(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Body({ schema: agentBody }) { agentId }: z.output<typeof agentBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(command.who.issuerId, clientId),
      decide: (state) => nameAgent(state, agentId),
    });
    return answer(verdict, { refusals: CLIENT_REFUSALS, body: () => ({ clientId, agentId }) }, reply);
  }

  @Post(':clientId/renewals')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: "Renew a client's agreement for another term",
    description:
      'From the end of the running term on; nothing is refunded. Refused, in this order: 404 `client_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `client_terms_missing`; 409 `client_terminated` {terminatedDate}; 409 `term_missing`; 409 `renewed_ahead` {termEndsDate}.',
  })
  @ApiCreatedResponse({ standardSchema: renewedAnswer })
  async renew(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const account = await requireClient(this.#log, issuerId, clientId);
    const terms = await requireClientTerms(this.#terms, { issuerId, ...account }, occurredAt);
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(issuerId, clientId),
      decide: (state) => renewClient(state, occurredAt, terms),
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':clientId/returns')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Take a card back for good',
    description:
      'What is left on it and its deposit is owed to the client, and nothing opens its wallet any more. Refused, in this order: 403 `insufficient_scope` where it overrides without the scope; 404 `client_unknown`; 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `client_terms_missing`; 403 `not_the_agent` {askedBy, agentId}; 409 `wallet_closed`; 409 `wallet_of_another_client`; 409 `wallet_frozen` {cause}; 409 `holds_open` {openHolds}; 409 `disputes_open` {openDisputes}; 409 `purse_loaded` {purseId, balanceFen, inTransitFen, openGaps}.',
  })
  @ApiCreatedResponse({ standardSchema: returnedAnswer })
  async return(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Body({ schema: returnBody }) { walletId, askedBy, override }: z.output<typeof returnBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireOverride(override, caller);
    const { issuerId, occurredAt } = command.who;
    const account = await requireClient(this.#log, issuerId, clientId);
    await requireWallet(this.#wallets, issuerId, walletId);
    const terms = await requireClientTerms(this.#terms, { issuerId, ...account }, occurredAt);
    const claimId = idOf('clm', command);
    const { state: before } = await this.#log.state(walletDecider, walletId);
    const purseIds = before.status === 'open' ? before.purses : [];
    const asked = { creditId: idOf('crt', command), claimId, askedBy, override, at: occurredAt };
    const client = clientStream(issuerId, clientId);
    const streamOf = { client, wallet: walletId, claim: claimId };
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [
        on(clientDecider, client),
        on(walletDecider, walletId),
        on(claimDecider, claimId),
        ...purseIds.map((purseId) => on(purseDecider, purseId)),
      ],
      decide: ([state, wallet, , ...read]) => {
        const purses = (read as readonly PurseState[]).filter((purse) => purse.status === 'open');
        const decision = returnCard(state as ClientState, wallet as WalletState, { ...asked, purses }, terms);
        if (decision.kind === 'refused') return decision;
        return {
          kind: 'accepted',
          events: decision.events.map(({ of, event }) => ({ streamId: streamOf[of], event })),
        };
      },
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: returnedBody }, reply);
  }

  @Post(':clientId/termination')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: "End a client's agreement by its notice",
    description:
      'On the business day of the command. What is owed is to be refunded in the agreed time; cards go on. Refused, in this order: 404 `client_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `client_terms_missing`; 409 `client_terminated` {terminatedDate}.',
  })
  @ApiCreatedResponse({ standardSchema: terminatedAnswer })
  async terminate(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const account = await requireClient(this.#log, issuerId, clientId);
    const terms = await requireClientTerms(this.#terms, { issuerId, ...account }, occurredAt);
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(issuerId, clientId),
      decide: (state) => terminate(state, occurredAt, terms),
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post(':clientId/refunds')
  @Scope('ledger:client.write')
  @ApiOperation({
    summary: 'Record that a client was paid what it is owed',
    description:
      'What was due first is paid first; what was late is owed a penalty besides. Refused, in this order: 404 `client_unknown`; 409 `nothing_owed`; 409 `refund_exceeds_owed` {askedFen, owedFen, excessFen}.',
  })
  @ApiCreatedResponse({ standardSchema: refundedAnswer })
  async refund(
    @Param({ schema: clientParam }) { clientId }: z.output<typeof clientParam>,
    @Body({ schema: refundBody }) { amountFen, bankReference }: z.output<typeof refundBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, occurredAt } = command.who;
    const asked = { refundId: idOf('rfd', command), amountFen: amountFen ?? null, bankReference, at: occurredAt };
    const verdict = await this.#log.execute({
      ...command,
      decider: clientDecider,
      streamId: clientStream(issuerId, clientId),
      decide: (state) => refund(state, asked),
    });
    return answer(verdict, { status: 201, refusals: CLIENT_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }
}

function returnedBody(events: readonly ScripEvent[]): object {
  const credited = events.find((event) => event.type === 'ClientCredited');
  const claim = events.find((event) => event.type === 'ClaimOpened');
  const opened = claim && { claimId: claim.data.claimId, amountFen: claim.data.amountFen };
  return { ...credited?.data, claim: opened ?? null };
}
