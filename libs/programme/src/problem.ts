import type { z } from 'zod';
import type { LocalText } from './facts.ts';
import { formatWords } from './format-words.ts';
import { type Numbers, PROBLEM_WORDS, type ProblemCode, wordsWith } from './problem-words.ts';

/** What is wrong with a document, and where. */
export interface Problem {
  /** JSONPath of the place (RFC 9535), from `$`: `$.points.multipliers[0].when`. */
  readonly path: string;
  /** Stable: what is wrong. */
  readonly code: ProblemCode;
  /** What was there and what was expected. */
  readonly numbers: Numbers;
  /** The problem in words, English. */
  readonly message: string;
  /** The same in every language of the house. */
  readonly text: LocalText;
}

/** Characters of a given value that a problem says back. */
const SHOWN_CHARS_MAX = 40;

/** A way into a document: names of fields and indexes of arrays. */
export type Path = readonly PropertyKey[];

/** A problem at a place, with its numbers. */
export function problem(path: Path, code: ProblemCode, numbers: Numbers = {}): Problem {
  return worded(path, code, numbers, wordsWith(PROBLEM_WORDS[code], numbers));
}

function worded(path: Path, code: ProblemCode, numbers: Numbers, text: LocalText): Problem {
  return { path: jsonPath(path), code, numbers, message: text.en, text };
}

/** JSONPath text of a way into a document; a name that is not a plain identifier is quoted: `$.text['zh-CN']`. */
export function jsonPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = String(step);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${text}.${name}` : `${text}['${name.replace(/[\\']/g, '\\$&')}']`;
  }, '$');
}

/** The problems behind a schema's issues, which carry what was given. Of a choice between shapes, those of the shape that was evidently meant are told; if none was, the choice itself. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], base: Path = []): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    switch (issue.code) {
      case 'invalid_union': {
        const meant = meantShape(issue.errors);
        return meant === undefined ? [ofFormat(path, 'shape_unknown', issue.message)] : problemsOf(meant, path);
      }
      case 'unrecognized_keys':
        return issue.keys.map((key) => problem([...path, key], 'field_unknown'));
      case 'invalid_type':
        return [
          issue.input === undefined
            ? problem(path, 'field_missing')
            : problem(path, 'type_wrong', { expected: issue.expected, actual: typeNameOf(issue.input) }),
        ];
      case 'invalid_value':
        return [
          issue.input === undefined
            ? problem(path, 'field_missing')
            : problem(path, 'value_unknown', { expected: issue.values.join(', '), actual: shown(issue.input) }),
        ];
      case 'too_small':
      case 'too_big': {
        const small = issue.code === 'too_small';
        const limit = Number('minimum' in issue ? issue.minimum : issue.maximum);
        return [problem(path, sizeCode(issue.origin, small), { limit, actual: sizeOf(issue.input) })];
      }
      default:
        return [ofFormat(path, 'format_wrong', issue.message)];
    }
  });
}

function ofFormat(path: Path, code: 'shape_unknown' | 'format_wrong', expected: string): Problem {
  return worded(path, code, {}, { en: expected, 'zh-CN': formatWords(expected) });
}

function sizeCode(origin: string, small: boolean): ProblemCode {
  if (origin === 'string') return small ? 'too_short' : 'too_long';
  if (origin === 'array' || origin === 'set') return small ? 'too_few' : 'too_many';
  return small ? 'too_small' : 'too_large';
}

function sizeOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : Number(input);
}

/** What was given, by its type; a number or a text with what it says. */
function typeNameOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'array';
  if (typeof input === 'string') return `string "${cut(input)}"`;
  return typeof input === 'number' ? `number ${input}` : typeof input;
}

function shown(input: unknown): string {
  if (typeof input === 'string') return cut(input);
  return typeof input === 'number' || typeof input === 'boolean' ? `${input}` : typeNameOf(input);
}

/** Given values are said back cut: a document may hold anything. */
function cut(text: string): string {
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
}

/** Of the shapes of a choice, the one that knows every field that is there, and of several the one with the fewest issues. A shape that failed as a whole was not meant. */
function meantShape(shapes: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const candidates = shapes.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return candidates.toSorted((a, b) => a.length - b.length)[0];
}
