// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A check with a level of its own. */
export interface RulePackCheck {
  /** Stable name of the check. */
  readonly check: string;
  /** off, warn or refuse. */
  readonly level: string;
}

/** An issuer set what becomes of a programme that breaks a rule of law (domain 3); it holds for what is published from now on. */
export interface RulePackSet {
  /** off, warn or refuse: of every check without a level of its own. */
  readonly level: string;
  /** all or principal: whether the caps of a card count value with bonus, or what was paid. */
  readonly capCounts: string;
  /** Checks with a level of their own, each once. */
  readonly checks: readonly RulePackCheck[];
  /** Subject of the token of who set it. */
  readonly setBy: string;
}

/** Every event of topic cards.programme-setting. */
export type ProgrammeSettingEvent =
  | { readonly type: 'RulePackSet'; readonly data: RulePackSet };

/** The schemas of topic cards.programme-setting, compact JSON. */
export const PROGRAMME_SETTING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'RulePackSet',
    service: 'cards',
    stream: 'programme-setting',
    text: '{"type":"record","name":"RulePackSet","namespace":"scrip.cards","doc":"An issuer set what becomes of a programme that breaks a rule of law (domain 3); it holds for what is published from now on.","fields":[{"name":"level","type":"string","doc":"off, warn or refuse: of every check without a level of its own."},{"name":"capCounts","type":"string","doc":"all or principal: whether the caps of a card count value with bonus, or what was paid."},{"name":"checks","type":{"type":"array","items":{"type":"record","name":"RulePackCheck","doc":"A check with a level of its own.","fields":[{"name":"check","type":"string","doc":"Stable name of the check."},{"name":"level","type":"string","doc":"off, warn or refuse."}]}},"doc":"Checks with a level of their own, each once."},{"name":"setBy","type":"string","doc":"Subject of the token of who set it."}]}',
  },
];
