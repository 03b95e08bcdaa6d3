/** The route of many commands at once: for payroll loads, offline tills and migrations. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { Refusal } from '@scrip/decider';
import { EventLog, type Verdict } from '@scrip/event-store';
import {
  answer,
  BodyBytesMax,
  Caller,
  Command,
  type CommandRequest,
  claimKey,
  insufficientScope,
  madeTogether,
  PartTurns,
  Problem,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import {
  amountField,
  cardIdField,
  merchantIdField,
  signatoryIdField,
  slipFields,
  tenderField,
  terminalIdField,
  walletIdField,
} from '../fields.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import type { WalletTerms } from '../wallet/wallet.decider.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { askedFields, askedIn, NAMES_ONE, namesOne, REFUSALS } from '../wallet/wallet-route.ts';
import { type BatchAsked, type BatchItem, decideAll, decideEach } from './batch.ts';

type Reply = Parameters<typeof answer>[2];

/** Commands of one batch. */
const COMMANDS_MAX = 10_000;
/** 4 MiB: so many spends with every code at its longest; the front door lets no more through. */
const BATCH_BYTES_MAX = 4_194_304;

const rechargeItem = z.strictObject({
  kind: z.literal('recharge'),
  walletId: walletIdField,
  principalFen: amountField.describe('What was paid.'),
  tender: tenderField,
});
const spendItem = z
  .strictObject({
    kind: z.literal('spend'),
    walletId: walletIdField,
    ...askedFields,
    cardId: cardIdField,
    merchantId: merchantIdField,
    terminalId: terminalIdField.optional(),
    signatoryId: signatoryIdField.optional(),
    ...slipFields,
    splitTender: z.boolean().default(true),
  })
  .refine(namesOne, NAMES_ONE);
const holdItem = z
  .strictObject({
    kind: z.literal('hold'),
    walletId: walletIdField,
    ...askedFields,
    cardId: cardIdField,
    merchantId: merchantIdField,
    signatoryId: signatoryIdField.optional(),
    ...slipFields,
  })
  .refine(namesOne, NAMES_ONE);
const item = z.discriminatedUnion('kind', [rechargeItem, spendItem, holdItem]);
const batchBody = z.strictObject({
  atomic: z.boolean().default(false).describe('All or nothing; otherwise each command has a verdict of its own.'),
  // How many there may be is asked by the route, whose refusal tells the numbers.
  commands: z.array(item).min(1).meta({ maxItems: COMMANDS_MAX }),
});
const verdictShape = z.object({
  index: z.int().describe('Place in the request, from 0.'),
  status: z.int().describe('As the command’s own route would have answered.'),
  replayed: z.boolean(),
  code: z.string().nullable().describe('Of a refusal.'),
  detail: z.looseObject({}).describe('The fact of an accepted command; the numbers of a refusal.'),
});
const batchAnswer = z.object({ accepted: z.int(), refused: z.int(), items: z.array(verdictShape) });

type BatchCommand = z.output<typeof item>;

/** The scope of each kind of command. */
const SCOPES = { recharge: 'ledger:recharge', spend: 'ledger:spend', hold: 'ledger:hold' } as const;

@Controller('ledger/v1/batches')
export class BatchHttp {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;
  readonly #turns = new PartTurns();

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  @Post()
  @HttpCode(200)
  @BodyBytesMax(BATCH_BYTES_MAX)
  @Scope('ledger:batch')
  @ApiOperation({
    summary: 'Ask for 1 to 10,000 recharges, spends and holds at once',
    description:
      'In their order; those of one wallet build on each other. Each has the verdict that its own route would give, and the scope of its own route is needed too. Asked again under the same key, each has its first verdict. With `atomic`: all or nothing. Up to 4 MiB. Refused, in this order: 413 `body_too_large`; 400 `json_invalid` (cut off); 400 `invalid_request`; 400 `batch_too_long` {commands, limit}; 403 `insufficient_scope` {scope}; 403 `merchant_mismatch` {index}; with `atomic` 409 `batch_refused` {index, refusal} of the first command that is refused.',
  })
  @ApiOkResponse({ standardSchema: batchAnswer })
  async batch(
    @Body({ schema: batchBody }) { atomic, commands }: z.output<typeof batchBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireFewEnough(commands);
    for (const kind of new Set(commands.map((one) => one.kind))) requireScope(caller, SCOPES[kind]);
    requireOneMerchant(caller, commands);
    const items = await this.#ready(command, commands);
    if (atomic) {
      const verdict = await decideAll(this.#log, command, items);
      const body = (events: readonly WalletEvent[]): object => ({
        accepted: events.length,
        refused: 0,
        items: events.map((event, index) => accepted(index, [event], verdict.replayed)),
      });
      return answer(verdict, { refusals: REFUSALS, body }, reply);
    }
    // The whole batch first: the same key with another one is refused before anything is done.
    await claimKey(this.#log, command);
    const verdicts = await decideEach(this.#log, command, items, this.#turns);
    const refused = verdicts.filter((verdict) => verdict.kind === 'refused').length;
    const events = verdicts.flatMap((verdict) => (verdict.kind === 'accepted' ? verdict.events : []));
    const made = madeTogether(
      events,
      verdicts.every((verdict) => verdict.replayed),
    );
    const body = (): object => ({ accepted: verdicts.length - refused, refused, items: verdicts.map(told) });
    return answer(made, { body }, reply);
  }

  /** With the terms of each wallet, looked up once. */
  async #ready({ who }: CommandRequest, commands: readonly BatchCommand[]): Promise<readonly BatchItem[]> {
    const known = new Map<string, Promise<WalletTerms | Refusal>>();
    const termsOf = (walletId: string): Promise<WalletTerms | Refusal> => {
      const found = known.get(walletId) ?? this.#termsOf(who.issuerId, walletId, who.occurredAt);
      known.set(walletId, found);
      return found;
    };
    return Promise.all(
      commands.map(async (one): Promise<BatchItem> => {
        const terms = await termsOf(one.walletId);
        return 'code' in terms ? { kind: 'barred', refusal: terms } : { kind: 'ready', asked: askedBy(one), terms };
      }),
    );
  }

  async #termsOf(issuerId: string, walletId: string, at: number): Promise<WalletTerms | Refusal> {
    const wallet = await this.#wallets.find(issuerId, walletId);
    if (!wallet) return { code: 'wallet_unknown', detail: { walletId } };
    const found = await this.#terms.at(wallet, at);
    return found.kind === 'terms' ? found.terms : { code: found.code, detail: found.members };
  }
}

function askedBy(one: BatchCommand): BatchAsked {
  switch (one.kind) {
    case 'recharge':
      return one;
    case 'spend': {
      const { kind, walletId, cardId, merchantId, splitTender, terminalId = null, signatoryId = null } = one;
      const { slipSignature, bookingId } = one;
      const till = { cardId, merchantId, splitTender, terminalId, signatoryId, slipSignature, bookingId };
      return { kind, walletId, ...till, asked: askedIn(one) };
    }
    case 'hold': {
      const { kind, walletId, cardId, merchantId, signatoryId = null, slipSignature, bookingId } = one;
      const till = { cardId, merchantId, signatoryId, slipSignature, bookingId };
      return { kind, walletId, ...till, asked: askedIn(one) };
    }
  }
}

function told(verdict: Verdict<WalletEvent>, index: number): object {
  if (verdict.kind === 'accepted') {
    const events = verdict.events.map(({ event }) => event);
    return accepted(index, events, verdict.replayed);
  }
  const { code, detail } = verdict.refusal;
  const status = (REFUSALS as Readonly<Record<string, number>>)[code] ?? 409;
  return { index, status, replayed: verdict.replayed, code, detail };
}

function accepted(index: number, [event]: readonly WalletEvent[], replayed: boolean): object {
  return { index, status: 201, replayed, code: null, detail: event ? factOf(event) : {} };
}

/** As the command's own route tells it: times as RFC 3339. */
function factOf({ type, data }: WalletEvent): object {
  if (type === 'WalletRecharged') return { ...data, expiresAt: timeOf(data.expiresAt) };
  if (type === 'WalletHeld') return { ...data, endsAt: timeOf(data.endsAt) };
  return data;
}

function timeOf(moment: number | null): string | null {
  return moment === null ? null : toRfc3339(moment);
}

function requireFewEnough({ length }: readonly BatchCommand[]): void {
  if (length <= COMMANDS_MAX) return;
  throw new Problem(400, 'batch_too_long', 'The batch has too many commands', {
    members: { commands: length, limit: COMMANDS_MAX },
  });
}

function requireScope(caller: Caller, scope: string): void {
  if (caller.scopes.has(scope)) return;
  throw insufficientScope(scope);
}

function requireOneMerchant({ merchantId }: Caller, commands: readonly BatchCommand[]): void {
  if (merchantId === null) return;
  const index = commands.findIndex((one) => one.kind !== 'recharge' && one.merchantId !== merchantId);
  if (index < 0) return;
  throw new Problem(403, 'merchant_mismatch', 'This token acts for another merchant', {
    members: { index, merchantId },
  });
}
