/** What points does when a holder joins a programme or rises in it: the account opens, the grade is remembered. */
import { Controller } from '@nestjs/common';
import { startOfBusinessDay } from '@scrip/calendar';
import type {
  GradeGrantEnded,
  GradeGranted,
  GradeRaised,
  GradeRated,
  GradeRatedInstantly,
  GradeRerated,
  MemberJoined,
  MembershipTakenOver,
} from '@scrip/contracts';
import { EventLog, on } from '@scrip/event-store';
import { across, command, type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { type AccountState, accountDecider, accountOf, openAccount } from './account.decider.ts';
import { closeAccounts, openClosed, takeOverAccount } from './account-holder.rule.ts';
import { keepGrade } from './member-grade.ts';
import { type HeardChange, keepGradeChange } from './member-grade-change.ts';
import { knownHolder, stillHolder } from './merged-holder.ts';

@Controller()
export class TieringMembershipConsumer {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * A member has an account from the moment of joining; of a holder who was merged meanwhile it is the survivor's, of one who
   * was erased it is closed at once. Throws NotYetError, when it is carried out, where that is heard at this moment.
   */
  @OnEvent('MemberJoined')
  async onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    const { membershipId, programmeId, grade, receiptIds: joinedWithReceiptIds } = event;
    const holder = await knownHolder(this.#log.pool, event.holderId);
    const accountId = accountOf(membershipId);
    const { version } = message.envelope;
    const { holderId, isErased } = holder;
    const opening = { accountId, membershipId, holderId, programmeId, grade, joinedWithReceiptIds };
    return command({
      who: message.who,
      decider: accountDecider,
      streamId: accountId,
      decide: (state) => (isErased ? openClosed(state, opening) : openAccount(state, opening)),
      writes: async (tx) => {
        await stillHolder(tx, holder);
        await keepGrade(tx, { membershipId, grade, version });
      },
    });
  }

  /** Programmes may give points by grade. What a receipt raises follows from its points and is no change to keep. */
  @OnEvent('GradeRaised')
  onGradeRaised(event: GradeRaised, message: Message): Effect {
    const { membershipId, toGrade: grade, reachedBy } = event;
    if (reachedBy !== null && reachedBy !== 'receipt') return heard({ ...event, effectiveDate: null }, message);
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  /** A rating may take a grade too. */
  @OnEvent('GradeRated')
  onGradeRated(event: GradeRated, message: Message): Effect {
    return heard(event, message);
  }

  @OnEvent('GradeRerated')
  onGradeRerated(event: GradeRerated, message: Message): Effect {
    return heard(event, message);
  }

  @OnEvent('GradeGranted')
  onGradeGranted(event: GradeGranted, message: Message): Effect {
    return heard(event, message);
  }

  @OnEvent('GradeGrantEnded')
  onGradeGrantEnded(event: GradeGrantEnded, message: Message): Effect {
    return heard(event, message);
  }

  @OnEvent('GradeRatedInstantly')
  onGradeRatedInstantly(event: GradeRatedInstantly, message: Message): Effect {
    return heard(event, message);
  }

  /**
   * Two holders were one person: the membership that goes on has the points of the one that closed. Throws NotYetError, when
   * it is carried out, where its holder is merged on, or erased, at this moment.
   */
  @OnEvent('MembershipTakenOver')
  async onMembershipTakenOver(event: MembershipTakenOver, message: Message): Promise<Effect> {
    const { membershipId, fromMembershipId, programmeId, toGrade: grade, mergeId } = event;
    const holder = await knownHolder(this.#log.pool, event.holderId);
    const { holderId, isErased } = holder;
    const accountId = accountOf(membershipId);
    const opens = { accountId, membershipId, holderId, programmeId, grade, joinedWithReceiptIds: [] };
    const merge = { ...opens, mergeId };
    return across({
      who: message.who,
      streams: [on(accountDecider, accountOf(fromMembershipId)), on(accountDecider, accountId)],
      decide: (states) => {
        const [from, to] = states as [AccountState, AccountState];
        if (!isErased) return takeOverAccount(from, to, merge);
        const opened = openClosed(to, opens);
        const closed = closeAccounts([from], 'holder_erased');
        if (opened.kind === 'refused') return opened;
        if (closed.kind === 'refused') return closed;
        const opening = opened.events.map((fact) => ({ streamId: accountId, event: fact }));
        return { kind: 'accepted', events: [...opening, ...closed.events] };
      },
      writes: async (tx) => {
        await stillHolder(tx, holder);
        await keepGradeChange(tx, changeOf(event, message));
      },
    });
  }
}

/** What a change of a grade says; `effectiveDate` null where it holds from its own moment. */
interface Changed {
  readonly membershipId: string;
  readonly programmeId: string;
  readonly toGrade: string;
  readonly effectiveDate: string | null;
}

function heard(changed: Changed, message: Message): Effect {
  return writes((tx) => keepGradeChange(tx, changeOf(changed, message)));
}

/** It holds from its day on, and from its own moment where the day had begun; only points raise without a day. */
function changeOf({ membershipId, programmeId, toGrade, effectiveDate }: Changed, { envelope }: Message): HeardChange {
  const { issuerId, version, occurredAt } = envelope;
  const heldFrom = effectiveDate === null ? occurredAt : Math.max(occurredAt, startOfBusinessDay(effectiveDate));
  const byPoints = effectiveDate === null;
  return { issuerId, programmeId, membershipId, version, grade: toGrade, heldFrom, byPoints };
}
