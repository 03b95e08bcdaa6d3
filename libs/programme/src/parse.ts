import { InvariantError } from '@scrip/decider';
import { parseDocument } from 'yaml';
import type { Programme } from './document.ts';
import { programmeSchema } from './document.ts';
import { lintProgramme } from './lint.ts';
import type { Problem } from './problem.ts';
import { problem, problemsOf } from './problem.ts';
import type { Numbers, ProblemCode } from './problem-words.ts';
import { withoutRetiredWords } from './retired-words.ts';

/** A document that may be published, or everything that is wrong with it. */
export type ParsedProgramme =
  | { readonly kind: 'valid'; readonly programme: Programme }
  | { readonly kind: 'problems'; readonly problems: readonly [Problem, ...Problem[]] };

/** Longest document that is read, in UTF-16 units: a mall with thousands of counters fits, and the whole document still fits into one message of a topic. */
export const DOCUMENT_CHARS_MAX = 512 * 1024;
/** Deepest nesting of a document; conditions nest, but no rule on paper nests this deep. */
export const DOCUMENT_DEPTH_MAX = 40;

/** A text as a document, not looked at any further; or why it is none. */
export type ReadDocument =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'problems'; readonly problems: readonly [Problem, ...Problem[]] };

/**
 * Reads JSON or YAML 1.2 text. Problems are told of the first of these that fails: the text is too long; it is not JSON or
 * YAML; it repeats or nests without end.
 */
export function readDocument(text: string): ReadDocument {
  if (text.length > DOCUMENT_CHARS_MAX) {
    return atRoot('document_too_long', { charsMax: DOCUMENT_CHARS_MAX, chars: text.length });
  }
  try {
    const yaml = parseDocument(text, { prettyErrors: true });
    const wrong = yaml.errors[0] ?? yaml.warnings[0];
    if (wrong !== undefined) return atRoot('text_unreadable', { reason: wrong.message });
    return { kind: 'read', value: yaml.toJS() };
  } catch (error) {
    // The reader itself recurses and resolves aliases: text that nests or repeats without end stops it with these two.
    if (error instanceof RangeError || error instanceof ReferenceError) {
      return atRoot('text_endless', { reason: error.message });
    }
    throw error;
  }
}

/**
 * Reads a programme from JSON or YAML 1.2 text.
 * Problems are told of the first of these that fails: those of `readDocument`; it nests too deep; fields are missing, unknown or of the wrong shape; parts contradict each other (`lintProgramme`).
 */
export function parseProgramme(text: string): ParsedProgramme {
  const read = readDocument(text);
  return read.kind === 'read' ? checkProgramme(read.value) : read;
}

/** Reads a document that is to be a version of the programme `id`, from its text or as it was read; `id_of_other` when it says another id. */
export function programmeAs(id: string, document: unknown): ParsedProgramme {
  const parsed = typeof document === 'string' ? parseProgramme(document) : checkProgramme(document);
  if (parsed.kind === 'problems' || parsed.programme.id === id) return parsed;
  return { kind: 'problems', problems: [problem(['id'], 'id_of_other', { id: parsed.programme.id, asked: id })] };
}

/** Checks a document that was already read, such as the JSON body of a request; the same problems in the same order as `parseProgramme`. */
export function checkProgramme(value: unknown): ParsedProgramme {
  if (nestsDeeperThan(value, DOCUMENT_DEPTH_MAX)) return atRoot('document_too_deep', { depthMax: DOCUMENT_DEPTH_MAX });
  const parsed = programmeSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    return (
      withProblems(problemsOf(parsed.error.issues)) ?? atRoot('shape_unknown', { expected: 'a programme document' })
    );
  }
  return withProblems(lintProgramme(parsed.data)) ?? { kind: 'valid', programme: parsed.data };
}

/**
 * A programme from the document in a `ProgrammePublished` event. Its shape is checked, its lints are not: checks that came later must not stop the replay of what was published before. Words that were retired since are read over (`withoutRetiredWords`).
 * @throws InvariantError when it does not have the shape it had to have to be published.
 */
export function publishedProgramme(documentJson: string): Programme {
  let value: unknown;
  try {
    value = JSON.parse(documentJson);
  } catch {
    throw new InvariantError('a published programme document is not JSON');
  }
  const parsed = programmeSchema.safeParse(withoutRetiredWords(value), { reportInput: true });
  if (parsed.success) return parsed.data;
  const [first] = problemsOf(parsed.error.issues);
  throw new InvariantError(`a published programme document has the wrong shape: ${first?.path} ${first?.message}`);
}

function withProblems(problems: readonly Problem[]): ParsedProgramme | undefined {
  const [first, ...others] = problems;
  return first === undefined ? undefined : { kind: 'problems', problems: [first, ...others] };
}

function atRoot(
  code: ProblemCode,
  numbers: Numbers,
): { readonly kind: 'problems'; readonly problems: readonly [Problem] } {
  return { kind: 'problems', problems: [problem([], code, numbers)] };
}

function nestsDeeperThan(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depthMax === 0 || Object.values(value).some((part) => nestsDeeperThan(part, depthMax - 1));
}
