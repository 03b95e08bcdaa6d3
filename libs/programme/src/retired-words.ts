/**
 * Words that the language once had and nobody read. What is new is refused for them; what was published with them is read
 * without them, because a published document is never edited.
 */

/** One word that was retired. */
interface RetiredWord {
  /** Where it stands, from the root of the document; `*` is each entry of a list. */
  readonly at: string;
  /** Of what stands there only this was retired: a value itself, or an entry by the value of one of its fields; left out: all of it. */
  readonly only?: { readonly field?: string; readonly in: readonly string[] };
  /** What it is read as; left out: nothing. */
  readonly readAs?: unknown;
}

/** Every retired word. It stays here for as long as a log has a document with it. */
const RETIRED_WORDS: readonly RetiredWord[] = [
  { at: 'points.returns.keeps' },
  // The use stands with what was given for it; no till ever took the amount off.
  { at: 'entitlements.*.effect', only: { field: 'kind', in: ['amountOff'] }, readAs: { kind: 'service' } },
  { at: 'approvals.*', only: { field: 'subject', in: ['membership', 'message'] } },
  { at: 'storedValue.*.purse.terminals' },
  { at: 'storedValue.*.purse.recordsWithin' },
  { at: 'storedValue.*.purse.settle' },
  { at: 'storedValue.*.purse.attendanceBill' },
  { at: 'storedValue.*.purse.blacklistWithin' },
  { at: 'storedValue.*.purse.washing' },
  { at: 'storedValue.*.card.vendor.letterFen' },
  { at: 'storedValue.*.card.batch.activation' },
  { at: 'storedValue.*.card.replacement.verify.*', only: { in: ['pin'] } },
  { at: 'contact.outreach.*', only: { field: 'on', in: ['feedbackForm'] } },
  {
    at: 'contact.churn',
    only: {
      field: 'metric',
      in: [
        'depositsFen',
        'earnedPoints',
        'financialAssetsFen',
        'fundsFen',
        'otherAssetsFen',
        'policies',
        'productPurchasesFen',
        'referrals',
        'stays',
      ],
    },
  },
  { at: 'contact.churn', only: { field: 'window.kind', in: ['businessDay', 'sinceJoining', 'lifetime'] } },
];

/**
 * A published document without its retired words; everything else as it was, also what is wrong with it. A list that has
 * nothing left is left out, so that its default holds: a card that was verified by its PIN alone is not verified by nothing.
 */
export function withoutRetiredWords(document: unknown): unknown {
  return RETIRED_WORDS.reduce((read, word) => readWithout(read, word.at.split('.'), word), document);
}

/** Undefined, which JSON has not, where nothing is left. */
function readWithout(part: unknown, [step, ...steps]: readonly string[], word: RetiredWord): unknown {
  if (step === undefined) return isRetired(part, word) ? word.readAs : part;
  if (step === '*') {
    if (!Array.isArray(part)) return part;
    const left = part.map((entry: unknown) => readWithout(entry, steps, word)).filter((entry) => entry !== undefined);
    return left.length === 0 && part.length > 0 ? undefined : left;
  }
  if (!isRecord(part) || !Object.hasOwn(part, step)) return part;
  const { [step]: inner, ...others } = part;
  const left = readWithout(inner, steps, word);
  return left === undefined ? others : { ...part, [step]: left };
}

function isRetired(part: unknown, { only }: RetiredWord): boolean {
  if (only === undefined) return true;
  const steps = only.field?.split('.') ?? [];
  const value = steps.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), part);
  return typeof value === 'string' && only.in.includes(value);
}

function isRecord(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}
