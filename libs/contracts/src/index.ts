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
export type { CardActivated, CardEvent, CardIssued, CardReportedLost } from './generated/cards.card.ts';
export type { HolderEvent, HolderRegistered } from './generated/cards.holder.ts';
export type { ProgrammeEvent, ProgrammePublished } from './generated/cards.programme.ts';
export type { ScripEvent } from './generated/index.ts';
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
  LotTake,
  PricedItem,
  RechargeGift,
  WalletBreakageTaken,
  WalletCardActivated,
  WalletCardBlocked,
  WalletEvent,
  WalletExpiryNoticed,
  WalletHeld,
  WalletHoldCaptured,
  WalletHoldReleased,
  WalletOpened,
  WalletOpeningBalanceLoaded,
  WalletPurseLoaded,
  WalletPurseLoadReversed,
  WalletRecharged,
  WalletReturned,
  WalletSpendAssumedByIssuer,
  WalletSpent,
} from './generated/ledger.wallet.ts';
export type { ContactConsentRecorded, ContactEvent, ContactLocaleChosen } from './generated/notifications.contact.ts';
export type {
  OutreachEvent,
  OutreachQueued,
  OutreachSent,
  OutreachSuppressed,
} from './generated/notifications.outreach.ts';
export type {
  AccountEvent,
  LotteryEntryGranted,
  PointsAccountOpened,
  PointsEarned,
} from './generated/points.account.ts';
export type { CampaignDayEvent, CampaignPlaceTaken } from './generated/points.campaign-day.ts';
export type { PurchaseEvent, ReceiptLine, ReceiptRecorded, ReceiptTender } from './generated/points.purchase.ts';
export type { GradeRaised, MemberJoined, MembershipEvent } from './generated/tiering.membership.ts';
export type { ReceiptUsedToJoin, ReceiptUseEvent } from './generated/tiering.receipt-use.ts';
export { fromJson, type Json, toJson } from './json.ts';
export type { EpochMs } from './schema-source.ts';
export { type AvroField, type AvroRecord, type AvroSchema, ContractError } from './shape.ts';
