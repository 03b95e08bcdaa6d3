export {
  type Contract,
  contractOf,
  contracts,
  decodeWith,
  type EventData,
  type EventOf,
  type EventType,
  topicsOf,
} from './contract.ts';
export type {
  ApplicationApproved,
  ApplicationAuthority,
  ApplicationDocument,
  ApplicationDocumentAdded,
  ApplicationEvent,
  ApplicationRecorded,
  ApplicationRefused,
  ApplicationStep,
  ApplicationStepPassed,
  ApplicationWithdrawn,
} from './generated/cards.application.ts';
export type { AttendanceEvent, CardPassed } from './generated/cards.attendance.ts';
export type {
  BatchEvent,
  CardBatchAllotted,
  CardBatchFiled,
  CardBatchOrdered,
  CardBatchPartMade,
  CardBatchReceived,
  CardBatchReturned,
  CardBatchStopped,
  SerialRange,
} from './generated/cards.batch.ts';
export type {
  BlankCardProduced,
  CardActivated,
  CardAllotted,
  CardApplied,
  CardApproved,
  CardEvent,
  CardExpired,
  CardIssued,
  CardLossReportedByHolder,
  CardProduced,
  CardRegistered,
  CardReplaced,
  CardReplacementDropped,
  CardReplacementStarted,
  CardReportedDamaged,
  CardReportedLost,
  CardResumed,
  CardSold,
  CardStocked,
  CardSuspended,
  CardUnblockDeclined,
  CardUnblocked,
  CardUnblockProposed,
  CardVoided,
  PinChanged,
  PinLocked,
  PinRefused,
  PinReset,
  PinSet,
  PinVerified,
} from './generated/cards.card.ts';
export type {
  CardFileBatchAdded,
  CardFileClosed,
  CardFileEvent,
  CardFileExtended,
  CardFileLine,
} from './generated/cards.card-file.ts';
export type { CardKeyEvent, CardWashed } from './generated/cards.card-key.ts';
export type { EnterpriseEvent, MotherKeyCardMade, MotherKeyKept } from './generated/cards.enterprise.ts';
export type {
  HolderAbsorbed,
  HolderDeparted,
  HolderDocument,
  HolderDocumentStored,
  HolderErased,
  HolderEvent,
  HolderMerged,
  HolderMergeProposed,
  HolderMergeRefused,
  HolderNameChanged,
  HolderNameChangeProposed,
  HolderNameChangeRefused,
  HolderNoteKept,
  HolderProfileChanged,
  HolderRegistered,
  HolderReturned,
} from './generated/cards.holder.ts';
export type {
  PackingListCounted,
  PackingListEvent,
  PackingListLine,
  PackingListPosted,
} from './generated/cards.packing-list.ts';
export type {
  ProgrammeDraftApproved,
  ProgrammeDraftDiscarded,
  ProgrammeDraftReturned,
  ProgrammeDraftSaved,
  ProgrammeDraftSubmitted,
  ProgrammeEvent,
  ProgrammePublished,
  ProgrammeRulesChecked,
  ProgrammeVersionWithdrawn,
} from './generated/cards.programme.ts';
export type { ProgrammeSettingEvent, RulePackCheck, RulePackSet } from './generated/cards.programme-setting.ts';
export type { BirthdaysRead, HolderDataRead, ReadingEvent } from './generated/cards.reading.ts';
export type {
  RecordFileEvent,
  RecordFilePartTaken,
  RecordFileReceived,
  RefusedRecord,
} from './generated/cards.record-file.ts';
export type {
  FirstCardApplied,
  FirstCardCollected,
  FirstCardVoided,
  ReplacementApplied,
  ReplacementCollected,
  ReplacementEvent,
  ReplacementMade,
  ReplacementMissed,
  ReplacementOrdered,
  ReplacementPosted,
  ReplacementReceived,
  ReplacementVoided,
} from './generated/cards.replacement.ts';
export type { ResealEvent, VaultResealFinished, VaultResealStarted } from './generated/cards.reseal.ts';
export type { CardSaleMade, PurchaseFinding, SaleEvent } from './generated/cards.sale.ts';
export type {
  RefusedStaffLine,
  StaffListAccepted,
  StaffListEvent,
  StaffListPartIssued,
} from './generated/cards.staff-list.ts';
export type { CountedDifference, CountedRange, StockCountEvent, StockCounted } from './generated/cards.stock-count.ts';
export type { TerminalEvent, TerminalRegistered, TerminalRetired, TerminalSynced } from './generated/cards.terminal.ts';
export type { VendorChanged, VendorEvent, VendorRegistered } from './generated/cards.vendor.ts';
export type { ScripEvent } from './generated/index.ts';
export type {
  AdjustmentApproved,
  AdjustmentEvent,
  AdjustmentProposed,
  AdjustmentRejected,
} from './generated/ledger.adjustment.ts';
export type { ClaimCredited, ClaimEvent, ClaimOpened, ClaimSettled, ClaimWithdrawn } from './generated/ledger.claim.ts';
export type {
  AllowanceLine,
  ClientAgentNamed,
  ClientCredited,
  ClientEvent,
  ClientListPaid,
  ClientListSubmitted,
  ClientListWithdrawn,
  ClientOpened,
  ClientRefunded,
  ClientRenewed,
  ClientTerminated,
} from './generated/ledger.client.ts';
export type {
  AgencyFeeRecorded,
  AgencyFeesReleased,
  AgencyInvoiceTaken,
  AgencyTermsAgreed,
  CityPrice,
  DiscountStep,
  DistributorAgreementEnded,
  DistributorContactNamed,
  DistributorEvent,
  DistributorOrderClosed,
  DistributorOrderTaken,
  SalesTarget,
  WholesaleTermsAgreed,
} from './generated/ledger.distributor.ts';
export type {
  AgencyOrderPlaced,
  DistributorOrderDelivered,
  DistributorOrderEvent,
  DistributorOrderFaultFound,
  DistributorOrderPaid,
  DistributorOrderRefunded,
  DistributorOrderRegionBreached,
  DistributorOrderSettled,
  OrderCityPrice,
  WholesaleOrderPlaced,
} from './generated/ledger.distributor-order.ts';
export type { GiftEvent, HandedGiftPaid, RedeemedGiftPaid } from './generated/ledger.gift.ts';
export type { InvoiceEvent, InvoiceIssued, InvoiceVoided } from './generated/ledger.invoice.ts';
export type {
  PurseDifferenceFound,
  PurseEvent,
  PurseGapClosed,
  PurseGapFound,
  PurseLoadAuthorised,
  PurseLoadConfirmed,
  PurseLoadLot,
  PurseLoadReversed,
  PurseOpened,
  PurseRecordRefused,
  PurseRecordsRepeated,
  PurseSpent,
  RepeatedRecord,
} from './generated/ledger.purse.ts';
export type { PurseExceptionClosed, PurseExceptionEvent } from './generated/ledger.purse-exception.ts';
export type {
  MerchantPaid,
  MerchantPayoutReturned,
  MerchantSettled,
  MerchantSettlementReversed,
  PayoutPart,
  SettlementEvent,
  SettlementPart,
} from './generated/ledger.settlement.ts';
export type {
  LoadedShare,
  LotTake,
  PricedItem,
  RechargeGift,
  TransferredLot,
  WalletAdjusted,
  WalletBreakageTaken,
  WalletCardActivated,
  WalletCardBlocked,
  WalletCardResumed,
  WalletCardSuspended,
  WalletCardUnblocked,
  WalletCardVoided,
  WalletClosed,
  WalletDepositTaken,
  WalletDisputeOpened,
  WalletDisputeResolved,
  WalletDormancyNoticed,
  WalletEvent,
  WalletExpiryNoticed,
  WalletFeeCharged,
  WalletFrozen,
  WalletHeld,
  WalletHoldBarred,
  WalletHoldCaptured,
  WalletHolderMerged,
  WalletHolderRegistered,
  WalletHoldIncreased,
  WalletHoldReleased,
  WalletLotExtended,
  WalletLotReactivated,
  WalletOpened,
  WalletOpeningBalanceLoaded,
  WalletPurseLoaded,
  WalletPurseLoadReversed,
  WalletRecharged,
  WalletRechargeVoided,
  WalletRefunded,
  WalletReturned,
  WalletSignatoryNamed,
  WalletSignatoryRemoved,
  WalletSpendAssumedByIssuer,
  WalletSpendVoided,
  WalletSpent,
  WalletTransferReceived,
  WalletTransferSent,
  WalletUnfrozen,
} from './generated/ledger.wallet.ts';
export type {
  AnnouncementEvent,
  AnnouncementMade,
  AnnouncementWithdrawn,
} from './generated/notifications.announcement.ts';
export type {
  CallChecked,
  CallConnected,
  CallEvent,
  CallMissed,
  CallTaskAssigned,
  CallTaskClaimed,
  CallTaskClosed,
  CallTaskOpened,
  CallTaskPutOff,
  CallTaskReleased,
} from './generated/notifications.call.ts';
export type {
  CaseAcknowledged,
  CaseAnswered,
  CaseAuthority,
  CaseCallBackAsked,
  CaseCalledBack,
  CaseClock,
  CaseClockStart,
  CaseClockWarned,
  CaseClosed,
  CaseCompensationApproved,
  CaseCompensationPosted,
  CaseCompensationProposed,
  CaseCompensationRefused,
  CaseCompensationRejected,
  CaseDone,
  CaseEscalated,
  CaseEvent,
  CaseHolderUnreached,
  CaseHours,
  CaseOpened,
  CasePlanStep,
  CaseReopened,
  CaseSatisfactionRecorded,
} from './generated/notifications.case.ts';
export type {
  ContactConsentRecorded,
  ContactEnded,
  ContactEvent,
  ContactLocaleChosen,
  ContactMade,
  ContactProfileChosen,
  ContactResumed,
  ContactRoamingNoted,
} from './generated/notifications.contact.ts';
export type {
  DeliveryAccepted,
  DeliveryAttempted,
  DeliveryDoubtful,
  DeliveryEvent,
  DeliveryRead,
  DeliveryRefused,
  DeliveryReported,
} from './generated/notifications.delivery.ts';
export type { DraftApproved, DraftEvent, DraftRefused, DraftWritten } from './generated/notifications.draft.ts';
export type { FeedbackAnswered, FeedbackEvent, FeedbackScore } from './generated/notifications.feedback.ts';
export type { FlagEvent, HolderFlagCleared, HolderFlagged } from './generated/notifications.flag.ts';
export type {
  HallEvent,
  HallGiftGiven,
  HallTicketCalled,
  HallTicketDropped,
  HallTicketTaken,
  HallWindowClosed,
  HallWindowOpened,
} from './generated/notifications.hall.ts';
export type { LendingEvent, ThingLent, ThingMissed, ThingReturned } from './generated/notifications.lending.ts';
export type {
  OccasionBegun,
  OccasionClosed,
  OccasionEvent,
  OccasionPartPlanned,
} from './generated/notifications.occasion.ts';
export type {
  OutreachDeferred,
  OutreachEvent,
  OutreachFailed,
  OutreachPlanned,
  OutreachQueued,
  OutreachSent,
  OutreachSuppressed,
  OutreachSwitched,
} from './generated/notifications.outreach.ts';
export type {
  AccountEvent,
  CappedPoints,
  LapsedPoints,
  LotteryEntryGranted,
  PaidPointsShare,
  PendingPointsShare,
  PointsAccountClosed,
  PointsAccountHolderChanged,
  PointsAccountOpened,
  PointsAdjusted,
  PointsConfirmed,
  PointsEarned,
  PointsExpiryNoticed,
  PointsGranted,
  PointsGrantTakenBack,
  PointsLapsed,
  PointsLotShare,
  PointsMovedIn,
  PointsMovedOut,
  PointsTakenBack,
  PointsUsed,
  PointsUseReversed,
} from './generated/points.account.ts';
export type { CampaignEvent, CampaignPointsGiven } from './generated/points.campaign.ts';
export type { CampaignDayEvent, CampaignPlaceTaken } from './generated/points.campaign-day.ts';
export type {
  GiftHandedOver,
  GiftReleased,
  GiftReserved,
  GiftReturned,
  GiftStockCounted,
  GiftStockEvent,
  GiftStockOpened,
  GiftsReceived,
} from './generated/points.gift-stock.ts';
export type {
  EntitlementGiftHandedOver,
  EntitlementGiftMissing,
  EntitlementGiftReturned,
  EntitlementGiftWaived,
  GiftUseEvent,
} from './generated/points.gift-use.ts';
export type {
  DrawCancelled,
  DrawClosed,
  DrawHeld,
  DrawOpened,
  DrawPrize,
  DrawWinner,
  LotteryEvent,
  PrizeCollected,
} from './generated/points.lottery.ts';
export type {
  PointsAdjustmentApproved,
  PointsAdjustmentEvent,
  PointsAdjustmentProposed,
  PointsAdjustmentRejected,
} from './generated/points.points-adjustment.ts';
export type {
  EntitlementPointsGiven,
  EntitlementPointsTakenBack,
  PointsGrantEvent,
} from './generated/points.points-grant.ts';
export type {
  CampaignRoom,
  PurchaseEvent,
  ReceiptEarning,
  ReceiptLine,
  ReceiptRecorded,
  ReceiptReturned,
  ReceiptTender,
  ReturnedLine,
} from './generated/points.purchase.ts';
export type {
  RedeemedItem,
  RedeemedLot,
  RedemptionCancelled,
  RedemptionCollected,
  RedemptionEvent,
  RedemptionMade,
} from './generated/points.redemption.ts';
export type {
  ContractEnded,
  ContractEvent,
  ContractLapsed,
  ContractReinstated,
  ContractRenewed,
  ContractStarted,
  NamedRelative,
  RelativeBarred,
  RelativesCalled,
  RelativesNamed,
} from './generated/tiering.contract.ts';
export type {
  EntitlementEvent,
  EntitlementReservationReleased,
  EntitlementReserved,
  EntitlementUsed,
  EntitlementUseReversed,
} from './generated/tiering.entitlement.ts';
export type { FeeDue, FeeEvent, FeeMeasure, FeeSettled, FeeWaived } from './generated/tiering.fee.ts';
export type { FeeRunClosed, FeeRunEvent, FeeRunPartDone, FeeRunStarted } from './generated/tiering.fee-run.ts';
export type {
  GradeApplicationApproved,
  GradeApplicationAuthority,
  GradeApplicationDocument,
  GradeApplicationDocumentAdded,
  GradeApplicationEvent,
  GradeApplicationRefused,
  GradeApplicationStep,
  GradeApplicationStepPassed,
  GradeApplicationWithdrawn,
  GradeApplied,
} from './generated/tiering.grade-application.ts';
export type {
  InstantRatingDeclined,
  InstantRatingDocument,
  InstantRatingEvent,
  InstantRatingNotPassed,
  InstantRatingPassed,
  InstantRatingRecorded,
} from './generated/tiering.instant-rating.ts';
export type {
  GradeGrantEnded,
  GradeGranted,
  GradeRaised,
  GradeRated,
  GradeRatedInstantly,
  GradeRerated,
  MeasuredFigure,
  MemberJoined,
  MembershipClosed,
  MembershipEvent,
  MembershipGrant,
  MembershipTakenOver,
  RatedMonthChange,
} from './generated/tiering.membership.ts';
export type { MetricIntakeEvent, MetricMeasured } from './generated/tiering.metric-intake.ts';
export type { MetricReportEvent, MetricsReported, MetricVerdict } from './generated/tiering.metric-report.ts';
export type { QuotedLine, QuoteEvent, QuoteGiven } from './generated/tiering.quote.ts';
export type {
  RatingEvent,
  RatingRunClosed,
  RatingRunPaused,
  RatingRunResumed,
  RatingRunStarted,
} from './generated/tiering.rating.ts';
export type { ReceiptUsedToJoin, ReceiptUseEvent } from './generated/tiering.receipt-use.ts';
export type {
  GuestFollowedUp,
  GuestReceived,
  GuestSeenOff,
  ReceiversNamed,
  ReceptionApproved,
  ReceptionBooked,
  ReceptionCancelled,
  ReceptionCost,
  ReceptionEvent,
  ReceptionItem,
  ReceptionPrepared,
  ReceptionRefused,
} from './generated/tiering.reception.ts';
export type { SegmentEntered, SegmentLeft, SegmentMemberEvent } from './generated/tiering.segment-member.ts';
export type {
  SegmentRunClosed,
  SegmentRunEvent,
  SegmentRunPartDone,
  SegmentRunRanked,
  SegmentRunStarted,
} from './generated/tiering.segment-run.ts';

export { fromJson, type Json, toJson } from './json.ts';
export type { EpochMs } from './schema-source.ts';
export { type AvroField, type AvroRecord, type AvroSchema, ContractError } from './shape.ts';
