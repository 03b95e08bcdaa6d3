/** What a decision on an entitlement is made with: terms, grade, contract, receipt, birthday, segments, brought together. */
import { type BusinessDate, businessDate } from '@scrip/calendar';
import { HolderBirthdays, Terms } from '@scrip/chassis';
import { EventLog, idFrom, on, type StreamRef } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import {
  clausesOf,
  type Entitlement,
  gradeOrder,
  gradesWith,
  type Measured,
  measuresAsked,
  type Programme,
} from '@scrip/programme';
import { type ContractState, contractDecider } from '../contract/contract.decider.ts';
import { type Asking, ContractCommands } from '../contract/contract-commands.ts';
import { MemberFacts } from '../member-facts.ts';
import { type MembershipState, membershipDecider, membershipSeed } from '../membership/membership.decider.ts';
import { membershipById } from '../membership/membership.projection.ts';
import { purchaseOf } from '../receipt-use/known-receipt.ts';
import { personOf } from './absorbed-holder.ts';
import { approvedGradeOf } from './approved-grade.ts';
import { type EntitlementState, entitlementDecider, type TakeTerms } from './entitlement.decider.ts';
import { entitlementChecks, type Purchase } from './entitlement-check.rule.ts';
import { type GradeEntry, gradeEntryOf } from './grade-entry.ts';
import { grantsOn } from './grant-period.ts';

/** Whose entitlement: of a holder in a programme, or under a contract. */
export type Subject =
  | { readonly holderId: string; readonly programmeId: string; readonly contractId?: undefined }
  | { readonly contractId: string };

/** What is asked about. */
export interface EntitlementAsked {
  readonly subject: Subject;
  readonly relativeId: string | null;
  readonly occasion: string | null;
}

/** Whose it is and under which document. */
export interface Standing {
  readonly programme: Programme;
  readonly holderId: string;
  /** Holders that turned out to be this one: what they used counts. */
  readonly absorbedIds: readonly string[];
  readonly contractId: string | null;
  readonly membershipId: string;
  /** Business day of the command. */
  readonly date: BusinessDate;
}

/** States of the streams that a decision is made on. */
export interface EntitlementStates {
  readonly membership: MembershipState;
  readonly contract: ContractState;
  readonly entitlement: EntitlementState;
}

/** Everything but the states. */
export interface Prepared extends Standing {
  readonly entitlement: Entitlement;
  readonly entitlementId: string;
  readonly streams: readonly StreamRef[];
  /** Grade by the states. */
  gradeKey(states: EntitlementStates): string | null;
  /** Whether it may be used, and what is given, by the states. */
  terms(states: EntitlementStates): TakeTerms;
}

/** Facts that are the same for all entitlements of a standing. */
interface Known {
  readonly joinedDate: BusinessDate | null;
  readonly approved: Awaited<ReturnType<typeof approvedGradeOf>>;
}

/** Characters of YYYY-MM. */
const MONTH_CHARS = 7;

export class EntitlementDesk {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #contracts: ContractCommands;
  readonly #members: MemberFacts;
  readonly #birthdays: HolderBirthdays | null;

  constructor(parts: {
    readonly log: EventLog;
    readonly terms: Terms;
    readonly contracts: ContractCommands;
    readonly members: MemberFacts;
    readonly birthdays: HolderBirthdays | null;
  }) {
    this.#log = parts.log;
    this.#terms = parts.terms;
    this.#contracts = parts.contracts;
    this.#members = parts.members;
    this.#birthdays = parts.birthdays;
  }

  /** Whose it is. Throws the Problems, in this order: 404 `contract_unknown` {contractId}; 404 `programme_unknown` {programmeId}. */
  async standing({ who }: Pick<Asking, 'who'>, subject: Subject): Promise<Standing> {
    const { issuerId, occurredAt } = who;
    const of =
      subject.contractId === undefined ? subject : await this.#contracts.contract(issuerId, subject.contractId);
    const { programmeId } = of;
    const { holderId, absorbedIds } = await personOf(this.#log.pool, issuerId, of.holderId);
    const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
    if (!programme) {
      throw new Problem(404, 'programme_unknown', 'No version is in force', { members: { programmeId } });
    }
    const membershipId = idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    const date = businessDate(occurredAt);
    return { programme, holderId, absorbedIds, contractId: subject.contractId ?? null, membershipId, date };
  }

  /**
   * What one entitlement is decided with. Throws the Problems, in this order: 404 `entitlement_unknown` {entitlementKey}; 404
   * `receipt_unknown` {receiptId}; 503 `birthdays_silent`.
   */
  async prepare(asking: Pick<Asking, 'who'>, standing: Standing, asked: Wanted): Promise<Prepared> {
    const { programme, holderId } = standing;
    const { issuerId } = asking.who;
    const entitlement = programme.entitlements?.find(({ key }) => key === asked.entitlementKey);
    if (!entitlement) {
      const members = { entitlementKey: asked.entitlementKey };
      throw new Problem(404, 'entitlement_unknown', 'The programme has no such entitlement', { members });
    }
    const known = await this.#known(issuerId, standing);
    return this.#prepared(
      issuerId,
      { standing, entitlement, known },
      {
        ...asked,
        purchase: await this.#purchase(issuerId, { programmeId: programme.id, entitlement, occasion: asked.occasion }),
        holderId,
        isSure: true,
      },
    );
  }

  /** The same for every entitlement of the programme; what the vault does not say is not known, and nothing is thrown for it. */
  async prepareAll(
    asking: Pick<Asking, 'who'>,
    standing: Standing,
    asked: Omit<Wanted, 'entitlementKey'>,
  ): Promise<readonly Prepared[]> {
    const { issuerId } = asking.who;
    const { programme, holderId } = standing;
    const known = await this.#known(issuerId, standing);
    const purchase =
      asked.occasion === null
        ? undefined
        : await purchaseOf(this.#log.pool, { issuerId, programmeId: programme.id, receiptId: asked.occasion });
    return Promise.all(
      (programme.entitlements ?? []).map((entitlement) =>
        this.#prepared(
          issuerId,
          { standing, entitlement, known },
          {
            ...asked,
            purchase: entitlement.grant.on === 'purchase' ? (purchase ?? null) : null,
            holderId,
            isSure: false,
          },
        ),
      ),
    );
  }

  /** The states as they are now, for who only asks. */
  async states(prepared: Prepared): Promise<EntitlementStates> {
    const found = prepared.streams.map(({ decider, streamId }) => this.#log.state(decider, streamId));
    const states = (await Promise.all(found)).map(({ state }) => state);
    return statesOf(prepared, states);
  }

  async #prepared(
    issuerId: string,
    of: { readonly standing: Standing; readonly entitlement: Entitlement; readonly known: Known },
    asked: Omit<Wanted, 'entitlementKey'> & {
      readonly purchase: Purchase | null;
      readonly holderId: string;
      readonly isSure: boolean;
    },
  ): Promise<Prepared> {
    const { standing, entitlement, known } = of;
    const { programme, holderId, absorbedIds, contractId, membershipId, date } = standing;
    const { relativeId, occasion, purchase, isSure } = asked;
    const facts = await this.#facts(issuerId, { standing, entitlement, purchase, isSure });
    const idOf = (subject: string): string =>
      idFrom('ent', [issuerId, programme.id, subject, entitlement.key].join('\n'));
    const entitlementId = idOf(contractId ?? holderId);
    // Applications that were approved before they began memberships are known by their last grade only.
    const gradeKey = ({ membership }: EntitlementStates): string | null => {
      if (membership.kind === 'member') return membership.grade;
      return membership.kind === 'unknown' ? (known.approved?.grade ?? null) : null;
    };
    const approval = entitlement.grant.on === 'approval' ? await this.#approval(issuerId, of) : null;
    const terms = (states: EntitlementStates): TakeTerms => {
      const contract = states.contract.status === 'made' ? states.contract : null;
      const situation = { programme, entitlement, holderId, gradeKey: gradeKey(states), contract, relativeId };
      const checks = entitlementChecks({ ...situation, date, occasion, purchase, ...facts });
      const grants = grantsOn(entitlement, {
        date,
        joinedDate: known.joinedDate,
        contractStartsDate: contract?.startsDate ?? null,
        approval,
        occasion,
        occasionDate: purchase?.businessDate ?? null,
      });
      return { entitlement, checks, grants };
    };
    const streams = [
      on(membershipDecider, membershipId),
      on(entitlementDecider, entitlementId),
      ...(contractId === null
        ? absorbedIds.map((absorbedId) => on(entitlementDecider, idOf(absorbedId)))
        : [on(contractDecider, contractId)]),
    ];
    return { ...standing, entitlement, entitlementId, streams, gradeKey, terms };
  }

  async #facts(
    issuerId: string,
    of: { standing: Standing; entitlement: Entitlement; purchase: Purchase | null; isSure: boolean },
  ): Promise<Facts> {
    const { standing, entitlement, purchase, isSure } = of;
    const { programme, holderId, date } = standing;
    const { when } = entitlement.grant;
    if (!when) return { birthday: null, segments: [], measures: new Map() };
    const clauses = clausesOf(when);
    const asksBirthday = clauses.some((clause) => 'fact' in clause && clause.fact === 'birthday');
    const asksSegment = clauses.some((clause) => 'segment' in clause);
    const on = purchase?.businessDate ?? date;
    const holders = asksBirthday ? ((await this.#birthdays?.on(issuerId, on)) ?? null) : null;
    if (asksBirthday && holders === null && isSure) {
      throw new Problem(503, 'birthdays_silent', 'The vault of cards does not say whose birthday it is');
    }
    const birthday = holders?.has(holderId) ?? null;
    if (!asksSegment && measuresAsked(when).length === 0) return { birthday, segments: [], measures: new Map() };
    const month = on.slice(0, MONTH_CHARS);
    const facts = await this.#members.ofHolder({ issuerId, programme, holderId, when, month });
    return { birthday, segments: facts.segments ?? [], measures: facts.measures ?? new Map() };
  }

  async #known(issuerId: string, { programme, holderId, membershipId }: Standing): Promise<Known> {
    const [member, approved] = await Promise.all([
      membershipById(this.#log.pool, issuerId, membershipId),
      approvedGradeOf(this.#log.pool, { issuerId, holderId, programmeId: programme.id }),
    ]);
    return { joinedDate: member?.businessDate ?? null, approved };
  }

  /**
   * What an entitlement of an approval is given for: the last application for a card, or where it is a benefit of grades what
   * let the holder into them, whichever came later.
   */
  async #approval(
    issuerId: string,
    { standing, entitlement, known }: { standing: Standing; entitlement: Entitlement; known: Known },
  ): Promise<GradeEntry | null> {
    const { programme, holderId, absorbedIds, date } = standing;
    const grades = gradesWith(programme, entitlement.key);
    const { approved } = known;
    if (grades.length === 0) return approved ?? null;
    const membershipIds = [holderId, ...absorbedIds].map((id) =>
      idFrom('mbr', membershipSeed(issuerId, programme.id, id)),
    );
    const entered = await gradeEntryOf(this.#log.pool, { membershipIds, grades, order: gradeOrder(programme), date });
    const isApproved = approved !== undefined && grades.includes(approved.grade);
    if (!entered) return isApproved ? approved : null;
    return isApproved && approved.approvedDate > entered.approvedDate ? approved : entered;
  }

  async #purchase(
    issuerId: string,
    asked: { readonly programmeId: string; readonly entitlement: Entitlement; readonly occasion: string | null },
  ): Promise<Purchase | null> {
    const { programmeId, entitlement, occasion: receiptId } = asked;
    if (entitlement.grant.on !== 'purchase' || receiptId === null) return null;
    const purchase = await purchaseOf(this.#log.pool, { issuerId, programmeId, receiptId });
    if (purchase) return purchase;
    throw new Problem(404, 'receipt_unknown', 'No holder has such a receipt', { members: { receiptId } });
  }
}

/** Which entitlement is wanted, by whom and at what occasion. */
export interface Wanted {
  readonly entitlementKey: string;
  readonly relativeId: string | null;
  readonly occasion: string | null;
}

interface Facts {
  readonly birthday: boolean | null;
  readonly segments: readonly string[];
  readonly measures: ReadonlyMap<string, Measured>;
}

/** The states of the streams of a decision, in the order of `Prepared.streams`; what absorbed holders used counts as the holder's. */
export function statesOf({ contractId }: Standing, states: readonly unknown[]): EntitlementStates {
  const [membership, own, ...rest] = states as readonly [MembershipState, EntitlementState, ...unknown[]];
  if (contractId !== null) return { membership, contract: rest[0] as ContractState, entitlement: own };
  const uses = (rest as readonly EntitlementState[]).flatMap((absorbed) => absorbed.uses);
  return { membership, contract: contractDecider.initial, entitlement: { uses: [...own.uses, ...uses] } };
}
