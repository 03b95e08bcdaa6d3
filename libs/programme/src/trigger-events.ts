/** How a variable of a message is written: `money` in yuan with two decimals, `points` as a whole number, `grade` by its name in the reader's language, `text` as it is. */
export const VARIABLE_TYPES = ['money', 'points', 'grade', 'text'] as const;

/** The type of a variable in a message template. */
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** Events that a programme may tell holders of, each with the fields that a template may name. A spec holds every field against the event's schema. */
export const TRIGGER_EVENTS = {
  CardReportedLost: {},
  CardSuspended: {},
  GradeGrantEnded: { fromGrade: 'grade', toGrade: 'grade', effectiveDate: 'text' },
  GradeGranted: { fromGrade: 'grade', toGrade: 'grade', effectiveDate: 'text' },
  GradeRaised: { fromGrade: 'grade', toGrade: 'grade', lifetimePoints: 'points' },
  GradeRated: { fromGrade: 'grade', toGrade: 'grade', metGrade: 'grade', month: 'text', effectiveDate: 'text' },
  GradeRatedInstantly: { fromGrade: 'grade', toGrade: 'grade', effectiveDate: 'text' },
  GradeRerated: { fromGrade: 'grade', toGrade: 'grade', effectiveDate: 'text' },
  LotteryEntryGranted: { balancePoints: 'points' },
  MemberJoined: { grade: 'grade', receiptsTotalFen: 'money', businessDate: 'text' },
  PinLocked: {},
  PointsEarned: { earnedPoints: 'points', balanceAfterPoints: 'points' },
  PointsExpiryNoticed: { leftPoints: 'points', lastUsableDate: 'text' },
  PurseSpent: { amountFen: 'money', balanceFen: 'money' },
  ReplacementMissed: { branchNo: 'text' },
  ReplacementReceived: { branchNo: 'text' },
  ReplacementVoided: {},
  WalletDormancyNoticed: { balanceFen: 'money', lastUsableDate: 'text' },
  WalletExpiryNoticed: { leftFen: 'money', lastUsableDate: 'text' },
  WalletHoldCaptured: { capturedFen: 'money', releasedFen: 'money', balanceAfterFen: 'money' },
  WalletRecharged: { principalFen: 'money', bonusFen: 'money', balanceAfterFen: 'money' },
  WalletRefunded: { refundedFen: 'money', balanceAfterFen: 'money' },
  WalletSpent: { askedFen: 'money', chargedFen: 'money', dueFen: 'money', balanceAfterFen: 'money' },
} as const satisfies Record<string, Record<string, VariableType>>;

/** The type of an event that a programme may tell holders of. */
export type TriggerEvent = keyof typeof TRIGGER_EVENTS;

/** The trigger events in order, for the document's schema. */
export const TRIGGER_EVENT_NAMES = Object.keys(TRIGGER_EVENTS) as [TriggerEvent, ...TriggerEvent[]];

/** What becomes of a grade by an event: higher, held without condition again, held on in grace, or lower (domain 2.6, 2.7). */
export const GRADE_OUTCOMES = ['raised', 'confirmed', 'extended', 'lowered'] as const;

/** Whether an event says what became of a grade, so that a trigger on it may ask for `gradeOutcome`. */
export function changesGrade(event: TriggerEvent): boolean {
  const fields: Readonly<Record<string, VariableType>> = TRIGGER_EVENTS[event];
  return fields['fromGrade'] !== undefined;
}
