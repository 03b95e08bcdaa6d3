import type { z } from 'zod';

/** What is wrong with a document, and where. */
export interface Problem {
  /** JSONPath of the place (RFC 9535), from `$`: `$.points.multipliers[0].when`. */
  readonly path: string;
  readonly message: string;
}

/** A way into a document: names of fields and indexes of arrays. */
export type Path = readonly PropertyKey[];

/** JSONPath text of a way into a document; a name that is not a plain identifier is quoted: `$.text['zh-CN']`. */
export function jsonPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = String(step);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${text}.${name}` : `${text}['${name.replace(/[\\']/g, '\\$&')}']`;
  }, '$');
}

/** The problems behind a schema's issues. Of a choice between shapes, those of the shape that was evidently meant are told; if none was, the choice itself. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], base: Path = []): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'invalid_union') {
      const meant = meantShape(issue.errors);
      return meant === undefined ? [{ path: jsonPath(path), message: issue.message }] : problemsOf(meant, path);
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: jsonPath([...path, key]),
        message: 'is not a field of this part of the document',
      }));
    }
    return [
      { path: jsonPath(path), message: issue.message.endsWith('received undefined') ? 'is missing' : issue.message },
    ];
  });
}

/** Of the shapes of a choice, the one that knows every field that is there, and of several the one with the fewest issues. A shape that failed as a whole was not meant. */
function meantShape(shapes: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const candidates = shapes.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return candidates.toSorted((a, b) => a.length - b.length)[0];
}
