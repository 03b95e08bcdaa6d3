import { programmeJsonSchema } from './document.ts';

/** The committed JSON Schema of programme documents, beside `presets/`, whose files name it in their first line. */
export const SCHEMA_FILE = new URL('../programme.schema.json', import.meta.url);

/** What the file holds. */
export function schemaFileText(): string {
  return `${JSON.stringify(programmeJsonSchema(), null, 2)}\n`;
}
