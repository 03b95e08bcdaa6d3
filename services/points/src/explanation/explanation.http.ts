/** Why a receipt earned what it earned, for whoever asks at the desk. */
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Terms } from '@scrip/chassis';
import type { LotteryEntryGranted, PointsEarned } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { EventLog, type Stored } from '@scrip/event-store';
import { Caller, Problem, pointsField, Scope } from '@scrip/http';
import { plus } from '@scrip/money';
import type { LocalText } from '@scrip/programme';
import { z } from 'zod';
import { accountDecider, pendingPointsOf } from '../account/account.decider.ts';
import { MOVEMENT_KINDS } from '../account/movement.ts';
import { entryById } from '../account/points-entry.projection.ts';
import { accountIdField, membershipIdField, programmeIdField, receiptIdField } from '../fields.ts';
import { purchaseStream } from '../purchase/purchase.decider.ts';
import { reasonOf } from './entry-facts.ts';
import { entryInWords } from './entry-words.ts';
import { explainReceipt, type ReceiptExplanation, type ReceiptFacts } from './receipt-explanation.rule.ts';

/** Events of an account that are read at once. */
const PAGE_EVENTS = 2_000;

const entryParam = z.object({
  entryId: z
    .string()
    .regex(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/)
    .describe('The event of an entry of the statement: evt_ and a ULID.'),
});
const receiptParam = z.object({ receiptId: receiptIdField });

const words = z.object({ 'zh-CN': z.string(), en: z.string() });
const told = {
  rule: z.string().describe('Key in the programme document.'),
  met: z.boolean(),
  counted: z.boolean().describe('A smaller factor may be met and not count.'),
  exhausted: z.boolean().optional().describe('Met, and did not count because its caps have nothing left.'),
  words,
  wouldMeet: words.nullable().describe('What would have met it; null where it was met or no number would do.'),
  clause: z.unknown().describe('Its condition clause by clause: kind, met, words, wanted, actual, lack, parts.'),
};
const earningShape = z.object({
  earningFen: z.int().describe('What of the receipt counted, fen.'),
  leftOut: z.array(z.object({ kind: z.string(), amountFen: z.int() })).describe('Tenders that earn no points.'),
  base: z.object({
    rule: z.string(),
    perFen: z.int(),
    points: z.int(),
    steps: z.int().describe('Whole amounts of perFen.'),
    basePoints: pointsField,
    toNextStepFen: z.int().describe('How much more would have been one step more, fen.'),
  }),
  stacking: z.enum(['highest', 'additive', 'multiplicative']),
  multiplierBp: z.int().describe('10,000 is once.'),
  multipliers: z.array(z.object({ ...told, factorBp: z.int() })),
  bonuses: z.array(z.object({ ...told, points: z.int() })),
  bonusPoints: pointsField,
  capped: z
    .array(z.object({ rule: z.string(), wantedPoints: pointsField, addedPoints: pointsField }))
    .describe('Rules that counted and have caps.'),
  earnedPoints: pointsField,
  rules: z.array(z.string()),
  words,
});
const explanationAnswer = z.object({
  receiptId: receiptIdField,
  programmeId: programmeIdField,
  programmeVersion: z.int().describe('The version it was decided and is explained under.'),
  membershipId: membershipIdField.nullable(),
  accountId: accountIdField.nullable(),
  businessDate: z.iso.date(),
  dayRank: z.int().nullable(),
  grade: z.string().nullable().describe('As the rules were told; null where none asked.'),
  ownDay: z.boolean().nullable().describe("Whether the day counted as the holder's birthday."),
  earnedPoints: pointsField,
  earning: earningShape.nullable(),
  draws: z.array(z.object(told)).describe('Every lottery of the programme.'),
  words: words.describe('The whole reason in words.'),
  agrees: z.boolean().describe('Whether the version gives again what the facts say.'),
});

const entryAnswer = z.object({
  kind: z.enum(MOVEMENT_KINDS),
  receiptId: receiptIdField.nullable(),
  reference: z.string().nullable().describe('The return, use, adjustment or other account that it is about.'),
  changePoints: pointsField.describe('Of the balance; below zero where points went.'),
  pendingChangePoints: pointsField,
  lifetimeChangePoints: pointsField,
  balanceAfterPoints: pointsField,
  words,
  reason: z
    .object({
      asked: z.record(z.string(), z.unknown()).describe('What it was decided with, points, fen and times by name.'),
      words,
      agrees: z
        .boolean()
        .nullable()
        .describe('Whether the version gives the numbers again; null where no rule of the document gave them.'),
    })
    .nullable()
    .describe(
      'Of goods the sum of the ladder; of a return what the rest earns, was and is; of a correction who, why and which fact; of points that lapsed or waited which rule of which version. Null for an earning, which the receipt tells, and for merges.',
    ),
  receipt: explanationAnswer
    .nullable()
    .describe('The receipt that it is about, as it was decided; null where it is about none.'),
});

@Controller('points/v1')
export class ExplanationHttp {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  @Get('entries/:entryId/explanation')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Explain an entry of the statement',
    description:
      'What happened in words, and the whole reason; of an entry about a receipt the sum part by part, every rule clause by clause with the numbers it saw and what would have met it, rebuilt from the facts and the version they were decided under. 404 `entry_unknown`.',
  })
  @ApiOkResponse({ standardSchema: entryAnswer })
  async entry(
    @Param({ schema: entryParam }) { entryId }: z.output<typeof entryParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const entry = await entryById(this.#log.pool, issuerId, entryId);
    if (!entry) throw new Problem(404, 'entry_unknown', 'There is no such entry', { members: { entryId } });
    const { kind, receiptId, reference, changePoints, pendingChangePoints, lifetimeChangePoints } = entry;
    const receipt = receiptId === null ? null : await this.#explain(issuerId, receiptId);
    const { balanceAfterPoints } = entry;
    const change = {
      kind,
      receiptId,
      reference,
      changePoints,
      pendingChangePoints,
      lifetimeChangePoints,
      balanceAfterPoints,
    };
    const parts = { log: this.#log, terms: this.#terms, issuerId };
    const reason = kind === 'earned' ? null : await reasonOf(parts, entry);
    const told = entryInWords(change);
    const whole = reason ? joined(told, reason.words) : told;
    return { ...change, words: kind === 'earned' && receipt ? receipt.words : whole, reason, receipt };
  }

  @Get('receipts/:receiptId/explanation')
  @Scope('points:read')
  @ApiOperation({
    summary: 'Explain what a receipt earned',
    description: 'Also one that earned nothing: why not, and with how much more. 404 `receipt_unknown`.',
  })
  @ApiOkResponse({ standardSchema: explanationAnswer })
  receipt(
    @Param({ schema: receiptParam }) { receiptId }: z.output<typeof receiptParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    return this.#explain(issuerId, receiptId);
  }

  async #explain(issuerId: string, receiptId: string): Promise<ReceiptExplanation> {
    const first = await this.#log.firstOf(purchaseStream(issuerId, receiptId));
    if (first?.event.type !== 'ReceiptRecorded') {
      throw new Problem(404, 'receipt_unknown', 'There is no such receipt', { members: { receiptId } });
    }
    const receipt = first.event.data;
    const { programmeId, programmeVersion } = receipt;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme)
      throw new InvariantError(`${receiptId} was decided under version ${programmeVersion}, which is not here`);
    const facts = await this.#factsOf(first);
    return explainReceipt({ receipt, ...facts }, programme);
  }

  /** What the receipt did to its account: the events that were recorded with it, and the points that the account held then. */
  async #factsOf({ envelope, event }: Stored): Promise<Omit<ReceiptFacts, 'receipt'>> {
    const accountId = event.type === 'ReceiptRecorded' ? event.data.accountId : null;
    if (accountId === null || event.type !== 'ReceiptRecorded')
      return { earned: null, draws: [], heldAfterPoints: null };
    const { receiptId } = event.data;
    let state = accountDecider.initial;
    let earned: PointsEarned | null = null;
    const draws: LotteryEntryGranted[] = [];
    for (let after = 0; ; ) {
      const page = await this.#log.readStream(accountId, { after, limit: PAGE_EVENTS });
      const before = page.filter((one) => one.envelope.position < envelope.position);
      state = fold(
        accountDecider,
        before.map((one) => one.event as Parameters<typeof accountDecider.evolve>[1]),
        state,
      );
      const later = page.slice(before.length);
      for (const one of later) {
        if (one.event.type === 'PointsEarned' && one.event.data.receiptId === receiptId) earned = one.event.data;
        if (one.event.type === 'LotteryEntryGranted' && one.event.data.receiptId === receiptId)
          draws.push(one.event.data);
      }
      after = page.at(-1)?.envelope.version ?? after;
      if (page.length < PAGE_EVENTS || later.length > 0) break;
    }
    if (state.kind !== 'open') return { earned, draws, heldAfterPoints: null };
    const held = plus(state.balancePoints, pendingPointsOf(state));
    return { earned, draws, heldAfterPoints: earned ? plus(held, earned.earnedPoints) : held };
  }
}

/** Both, one after the other. */
function joined(one: LocalText, other: LocalText): LocalText {
  return { 'zh-CN': one['zh-CN'] + other['zh-CN'], en: `${one.en} ${other.en}` };
}
