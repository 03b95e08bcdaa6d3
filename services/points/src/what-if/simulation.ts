/**
 * A draft over real history: the facts of a programme are folded as they were, and beside them the same purchases are
 * decided again under the draft, by the very rules that decide (`recordReceipt`, `priceLine`, `gradeOnJoin`, `raiseFor`).
 * Nothing is written. Memory grows with members and days, not with receipts.
 */
import { type BusinessDate, businessDate, type EpochMs, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import type {
  AccountEvent,
  CampaignDayEvent,
  CampaignEvent,
  PointsAccountOpened,
  ReceiptRecorded,
  ScripEvent,
} from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type Fen, fen, minus, type Points, sumFen } from '@scrip/money';
import { gradeOnJoin, type Programme } from '@scrip/programme';
import { accountDecider } from '../account/account.decider.ts';
import { type CampaignTotal, campaignDecider, totalledRules } from '../campaign-day/campaign-caps.rule.ts';
import { type CampaignDayState, campaignDayDecider } from '../campaign-day/campaign-day.decider.ts';
import { type RecordReceipt, recordReceipt } from '../purchase/record-receipt.rule.ts';
import {
  byName,
  comparedNumber,
  comparedWorth,
  largestChanges,
  membersByGrade,
  movedGrades,
  type Sums,
  sumOfPositive,
  Tally,
  type WhatIfReport,
} from './comparison.ts';
import { changed, type HeardGrades } from './heard-grades.ts';
import type { HeardSegments } from './heard-segments.ts';
import {
  aged,
  changedBy,
  changeOf,
  emptied,
  evolved,
  heldAt,
  heldPoints,
  type Member,
  monthOf,
  raised,
  redeemedBy,
  type World,
} from './member-worlds.ts';
import { priceOf, pricesOf, tendersOf } from './repriced.ts';

/** Which history is looked at, and under what. */
export interface WhatIf {
  readonly programmeId: string;
  /** The rules that are tried. */
  readonly draft: Programme;
  /** First and last business day on which the draft decides; earlier days are taken as they were, later ones left out. */
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** Which membership each receipt was used to join with: such a receipt names none itself. */
  readonly joinedWith: ReadonlyMap<string, string>;
  /** What ratings and people made of grades; at hand of whoever the facts that are taken next are about. */
  readonly heardGrades: Pick<HeardGrades, 'before'>;
  /** Who was in which segment; at hand in the same way. */
  readonly heardSegments: Pick<HeardSegments, 'before'>;
  /** The published version of this number. */
  versionOf(version: number): Programme;
}

/** A fact of the log, as far as the simulation looks at it. */
export interface Fact {
  /** Kind of the stream, one of `FOLDED`. */
  readonly stream: string;
  readonly occurredAt: EpochMs;
  readonly event: ScripEvent;
}

/** The streams whose facts a simulation folds. */
export const FOLDED: ReadonlySet<string> = new Set(['purchase', 'account', 'campaign-day', 'campaign']);

type Line = ReceiptRecorded['lines'][number];

export class Simulation {
  readonly #asked: WhatIf;
  readonly #tally = new Tally();
  readonly #members = new Map<string, Member>();
  /** By account, since facts of accounts name it. */
  readonly #byAccount = new Map<string, Member>();
  /** What those who will join with them have paid under the draft, before their account is open. */
  readonly #prospects = new Map<string, { day: BusinessDate; totalFen: Fen }>();
  readonly #days = new Map<string, CampaignDayState>();
  /** What campaigns with a cap in all gave before the span, and would have given in it. */
  readonly #totals: Map<string, CampaignTotal>;
  readonly #refused = new Map<string, { receipts: number; readonly example: string }>();
  /** What accounts held under the draft that went over into others, until it arrives there. */
  readonly #moved = new Map<string, { readonly held: Points; readonly lifetime: Points; readonly from: Member }>();
  /** By version: whether the draft has the same prices. */
  readonly #samePrices = new Map<number, boolean>();
  #latestVersion = 0;
  #joiningsAsTheyWere = 0;
  #receiptsOfStrangers = 0;

  constructor(asked: WhatIf) {
    this.#asked = asked;
    this.#totals = new Map(totalledRules(asked.draft).map((rule) => [rule, campaignDecider.initial]));
  }

  /** Folds a fact; call in the order of the log. Facts of other programmes change nothing. */
  take({ stream, event, occurredAt }: Fact): void {
    if (event.type === 'ReceiptRecorded') {
      if (event.data.programmeId === this.#asked.programmeId) this.#receipt(event.data, occurredAt);
      return;
    }
    if (event.type === 'PointsAccountOpened') {
      if (event.data.programmeId === this.#asked.programmeId) this.#opened(event.data, occurredAt);
      return;
    }
    if (event.type === 'CampaignPlaceTaken') {
      const { programmeId, businessDate: day } = event.data;
      if (programmeId !== this.#asked.programmeId || !this.#inSpan(day)) return;
      const member = this.#byAccount.get(event.data.accountId);
      this.#tally.add('was', monthOf(day), member?.was.grade ?? null, { campaignPlaces: 1n });
      return;
    }
    if (event.type === 'CampaignPointsGiven') this.#given(event, occurredAt);
    else if (stream === accountDecider.stream) this.#ofAccount(event as AccountEvent, occurredAt);
  }

  /** What a campaign had given before the span counts under the draft too, where it has the campaign. */
  #given(event: CampaignEvent, at: EpochMs): void {
    const { programmeId, campaignKey } = event.data;
    if (programmeId !== this.#asked.programmeId || businessDate(at) >= this.#asked.from) return;
    if (this.#totals.has(campaignKey))
      this.#totals.set(campaignKey, campaignDecider.evolve(campaignDecider.initial, event));
  }

  /** Everybody who was a member, by membership. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  /** Hears what became of a grade up to the end of the last day; call for every member before the report. */
  hearsToTheEnd(member: Member): void {
    this.#hears(member, endOfBusinessDay(startOfBusinessDay(this.#asked.to)));
  }

  /** What the draft changes. Grades and points are as at the end of the last day. */
  report(): WhatIfReport {
    const { from, to } = this.#asked;
    const end = endOfBusinessDay(startOfBusinessDay(to));
    const members = [...this.#members.values()];
    const ends = members.filter(({ ended }) => !ended).map((member) => heldAt(member, end));
    const liability = sumOfPositive(ends.map((one) => one.heldPoints));
    return {
      from,
      to,
      totals: this.#tally.totals,
      byMonth: this.#tally.byMonth,
      byGrade: this.#tally.byGrade,
      members: membersByGrade(ends),
      gradesMoved: movedGrades(ends),
      liabilityPoints: comparedNumber(liability),
      pendingPoints: comparedNumber(sumOfPositive(ends.map((one) => one.pendingPoints))),
      // By the latest version that decided in the span, and by the draft.
      liabilityFen: comparedWorth({ was: this.#latest?.points, would: this.#asked.draft.points }, liability),
      largest: largestChanges(members.map(changeOf)),
      refused: [...this.#refused].sort(byName).map(([code, refused]) => ({ code, ...refused })),
      rests: { joiningsAsTheyWere: this.#joiningsAsTheyWere, receiptsOfStrangers: this.#receiptsOfStrangers },
    };
  }

  get #latest(): Programme | undefined {
    return this.#latestVersion === 0 ? undefined : this.#asked.versionOf(this.#latestVersion);
  }

  #inSpan(day: BusinessDate): boolean {
    return this.#asked.from <= day && day <= this.#asked.to;
  }

  #receipt(receipt: ReceiptRecorded, at: EpochMs): void {
    const { membershipId, businessDate: day } = receipt;
    if (day > this.#asked.to) return;
    const joins = this.#asked.joinedWith.get(receipt.receiptId);
    const member = membershipId === null ? undefined : this.#members.get(membershipId);
    if (member) this.#hears(member, at);
    if (!this.#inSpan(day)) {
      if (joins !== undefined) this.#prospect(joins, day, receipt.paidFen);
      return;
    }
    const tagFen = sumFen(receipt.lines.map((line) => line.tagFen));
    const { paidFen } = receipt;
    const was = { receipts: 1n, tagFen, paidFen, discountFen: tagFen - paidFen };
    this.#tally.add('was', monthOf(day), member?.was.grade ?? null, was);
    if (member) member.discountFen.was += tagFen - paidFen;
    if (!member && joins === undefined) this.#receiptsOfStrangers += 1;
    this.#tryReceipt(receipt, at, { member, joins, tagFen });
  }

  /** The same purchase under the draft. */
  #tryReceipt(
    receipt: ReceiptRecorded,
    at: EpochMs,
    known: { readonly member: Member | undefined; readonly joins: string | undefined; readonly tagFen: Fen },
  ): void {
    const { member, joins, tagFen } = known;
    const { businessDate: day, receiptId } = receipt;
    const would = member && this.#wouldOf(member);
    const grade = would?.grade ?? null;
    const lines = this.#pricedAnew(receipt, member?.was.grade ?? null, grade);
    if (!lines) return;
    const paidFen = sumFen(lines.map((line) => line.paidFen));
    this.#tally.add('would', monthOf(day), grade, { receipts: 1n, tagFen, paidFen, discountFen: tagFen - paidFen });
    if (joins !== undefined) this.#prospect(joins, day, paidFen);
    if (!member || !would) return;
    member.discountFen.would += tagFen - paidFen;
    if (grade === null) {
      this.#asksToJoin(member, would, day, paidFen);
      return;
    }
    would.account = aged(would.account, at);
    const command: RecordReceipt = {
      issuerId: '',
      receiptId,
      programmeId: this.#asked.programmeId,
      membershipId: member.membershipId,
      lines,
      tenders: tendersOf(receipt, paidFen),
      quoteId: null,
      businessDate: day,
      grade,
      segments: this.#asked.heardSegments.before(receipt.holderId, at),
      birthdayHolders: receipt.ownDay === true ? new Set([would.account.holderId]) : null,
      entryIdOf: () => '',
    };
    const campaignDay = this.#days.get(day) ?? campaignDayDecider.initial;
    const streams = {
      purchase: { kind: 'unknown' },
      account: would.account,
      day: campaignDay,
      totals: this.#totals,
    } as const;
    const decision = recordReceipt(streams, command, this.#asked.draft);
    if (decision.kind === 'refused') this.#refuse(decision.refusal.code, receiptId);
    else for (const { event } of decision.events) this.#wouldBe(event, member, would, day);
  }

  /** A fact that there would be. */
  #wouldBe(event: ScripEvent, member: Member, would: World, day: BusinessDate): void {
    const count = (sums: Partial<Sums>): void => this.#tally.add('would', monthOf(day), would.grade, sums);
    if (event.type === 'CampaignPlaceTaken') {
      const before = this.#days.get(day) ?? campaignDayDecider.initial;
      this.#days.set(day, campaignDayDecider.evolve(before, event as CampaignDayEvent));
      count({ campaignPlaces: 1n });
    }
    if (event.type === 'CampaignPointsGiven') {
      this.#totals.set(event.data.campaignKey, campaignDecider.evolve(campaignDecider.initial, event));
    }
    if (event.type === 'LotteryEntryGranted') count({ lotteryEntries: 1n });
    if (event.type !== 'PointsEarned') return;
    would.account = evolved(would.account, event);
    member.earnedPoints.would += event.data.earnedPoints;
    count({ earnedPoints: event.data.earnedPoints });
    const grade = raised(would.grade, event.data, this.#asked.draft);
    if (grade !== would.grade) count({ raised: 1n });
    would.grade = grade;
  }

  /**
   * The lines as the draft prices them. What it prices as the version of the time did keeps what the till charged, so that
   * a till with prices of its own is no difference. Undefined where the draft refuses a line.
   */
  #pricedAnew(receipt: ReceiptRecorded, wasGrade: string | null, grade: string | null): readonly Line[] | undefined {
    this.#latestVersion = Math.max(this.#latestVersion, receipt.programmeVersion);
    const version = this.#asked.versionOf(receipt.programmeVersion);
    if (wasGrade === grade && this.#pricesAs(version)) return receipt.lines;
    const lines: Line[] = [];
    for (const line of receipt.lines) {
      const anew = priceOf(line, grade, receipt, this.#asked.draft);
      if (typeof anew === 'string') {
        this.#refuse(anew, receipt.receiptId);
        return undefined;
      }
      const before = priceOf(line, wasGrade, receipt, version);
      lines.push(anew === before ? line : { ...line, paidFen: anew });
    }
    return lines;
  }

  /** Whether the draft prices as a version does, whoever buys what: then no line needs to be priced to know that it stays. */
  #pricesAs(version: Programme): boolean {
    const known = this.#samePrices.get(version.version);
    if (known !== undefined) return known;
    const same = pricesOf(version) === pricesOf(this.#asked.draft);
    this.#samePrices.set(version.version, same);
    return same;
  }

  /** A member in fact who is none under the draft asks again after each purchase, with the receipts of the day (domain 4). */
  #asksToJoin(member: Member, would: World, day: BusinessDate, paidFen: Fen): void {
    const before = member.day === day ? member.dayFen : fen(0n);
    member.day = day;
    member.dayFen = fen(before + paidFen);
    this.#join(would, day, member.dayFen);
  }

  #join(would: World, day: BusinessDate, totalFen: Fen): void {
    const joining = gradeOnJoin({ sameDayTotalFen: totalFen, businessDate: day }, this.#asked.draft);
    if (joining.grade === null) return;
    would.grade = joining.grade;
    this.#tally.add('would', monthOf(day), joining.grade, { joined: 1n });
  }

  #prospect(membershipId: string, day: BusinessDate, paidFen: Fen): void {
    const before = this.#prospects.get(membershipId);
    this.#prospects.set(membershipId, { day, totalFen: fen((before?.totalFen ?? 0n) + paidFen) });
  }

  /** In fact the holder joined; under the draft perhaps with another grade, or not with these receipts. */
  #opened(opening: PointsAccountOpened, at: EpochMs): void {
    const { membershipId, accountId, grade: joinedGrade, joinedWithReceiptIds } = opening;
    const opened = accountDecider.evolve(accountDecider.initial, { type: 'PointsAccountOpened', data: opening });
    if (opened.kind !== 'open') throw new InvariantError(`${accountId} was opened and is not open`);
    const prospect = this.#prospects.get(membershipId) ?? { day: businessDate(at), totalFen: fen(0n) };
    this.#prospects.delete(membershipId);
    const { day, totalFen } = prospect;
    if (day > this.#asked.to) return;
    const lowest = this.#asked.draft.grades?.[0]?.key ?? null;
    const grade = joinedGrade ?? lowest;
    const inSpan = this.#inSpan(day);
    const member: Member = {
      membershipId,
      was: { account: opened, grade },
      would: inSpan ? { account: opened, grade: null } : null,
      day,
      dayFen: totalFen,
      earnedPoints: { was: 0n, would: 0n },
      discountFen: { was: 0n, would: 0n },
      ended: false,
      assumed: joinedWithReceiptIds === null,
      heardVersion: 0,
    };
    this.#members.set(membershipId, member);
    this.#byAccount.set(accountId, member);
    if (!inSpan || !member.would) return;
    this.#tally.add('was', monthOf(day), grade, { joined: 1n });
    if (joinedWithReceiptIds === null) {
      this.#joiningsAsTheyWere += 1;
      member.would.grade = grade;
      this.#tally.add('would', monthOf(day), grade, { joined: 1n });
    } else this.#join(member.would, day, totalFen);
  }

  /** A fact of an account: as it was it is folded; what a draft does not decide anew changes the other world as much. */
  #ofAccount(event: AccountEvent, at: EpochMs): void {
    const member = this.#byAccount.get(event.data.accountId);
    const day = businessDate(at);
    if (!member || day > this.#asked.to) return;
    this.#hears(member, at);
    const { was } = member;
    const before = was.account;
    // Of two accounts that became one, the points under the draft go the same way.
    const moved = event.type === 'PointsMovedIn' ? this.#moved.get(event.data.fromAccountId) : undefined;
    if (moved) this.#comesOver(moved.from, member);
    was.account = evolved(before, event);
    if (event.type === 'PointsMovedOut' || event.type === 'PointsAccountClosed') {
      this.#end(member, event.type === 'PointsMovedOut');
      return;
    }
    if (event.type === 'LotteryEntryGranted') {
      if (this.#inSpan(day)) this.#tally.add('was', monthOf(day), was.grade, { lotteryEntries: 1n });
      return;
    }
    if (event.type === 'PointsEarned') {
      const inSpan = this.#inSpan(day);
      const { earnedPoints, programmeVersion } = event.data;
      if (inSpan) {
        member.earnedPoints.was += earnedPoints;
        this.#tally.add('was', monthOf(day), was.grade, { earnedPoints });
      }
      const grade = raised(was.grade, event.data, this.#asked.versionOf(programmeVersion));
      if (inSpan && grade !== was.grade) this.#tally.add('was', monthOf(day), was.grade, { raised: 1n });
      was.grade = grade;
      // A receipt of the span is decided anew; an earlier one that was sent late counts in both as it was.
      if (inSpan) return;
    }
    const { would } = member;
    if (this.#inSpan(day)) this.#redeems(redeemedBy(event), monthOf(day), member);
    if (!would || TIME.has(event.type)) return;
    const held = minus(heldPoints(was.account), heldPoints(before));
    const lifetime = minus(was.account.lifetimePoints, before.lifetimePoints);
    would.account = changedBy(aged(would.account, at), moved ?? { held, lifetime }, at);
  }

  /** Goods for points are taken as they were; who is no member under the draft gets none there. */
  #redeems(redeemedPoints: bigint, month: string, { was, would }: Member): void {
    if (redeemedPoints === 0n) return;
    this.#tally.add('was', month, was.grade, { redeemedPoints });
    const { grade } = would ?? was;
    if (grade !== null) this.#tally.add('would', month, grade, { redeemedPoints });
  }

  /** Grades change as tiering said before a moment. */
  #hears(member: Member, before: EpochMs): void {
    for (const change of this.#asked.heardGrades.before(member, before)) {
      const day = businessDate(change.heldFrom);
      if (this.#inSpan(day)) this.#wouldOf(member);
      const from = { was: member.was.grade, would: member.would?.grade ?? null };
      for (const side of changed(member, change, this.#asked.draft)) {
        if (this.#inSpan(day)) this.#tally.add(side, monthOf(day), from[side], { raised: 1n });
      }
    }
  }

  /** An account that was opened for points that came over has the grades of the one they came from. */
  #comesOver(from: Member, to: Member): void {
    const would = this.#wouldOf(to);
    if (!to.assumed) return;
    to.was.grade = from.was.grade;
    would.grade = from.would?.grade ?? from.was.grade;
  }

  #end(member: Member, moves: boolean): void {
    const { would } = member;
    member.ended = true;
    if (!would) return;
    const { account } = would;
    if (moves) {
      const { lifetimePoints: lifetime } = account;
      this.#moved.set(account.accountId, { held: heldPoints(account), lifetime, from: member });
    }
    would.account = emptied(account);
  }

  #wouldOf(member: Member): World {
    member.would ??= { ...member.was };
    return member.would;
  }

  #refuse(code: string, receiptId: string): void {
    const known = this.#refused.get(code);
    if (known) known.receipts += 1;
    else this.#refused.set(code, { receipts: 1, example: receiptId });
  }
}

/** What time alone does; under the draft it does it by the draft. */
const TIME: ReadonlySet<string> = new Set(['PointsConfirmed', 'PointsLapsed', 'PointsExpiryNoticed']);
