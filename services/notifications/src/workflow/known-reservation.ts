/** Uses of benefits that are put aside for holders, as notifications heard of them (domain 2.11, 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';

/** A use that is put aside. */
export interface Reservation {
  readonly useId: string;
  readonly holderId: string;
  readonly programmeId: string;
  readonly useCount: number;
  /** First moment at which it no longer holds. */
  readonly expiresAt: EpochMs;
}

/** Keeps a use that was put aside; one that is known, also as over, stays as it is. */
export async function keepReservation(
  tx: Tx,
  issuerId: string,
  { useId, holderId, programmeId, useCount, expiresAt }: Reservation,
): Promise<void> {
  await tx.query(
    `INSERT INTO known_reservation (issuer_id, use_id, holder_id, programme_id, use_count, expires_at, is_over)
     VALUES ($1, $2, $3, $4, $5, $6, false) ON CONFLICT DO NOTHING`,
    [issuerId, useId, holderId, programmeId, useCount, expiresAt],
  );
}

/** It was used, given up or reversed; what was not put aside is not known, and stays so. */
export async function endReservation(tx: Tx, issuerId: string, useId: string): Promise<void> {
  await tx.query('UPDATE known_reservation SET is_over = true WHERE issuer_id = $1 AND use_id = $2', [issuerId, useId]);
}
