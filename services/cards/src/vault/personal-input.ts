/** Requests that carry personal data: what is wrong with them is said without saying back what was sent. */
import { z } from 'zod';

/**
 * The same schema, whose findings name the field in their words and not in their path: the door repeats what it finds at
 * the path of a finding, and a problem may end in somebody's log.
 */
export function unechoed<T extends z.ZodType>(schema: T): z.ZodType<z.output<T>> {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return z
    .unknown()
    .transform((value, context): z.output<T> => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      for (const issue of parsed.error.issues) {
        const field = issue.path.join('.');
        context.addIssue({ code: 'custom', message: field === '' ? issue.message : `${field}: ${issue.message}` });
      }
      return z.NEVER;
    })
    .meta(described);
}
