/** Section `approvals`: what must be applied for, with which documents, through which steps, and who decides (domain 2.6, 2.8, 2.11). Whoever recorded an application never approves it: that is the law of the house and no choice of a programme. */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { GRADES_MAX, key, localText, period, RULES_MAX } from './document-words.ts';

const applicationDocument = z
  .strictObject({
    key: key.describe('Name of the document in applications.'),
    name: localText.describe('What people call the document.'),
    required: z.boolean().describe('Whether an application is incomplete without it.'),
  })
  .meta({ id: 'ApplicationDocument', description: 'A document that an application is made with.' });

const reviewStep = z
  .strictObject({
    key: key.describe('Name of the step, recorded with its outcome.'),
    name: localText.describe('What people call the step.'),
    roles: z.array(key).min(1).max(RULES_MAX).describe('Roles that may take it; any of them.'),
    when: conditionSchema
      .optional()
      .describe('What must be met for the step to pass; left out: what the reviewer finds.'),
    within: period.optional().describe('How long it may take, from the moment that it is next; left out: no limit.'),
  })
  .meta({ id: 'ReviewStep', description: 'A step between an application and its decision.' });

const authority = z
  .strictObject({
    grade: z.string().optional().describe('Key of the grade that is asked for; left out: every application.'),
    roles: z.array(key).min(1).max(RULES_MAX).describe('Roles that decide; any of them.'),
    budgetFen: z
      .int()
      .min(0)
      .optional()
      .describe('Most that one decision may cost, in fen; left out: no limit is named.'),
  })
  .meta({ id: 'Authority', description: 'Who decides about an application.' });

/** One kind of application of a programme. */
export const approvalSchema = z
  .strictObject({
    key: key.describe('Name of the kind of application, recorded with each.'),
    name: localText.describe('What people call it.'),
    subject: z
      .enum(['card', 'grade', 'instantRating', 'reception'])
      .describe('What is applied for: a card; a grade; a rating between ratings; a reception.'),
    product: z.string().optional().describe('Key of the stored-value product of the card; left out: any.'),
    channels: z
      .array(z.enum(['desk', 'online', 'phone', 'letter']))
      .min(1)
      .max(RULES_MAX)
      .describe('How it may be applied for.'),
    documents: z
      .array(applicationDocument)
      .max(RULES_MAX)
      .describe('What an application is made with; empty: nothing.'),
    steps: z.array(reviewStep).max(RULES_MAX).describe('Steps before the decision, in their order; empty: none.'),
    authorities: z
      .array(authority)
      .min(1)
      .max(GRADES_MAX)
      .describe('Who decides: the entry of the grade that is asked for, else the one without a grade.'),
  })
  .meta({ id: 'Approval', description: 'What must be applied for, and who decides.' });

/** What must be applied for, and who decides. */
export type Approval = z.infer<typeof approvalSchema>;

/** The kind of application of this key, if the programme has it. */
export function approvalOf(
  programme: { readonly approvals?: readonly Approval[] | undefined },
  approvalKey: string,
): Approval | undefined {
  return programme.approvals?.find((candidate) => candidate.key === approvalKey);
}

/** Who decides about an application for a grade: the authority of that grade, else the one without a grade; undefined where nobody may. */
export function authorityFor(approval: Approval, gradeKey: string | null): Approval['authorities'][number] | undefined {
  return (
    approval.authorities.find((candidate) => candidate.grade !== undefined && candidate.grade === gradeKey) ??
    approval.authorities.find((candidate) => candidate.grade === undefined)
  );
}
