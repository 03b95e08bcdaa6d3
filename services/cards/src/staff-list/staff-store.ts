/** The lines of staff lists: kept sealed from the moment a list is taken until its holders are registered. */
import type { EventLog, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import type { SealedProfile } from '../vault/vault.ts';

/** A line as it is kept. */
export interface KeptLine {
  /** From 1, the heading not counted. */
  readonly lineNo: number;
  readonly staffNo: string;
  readonly holderId: string;
  /** Whether this list registers the holder. */
  readonly newHolder: boolean;
  readonly cardId: string;
  readonly walletId: string;
  /** Whether this list issues the card. */
  readonly newCard: boolean;
  readonly amountFen: Fen;
}

/** Whose list it is. */
export interface ListRef {
  readonly staffListId: string;
  readonly issuerId: string;
  readonly clientId: string;
  readonly programmeId: string;
  readonly productKey: string;
}

/** Keeps a list; runs in the transaction that takes it, so that there is both or neither. */
export async function keepLines(
  tx: Tx,
  list: ListRef,
  lines: readonly KeptLine[],
  profiles: ReadonlyMap<number, SealedProfile>,
): Promise<void> {
  const { staffListId, issuerId, clientId, programmeId, productKey } = list;
  await tx.query(
    `INSERT INTO staff_line (staff_list_id, issuer_id, client_id, programme_id, product_key, line_no, staff_no, holder_id,
                             new_holder, card_id, wallet_id, new_card, amount_fen)
     SELECT $1, $2, $3, $4, $5, l.* FROM unnest($6::int[], $7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[],
                                                $12::boolean[], $13::bigint[]) AS l`,
    [
      staffListId,
      issuerId,
      clientId,
      programmeId,
      productKey,
      lines.map(({ lineNo }) => lineNo),
      lines.map(({ staffNo }) => staffNo),
      lines.map(({ holderId }) => holderId),
      lines.map(({ newHolder }) => newHolder),
      lines.map(({ cardId }) => cardId),
      lines.map(({ walletId }) => walletId),
      lines.map(({ newCard }) => newCard),
      lines.map(({ amountFen }) => amountFen),
    ],
  );
  const sealed = [...profiles];
  const hashOf = (profile: SealedProfile, kind: string) =>
    profile.search.find((one) => one.kind === kind)?.hash ?? null;
  await tx.query(
    `INSERT INTO staff_profile (staff_list_id, issuer_id, line_no, holder_id, key_id, wrapped_key, sealed, id_number_hash,
                                mobile_hash)
     SELECT $1, $2, p.* FROM unnest($3::int[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[]) AS p`,
    [
      staffListId,
      issuerId,
      sealed.map(([lineNo]) => lineNo),
      sealed.map(([, profile]) => profile.holderId),
      sealed.map(([, profile]) => profile.keyId),
      sealed.map(([, profile]) => profile.wrappedKey),
      sealed.map(([, profile]) => profile.sealed),
      sealed.map(([, profile]) => hashOf(profile, 'id_number')),
      sealed.map(([, profile]) => hashOf(profile, 'mobile')),
    ],
  );
}

/**
 * Moves sealed profiles of some lines to the vault and forgets them here; runs in the transaction that registers the
 * holders. Those in `known` are somebody else by now: their profiles are only forgotten.
 */
export async function registerLines(
  tx: Tx,
  asked: {
    readonly staffListId: string;
    readonly firstLine: number;
    readonly lastLine: number;
    readonly known: readonly number[];
    /** Epoch milliseconds. */
    readonly at: number;
  },
): Promise<void> {
  const { staffListId, firstLine, lastLine, known, at } = asked;
  const lines = [staffListId, firstLine, lastLine, known];
  const chosen = 'staff_list_id = $1 AND line_no BETWEEN $2 AND $3 AND NOT line_no = ANY ($4::int[])';
  await tx.query(
    `INSERT INTO holder_vault (holder_id, issuer_id, key_id, wrapped_key, sealed, stored_at)
     SELECT holder_id, issuer_id, key_id, wrapped_key, sealed, $5 FROM staff_profile WHERE ${chosen}`,
    [...lines, at],
  );
  await tx.query(
    `INSERT INTO vault_search (issuer_id, kind, hash, holder_id)
     SELECT issuer_id, s.kind, s.hash, holder_id
     FROM staff_profile, LATERAL (VALUES ('id_number', id_number_hash), ('mobile', mobile_hash)) AS s (kind, hash)
     WHERE ${chosen} AND s.hash IS NOT NULL`,
    lines,
  );
  await tx.query('DELETE FROM staff_profile WHERE staff_list_id = $1 AND line_no BETWEEN $2 AND $3', lines.slice(0, 3));
}

/** Lines whose person somebody registered since the list was taken, with that holder. */
export async function registeredSince(
  tx: Tx,
  staffListId: string,
  firstLine: number,
  lastLine: number,
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await tx.query<{ line_no: number; holder_id: string }>(
    `SELECT p.line_no, s.holder_id FROM staff_profile AS p
     JOIN vault_search AS s ON s.issuer_id = p.issuer_id AND s.kind = 'id_number' AND s.hash = p.id_number_hash
     WHERE p.staff_list_id = $1 AND p.line_no BETWEEN $2 AND $3`,
    [staffListId, firstLine, lastLine],
  );
  return new Map(rows.map((row) => [row.line_no, row.holder_id]));
}

/** A line as its table has it. */
export interface LineRow {
  line_no: number;
  staff_no: string;
  holder_id: string;
  new_holder: boolean;
  card_id: string;
  wallet_id: string;
  new_card: boolean;
  amount_fen: bigint;
}

/** Lines of a list above a number, in their order. */
export async function linesOf(
  tx: Tx,
  asked: { readonly staffListId: string; readonly after: number; readonly limit: number },
): Promise<readonly KeptLine[]> {
  const { rows } = await tx.query<LineRow>(
    'SELECT * FROM staff_line WHERE staff_list_id = $1 AND line_no > $2 ORDER BY line_no LIMIT $3',
    [asked.staffListId, asked.after, asked.limit],
  );
  return rows.map(keptLine);
}

/** The line of a row. */
export function keptLine(row: LineRow): KeptLine {
  return {
    lineNo: row.line_no,
    staffNo: row.staff_no,
    holderId: row.holder_id,
    newHolder: row.new_holder,
    cardId: row.card_id,
    walletId: row.wallet_id,
    newCard: row.new_card,
    amountFen: fen(row.amount_fen),
  };
}

/**
 * The cards of a product that holders have of a client already, by who has the card now: the one who stayed of two that
 * were merged, or who was registered before the list was. Void ones do not count, nor do those that were refused and so
 * never made, also where a later list took them for a card; one whose list is still being issued does.
 */
export async function cardsOfClient(
  pool: EventLog['pool'],
  asked: Omit<ListRef, 'staffListId'> & { readonly holderIds: readonly string[] },
): Promise<ReadonlyMap<string, { readonly cardId: string; readonly walletId: string }>> {
  const { rows } = await pool.query<{ holder_id: string; card_id: string; wallet_id: string }>(
    `SELECT DISTINCT ON (coalesce(c.holder_id, l.holder_id))
            coalesce(c.holder_id, l.holder_id) AS holder_id, l.card_id, l.wallet_id
     FROM staff_line AS l LEFT JOIN card AS c ON c.card_id = l.card_id
     WHERE l.issuer_id = $1 AND l.client_id = $2 AND l.programme_id = $3 AND l.product_key = $4
       AND coalesce(c.holder_id, l.holder_id) = ANY ($5) AND c.state IS DISTINCT FROM 'void'
       AND l.card_id NOT IN (
         SELECT n.card_id FROM staff_line_refused AS r JOIN staff_line AS n USING (staff_list_id, line_no)
         WHERE n.issuer_id = $1 AND n.client_id = $2)
     ORDER BY coalesce(c.holder_id, l.holder_id), c.card_id IS NULL, l.staff_list_id DESC`,
    [asked.issuerId, asked.clientId, asked.programmeId, asked.productKey, asked.holderIds],
  );
  return new Map(rows.map((row) => [row.holder_id, { cardId: row.card_id, walletId: row.wallet_id }]));
}
