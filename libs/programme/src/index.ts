export type { AccountCodes, AccountName, AccountPattern } from './accounts.ts';
export { ACCOUNT_PATTERNS, accountCodeOf, accountPatternOf } from './accounts.ts';
export type { CardTerms } from './card-terms.ts';
export type { ClientTerms } from './client-terms.ts';
export type { CalendarParts, Comparison, Condition, Explanation, Facts } from './condition.ts';
export { conditionSchema, evaluate } from './condition.ts';
export type { ComposedMessage } from './contact.ts';
export { composeMessage, fillIn, templateOf, triggersFor } from './contact.ts';
export type { Counter, PriceClass, Programme, Template, Trigger } from './document.ts';
export { counterOf, gradeOrder, PRICE_CLASSES, productOf, programmeJsonSchema, programmeSchema } from './document.ts';
export type { CampaignPlaces, DrawEntry, Earned, ReceiptToEarn } from './earning.ts';
export { campaignPlaces, drawsFor, earningFen, earnPoints } from './earning.ts';
export type { RuleExplanation, Shortfall } from './explain.ts';
export { inWords, shortfalls } from './explain.ts';
export type { FactName, FactValue, Locale, LocalText } from './facts.ts';
export type { GradeRise, Joining } from './grades.ts';
export { gradeOnJoin, raiseFor } from './grades.ts';
export { inForceAt } from './in-force.ts';
export { lintProgramme } from './lint.ts';
export type { ParsedProgramme } from './parse.ts';
export { checkProgramme, DOCUMENT_CHARS_MAX, parseProgramme, publishedProgramme } from './parse.ts';
export { preset, presetNames, presetText } from './presets.ts';
export type { LineToPrice, PricedLine, UnpricedLine } from './pricing.ts';
export { priceLine } from './pricing.ts';
export type { Problem } from './problem.ts';
export type { StoredValueProduct } from './product.ts';
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
export type { TriggerEvent, VariableType } from './trigger-events.ts';
