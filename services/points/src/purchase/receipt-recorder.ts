/** Records receipts: gathers what each is decided on, and has the log decide. */
import { businessDate } from '@scrip/calendar';
import type { HolderBirthdays, Terms } from '@scrip/chassis';
import type { Decision } from '@scrip/decider';
import { type EventLog, idFrom, on, onNew, type StreamRef, type Verdict, type Who } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { type Programme, segmentsAsked } from '@scrip/programme';
import { type AccountState, accountDecider, accountOf } from '../account/account.decider.ts';
import { gradeOf } from '../account/member-grade.ts';
import { accountNow, followingMoves } from '../account/moved-account.ts';
import {
  type CampaignTotal,
  campaignDecider,
  campaignStream,
  totalledRules,
} from '../campaign-day/campaign-caps.rule.ts';
import {
  type CampaignDayState,
  campaignDayDecider,
  campaignDayStream,
  isFull,
  rankedCampaign,
} from '../campaign-day/campaign-day.decider.ts';
import { FullDays } from '../campaign-day/full-days.ts';
import type { Ownership } from '../ownership.ts';
import { quoteOf } from '../quote/known-quote.ts';
import { segmentsOf } from '../segment/member-segment.ts';
import { type PurchaseState, purchaseDecider, purchaseStream } from './purchase.decider.ts';
import type { AskedReceipt } from './receipt-route.ts';
import { earningAsksGrade, purchaseAsksBirthday, type RecordReceipt, recordReceipt } from './record-receipt.rule.ts';

/** A receipt with what it is decided on, but for the states of its streams. */
export interface GatheredReceipt {
  readonly who: Who;
  readonly receipt: RecordReceipt;
  readonly programme: Programme | undefined;
  /** Of the membership shown; null where none was shown or nothing is known of it. */
  readonly accountId: string | null;
  /** The day on which it may take a place; null where there are none to take. */
  readonly day: { readonly streamId: string; readonly places: number } | null;
  /** Campaigns that may give so many points in all. */
  readonly totalled: readonly string[];
}

export class ReceiptRecorder {
  readonly #log: EventLog;
  readonly #programmes: Terms;
  readonly #ownership: Ownership;
  readonly #birthdays: HolderBirthdays | null;
  readonly #fullDays = new FullDays();

  constructor(log: EventLog, programmes: Terms, ownership: Ownership, birthdays: HolderBirthdays | null) {
    this.#log = log;
    this.#programmes = programmes;
    this.#ownership = ownership;
    this.#birthdays = birthdays;
  }

  /** What a receipt is decided on. Throws the database's errors. */
  async gather(asked: AskedReceipt, who: Who): Promise<GatheredReceipt> {
    const { issuerId, occurredAt } = who;
    const { receiptId, programmeId, membershipId = null, quoteId = null, lines, tenders } = asked;
    const date = businessDate(occurredAt);
    const [programme, quoted] = await Promise.all([
      this.#programmes.inForce(issuerId, programmeId, occurredAt),
      quoteId === null ? undefined : quoteOf(this.#log.pool, issuerId, quoteId),
    ]);
    const ownAccount = membershipId === null ? null : accountOf(membershipId);
    const known = ownAccount !== null && (await this.#ownership.belongsTo(issuerId, ownAccount));
    const accountId = known ? ownAccount : null;
    const earns = accountId !== null && programme !== undefined ? { accountId, programme } : null;
    const asksGrade = earns !== null && membershipId !== null && earningAsksGrade(earns.programme);
    const asksBirthday = earns !== null && purchaseAsksBirthday(earns.programme);
    const receipt: RecordReceipt = {
      issuerId,
      receiptId,
      programmeId,
      membershipId,
      lines,
      tenders: tenders.map((tender) => ({ ...tender, reference: tender.reference ?? null })),
      quoteId,
      ...(quoteId !== null && { quote: { known: quoted, boughtAt: occurredAt } }),
      businessDate: date,
      grade: asksGrade ? await gradeOf(this.#log.pool, membershipId) : null,
      segments: earns ? await this.#segments(issuerId, earns.accountId, earns.programme) : undefined,
      birthdayHolders: asksBirthday ? ((await this.#birthdays?.on(issuerId, date)) ?? null) : null,
      entryIdOf: (rule: string) => idFrom('ent', [issuerId, receiptId, rule].join('\n')),
    };
    const day = earns ? this.#dayOf(receipt, earns.programme) : null;
    return { who, receipt, programme, accountId, day, totalled: earns ? totalledRules(earns.programme) : [] };
  }

  /**
   * Lets the log learn the streams of receipts that are to be decided one after the other: whoever has to wait for a stream
   * of his own would be decided after those behind him. Throws the database's errors.
   */
  async learn(receipts: readonly GatheredReceipt[]): Promise<void> {
    const streams = receipts.flatMap((gathered) => sharedStreams(gathered, gathered.accountId));
    await this.#log.learn([...new Map(streams.map((stream) => [stream.streamId, stream])).values()]);
  }

  /**
   * Has a receipt decided. Throws the Problem 404 where news is missing here, and the errors of `EventLog.executeAcross`.
   */
  async decide(gathered: GatheredReceipt, key: CommandRequest['key']): Promise<Verdict> {
    const { who, receipt, programme, accountId, day, totalled } = gathered;
    let full = false;
    const verdict = await followingMoves(accountId, key, (memberAccountId, keyOfIt) =>
      this.#log.executeAcross({
        who,
        key: keyOfIt,
        streams: [
          // Almost every receipt is recorded once; the log finds out where one was there before.
          onNew(purchaseDecider, purchaseStream(receipt.issuerId, receipt.receiptId)),
          ...sharedStreams(gathered, memberAccountId),
        ],
        decide: (states) => {
          const [purchase, ...others] = states as [PurchaseState, ...unknown[]];
          const totals = new Map(
            totalled.map((rule, index) => [rule, others.at(index - totalled.length) as CampaignTotal]),
          );
          const [member, taken] = others.slice(0, others.length - totalled.length) as [
            AccountState?,
            CampaignDayState?,
          ];
          full = taken !== undefined && day !== null && isFull(taken, day.places);
          const noAccount: AccountState | null = receipt.membershipId === null ? null : { kind: 'unknown' };
          const streams = { purchase, account: member ?? noAccount, day: taken ?? null, totals };
          return unlessNewsIsMissing(recordReceipt(streams, receipt, programme));
        },
      }),
    );
    // The log took it on that very state of the day.
    if (full && day && verdict.kind === 'accepted' && !verdict.replayed) this.#fullDays.add(day.streamId, day.places);
    return verdict;
  }

  /** The day is everybody's: only a receipt that may take a place waits for its turn there, and only while there are any. */
  #dayOf({ issuerId, programmeId, businessDate: date, lines }: RecordReceipt, programme: Programme) {
    const campaign = lines.some((line) => line.paidFen > 0n) ? rankedCampaign(programme) : null;
    if (!campaign) return null;
    const { campaignKey, places } = campaign;
    const streamId = campaignDayStream(issuerId, programmeId, campaignKey, date);
    return this.#fullDays.has(streamId, places) ? null : { streamId, places };
  }

  /** Of the segments that the points plan asks for, those that the account's holder is in; undefined where it asks for none. */
  async #segments(issuerId: string, accountId: string, programme: Programme): Promise<readonly string[] | undefined> {
    const asked = segmentsAsked(programme);
    if (asked.length === 0) return undefined;
    const { state } = await accountNow(this.#log, accountId);
    if (state.kind !== 'open') return [];
    const { holderId } = state;
    const own = await segmentsOf(this.#log.pool, { issuerId, programmeId: programme.id, holderId });
    return asked.filter((key) => own.includes(key));
  }
}

/** The streams of a receipt that others are decided on too: the account, the day, the totals of campaigns. */
function sharedStreams({ receipt, day, totalled }: GatheredReceipt, accountId: string | null): readonly StreamRef[] {
  const { issuerId, programmeId } = receipt;
  return [
    accountId === null ? [] : on(accountDecider, accountId),
    day === null ? [] : on(campaignDayDecider, day.streamId),
    totalled.map((rule) => on(campaignDecider, campaignStream(issuerId, programmeId, rule))),
  ].flat();
}

/** What may be on its way here from another service: the receipt is right, and it is too early for a verdict. */
const NEWS: Readonly<Record<string, string>> = {
  programme_unknown: 'There is no such programme',
  account_unknown: 'There is no such points account',
  quote_unknown: 'There is no such quote',
};

/**
 * The decision, if it may stand for ever. Throws the Problem 404 where news is missing here, so that nothing is kept under
 * the key and the till may ask again with it; one that has a verdict is answered with that before anything is thrown.
 */
function unlessNewsIsMissing<E>(decision: Decision<E>): Decision<E> {
  if (decision.kind !== 'refused') return decision;
  const { code, detail: members } = decision.refusal;
  const title = NEWS[code];
  if (title !== undefined) throw new Problem(404, code, title, { members });
  return decision;
}
