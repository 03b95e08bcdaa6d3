import { describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import { parseDocument } from 'yaml';
import { parseProgramme, preset, presetText, publishedProgramme, readDocument } from './index.ts';

/** A preset's text as it was once published: the same with a word at a way into the document, or after the last entry of a list. */
function oldText(name: string, words: readonly (readonly [way: string, value: unknown])[]): string {
  const document = parseDocument(presetText(name));
  for (const [way, value] of words) {
    const steps = way.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    if (steps.at(-1) === '+') document.addIn(steps.slice(0, -1), document.createNode(value));
    else document.setIn(steps, document.createNode(value));
  }
  return document.toString();
}

/** What the event of its publication carried. */
function storedJson(text: string): string {
  const read = readDocument(text);
  if (read.kind === 'problems') throw new Error(read.problems[0].message);
  return JSON.stringify(read.value);
}

const application = { ...preset('bank-stepdown').approvals?.[0], key: 'other' };
const outreach = { ...preset('mall-vip').contact?.outreach?.[0], key: 'other' };
const RETIRED: readonly (readonly [preset: string, way: string, value: unknown, refusedAt: string])[] = [
  ['mall-vip', 'points.returns.keeps', ['grade', 'draw', 'gift'], '$.points.returns.keeps'],
  ['bank-stepdown', 'approvals.+', { ...application, subject: 'membership' }, '$.approvals[1].subject'],
  ['bank-stepdown', 'approvals.+', { ...application, subject: 'message' }, '$.approvals[1].subject'],
  ['one-card', 'storedValue.0.purse.terminals', ['issue', 'door'], '$.storedValue[0].purse.terminals'],
  ['one-card', 'storedValue.0.purse.recordsWithin', 'P7D', '$.storedValue[0].purse.recordsWithin'],
  ['one-card', 'storedValue.0.purse.settle', 'businessDay', '$.storedValue[0].purse.settle'],
  ['one-card', 'storedValue.0.purse.attendanceBill', true, '$.storedValue[0].purse.attendanceBill'],
  ['one-card', 'storedValue.0.purse.blacklistWithin', 'P1D', '$.storedValue[0].purse.blacklistWithin'],
  ['one-card', 'storedValue.0.purse.washing', 'motherKeyAndZeroBalance', '$.storedValue[0].purse.washing'],
  ['one-card', 'storedValue.0.card.replacement.verify.+', 'pin', '$.storedValue[0].card.replacement.verify[1]'],
  ['bank-stepdown', 'storedValue.0.card.vendor.letterFen', 520, '$.storedValue[0].card.vendor.letterFen'],
  ['wholesale-agency', 'storedValue.0.card.batch.activation', 'onSale', '$.storedValue[0].card.batch.activation'],
  ['mall-vip', 'contact.outreach.+', { ...outreach, on: 'feedbackForm' }, '.on'],
];
/** All of them in one document. */
const ALL = [
  ...RETIRED.filter(([name]) => name === 'mall-vip').map(([, way, value]) => [way, value] as const),
  ['approvals', [{ ...application, subject: 'membership' }, application, { ...application, subject: 'message' }]],
  ['entitlements.0.effect', { kind: 'amountOff', amountFen: 500 }],
  ['contact.churn.metric', 'stays'],
  [
    'storedValue.0.purse',
    {
      offlineLoss: 'fromReport',
      terminals: ['spend'],
      recordsWithin: 'P7D',
      settle: 'businessDay',
      attendanceBill: false,
      blacklistWithin: 'P1D',
      washing: 'motherKeyAndZeroBalance',
    },
  ],
  [
    'storedValue.0.card',
    {
      holder: 'named',
      form: 'physical',
      vendor: { key: 'card-works', letterFen: 520 },
      batch: { activation: 'onIssue' },
      replacement: { number: 'new', verify: ['pin'] },
    },
  ],
] as const;

describe('a document with words that were retired', () => {
  it.each(RETIRED)('%s with %s is refused as new and read without it as stored', (name, way, value, refusedAt) => {
    const text = oldText(name, [[way, value]]);
    const parsed = parseProgramme(text);
    const paths = parsed.kind === 'valid' ? [] : parsed.problems.map(({ path }) => path);
    expect(paths.some((path) => path.endsWith(refusedAt))).toBe(true);
    expect(publishedProgramme(storedJson(text))).toEqual(preset(name));
  });

  it('keeps an entitlement that took an amount off, as a service', () => {
    const text = oldText('mall-vip', [['entitlements.0.effect', { kind: 'amountOff', amountFen: 500 }]]);
    expect(parseProgramme(text).kind).toBe('problems');
    const [first, ...others] = preset('mall-vip').entitlements ?? [];
    const entitlements = publishedProgramme(storedJson(text)).entitlements;
    expect(entitlements).toEqual([{ ...first, effect: { kind: 'service' } }, ...others]);
  });

  it('flags nobody by a measure or over a time that was retired', () => {
    for (const change of [
      ['contact.churn.metric', 'stays'],
      ['contact.churn.window', { kind: 'lifetime', take: 'sum' }],
    ] as const) {
      const text = oldText('mall-vip', [change]);
      expect(parseProgramme(text).kind).toBe('problems');
      const { churn: _, ...contact } = preset('mall-vip').contact ?? {};
      expect(publishedProgramme(storedJson(text)).contact).toEqual(contact);
    }
  });

  it('is read with all of them at once', () => {
    const text = oldText('mall-vip', ALL);
    expect(parseProgramme(text).kind).toBe('problems');
    const read = publishedProgramme(storedJson(text));
    expect(read.approvals?.map(({ subject }) => subject)).toEqual(['instantRating']);
    expect(read.points).toEqual(preset('mall-vip').points);
    const [product] = read.storedValue ?? [];
    expect(product?.purse).toEqual({ offlineLoss: 'fromReport' });
    // With nothing left to verify by, the default holds.
    expect(product?.card).toEqual({
      holder: 'named',
      form: 'physical',
      vendor: { key: 'card-works' },
      batch: {},
      replacement: { number: 'new' },
    });
  });

  it('is read for no other word, nor for one of them in another place', () => {
    const stored = (way: string, value: unknown) => () =>
      publishedProgramme(storedJson(oldText('mall-vip', [[way, value]])));
    expect(stored('points.returns.holds', [])).toThrow(InvariantError);
    expect(stored('points.keeps', [])).toThrow(InvariantError);
    expect(stored('approvals', [{ ...application, subject: 'parking' }])).toThrow(InvariantError);
    expect(stored('entitlements.0.effect', { kind: 'parking' })).toThrow(InvariantError);
    expect(stored('contact.churn.metric', 'visits')).toThrow(InvariantError);
  });
});
