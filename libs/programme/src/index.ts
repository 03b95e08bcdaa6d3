export type { AccountCodes, AccountName, AccountPattern } from './accounts.ts';
export { ACCOUNT_PATTERNS, accountCodeOf, accountPatternOf } from './accounts.ts';
export type { Approval } from './approvals.ts';
export { approvalOf, authorityFor } from './approvals.ts';
export type { CardTerms } from './card-terms.ts';
export type { CasePolicy, ServiceHall } from './cases.ts';
export { caseOf, OFFICE_HOURS } from './cases.ts';
export type { ClientTerms } from './client-terms.ts';
export type { CalendarParts, Comparison, Condition, Explanation, Facts, MetricLimit } from './condition.ts';
export { clausesOf, conditionSchema, evaluate, measuresAsked } from './condition.ts';
export type { ComposedMessage } from './contact.ts';
export { composeMessage, fillIn, templateOf, triggersFor } from './contact.ts';
export type {
  Category,
  Channel,
  ContactCap,
  ContactPolicy,
  ContactWindow,
  Festival,
  Outreach,
  Template,
  Trigger,
} from './contact-policy.ts';
export { callAttemptsMax, callRetryAfter } from './contact-policy.ts';
export type { Contract } from './contracts.ts';
export { sellsItem } from './counter-items.ts';
export type { Change, Json, Step } from './diff.ts';
export { applyDiff, diffDocuments } from './diff.ts';
export type { Counter, PriceClass, Programme } from './document.ts';
export { counterOf, gradeOrder, PRICE_CLASSES, productOf, programmeJsonSchema, programmeSchema } from './document.ts';
export type { AfterEarning, CampaignPlaces, CappedRule, DrawEntry, Earned, ReceiptToEarn } from './earning.ts';
export { askDraws, campaignPlaces, cappedRules, drawsFor, earningFen, earnPoints, segmentsAsked } from './earning.ts';
export type { AskedStandard, MayApply } from './eligibility.ts';
export { mayApplyFor, standardsAsked } from './eligibility.ts';
export type { Benefits, Entitlement, GradeService, LaidOut } from './entitlements.ts';
export { amenitySet, entitlementsOf, gradesWith, servicesOf } from './entitlements.ts';
export type { RuleExplanation, Shortfall } from './explain.ts';
export { inWords, measuredInWords, measureInWords, shortfalls } from './explain.ts';
export type { Lack, ToldClause, ToldRule } from './explain-clauses.ts';
export { inBothLanguages, toldClause, toldRule } from './explain-clauses.ts';
export type { ExplainedEarning } from './explain-earning.ts';
export { explainEarning } from './explain-earning.ts';
export type { FactName, FactValue, Locale, LocalText } from './facts.ts';
export type { Fee } from './fees.ts';
export type { FallingDue, FeePayer, FeeVerdict } from './fees-due.ts';
export { decideFee, feesFallingDue } from './fees-due.ts';
export type {
  Aim,
  ComingRating,
  Forecast,
  ForecastAsked,
  GrantAhead,
  MissingPart,
  RaiseAhead,
  WayToGrade,
} from './forecast.ts';
export { forecastOf, missingParts } from './forecast.ts';
export type { GradeRise, Joining } from './grades.ts';
export { canRaise, gradeName, gradeOnJoin, raiseFor } from './grades.ts';
export { inForceAt } from './in-force.ts';
export type { LadderItem } from './ladder.ts';
export { collectUntil, ladderFen, ladderPoints } from './ladder.ts';
export { lintProgramme } from './lint.ts';
export type { Measure, Measured, MetricName, MetricWindow } from './metrics.ts';
export { MEASURED_METRICS, METRICS, measuredParts, measureKey } from './metrics.ts';
export type { ParsedProgramme, ReadDocument } from './parse.ts';
export {
  checkProgramme,
  DOCUMENT_CHARS_MAX,
  parseProgramme,
  programmeAs,
  publishedProgramme,
  readDocument,
} from './parse.ts';
export type { CampaignCaps, PointsPlan, RedemptionLadder } from './points-plan.ts';
export type { PointsTime } from './points-time.ts';
export { pointsTime } from './points-time.ts';
export type { PointsDeferral } from './points-worth.ts';
export { pointsDeferral, pointsWorthFen, redeemedShareBp } from './points-worth.ts';
export { preset, presetNames, presetText } from './presets.ts';
export type { LineToPrice, PricedLine, UnpricedLine } from './pricing.ts';
export { priceLine } from './pricing.ts';
export type { Problem } from './problem.ts';
export type { Numbers, ProblemCode } from './problem-words.ts';
export type { StoredValueProduct } from './product.ts';
export type { PurseTerms } from './purse-terms.ts';
export { quoteValidMs } from './quote-terms.ts';
export type { GradesMet, HeldGrade, RatedGrade, RatingOutcome, Standing } from './rating.ts';
export {
  gradesMet,
  lowestGrade,
  rateGrade,
  ratingConditions,
  ratingMeasures,
  STANDINGS,
  unratedGrade,
} from './rating.ts';
export type { RuleFinding, RulePackLevel, RulePackReport, RulePackSettings } from './rule-pack.ts';
export { checkRulePack, RULE_PACK_DEFAULT, RULE_PACK_LEVELS } from './rule-pack.ts';
export type { CheckKey } from './rule-pack-checks.ts';
export { CHECK_KEYS } from './rule-pack-checks.ts';
export type { SaleTerms } from './sale-terms.ts';
export type { MeasuredMember, RankedMember, SegmentShare } from './segment-share.ts';
export { shareOf } from './segment-share.ts';
export type { Segment } from './segments.ts';
export type { ServiceLevel } from './service-level.ts';
export { serviceLevelOf } from './service-level.ts';
export type { PricedItem, TaggedItem } from './stored-value.ts';
export {
  expiryNotices,
  holdEnd,
  lotExpiry,
  lotsInOrder,
  pricesInWallet,
  rechargeBonus,
  rechargeGifts,
  stepsAround,
} from './stored-value.ts';
export { isAtLeastAsStrict, looserThanParent, parentNotInForce } from './stricter.ts';
export type { Tiers } from './tiers.ts';
export type { TriggerEvent, VariableType } from './trigger-events.ts';
export { GRADE_OUTCOMES } from './trigger-events.ts';
