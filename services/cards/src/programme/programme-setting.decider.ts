/** What an issuer has set for the rules of law that its programmes are checked against (domain 3). */
import type { ProgrammeSettingEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision } from '@scrip/decider';
import {
  CHECK_KEYS,
  type CheckKey,
  RULE_PACK_DEFAULT,
  RULE_PACK_LEVELS,
  type RulePackLevel,
  type RulePackSettings,
} from '@scrip/programme';

export const programmeSettingDecider: Decider<RulePackSettings, ProgrammeSettingEvent> = {
  stream: 'programme-setting',
  initial: RULE_PACK_DEFAULT,
  evolve(_state, event) {
    switch (event.type) {
      case 'RulePackSet': {
        const { level, capCounts, checks } = event.data;
        // A check that is gone since is left out; a level is one of three since it was first set.
        const own = checks.filter(({ check }) => CHECK_KEYS.some((key) => key === check));
        return {
          level: levelOf(level),
          capCounts: capCounts === 'principal' ? 'principal' : 'all',
          checks: Object.fromEntries(own.map((one) => [one.check, levelOf(one.level)])),
        };
      }
    }
  },
};

/** The stream of an issuer's setting. */
export function programmeSettingStream(issuerId: string): string {
  return `prs_${issuerId}`;
}

/** Sets it for what is published from now on; nothing is refused. */
export function setRulePack(settings: RulePackSettings, setBy: string): Decision<ProgrammeSettingEvent> {
  const { level, capCounts, checks = {} } = settings;
  const own = Object.entries(checks).map(([check, its]) => ({ check, level: its }));
  return accept({ type: 'RulePackSet', data: { level, capCounts, checks: own, setBy } });
}

/** How an issuer takes one rule of law: by the level of its own, or by that of the pack. */
export function levelOfCheck(check: CheckKey, { level, checks = {} }: RulePackSettings): RulePackLevel {
  return checks[check] ?? level;
}

function levelOf(text: string): RulePackSettings['level'] {
  return RULE_PACK_LEVELS.find((level) => level === text) ?? RULE_PACK_DEFAULT.level;
}
