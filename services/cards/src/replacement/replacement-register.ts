/** What is asked of the table of `replacement.projection.ts`, and what it answers. */
import { toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import type { ReplacementStatus } from './replacement.decider.ts';

/** A replacement as it is told, with every state it has had; times are RFC 3339, null what has not happened. */
export interface ReplacementView {
  readonly replacementId: string;
  readonly status: ReplacementStatus;
  readonly cause: string;
  readonly holderId: string;
  readonly walletId: string;
  readonly cardNumber: string;
  /** The old card; null of a first one, as its sequence. */
  readonly cardId: string | null;
  readonly sequence: number | null;
  readonly newCardId: string;
  readonly newSequence: number;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly vendorId: string;
  readonly branchNo: string;
  readonly cardFileId: string | null;
  readonly fileDate: string | null;
  readonly line: number | null;
  readonly batch: string | null;
  readonly packingListId: string | null;
  readonly postNumber: string | null;
  /** The letter was counted and it was not in it. */
  readonly isMissing: boolean;
  readonly voidsItself: boolean;
  readonly voidReason: string | null;
  readonly appliedAt: string;
  readonly orderedAt: string | null;
  readonly madeAt: string | null;
  readonly postedAt: string | null;
  readonly missedAt: string | null;
  readonly receivedAt: string | null;
  /** First moment it can no longer be collected. */
  readonly collectionEndsAt: string | null;
  readonly collectedAt: string | null;
  readonly voidedAt: string | null;
}

interface Row {
  replacement_id: string;
  position: bigint;
  status: ReplacementStatus;
  cause: string;
  holder_id: string;
  wallet_id: string;
  card_number: string;
  card_id: string | null;
  sequence: number | null;
  new_card_id: string;
  new_sequence: number;
  programme_id: string;
  programme_version: number;
  product_key: string;
  vendor_id: string;
  branch_no: string;
  card_file_id: string | null;
  file_date: string | null;
  line: number | null;
  batch: string | null;
  packing_list_id: string | null;
  post_number: string | null;
  is_missing: boolean;
  voids_itself: boolean;
  void_reason: string | null;
  applied_at: bigint;
  ordered_at: bigint | null;
  made_at: bigint | null;
  posted_at: bigint | null;
  missed_at: bigint | null;
  received_at: bigint | null;
  collection_ends_at: bigint | null;
  collected_at: bigint | null;
  voided_at: bigint | null;
}

/** Which replacements are asked for; what is undefined does not narrow the answer. */
export interface RegisterAsked {
  readonly issuerId: string;
  readonly cardId?: string | undefined;
  readonly cardNumber?: string | undefined;
  readonly holderId?: string | undefined;
  readonly branchNo?: string | undefined;
  readonly batch?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly status?: string | undefined;
  readonly cause?: string | undefined;
  readonly isMissing?: boolean | undefined;
  readonly packingListId?: string | undefined;
  readonly fileDate?: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly limit: number;
}

/** An issuer's replacements in the order they were applied for, or its reverse, each with the position of that. */
export async function replacementsOf(
  tx: Tx,
  asked: RegisterAsked,
): Promise<readonly { readonly position: bigint; readonly view: ReplacementView }[]> {
  const narrowed: readonly (readonly [string, unknown])[] = [
    ['card_number = ', asked.cardNumber],
    ['holder_id = ', asked.holderId],
    ['branch_no = ', asked.branchNo],
    ['batch = ', asked.batch],
    ['vendor_id = ', asked.vendorId],
    ['status = ', asked.status],
    ['cause = ', asked.cause],
    ['is_missing = ', asked.isMissing],
    ['packing_list_id = ', asked.packingListId],
    ['file_date = ', asked.fileDate],
    [`position ${asked.order === 'newest' ? '<' : '>'} `, asked.beyond],
  ];
  const given = narrowed.filter(([, value]) => value !== undefined);
  const where = given.map(([compared], index) => ` AND ${compared}$${index + 3}`).join('');
  const ofCard = asked.cardId === undefined ? '' : ` AND $${given.length + 3} IN (card_id, new_card_id)`;
  const { rows } = await tx.query<Row>(
    `SELECT * FROM replacement WHERE issuer_id = $1${where}${ofCard}
     ORDER BY position ${asked.order === 'newest' ? 'DESC' : 'ASC'} LIMIT $2`,
    [
      asked.issuerId,
      asked.limit,
      ...given.map(([, value]) => value),
      ...(asked.cardId === undefined ? [] : [asked.cardId]),
    ],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

/** A replacement; undefined where the issuer has none of this id. */
export async function replacementOf(
  tx: Tx,
  issuerId: string,
  replacementId: string,
): Promise<ReplacementView | undefined> {
  const { rows } = await tx.query<Row>('SELECT * FROM replacement WHERE issuer_id = $1 AND replacement_id = $2', [
    issuerId,
    replacementId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

/** A card that a vendor writes about, by what stands on it. */
export interface CardOnPaper {
  readonly cardNumber: string;
  /** Null where the paper does not say: the latest one in a file. */
  readonly sequence: number | null;
}

/** The replacement that each card on the paper belongs to, by `number sequence`; the sequence is empty where none is said. */
export async function replacementsOnPaper(
  tx: Tx,
  asked: { readonly issuerId: string; readonly vendorId: string; readonly cards: readonly CardOnPaper[] },
): Promise<
  ReadonlyMap<string, { readonly replacementId: string; readonly newCardId: string; readonly sequence: number }>
> {
  const { issuerId, vendorId, cards } = asked;
  const { rows } = await tx.query<Row & { asked_sequence: number | null }>(
    `SELECT DISTINCT ON (r.card_number, c.sequence) r.*, c.sequence AS asked_sequence
     FROM unnest($3::text[], $4::int[]) AS c (card_number, sequence)
     JOIN replacement AS r ON r.issuer_id = $1 AND r.card_number = c.card_number
     WHERE r.vendor_id = $2 AND r.ordered_at IS NOT NULL AND (c.sequence IS NULL OR r.new_sequence = c.sequence)
     ORDER BY r.card_number, c.sequence, r.position DESC`,
    [issuerId, vendorId, cards.map((card) => card.cardNumber), cards.map((card) => card.sequence)],
  );
  return new Map(
    rows.map((row) => {
      const key = paperKey({ cardNumber: row.card_number, sequence: row.asked_sequence });
      return [key, { replacementId: row.replacement_id, newCardId: row.new_card_id, sequence: row.new_sequence }];
    }),
  );
}

/** How `replacementsOnPaper` names a card. */
export function paperKey({ cardNumber, sequence }: CardOnPaper): string {
  return `${cardNumber} ${sequence ?? ''}`;
}

function viewOf(row: Row): ReplacementView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    replacementId: row.replacement_id,
    status: row.status,
    cause: row.cause,
    holderId: row.holder_id,
    walletId: row.wallet_id,
    cardNumber: row.card_number,
    cardId: row.card_id,
    sequence: row.sequence,
    newCardId: row.new_card_id,
    newSequence: row.new_sequence,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    productKey: row.product_key,
    vendorId: row.vendor_id,
    branchNo: row.branch_no,
    cardFileId: row.card_file_id,
    fileDate: row.file_date,
    line: row.line,
    batch: row.batch,
    packingListId: row.packing_list_id,
    postNumber: row.post_number,
    isMissing: row.is_missing,
    voidsItself: row.voids_itself,
    voidReason: row.void_reason,
    appliedAt: toRfc3339(Number(row.applied_at)),
    orderedAt: time(row.ordered_at),
    madeAt: time(row.made_at),
    postedAt: time(row.posted_at),
    missedAt: time(row.missed_at),
    receivedAt: time(row.received_at),
    collectionEndsAt: time(row.collection_ends_at),
    collectedAt: time(row.collected_at),
    voidedAt: time(row.voided_at),
  };
}
