import { describe, expect, it } from '@jest/globals';
import { fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type ReceiptUseState, receiptUseDecider } from '../receipt-use/receipt-use.decider.ts';
import { type Join, type JoiningReceipt, type JoinStreams, join } from './join.rule.ts';
import { type MembershipState, membershipDecider } from './membership.decider.ts';

const mall = preset('mall-vip');
const DAY = '2025-05-08';
const NEXT_DAY = '2025-05-09';

const receipt = (receiptId: string, paidFen: number, over: Partial<JoiningReceipt> = {}): JoiningReceipt => ({
  receiptId,
  programmeId: 'mall-vip',
  paidFen: fen(paidFen),
  businessDate: DAY,
  ...over,
});
const UNUSED: ReceiptUseState = { kind: 'unused' };
const USED: ReceiptUseState = { kind: 'used', receiptId: 'r-1', membershipId: 'mbr_other' };
const MEMBER: MembershipState = {
  kind: 'member',
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: 'mall-vip',
  grade: 'gold',
  standing: 'met',
  missedRatings: 0,
  settledMonths: [],
  grant: null,
};

const joinWith = (
  receipts: readonly JoiningReceipt[],
  over: { programme?: Programme | undefined; streams?: Partial<JoinStreams>; command?: Partial<Join> } = {},
) => {
  const command: Join = {
    issuerId: 'iss_demo',
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    receiptIds: receipts.map(({ receiptId }) => receiptId),
    businessDate: NEXT_DAY,
    ...over.command,
  };
  const streams = {
    membership: { kind: 'unknown' } as const,
    uses: command.receiptIds.map(() => UNUSED),
    ...over.streams,
  };
  return join(streams, command, receipts, 'programme' in over ? over.programme : mall);
};
const gradeOf = (...receipts: readonly JoiningReceipt[]) => {
  const decision = joinWith(receipts);
  if (decision.kind === 'refused') return decision.refusal.code;
  const [joined] = decision.events;
  return joined?.event.type === 'MemberJoined' ? joined.event.data.grade : undefined;
};

describe('joining', () => {
  it('with 180 and 130 of one day gives Gold and uses both receipts up (M5)', () => {
    expect(joinWith([receipt('r-1', 18_000), receipt('r-2', 13_000)])).toEqual({
      kind: 'accepted',
      events: [
        {
          streamId: 'mbr_01',
          event: {
            type: 'MemberJoined',
            data: {
              membershipId: 'mbr_01',
              holderId: 'hld_01',
              programmeId: 'mall-vip',
              programmeVersion: 1,
              grade: 'gold',
              rule: 'join-gold',
              receiptIds: ['r-1', 'r-2'],
              receiptsTotalFen: 31_000n,
              businessDate: DAY,
              applicationId: null,
              role: null,
              approvedBy: null,
            },
          },
        },
        ...['r-1', 'r-2'].map((receiptId) => ({
          streamId: `rcu_iss_demo.${receiptId}`,
          event: { type: 'ReceiptUsedToJoin', data: { receiptId, membershipId: 'mbr_01', programmeId: 'mall-vip' } },
        })),
      ],
    });
  });

  it('with 299 is refused, with 3,000 gives Diamond, with 200 and 200 of two days is refused (M5)', () => {
    const twoDays = [receipt('r-1', 20_000), receipt('r-2', 20_000, { businessDate: NEXT_DAY })];
    expect([gradeOf(receipt('r-1', 29_900)), gradeOf(receipt('r-1', 300_000)), gradeOf(...twoDays)]).toEqual([
      'total_too_low',
      'diamond',
      'receipts_of_several_days',
    ]);
  });

  it('needs no receipt on a day on which the programme lets holders join without', () => {
    const launch = [{ key: 'launch', grade: 'gold', when: { calendar: { monthDay: '05-09' } } }];
    const decision = joinWith([], { programme: { ...mall, joining: launch } });
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [{ event: { data: { rule: 'launch', receiptIds: [], receiptsTotalFen: 0n, businessDate: NEXT_DAY } } }],
    });
  });

  it('leaves a membership and used receipts behind, so that neither can be had twice', () => {
    const decision = joinWith([receipt('r-1', 30_000)]);
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const [joined, used] = decision.events.map(({ event }) => event);
    if (joined?.type !== 'MemberJoined' || used?.type !== 'ReceiptUsedToJoin') throw new Error('other events');
    expect(fold(membershipDecider, [joined])).toEqual(MEMBER);
    expect(fold(receiptUseDecider, [used])).toEqual({ kind: 'used', receiptId: 'r-1', membershipId: 'mbr_01' });
  });
});

describe('joining is refused, in this order', () => {
  const foreign = receipt('r-2', 1, { programmeId: 'other' });
  const nextDay = receipt('r-2', 1, { businessDate: NEXT_DAY });
  const used = { uses: [USED, UNUSED] };
  const refusal = (code: string, detail: object) => ({ kind: 'refused', refusal: { code, detail } });

  it('when no version of the programme is in force', () => {
    const decision = joinWith([], { programme: undefined, streams: { membership: MEMBER } });
    expect(decision).toEqual(refusal('programme_unknown', { programmeId: 'mall-vip' }));
  });

  it('when the holder is a member already', () => {
    const decision = joinWith([], {
      streams: { membership: MEMBER, ...used },
      command: { receiptIds: ['r-1', 'r-2'] },
    });
    expect(decision).toEqual(refusal('already_member', { membershipId: 'mbr_01', grade: 'gold' }));
  });

  it('when a receipt is not known', () => {
    const decision = joinWith([foreign], { streams: used, command: { receiptIds: ['r-2', 'r-1'] } });
    expect(decision).toEqual(refusal('receipt_unknown', { receiptId: 'r-1' }));
  });

  it('when a receipt is of another programme', () => {
    const decision = joinWith([receipt('r-1', 1, { businessDate: NEXT_DAY }), foreign], { streams: used });
    expect(decision).toEqual(refusal('receipt_of_other_programme', { receiptId: 'r-2', receiptProgrammeId: 'other' }));
  });

  it('when the receipts are of several days', () => {
    const decision = joinWith([receipt('r-1', 1), nextDay], { streams: used });
    const days = { receiptId: 'r-1', businessDate: DAY, otherReceiptId: 'r-2', otherBusinessDate: NEXT_DAY };
    expect(decision).toEqual(refusal('receipts_of_several_days', days));
  });

  it('when a receipt has been used, which is named (M5)', () => {
    const decision = joinWith([receipt('r-1', 1), receipt('r-2', 1)], { streams: used });
    expect(decision).toEqual(refusal('receipt_already_used', { receiptId: 'r-1', usedByMembershipId: 'mbr_other' }));
  });

  it('when they come to too little, with what is needed for the least grade', () => {
    const decision = joinWith([receipt('r-1', 29_900)]);
    expect(decision).toEqual(refusal('total_too_low', { totalFen: 29_900n, neededFen: 30_000n, missingFen: 100n }));
  });

  it('when the programme lets nobody join', () => {
    const { joining: _, ...closed } = mall;
    expect(joinWith([receipt('r-1', 300_000)], { programme: closed })).toEqual(
      refusal('joining_closed', { programmeId: 'mall-vip', programmeVersion: 1, businessDate: DAY }),
    );
  });
});
