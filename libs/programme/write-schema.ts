/**
 * Writes `programme.schema.json`: the JSON Schema by which editors complete and explain a programme document.
 * `node libs/programme/write-schema.ts`; a spec holds that what is committed is what the document's schema says.
 */
import { writeFileSync } from 'node:fs';
import { SCHEMA_FILE, schemaFileText } from './src/schema-file.ts';

writeFileSync(SCHEMA_FILE, schemaFileText());
