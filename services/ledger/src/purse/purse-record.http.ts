/** Records of offline spends, as terminals send them: each has its own verdict (domain 2.10, O1 to O4). */
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import { EventLog, type Verdict, type Who } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  claimKey,
  fenField,
  inTurns,
  madeTogether,
  partKey,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { amountField, instantField, merchantIdField, purseIdField, terminalIdField } from '../fields.ts';
import { ProgrammeTerms } from '../wallet/programme-terms.ts';
import type { WalletState } from '../wallet/wallet.decider.ts';
import { WalletDirectory } from '../wallet/wallet-directory.ts';
import { requireOwnMerchant } from '../wallet/wallet-route.ts';
import type { PurseState } from './purse.decider.ts';
import { contentsOf } from './purse.projection.ts';
import type { OfflineLoss } from './purse-bearer.ts';
import { PurseDirectory, purseIdOf } from './purse-directory.ts';
import { type SpendRecord, takeRecords } from './purse-record.rule.ts';
import { COUNTER_MAX, placed, purseNameFields, streamsOf } from './purse-route.ts';

type Reply = Parameters<typeof answer>[2];

/** What a terminal gathers in a day or two. */
const RECORDS_MAX = 1_000;
/** Purses of one upload that are decided on at the same time. */
const PURSES_UNDER_WAY_MAX = 16;

const uploadBody = z.strictObject({
  records: z
    .array(
      z.strictObject({
        ...purseNameFields,
        counter: z.int().min(1).max(COUNTER_MAX).describe('Spend counter of the card.'),
        amountFen: amountField,
        balanceFen: fenField.describe('On the card after it.'),
        spentAt: instantField.describe("By the terminal's clock."),
        merchantId: merchantIdField,
        terminalId: terminalIdField,
        macValid: z.boolean().describe('Whether cards found its MAC good.'),
        terminalKnewAt: instantField
          .nullish()
          .describe('Since when the terminal knew that the card is blocked; null or left out while it did not.'),
      }),
    )
    .min(1)
    .max(RECORDS_MAX),
});
type Upload = z.output<typeof uploadBody>['records'][number];

const lineShape = z.object({
  line: z.int().describe('Place in the request, from 1.'),
  purseId: purseIdField,
  counter: z.int(),
  verdict: z.enum(['accepted', 'duplicate', 'refused']),
  code: z
    .string()
    .optional()
    .describe(
      'Why it was refused: mac_invalid, counter_conflict, gaps_exceeded (these are kept as exceptions), purse_unknown (nothing is kept: send it again once the purse is open).',
    ),
});
const uploadAnswer = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  refused: z.int(),
  records: z.array(lineShape),
});
type Line = z.input<typeof lineShape>;

@Controller('ledger/v1')
export class PurseRecordHttp {
  readonly #log: EventLog;
  readonly #purses: PurseDirectory;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, purses: PurseDirectory, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
    this.#purses = purses;
  }

  @Post('purse-records')
  @Scope('ledger:purse.record')
  @ApiOperation({
    summary: 'Upload records of offline spends, 1 to 1,000',
    description:
      'For cards, which has the keys and says of each record whether its MAC is good; terminals send theirs to cards. Late, twice and in any order: each counter is taken once. The records of one purse are taken together; asked again under the same key, what is done is not done twice. Their business day is that of the terminal, never later than now. Refused as a whole, in this order: 403 `merchant_mismatch`; 422 `idempotency_key_reused`. A single record, in its line: `purse_unknown`; `wallet_closed`; `mac_invalid`; `counter_conflict`; `gaps_exceeded`.',
  })
  @ApiOkResponse({ standardSchema: uploadAnswer })
  async upload(
    @Body({ schema: uploadBody }) { records }: z.output<typeof uploadBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    for (const { merchantId } of records) requireOwnMerchant(caller, merchantId);
    await claimKey(this.#log, command);
    const parts = await inTurns([...byPurse(command.who.issuerId, records)], PURSES_UNDER_WAY_MAX, ([purseId, sent]) =>
      this.#take(command, purseId, sent),
    );
    const events = parts.flatMap(({ verdict }) => (verdict?.kind === 'accepted' ? verdict.events : []));
    const made = madeTogether(
      events,
      parts.every(({ verdict }) => verdict?.replayed === true),
    );
    const lines = parts.flatMap((part) => part.lines).sort((a, b) => a.line - b.line);
    const count = (verdict: Line['verdict']): number => lines.filter((line) => line.verdict === verdict).length;
    const body = (): object => ({
      accepted: count('accepted'),
      duplicates: count('duplicate'),
      refused: count('refused'),
      records: lines,
    });
    return answer(made, { status: 200, body }, reply);
  }

  /** What the product says now; from the report where there are no terms, since a record is never turned away for that. */
  async #offlineLoss({ issuerId, occurredAt }: Who, walletId: string): Promise<OfflineLoss> {
    const wallet = await this.#wallets.find(issuerId, walletId);
    const found = wallet && (await this.#terms.at(wallet, occurredAt));
    return (found?.kind === 'terms' && found.terms.product.purse?.offlineLoss) || 'fromReport';
  }

  /** The records of one purse, in one command. */
  async #take(
    command: CommandRequest,
    purseId: string,
    sent: readonly SpendRecord[],
  ): Promise<{ readonly verdict: Verdict | undefined; readonly lines: readonly Line[] }> {
    const { who } = command;
    const purse = await this.#purses.find(who.issuerId, purseId);
    if (!purse) return { verdict: undefined, lines: sent.map((record) => refused(purseId, record, 'purse_unknown')) };
    const offlineLoss = await this.#offlineLoss(who, purse.walletId);
    const counters = sent.map(({ counter }) => counter);
    const known = await contentsOf(this.#log.pool, purseId, counters);
    const verdict = await this.#log.executeAcross({
      who,
      key: partKey(command.key, purseId),
      streams: streamsOf(purse),
      decide: ([state, wallet]) =>
        placed(
          takeRecords(state as PurseState, wallet as WalletState, sent, (counter) => known.get(counter), offlineLoss),
          purse,
          (event) => {
            if (event.type !== 'PurseSpent') return {};
            // A clock that runs ahead cannot date a spend later than it was heard of.
            return { who: { ...who, occurredAt: Math.min(event.data.spentAt, who.occurredAt) } };
          },
        ),
    });
    if (verdict.kind === 'refused') {
      return { verdict, lines: sent.map((record) => refused(purseId, record, verdict.refusal.code)) };
    }
    return { verdict, lines: verdict.events.flatMap(({ event }) => linesOf(event)) };
  }
}

/** The records of each purse by counter, so that an upload opens no gap that it closes itself; equal ones as they were sent. */
function byPurse(issuerId: string, records: readonly Upload[]): ReadonlyMap<string, readonly SpendRecord[]> {
  const purses = new Map<string, SpendRecord[]>();
  for (const [index, { cardId, enterpriseId, keyEpoch, ...record }] of records.entries()) {
    const purseId = purseIdOf(issuerId, { cardId, enterpriseId, keyEpoch });
    const sent = purses.get(purseId) ?? [];
    purses.set(purseId, sent);
    sent.push({ line: index + 1, ...record });
  }
  for (const sent of purses.values()) sent.sort((a, b) => a.counter - b.counter);
  return purses;
}

function refused(purseId: string, { line, counter }: SpendRecord, code: string): Line {
  return { line, purseId, counter, verdict: 'refused', code };
}

/** What a fact says of lines of the upload, so that a replay says the same. */
function linesOf(event: ScripEvent): readonly Line[] {
  switch (event.type) {
    case 'PurseSpent': {
      const { line, purseId, counter } = event.data;
      return [{ line, purseId, counter, verdict: 'accepted' }];
    }
    case 'PurseRecordRefused': {
      const { line, purseId, counter, code } = event.data;
      return [{ line, purseId, counter, verdict: 'refused', code }];
    }
    case 'PurseRecordsRepeated': {
      const { purseId, repeated } = event.data;
      return repeated.map(({ line, counter, code }) =>
        code === null
          ? { line, purseId, counter, verdict: 'duplicate' }
          : { line, purseId, counter, verdict: 'refused', code },
      );
    }
    default:
      return [];
  }
}
