/** The rule pack `cn-single-purpose`: the rules of law that a programme is checked against (domain 3). */
import type { Programme } from './document.ts';
import type { LocalText } from './facts.ts';
import { jsonPath } from './problem.ts';
import type { Numbers } from './problem-words.ts';
import { CHECKS, type CheckKey } from './rule-pack-checks.ts';

/** What becomes of a programme that breaks a rule: nothing is checked; it is published and the report warns; it is not published. */
export const RULE_PACK_LEVELS = ['off', 'warn', 'refuse'] as const;

/** One of the levels. */
export type RulePackLevel = (typeof RULE_PACK_LEVELS)[number];

/** An issuer's setting of the pack. */
export interface RulePackSettings {
  readonly level: RulePackLevel;
  /** Whether the caps count value with bonus, as they do unless the issuer sets otherwise, or what was paid. */
  readonly capCounts: 'all' | 'principal';
  /** Checks at a level of their own. */
  readonly checks?: Readonly<Partial<Record<CheckKey, RulePackLevel>>>;
}

/** The setting of an issuer that never set any. */
export const RULE_PACK_DEFAULT: RulePackSettings = { level: 'warn', capCounts: 'all' };

/** What one check found at one place. */
export interface RuleFinding {
  readonly check: CheckKey;
  /** The clause that the check stands for. */
  readonly clause: LocalText;
  /** JSONPath of what was looked at. */
  readonly path: string;
  readonly outcome: 'passed' | 'warned' | 'refused' | 'notApplicable';
  /** What is there and what the clause asks for; amounts in fen. */
  readonly numbers: Numbers;
  /** The finding in words. */
  readonly text: LocalText;
}

/** What every check found, in the order of the clauses. */
export interface RulePackReport {
  readonly pack: 'cn-single-purpose';
  readonly level: RulePackLevel;
  readonly capCounts: 'all' | 'principal';
  readonly refused: number;
  readonly warned: number;
  readonly findings: readonly RuleFinding[];
}

const SWITCHED_OFF: LocalText = {
  'zh-CN': '发卡方的设置关闭了此项检查。',
  en: "Switched off by the issuer's setting.",
};

/** Holds a programme against every rule of the pack; each check is in the report, also one that does not apply or is off. */
export function checkRulePack(programme: Programme, settings: RulePackSettings = RULE_PACK_DEFAULT): RulePackReport {
  const findings = CHECKS.flatMap((check): readonly RuleFinding[] => {
    const level = settings.checks?.[check.key] ?? settings.level;
    const of = { check: check.key, clause: check.clause };
    if (level === 'off') {
      return [{ ...of, path: '$', outcome: 'notApplicable', numbers: {}, text: SWITCHED_OFF }];
    }
    return check.look(programme, settings.capCounts).map(({ path, outcome, numbers, text }) => ({
      ...of,
      path: jsonPath(path),
      outcome: outcome === 'broken' ? (level === 'refuse' ? 'refused' : 'warned') : outcome,
      numbers,
      text,
    }));
  });
  const count = (outcome: RuleFinding['outcome']): number =>
    findings.filter((finding) => finding.outcome === outcome).length;
  const { level, capCounts } = settings;
  return {
    pack: 'cn-single-purpose',
    level,
    capCounts,
    refused: count('refused'),
    warned: count('warned'),
    findings,
  };
}
