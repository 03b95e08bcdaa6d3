/** How a holder becomes a member: with receipts of one business day that nobody has joined with before. */
import type { MembershipEvent, ReceiptUseEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, sumFen } from '@scrip/money';
import { gradeOnJoin, type Programme } from '@scrip/programme';
import { type ReceiptUseState, receiptUseStream } from '../receipt-use/receipt-use.decider.ts';
import type { MembershipState } from './membership.decider.ts';

/** What is known here of a receipt that was recorded at a till. */
export interface JoiningReceipt {
  readonly receiptId: string;
  readonly programmeId: string;
  readonly paidFen: Fen;
  /** Of the purchase, YYYY-MM-DD. */
  readonly businessDate: string;
}

/** A holder who asks to join. */
export interface Join {
  readonly issuerId: string;
  readonly membershipId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /** Each at most once; none where a programme lets holders join without, as on launch days. */
  readonly receiptIds: readonly string[];
  /** The business day of asking; counts where there are no receipts. */
  readonly businessDate: string;
}

/** What joining is decided on. */
export interface JoinStreams {
  readonly membership: MembershipState;
  /** Of the receipts, in the order they are named. */
  readonly uses: readonly ReceiptUseState[];
}

/** A fact and the stream it belongs to. */
export interface JoinFact {
  readonly streamId: string;
  readonly event: MembershipEvent | ReceiptUseEvent;
}

/**
 * Lets a holder join with the highest grade that the receipts give, and uses the receipts up (domain 2.1, M5).
 * Refusals in the order tried, each naming the first receipt it finds:
 * - `programme_unknown` {programmeId}: no version is in force.
 * - `already_member` {membershipId, grade}: a holder joins a programme once.
 * - `membership_closed` {membershipId, cause}: the holder was found to be another, or was erased.
 * - `receipt_unknown` {receiptId}: the issuer has no such receipt, or it has not arrived here yet.
 * - `receipt_of_other_programme` {receiptId, receiptProgrammeId}.
 * - `receipts_of_several_days` {receiptId, businessDate, otherReceiptId, otherBusinessDate}.
 * - `receipt_already_used` {receiptId, usedByMembershipId}.
 * - `total_too_low` {totalFen, neededFen, missingFen}: for the least grade.
 * - `joining_closed` {programmeId, programmeVersion, businessDate}: no total would do, because the programme lets nobody
 *   join, or not on that day.
 */
export function join(
  streams: JoinStreams,
  command: Join,
  receipts: readonly JoiningReceipt[],
  programme: Programme | undefined,
): Decision<JoinFact> {
  const { issuerId, membershipId, holderId, programmeId, receiptIds } = command;
  const { membership, uses } = streams;
  if (!programme) return reject('programme_unknown', { programmeId });
  if (membership.kind === 'member') return reject('already_member', { membershipId, grade: membership.grade });
  if (membership.kind === 'closed') return reject('membership_closed', { membershipId, cause: membership.cause });

  const known = new Map(receipts.map((receipt) => [receipt.receiptId, receipt]));
  const unknown = receiptIds.find((receiptId) => !known.has(receiptId));
  if (unknown !== undefined) return reject('receipt_unknown', { receiptId: unknown });
  const named = receiptIds.flatMap((receiptId) => known.get(receiptId) ?? []);
  const foreign = named.find((receipt) => receipt.programmeId !== programmeId);
  if (foreign) {
    return reject('receipt_of_other_programme', {
      receiptId: foreign.receiptId,
      receiptProgrammeId: foreign.programmeId,
    });
  }
  const [first] = named;
  const otherDay = named.find((receipt) => receipt.businessDate !== first?.businessDate);
  if (first && otherDay) {
    return reject('receipts_of_several_days', {
      receiptId: first.receiptId,
      businessDate: first.businessDate,
      otherReceiptId: otherDay.receiptId,
      otherBusinessDate: otherDay.businessDate,
    });
  }
  const used = uses.find((use) => use.kind === 'used');
  if (used) {
    return reject('receipt_already_used', { receiptId: used.receiptId, usedByMembershipId: used.membershipId });
  }

  const businessDate = first?.businessDate ?? command.businessDate;
  const receiptsTotalFen = sumFen(named.map((receipt) => receipt.paidFen));
  const joining = gradeOnJoin({ sameDayTotalFen: receiptsTotalFen, businessDate }, programme);
  const programmeVersion = programme.version;
  if (joining.grade === null) {
    const [short] = joining.missing;
    if (!short) return reject('joining_closed', { programmeId, programmeVersion, businessDate });
    return reject('total_too_low', { totalFen: short.actual, neededFen: short.needed, missingFen: short.missing });
  }
  const { grade, rule } = joining;
  const terms = { programmeId, programmeVersion };
  const by = { rule, receiptIds, receiptsTotalFen, businessDate, applicationId: null, role: null, approvedBy: null };
  const data = { membershipId, holderId, ...terms, grade, ...by };
  return accept<JoinFact>(
    { streamId: membershipId, event: { type: 'MemberJoined', data } },
    ...receiptIds.map(
      (receiptId): JoinFact => ({
        streamId: receiptUseStream(issuerId, receiptId),
        event: { type: 'ReceiptUsedToJoin', data: { receiptId, membershipId, programmeId } },
      }),
    ),
  );
}
