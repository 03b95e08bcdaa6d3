/** A programme whose holders are told of things at any hour, because whoever tries Scrip may do it at night. */
import type { Programme } from '@scrip/programme';

/** The document with a night of one minute: some night a document has, and tests do not wait for its end. */
export function awake(document: Programme): Programme {
  const { contact } = document;
  if (contact === undefined) return document;
  return { ...document, contact: { ...contact, quietHours: { from: '00:00', to: '00:01' } } };
}
