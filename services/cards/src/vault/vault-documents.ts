/** Documents of holders: sealed under the holder's data key, so that they go when it goes. */
import { createHash } from 'node:crypto';
import type { HolderDocument } from '@scrip/contracts';
import type { EventLog, Tx } from '@scrip/event-store';
import type { Reading } from './readings.ts';
import type { HolderRef, Vault } from './vault.ts';

/** Bytes of a document: a page photographed well; a body of JSON takes it in base64. */
export const DOCUMENT_BYTES_MAX = 700_000;

/** What a document may be, told by its first bytes; anything else is not taken. */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['ffd8ff'],
  'image/png': ['89504e470d0a1a0a'],
  'application/pdf': ['255044462d'],
};

/** The media types that are taken. */
export const DOCUMENT_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;

/** Whether the bytes begin as their media type says. */
export function isOfType(content: Buffer, mediaType: string): boolean {
  return (SIGNATURES[mediaType] ?? []).some((signature) => content.toString('hex', 0, 8).startsWith(signature));
}

/** A document as it goes to the database, and what events say of it. */
export interface SealedDocument extends HolderRef {
  readonly document: HolderDocument;
  readonly sealed: Buffer;
}

/** A document as it came. */
export interface OpenDocument {
  readonly documentId: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

interface DocumentRow {
  document_id: string;
  holder_id: string;
  kind: string;
  media_type: string;
  sealed: Buffer;
}

/** Keeps and opens documents. */
export class VaultDocuments {
  readonly #log: Pick<EventLog, 'pool' | 'clock'>;
  readonly #vault: Vault;

  constructor(log: Pick<EventLog, 'pool' | 'clock'>, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
  }

  /** Seals a document; undefined when the issuer has no such holder, or has erased it. */
  async seal(
    holder: HolderRef,
    { documentId, kind, mediaType, content }: OpenDocument,
  ): Promise<SealedDocument | undefined> {
    const sealed = await this.#vault.sealUnder(holder, documentContext(holder, documentId), content);
    if (!sealed) return undefined;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { ...holder, document: { documentId, kind, mediaType, sizeBytes: content.length, sha256 }, sealed };
  }

  /** Writes a sealed document; runs in the transaction of its event. */
  async store(tx: Tx, { issuerId, holderId, document, sealed }: SealedDocument): Promise<void> {
    const { documentId, kind, mediaType, sizeBytes } = document;
    await tx.query(
      `INSERT INTO vault_document (document_id, issuer_id, holder_id, kind, media_type, size_bytes, sealed, stored_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [documentId, issuerId, holderId, kind, mediaType, sizeBytes, sealed, this.#log.clock.now()],
    );
  }

  /** A document of the holder, after the fact that it was read; undefined when there is none of this id. */
  async read(holder: HolderRef, documentId: string, reading: Reading): Promise<OpenDocument | undefined> {
    const [row] = await this.#rows(holder, documentId);
    if (!row) return undefined;
    await this.#vault.readings.record([holder.holderId], 'document', reading);
    return this.#open(holder, row);
  }

  /** A document for the vault's own use: it is told to nobody. */
  async peek(holder: HolderRef, documentId: string): Promise<OpenDocument | undefined> {
    const [row] = await this.#rows(holder, documentId);
    return row && this.#open(holder, row);
  }

  /** All documents of the holder, oldest first; the reading is recorded by who exports. */
  async all(holder: HolderRef): Promise<readonly OpenDocument[]> {
    const opened: OpenDocument[] = [];
    for (const row of await this.#rows(holder, null)) {
      const document = await this.#open(holder, row);
      if (document) opened.push(document);
    }
    return opened;
  }

  async #rows({ issuerId, holderId }: HolderRef, documentId: string | null): Promise<readonly DocumentRow[]> {
    const { rows } = await this.#log.pool.query<DocumentRow>(
      `SELECT document_id, holder_id, kind, media_type, sealed FROM vault_document
       WHERE issuer_id = $1 AND holder_id = $2 AND ($3::text IS NULL OR document_id = $3)
       ORDER BY stored_at, document_id`,
      [issuerId, holderId, documentId],
    );
    return rows;
  }

  async #open(holder: HolderRef, row: DocumentRow): Promise<OpenDocument | undefined> {
    const documentId = row.document_id;
    const content = await this.#vault.openUnder(holder, documentContext(holder, documentId), row.sealed);
    return content && { documentId, kind: row.kind, mediaType: row.media_type, content };
  }
}

function documentContext({ issuerId, holderId }: HolderRef, documentId: string): string {
  return `scrip-vault-document-v1\n${issuerId}\n${holderId}\n${documentId}`;
}
