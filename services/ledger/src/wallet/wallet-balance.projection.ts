/** What is on each wallet: balance, lots, cards and open holds, as a till and a desk ask for it. */
import type { WalletEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';
import { type BalanceBatch, sumUp } from './balance-batch.ts';

export const walletBalance: Projection = {
  name: 'wallet_balance',
  revision: 8,
  events: [
    'WalletOpened',
    'WalletCardActivated',
    'WalletCardBlocked',
    'WalletCardUnblocked',
    'WalletCardSuspended',
    'WalletCardResumed',
    'WalletCardVoided',
    'WalletHolderMerged',
    'WalletHolderRegistered',
    'WalletRecharged',
    'WalletSpent',
    'WalletHeld',
    'WalletHoldCaptured',
    'WalletHoldReleased',
    'WalletReturned',
    'WalletSpendAssumedByIssuer',
    'WalletDepositTaken',
    'WalletClosed',
    'WalletExpiryNoticed',
    'WalletDormancyNoticed',
    'WalletBreakageTaken',
    'WalletLotReactivated',
    'WalletHoldIncreased',
    'WalletTransferSent',
    'WalletTransferReceived',
    'WalletFeeCharged',
    'WalletRefunded',
    'WalletLotExtended',
    'WalletAdjusted',
    'WalletSpendVoided',
    'WalletRechargeVoided',
    'WalletFrozen',
    'WalletUnfrozen',
    'WalletSignatoryNamed',
    'WalletSignatoryRemoved',
    'WalletDisputeOpened',
    'WalletDisputeResolved',
    'WalletPurseLoaded',
    'WalletPurseLoadReversed',
    'WalletOpeningBalanceLoaded',
  ],
  tables: `
    CREATE TABLE wallet_balance (
      wallet_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      holder_id text NOT NULL,                   -- of a bearer card what stands for one
      programme_id text NOT NULL,
      programme_version int NOT NULL,            -- the version it was opened under
      product_key text NOT NULL,
      opened_at bigint NOT NULL,                 -- epoch milliseconds, as the other times: when it happened
      principal_fen bigint NOT NULL DEFAULT 0,   -- left in all lots, expired ones included
      bonus_fen bigint NOT NULL DEFAULT 0,
      held_fen bigint NOT NULL DEFAULT 0,        -- reserved by open holds; part of the two above
      deposit_fen bigint NOT NULL DEFAULT 0,     -- taken for its card, no part of the value
      closed_at bigint,                          -- when its card was returned for good; null while it is open
      frozen_for text,                           -- why it cannot be used; null if it can
      used_at bigint NOT NULL DEFAULT 0,         -- when its holder last used it, or it came to be known
      dormant_at bigint                          -- when it is dormant if it is not used before, as its holder was told; null: not told
    );
    CREATE INDEX wallet_of_holder ON wallet_balance (issuer_id, holder_id, wallet_id);
    CREATE TABLE wallet_lot (
      wallet_id text NOT NULL,
      lot_id text NOT NULL,
      position bigint NOT NULL,                  -- of its loading in the log: the order of loading
      loaded_at bigint NOT NULL,
      expires_at bigint,                         -- first moment it cannot be used; null if it always can
      loaded_principal_fen bigint NOT NULL,
      loaded_bonus_fen bigint NOT NULL,
      principal_fen bigint NOT NULL,             -- left
      bonus_fen bigint NOT NULL,
      notices_at bigint[],                       -- when the holder is still to be told that it will expire, the first time first
      breaks_at bigint,                          -- when what is left becomes the issuer's; null if never
      due_at bigint,                             -- the first of the two, while there is value left
      is_open boolean NOT NULL DEFAULT true,     -- whether value is left
      PRIMARY KEY (wallet_id, lot_id)
    );
    -- Of a column that few changes touch, so that a spend need not write to any index.
    CREATE INDEX lot_due ON wallet_lot (due_at, wallet_id, lot_id) WHERE due_at IS NOT NULL;
    -- A wallet has had many lots in a long life, and few of them at a time.
    CREATE INDEX lot_open ON wallet_lot (wallet_id, expires_at, position) WHERE is_open;
    CREATE TABLE wallet_card (
      wallet_id text NOT NULL,
      card_id text NOT NULL,
      card_sequence int NOT NULL,
      state text NOT NULL,                       -- issued | active | suspended | blocked | void
      PRIMARY KEY (wallet_id, card_id)
    );
    CREATE TABLE wallet_hold (
      wallet_id text NOT NULL,
      hold_id text NOT NULL,
      card_id text NOT NULL,
      merchant_id text NOT NULL,
      amount_fen bigint NOT NULL,
      held_at bigint NOT NULL,
      ends_at bigint,                            -- when it ends by itself; null if it does not
      ends_by text,                              -- capture | release
      PRIMARY KEY (wallet_id, hold_id)
    );
    CREATE INDEX hold_due ON wallet_hold (ends_at, wallet_id, hold_id);
    CREATE TABLE wallet_signatory (
      wallet_id text NOT NULL,
      signatory_id text NOT NULL,
      lapses_at bigint,                          -- first moment it is not valid any more; null if it does not lapse
      removed_until bigint,                      -- removed by phone, until then if it is not confirmed; null if it is not
      PRIMARY KEY (wallet_id, signatory_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const batch = sumUp(events as readonly Recorded<WalletEvent>[]);
    await openWallets(tx, batch.opened);
    await moveBalances(tx, batch.balances);
    await addLots(tx, batch.loaded);
    await moveLots(tx, batch.lots);
    await strikeNotices(tx, batch.noticed);
    await extendLots(tx, batch.extended);
    await setCards(tx, batch.cards);
    await setHolds(tx, batch);
    await setFrozen(tx, batch.frozen);
    await setHolders(tx, batch.registered);
    await setSignatories(tx, batch.signatories);
    await closeWallets(tx, batch);
  },
};

async function openWallets(tx: Tx, opened: BalanceBatch['opened']): Promise<void> {
  if (opened.length === 0) return;
  await tx.query(
    `INSERT INTO wallet_balance
       (wallet_id, issuer_id, holder_id, programme_id, programme_version, product_key, opened_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bigint[])`,
    [
      opened.map(({ data }) => data.walletId),
      opened.map(({ envelope }) => envelope.issuerId),
      opened.map(({ data }) => data.holderId),
      opened.map(({ data }) => data.programmeId),
      opened.map(({ data }) => data.programmeVersion),
      opened.map(({ data }) => data.productKey),
      opened.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

async function moveBalances(tx: Tx, balances: BalanceBatch['balances']): Promise<void> {
  const changes = [...balances.values()];
  await tx.query(
    `UPDATE wallet_balance AS b SET principal_fen = b.principal_fen + c.principal_fen,
                                    bonus_fen = b.bonus_fen + c.bonus_fen, held_fen = b.held_fen + c.held_fen,
                                    used_at = greatest(b.used_at, c.used_at),
                                    dormant_at = CASE WHEN c.says THEN c.dormant_at ELSE b.dormant_at END
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[])
       AS c (wallet_id, principal_fen, bonus_fen, held_fen, used_at, dormant_at, says)
     WHERE b.wallet_id = c.wallet_id AND (c.says OR (c.principal_fen, c.bonus_fen, c.held_fen) <> (0, 0, 0))`,
    [
      changes.map((change) => change.walletId),
      changes.map((change) => change.principalFen),
      changes.map((change) => change.bonusFen),
      changes.map((change) => change.heldFen),
      changes.map((change) => change.usedAt),
      changes.map((change) => change.dormantAt ?? null),
      changes.map((change) => change.dormantAt !== undefined),
    ],
  );
}

async function addLots(tx: Tx, loaded: BalanceBatch['loaded']): Promise<void> {
  if (loaded.length === 0) return;
  await tx.query(
    // Empty at first: what the recharge itself put in is among the batch's changes of lots.
    `INSERT INTO wallet_lot (wallet_id, lot_id, position, loaded_at, expires_at, loaded_principal_fen, loaded_bonus_fen,
                             notices_at, breaks_at, principal_fen, bonus_fen)
     SELECT wallet_id, lot_id, position, loaded_at, expires_at, principal_fen, bonus_fen,
            string_to_array(notices_at, ',')::bigint[], breaks_at, 0, 0
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[])
       AS l (wallet_id, lot_id, position, loaded_at, expires_at, principal_fen, bonus_fen, notices_at, breaks_at)`,
    [
      loaded.map(({ walletId }) => walletId),
      loaded.map(({ lot }) => lot.lotId),
      loaded.map(({ envelope }) => envelope.position),
      loaded.map(({ envelope }) => envelope.occurredAt),
      loaded.map(({ lot }) => lot.expiresAt),
      loaded.map(({ lot }) => lot.principalFen),
      loaded.map(({ lot }) => lot.bonusFen),
      loaded.map(({ lot }) => textOf(lot.expiryNotices)),
      loaded.map(({ lot }) => (lot.breakage === true ? lot.expiresAt : null)),
    ],
  );
}

async function strikeNotices(tx: Tx, noticed: BalanceBatch['noticed']): Promise<void> {
  if (noticed.length === 0) return;
  await tx.query(
    `UPDATE wallet_lot AS l SET
       notices_at = (SELECT array_agg(n ORDER BY n) FROM unnest(l.notices_at) AS n WHERE n > t.told),
       due_at = CASE WHEN l.principal_fen + l.bonus_fen > 0
                     THEN least((SELECT min(n) FROM unnest(l.notices_at) AS n WHERE n > t.told), l.breaks_at) END
     FROM (SELECT wallet_id, lot_id, max(notice_at) AS told
           FROM unnest($1::text[], $2::text[], $3::bigint[]) AS e (wallet_id, lot_id, notice_at) GROUP BY 1, 2) AS t
     WHERE l.wallet_id = t.wallet_id AND l.lot_id = t.lot_id`,
    [
      noticed.map((event) => event.walletId),
      noticed.map((event) => event.lotId),
      noticed.map((event) => event.noticeAt),
    ],
  );
}

/** An array of arrays of different lengths is none for Postgres. */
function textOf(moments: readonly number[] | null): string | null {
  return moments?.join(',') ?? null;
}

async function extendLots(tx: Tx, extended: BalanceBatch['extended']): Promise<void> {
  for (const { walletId, lotId, expiresAt, expiryNotices } of extended) {
    await tx.query(
      `UPDATE wallet_lot SET expires_at = $3, notices_at = string_to_array($4, ',')::bigint[],
                             breaks_at = CASE WHEN breaks_at IS NULL THEN NULL ELSE $3::bigint END,
                             due_at = CASE WHEN principal_fen + bonus_fen > 0
                                           THEN least((string_to_array($4, ',')::bigint[])[1],
                                                      CASE WHEN breaks_at IS NULL THEN NULL ELSE $3::bigint END) END
       WHERE wallet_id = $1 AND lot_id = $2`,
      [walletId, lotId, expiresAt, textOf(expiryNotices)],
    );
  }
}

async function moveLots(tx: Tx, lots: BalanceBatch['lots']): Promise<void> {
  if (lots.size === 0) return;
  const changes = [...lots.values()];
  await tx.query(
    `UPDATE wallet_lot AS l SET principal_fen = l.principal_fen + c.principal_fen, bonus_fen = l.bonus_fen + c.bonus_fen,
       is_open = l.principal_fen + l.bonus_fen + c.principal_fen + c.bonus_fen > 0,
       due_at = CASE WHEN l.principal_fen + l.bonus_fen + c.principal_fen + c.bonus_fen > 0
                     THEN least(l.notices_at[1], l.breaks_at) END
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS c (wallet_id, lot_id, principal_fen, bonus_fen)
     WHERE l.wallet_id = c.wallet_id AND l.lot_id = c.lot_id`,
    [
      changes.map((change) => change.walletId),
      changes.map((change) => change.lotId),
      changes.map((change) => change.principalFen),
      changes.map((change) => change.bonusFen),
    ],
  );
}

async function setCards(tx: Tx, cards: BalanceBatch['cards']): Promise<void> {
  if (cards.size === 0) return;
  const rows = [...cards.values()];
  await tx.query(
    `INSERT INTO wallet_card (wallet_id, card_id, card_sequence, state)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[])
     ON CONFLICT (wallet_id, card_id) DO UPDATE SET card_sequence = excluded.card_sequence, state = excluded.state`,
    [
      rows.map((row) => row.walletId),
      rows.map((row) => row.cardId),
      rows.map((row) => row.cardSequence),
      rows.map((row) => row.state),
    ],
  );
}

async function setFrozen(tx: Tx, frozen: BalanceBatch['frozen']): Promise<void> {
  for (const [walletId, cause] of frozen) {
    await tx.query('UPDATE wallet_balance SET frozen_for = $2 WHERE wallet_id = $1', [walletId, cause]);
  }
}

async function setHolders(tx: Tx, registered: BalanceBatch['registered']): Promise<void> {
  if (registered.size === 0) return;
  await tx.query(
    `UPDATE wallet_balance AS b SET holder_id = r.holder_id
     FROM unnest($1::text[], $2::text[]) AS r (wallet_id, holder_id) WHERE b.wallet_id = r.wallet_id`,
    [[...registered.keys()], [...registered.values()]],
  );
}

async function setSignatories(tx: Tx, signatories: BalanceBatch['signatories']): Promise<void> {
  for (const event of signatories) {
    const { walletId, signatoryId } = event.data;
    const ids = [walletId, signatoryId];
    if (event.type === 'WalletSignatoryRemoved' && event.data.lapsesAt !== null) {
      await tx.query('UPDATE wallet_signatory SET removed_until = $3 WHERE wallet_id = $1 AND signatory_id = $2', [
        ...ids,
        event.data.lapsesAt,
      ]);
    } else if (event.type === 'WalletSignatoryRemoved') {
      await tx.query('DELETE FROM wallet_signatory WHERE wallet_id = $1 AND signatory_id = $2', ids);
    } else {
      await tx.query(
        `INSERT INTO wallet_signatory (wallet_id, signatory_id, lapses_at) VALUES ($1, $2, $3)
         ON CONFLICT (wallet_id, signatory_id) DO UPDATE
           SET lapses_at = excluded.lapses_at, removed_until = NULL`,
        [...ids, event.data.lapsesAt],
      );
    }
  }
}

async function setHolds(tx: Tx, { held, closed, raised }: BalanceBatch): Promise<void> {
  if (raised.length > 0) {
    await tx.query(
      `UPDATE wallet_hold AS h SET amount_fen = r.amount_fen
       FROM (SELECT wallet_id, hold_id, max(amount_fen) AS amount_fen
             FROM unnest($1::text[], $2::text[], $3::bigint[]) AS e (wallet_id, hold_id, amount_fen) GROUP BY 1, 2) AS r
       WHERE h.wallet_id = r.wallet_id AND h.hold_id = r.hold_id`,
      [raised.map((hold) => hold.walletId), raised.map((hold) => hold.holdId), raised.map((hold) => hold.amountFen)],
    );
  }
  if (closed.length > 0) {
    await tx.query(
      `DELETE FROM wallet_hold AS h USING unnest($1::text[], $2::text[]) AS c (wallet_id, hold_id)
       WHERE h.wallet_id = c.wallet_id AND h.hold_id = c.hold_id`,
      [closed.map((hold) => hold.walletId), closed.map((hold) => hold.holdId)],
    );
  }
  if (held.size === 0) return;
  const rows = [...held.values()];
  await tx.query(
    `INSERT INTO wallet_hold (wallet_id, hold_id, card_id, merchant_id, amount_fen, held_at, ends_at, ends_by)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])`,
    [
      rows.map(({ data }) => data.walletId),
      rows.map(({ data }) => data.holdId),
      rows.map(({ data }) => data.cardId),
      rows.map(({ data }) => data.merchantId),
      rows.map(({ data }) => data.amountFen),
      rows.map(({ envelope }) => envelope.occurredAt),
      rows.map(({ data }) => data.endsAt),
      rows.map(({ data }) => data.endsBy),
    ],
  );
}

/** Deposits first: of a wallet that is closed in the same batch it has gone back. */
async function closeWallets(tx: Tx, { deposits, returned }: BalanceBatch): Promise<void> {
  if (deposits.length > 0) {
    await tx.query(
      `UPDATE wallet_balance AS b SET deposit_fen = d.deposit_fen
       FROM unnest($1::text[], $2::bigint[]) AS d (wallet_id, deposit_fen) WHERE b.wallet_id = d.wallet_id`,
      [deposits.map((taken) => taken.walletId), deposits.map((taken) => taken.depositFen)],
    );
  }
  if (returned.length === 0) return;
  const walletIds = returned.map(({ data }) => data.walletId);
  await tx.query(
    `UPDATE wallet_balance AS b SET deposit_fen = 0, closed_at = c.closed_at
     FROM unnest($1::text[], $2::bigint[]) AS c (wallet_id, closed_at) WHERE b.wallet_id = c.wallet_id`,
    [walletIds, returned.map(({ envelope }) => envelope.occurredAt)],
  );
  await tx.query("UPDATE wallet_card SET state = 'void' WHERE wallet_id = ANY ($1::text[])", [walletIds]);
}
