/** Whether a document may be published: its own problems, its parent's terms, its children's, the rules of law under the issuer's setting. */
import { parseRfc3339 } from '@scrip/calendar';
import type { EventLog, ProjectionRunner } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import {
  checkRulePack,
  type Problem as DocumentProblem,
  looserThanParent,
  type Programme,
  parentNotInForce,
  programmeAs,
  type RulePackReport,
  type RulePackSettings,
} from '@scrip/programme';
import { caughtUp } from '../caught-up.ts';
import { programmeSettingDecider, programmeSettingStream } from './programme-setting.decider.ts';
import { childrenFrom, documentsFrom } from './programme-version.projection.ts';

/** Problems told at once; who mends these finds the others. */
const PROBLEMS_MAX = 100;
/** Children told at once. */
const CHILDREN_MAX = 100;

/** A child that would be looser than the document (domain 2.8). */
export interface LooserChild {
  readonly programmeId: string;
  readonly version: number;
  readonly problems: readonly DocumentProblem[];
}

/** What was found of a document. */
export interface Examined {
  /** The programme, once its text has no problem of its own. */
  readonly programme: Programme | undefined;
  readonly problems: readonly DocumentProblem[];
  /** Children that decide when it does and would be looser: they have to become stricter first. */
  readonly looserChildren: readonly LooserChild[];
  /** Null while the document has problems of its own. */
  readonly rulePack: RulePackReport | null;
}

/** A document that may be published. */
export interface Publishable {
  readonly programme: Programme;
  readonly rulePack: RulePackReport;
}

export class ProgrammeChecks {
  readonly #log: EventLog;
  readonly #runner: ProjectionRunner;

  constructor(log: EventLog, runner: ProjectionRunner) {
    this.#log = log;
    this.#runner = runner;
  }

  /** What the issuer has set, with the version of the setting: 0 where it never set any. */
  async settings(issuerId: string): Promise<{ readonly settings: RulePackSettings; readonly version: number }> {
    const { state, version } = await this.#log.state(programmeSettingDecider, programmeSettingStream(issuerId));
    return { settings: state, version };
  }

  /**
   * Looks at a document that is to be a version of this programme.
   * @param effectiveAt RFC 3339; in the place of the document's own where it is given.
   */
  async examine(
    asked: { readonly issuerId: string; readonly programmeId: string },
    document: unknown,
    effectiveAt?: string,
  ): Promise<Examined> {
    const parsed = programmeAs(asked.programmeId, document);
    if (parsed.kind === 'problems') {
      return { programme: undefined, problems: parsed.problems, looserChildren: [], rulePack: null };
    }
    const programme = effectiveAt === undefined ? parsed.programme : { ...parsed.programme, effectiveAt };
    await caughtUp(this.#log, this.#runner);
    const [{ settings }, problems, looserChildren] = await Promise.all([
      this.settings(asked.issuerId),
      this.#againstParent(asked.issuerId, programme),
      this.#looserChildren(asked.issuerId, programme),
    ]);
    return { programme, problems, looserChildren, rulePack: checkRulePack(programme, settings) };
  }

  /** A child is held against the parent that is in force when the child begins, and against those that begin later (domain 2.8). */
  async #againstParent(issuerId: string, programme: Programme): Promise<readonly DocumentProblem[]> {
    const { parent } = programme;
    if (parent === undefined) return [];
    const at = parseRfc3339(programme.effectiveAt);
    const parents = await documentsFrom(this.#log.pool, { issuerId, programmeId: parent, at });
    const begins = parents.some(({ effectiveAt }) => parseRfc3339(effectiveAt) <= at);
    const looser = parents.flatMap((one) => looserThanParent(programme, one));
    return begins ? looser : [parentNotInForce(parent, at), ...looser];
  }

  /** The children that decide when the parent begins or later. */
  async #looserChildren(issuerId: string, parent: Programme): Promise<readonly LooserChild[]> {
    const at = parseRfc3339(parent.effectiveAt);
    const children = await childrenFrom(this.#log.pool, { issuerId, programmeId: parent.id, at });
    return children.flatMap((child) => {
      const problems = looserThanParent(child, parent);
      return problems.length === 0 ? [] : [{ programmeId: child.id, version: child.version, problems }];
    });
  }
}

/**
 * What was found, if it may be published.
 * @throws Problem, in this order: 422 `programme_invalid` with every problem; 409 `children_looser` with each child that
 * would be looser than it and where; 422 `rules_broken` with each finding of the rule pack that the issuer's setting refuses.
 */
export function publishable({ programme, problems, looserChildren, rulePack }: Examined): Publishable {
  if (!programme || !rulePack || problems.length > 0) {
    throw new Problem(422, 'programme_invalid', 'The programme document has problems', {
      detail: `${problems.length} in all, each with its JSONPath.`,
      members: { problems: problems.slice(0, PROBLEMS_MAX) },
    });
  }
  if (looserChildren.length > 0) {
    throw new Problem(409, 'children_looser', 'Programmes that have this one as their parent would be looser', {
      detail: `${looserChildren.length} in all; they publish stricter versions first.`,
      members: { children: looserChildren.slice(0, CHILDREN_MAX) },
    });
  }
  if (rulePack.refused === 0) return { programme, rulePack };
  throw new Problem(422, 'rules_broken', 'The programme breaks rules of law', {
    detail: `${rulePack.refused} in all, each with its clause; the issuer's setting refuses them.`,
    members: { findings: rulePack.findings.filter(({ outcome }) => outcome === 'refused') },
  });
}

/** The version that a document makes, with what the rule pack said of it. */
export function versionToPublish({ programme, rulePack }: Publishable) {
  const warned = rulePack.findings.filter(({ outcome }) => outcome === 'warned').map(({ check }) => check);
  return {
    version: programme.version,
    effectiveAt: parseRfc3339(programme.effectiveAt),
    documentJson: JSON.stringify(programme),
    rules: { level: rulePack.level, broken: [...new Set(warned)] },
  };
}
