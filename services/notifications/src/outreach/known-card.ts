/** Wallets and replacements of cards as notifications heard of them: whose they are, for events that name nobody, and what is left in them. */
import type { EventLog, Tx } from '@scrip/event-store';
import type { Message } from '@scrip/kafka';
import type { Fen } from '@scrip/money';

/** A holder in a programme. */
export interface HolderInProgramme {
  readonly holderId: string;
  readonly programmeId: string;
}

/** Keeps whose a wallet is; one that is known stays as it is. */
export async function keepWallet(
  tx: Tx,
  issuerId: string,
  { walletId, holderId, programmeId }: HolderInProgramme & { readonly walletId: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO known_wallet (issuer_id, wallet_id, holder_id, programme_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [issuerId, walletId, holderId, programmeId],
  );
}

/** What an event leaves in a wallet. */
export interface WalletBalance {
  readonly walletId: string;
  readonly balanceAfterFen: Fen;
  /** Left out by events that do not name them: only a wallet that is known has its balance kept then. */
  readonly holderId?: string;
  readonly programmeId?: string;
}

/** Keeps what is in a wallet, and whose it is where it was not known; an event that was heard before changes nothing. */
export async function keepBalance(
  tx: Tx,
  { envelope: { issuerId, version } }: Message,
  { walletId, holderId, programmeId, balanceAfterFen }: WalletBalance,
): Promise<void> {
  if (holderId === undefined || programmeId === undefined) {
    await tx.query(
      `UPDATE known_wallet SET balance_fen = $3, balance_version = $4
       WHERE issuer_id = $1 AND wallet_id = $2 AND balance_version < $4`,
      [issuerId, walletId, balanceAfterFen, version],
    );
    return;
  }
  await tx.query(
    `INSERT INTO known_wallet AS w (issuer_id, wallet_id, holder_id, programme_id, balance_fen, balance_version)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (issuer_id, wallet_id) DO UPDATE
     SET balance_fen = excluded.balance_fen, balance_version = excluded.balance_version
     WHERE w.balance_version < excluded.balance_version`,
    [issuerId, walletId, holderId, programmeId, balanceAfterFen, version],
  );
}

/** Gives the wallet of a bearer card to the holder it was registered for. */
export async function registerWallet(
  tx: Tx,
  issuerId: string,
  { walletId, holderId }: { readonly walletId: string; readonly holderId: string },
): Promise<void> {
  await tx.query('UPDATE known_wallet SET holder_id = $3 WHERE issuer_id = $1 AND wallet_id = $2', [
    issuerId,
    walletId,
    holderId,
  ]);
}

/** Whose a wallet is; undefined until it was heard of. */
export async function walletOf(
  pool: EventLog['pool'],
  issuerId: string,
  walletId: string,
): Promise<HolderInProgramme | undefined> {
  const { rows } = await pool.query<{ holder_id: string; programme_id: string }>(
    'SELECT holder_id, programme_id FROM known_wallet WHERE issuer_id = $1 AND wallet_id = $2',
    [issuerId, walletId],
  );
  const [row] = rows;
  return row && { holderId: row.holder_id, programmeId: row.programme_id };
}

/** Who applied for a replacement, and under which terms. */
export interface KnownReplacement extends HolderInProgramme {
  readonly programmeVersion: number;
}

/** Keeps who applied for a replacement; one that is known stays as it is. */
export async function keepReplacement(
  tx: Tx,
  issuerId: string,
  { replacementId, holderId, programmeId, programmeVersion }: KnownReplacement & { readonly replacementId: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO known_replacement (issuer_id, replacement_id, holder_id, programme_id, programme_version)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [issuerId, replacementId, holderId, programmeId, programmeVersion],
  );
}

/** Who applied for a replacement; undefined until it was heard of. */
export async function replacementOf(
  pool: EventLog['pool'],
  issuerId: string,
  replacementId: string,
): Promise<KnownReplacement | undefined> {
  const { rows } = await pool.query<{ holder_id: string; programme_id: string; programme_version: number }>(
    `SELECT holder_id, programme_id, programme_version FROM known_replacement
     WHERE issuer_id = $1 AND replacement_id = $2`,
    [issuerId, replacementId],
  );
  const [row] = rows;
  return row && { holderId: row.holder_id, programmeId: row.programme_id, programmeVersion: row.programme_version };
}

/** Gives wallets and replacements of a holder to the one who stays after a merge; again it changes nothing. */
export async function moveCards(
  tx: Tx,
  {
    issuerId,
    holderId,
    survivorId,
  }: { readonly issuerId: string; readonly holderId: string; readonly survivorId: string },
): Promise<void> {
  const moved = [issuerId, holderId, survivorId];
  await tx.query('UPDATE known_wallet SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', moved);
  await tx.query('UPDATE known_replacement SET holder_id = $3 WHERE issuer_id = $1 AND holder_id = $2', moved);
}
