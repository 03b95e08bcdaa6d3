/** How a variable of a message is written: `money` in yuan with two decimals, `points` as a whole number, `grade` by its name in the reader's language, `text` as it is. */
export const VARIABLE_TYPES = ['money', 'points', 'grade', 'text'] as const;

/** The type of a variable in a message template. */
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** Events that a programme may tell holders of, each with the fields that a template may name. A spec holds every field against the event's schema. */
export const TRIGGER_EVENTS = {
  CardReportedLost: {},
  GradeRaised: { fromGrade: 'grade', toGrade: 'grade', lifetimePoints: 'points' },
  LotteryEntryGranted: { balancePoints: 'points' },
  MemberJoined: { grade: 'grade', receiptsTotalFen: 'money', businessDate: 'text' },
  PointsEarned: { earnedPoints: 'points', balanceAfterPoints: 'points' },
  WalletExpiryNoticed: { leftFen: 'money', lastUsableDate: 'text' },
  WalletRecharged: { principalFen: 'money', bonusFen: 'money', balanceAfterFen: 'money' },
  WalletRefunded: { refundedFen: 'money', balanceAfterFen: 'money' },
  WalletSpent: { askedFen: 'money', chargedFen: 'money', dueFen: 'money', balanceAfterFen: 'money' },
} as const satisfies Record<string, Record<string, VariableType>>;

/** The type of an event that a programme may tell holders of. */
export type TriggerEvent = keyof typeof TRIGGER_EVENTS;

/** The trigger events in order, for the document's schema. */
export const TRIGGER_EVENT_NAMES = Object.keys(TRIGGER_EVENTS) as [TriggerEvent, ...TriggerEvent[]];
