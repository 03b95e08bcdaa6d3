// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';
import { APPLICATION_SCHEMAS, type ApplicationEvent } from './cards.application.ts';
import { ATTENDANCE_SCHEMAS, type AttendanceEvent } from './cards.attendance.ts';
import { BATCH_SCHEMAS, type BatchEvent } from './cards.batch.ts';
import { CARD_SCHEMAS, type CardEvent } from './cards.card.ts';
import { CARD_FILE_SCHEMAS, type CardFileEvent } from './cards.card-file.ts';
import { CARD_KEY_SCHEMAS, type CardKeyEvent } from './cards.card-key.ts';
import { ENTERPRISE_SCHEMAS, type EnterpriseEvent } from './cards.enterprise.ts';
import { HOLDER_SCHEMAS, type HolderEvent } from './cards.holder.ts';
import { PACKING_LIST_SCHEMAS, type PackingListEvent } from './cards.packing-list.ts';
import { PROGRAMME_SCHEMAS, type ProgrammeEvent } from './cards.programme.ts';
import { PROGRAMME_SETTING_SCHEMAS, type ProgrammeSettingEvent } from './cards.programme-setting.ts';
import { READING_SCHEMAS, type ReadingEvent } from './cards.reading.ts';
import { RECORD_FILE_SCHEMAS, type RecordFileEvent } from './cards.record-file.ts';
import { REPLACEMENT_SCHEMAS, type ReplacementEvent } from './cards.replacement.ts';
import { RESEAL_SCHEMAS, type ResealEvent } from './cards.reseal.ts';
import { SALE_SCHEMAS, type SaleEvent } from './cards.sale.ts';
import { STAFF_LIST_SCHEMAS, type StaffListEvent } from './cards.staff-list.ts';
import { STOCK_COUNT_SCHEMAS, type StockCountEvent } from './cards.stock-count.ts';
import { TERMINAL_SCHEMAS, type TerminalEvent } from './cards.terminal.ts';
import { VENDOR_SCHEMAS, type VendorEvent } from './cards.vendor.ts';
import { ADJUSTMENT_SCHEMAS, type AdjustmentEvent } from './ledger.adjustment.ts';
import { CLAIM_SCHEMAS, type ClaimEvent } from './ledger.claim.ts';
import { CLIENT_SCHEMAS, type ClientEvent } from './ledger.client.ts';
import { DISTRIBUTOR_SCHEMAS, type DistributorEvent } from './ledger.distributor.ts';
import { DISTRIBUTOR_ORDER_SCHEMAS, type DistributorOrderEvent } from './ledger.distributor-order.ts';
import { GIFT_SCHEMAS, type GiftEvent } from './ledger.gift.ts';
import { INVOICE_SCHEMAS, type InvoiceEvent } from './ledger.invoice.ts';
import { PURSE_SCHEMAS, type PurseEvent } from './ledger.purse.ts';
import { PURSE_EXCEPTION_SCHEMAS, type PurseExceptionEvent } from './ledger.purse-exception.ts';
import { SETTLEMENT_SCHEMAS, type SettlementEvent } from './ledger.settlement.ts';
import { WALLET_SCHEMAS, type WalletEvent } from './ledger.wallet.ts';
import { ANNOUNCEMENT_SCHEMAS, type AnnouncementEvent } from './notifications.announcement.ts';
import { CALL_SCHEMAS, type CallEvent } from './notifications.call.ts';
import { CASE_SCHEMAS, type CaseEvent } from './notifications.case.ts';
import { CONTACT_SCHEMAS, type ContactEvent } from './notifications.contact.ts';
import { DELIVERY_SCHEMAS, type DeliveryEvent } from './notifications.delivery.ts';
import { DRAFT_SCHEMAS, type DraftEvent } from './notifications.draft.ts';
import { FEEDBACK_SCHEMAS, type FeedbackEvent } from './notifications.feedback.ts';
import { FLAG_SCHEMAS, type FlagEvent } from './notifications.flag.ts';
import { HALL_SCHEMAS, type HallEvent } from './notifications.hall.ts';
import { LENDING_SCHEMAS, type LendingEvent } from './notifications.lending.ts';
import { OCCASION_SCHEMAS, type OccasionEvent } from './notifications.occasion.ts';
import { OUTREACH_SCHEMAS, type OutreachEvent } from './notifications.outreach.ts';
import { ACCOUNT_SCHEMAS, type AccountEvent } from './points.account.ts';
import { CAMPAIGN_SCHEMAS, type CampaignEvent } from './points.campaign.ts';
import { CAMPAIGN_DAY_SCHEMAS, type CampaignDayEvent } from './points.campaign-day.ts';
import { GIFT_STOCK_SCHEMAS, type GiftStockEvent } from './points.gift-stock.ts';
import { GIFT_USE_SCHEMAS, type GiftUseEvent } from './points.gift-use.ts';
import { LOTTERY_SCHEMAS, type LotteryEvent } from './points.lottery.ts';
import { POINTS_ADJUSTMENT_SCHEMAS, type PointsAdjustmentEvent } from './points.points-adjustment.ts';
import { POINTS_GRANT_SCHEMAS, type PointsGrantEvent } from './points.points-grant.ts';
import { PURCHASE_SCHEMAS, type PurchaseEvent } from './points.purchase.ts';
import { REDEMPTION_SCHEMAS, type RedemptionEvent } from './points.redemption.ts';
import { CONTRACT_SCHEMAS, type ContractEvent } from './tiering.contract.ts';
import { ENTITLEMENT_SCHEMAS, type EntitlementEvent } from './tiering.entitlement.ts';
import { FEE_SCHEMAS, type FeeEvent } from './tiering.fee.ts';
import { FEE_RUN_SCHEMAS, type FeeRunEvent } from './tiering.fee-run.ts';
import { GRADE_APPLICATION_SCHEMAS, type GradeApplicationEvent } from './tiering.grade-application.ts';
import { INSTANT_RATING_SCHEMAS, type InstantRatingEvent } from './tiering.instant-rating.ts';
import { MEMBERSHIP_SCHEMAS, type MembershipEvent } from './tiering.membership.ts';
import { METRIC_INTAKE_SCHEMAS, type MetricIntakeEvent } from './tiering.metric-intake.ts';
import { METRIC_REPORT_SCHEMAS, type MetricReportEvent } from './tiering.metric-report.ts';
import { QUOTE_SCHEMAS, type QuoteEvent } from './tiering.quote.ts';
import { RATING_SCHEMAS, type RatingEvent } from './tiering.rating.ts';
import { RECEIPT_USE_SCHEMAS, type ReceiptUseEvent } from './tiering.receipt-use.ts';
import { RECEPTION_SCHEMAS, type ReceptionEvent } from './tiering.reception.ts';
import { SEGMENT_MEMBER_SCHEMAS, type SegmentMemberEvent } from './tiering.segment-member.ts';
import { SEGMENT_RUN_SCHEMAS, type SegmentRunEvent } from './tiering.segment-run.ts';

/** Every event of the system. */
export type ScripEvent =
  | ApplicationEvent
  | AttendanceEvent
  | BatchEvent
  | CardEvent
  | CardFileEvent
  | CardKeyEvent
  | EnterpriseEvent
  | HolderEvent
  | PackingListEvent
  | ProgrammeEvent
  | ProgrammeSettingEvent
  | ReadingEvent
  | RecordFileEvent
  | ReplacementEvent
  | ResealEvent
  | SaleEvent
  | StaffListEvent
  | StockCountEvent
  | TerminalEvent
  | VendorEvent
  | AdjustmentEvent
  | ClaimEvent
  | ClientEvent
  | DistributorEvent
  | DistributorOrderEvent
  | GiftEvent
  | InvoiceEvent
  | PurseEvent
  | PurseExceptionEvent
  | SettlementEvent
  | WalletEvent
  | AnnouncementEvent
  | CallEvent
  | CaseEvent
  | ContactEvent
  | DeliveryEvent
  | DraftEvent
  | FeedbackEvent
  | FlagEvent
  | HallEvent
  | LendingEvent
  | OccasionEvent
  | OutreachEvent
  | AccountEvent
  | CampaignEvent
  | CampaignDayEvent
  | GiftStockEvent
  | GiftUseEvent
  | LotteryEvent
  | PointsAdjustmentEvent
  | PointsGrantEvent
  | PurchaseEvent
  | RedemptionEvent
  | ContractEvent
  | EntitlementEvent
  | FeeEvent
  | FeeRunEvent
  | GradeApplicationEvent
  | InstantRatingEvent
  | MembershipEvent
  | MetricIntakeEvent
  | MetricReportEvent
  | QuoteEvent
  | RatingEvent
  | ReceiptUseEvent
  | ReceptionEvent
  | SegmentMemberEvent
  | SegmentRunEvent;

/** Every schema of the system, by service, stream and event. */
export const SCHEMAS: readonly SchemaSource[] = [
  ...APPLICATION_SCHEMAS,
  ...ATTENDANCE_SCHEMAS,
  ...BATCH_SCHEMAS,
  ...CARD_SCHEMAS,
  ...CARD_FILE_SCHEMAS,
  ...CARD_KEY_SCHEMAS,
  ...ENTERPRISE_SCHEMAS,
  ...HOLDER_SCHEMAS,
  ...PACKING_LIST_SCHEMAS,
  ...PROGRAMME_SCHEMAS,
  ...PROGRAMME_SETTING_SCHEMAS,
  ...READING_SCHEMAS,
  ...RECORD_FILE_SCHEMAS,
  ...REPLACEMENT_SCHEMAS,
  ...RESEAL_SCHEMAS,
  ...SALE_SCHEMAS,
  ...STAFF_LIST_SCHEMAS,
  ...STOCK_COUNT_SCHEMAS,
  ...TERMINAL_SCHEMAS,
  ...VENDOR_SCHEMAS,
  ...ADJUSTMENT_SCHEMAS,
  ...CLAIM_SCHEMAS,
  ...CLIENT_SCHEMAS,
  ...DISTRIBUTOR_SCHEMAS,
  ...DISTRIBUTOR_ORDER_SCHEMAS,
  ...GIFT_SCHEMAS,
  ...INVOICE_SCHEMAS,
  ...PURSE_SCHEMAS,
  ...PURSE_EXCEPTION_SCHEMAS,
  ...SETTLEMENT_SCHEMAS,
  ...WALLET_SCHEMAS,
  ...ANNOUNCEMENT_SCHEMAS,
  ...CALL_SCHEMAS,
  ...CASE_SCHEMAS,
  ...CONTACT_SCHEMAS,
  ...DELIVERY_SCHEMAS,
  ...DRAFT_SCHEMAS,
  ...FEEDBACK_SCHEMAS,
  ...FLAG_SCHEMAS,
  ...HALL_SCHEMAS,
  ...LENDING_SCHEMAS,
  ...OCCASION_SCHEMAS,
  ...OUTREACH_SCHEMAS,
  ...ACCOUNT_SCHEMAS,
  ...CAMPAIGN_SCHEMAS,
  ...CAMPAIGN_DAY_SCHEMAS,
  ...GIFT_STOCK_SCHEMAS,
  ...GIFT_USE_SCHEMAS,
  ...LOTTERY_SCHEMAS,
  ...POINTS_ADJUSTMENT_SCHEMAS,
  ...POINTS_GRANT_SCHEMAS,
  ...PURCHASE_SCHEMAS,
  ...REDEMPTION_SCHEMAS,
  ...CONTRACT_SCHEMAS,
  ...ENTITLEMENT_SCHEMAS,
  ...FEE_SCHEMAS,
  ...FEE_RUN_SCHEMAS,
  ...GRADE_APPLICATION_SCHEMAS,
  ...INSTANT_RATING_SCHEMAS,
  ...MEMBERSHIP_SCHEMAS,
  ...METRIC_INTAKE_SCHEMAS,
  ...METRIC_REPORT_SCHEMAS,
  ...QUOTE_SCHEMAS,
  ...RATING_SCHEMAS,
  ...RECEIPT_USE_SCHEMAS,
  ...RECEPTION_SCHEMAS,
  ...SEGMENT_MEMBER_SCHEMAS,
  ...SEGMENT_RUN_SCHEMAS,
];
