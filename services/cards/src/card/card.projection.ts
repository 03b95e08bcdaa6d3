/** Cards as the desk looks them up: by id, number, holder, state, product and where they are in stock. */
import { toRfc3339 } from '@scrip/calendar';
import type { CardEvent, HolderMerged } from '@scrip/contracts';
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';
import { type CardKind, type CardStateName, FIRST_VERSION, TRANSITIONS } from './card-life.ts';

export const cardProjection: Projection = {
  name: 'card',
  revision: 4,
  events: [...(Object.keys(TRANSITIONS) as CardEvent['type'][]), 'HolderMerged'],
  tables: `
    CREATE TABLE card (
      card_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      card_number text NOT NULL,         -- digits, check digit included
      sequence int NOT NULL,             -- counts the cards of one number from 1
      card_version int NOT NULL,         -- counts the cards of the wallet from 1
      holder_id text,                    -- null of a bearer card
      wallet_id text NOT NULL,           -- the wallet that the card opens
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- the version it was made under
      product_key text NOT NULL,
      form text NOT NULL,                -- physical | virtual | rfidSim
      state text NOT NULL,               -- a state of the table of transitions
      before_missing text,               -- of a lost or stolen card: the state it had before
      state_since bigint NOT NULL,       -- epoch milliseconds, as the other times: when it happened
      issued_at bigint,                  -- when a holder had it
      activated_at bigint,
      expires_at bigint,                 -- first moment it works no more; null: it works for ever
      reported_lost_at bigint,           -- when the report was taken
      place_kind text,                   -- where it is in stock, or was sold
      place_id text,
      batch_id text,                     -- the batch that a blank card was ordered with
      order_id text,                     -- the distributor's order that it was delivered for
      face_fen bigint,                   -- value that a blank card is sold with
      replaces_card_id text,
      replacement_card_id text,          -- the card that replaced it or is to do so
      pin text NOT NULL DEFAULT 'none',  -- none | set | locked
      UNIQUE (issuer_id, card_number, sequence)
    );
    CREATE INDEX card_of_issuer ON card (issuer_id, card_id);
    CREATE INDEX card_of_holder ON card (issuer_id, holder_id, card_id) WHERE holder_id IS NOT NULL;
    CREATE INDEX card_due ON card (expires_at, card_id)
      WHERE expires_at IS NOT NULL AND state IN ('in_stock', 'issued', 'active', 'suspended', 'damaged');
    CREATE INDEX card_of_wallet ON card (wallet_id);
    CREATE INDEX card_of_place ON card (issuer_id, place_kind, place_id, card_id) WHERE place_id IS NOT NULL;
    CREATE TABLE card_merged_holder (
      holder_id text PRIMARY KEY,        -- who was merged into somebody else
      survivor_id text NOT NULL          -- who it is now
    );
    CREATE INDEX card_merged_holder_of_survivor ON card_merged_holder (survivor_id)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    let from = 0;
    for (const [index, { event }] of events.entries()) {
      if (event.type !== 'HolderMerged') continue;
      await foldCards(tx, events.slice(from, index) as readonly Recorded<CardEvent>[]);
      await mergeHolder(tx, event.data);
      from = index + 1;
    }
    await foldCards(tx, events.slice(from) as readonly Recorded<CardEvent>[]);
  },
};

/** The cards of who goes are those of who stays; facts may go on to name who went. */
async function mergeHolder(tx: Tx, { holderId, survivorId }: HolderMerged): Promise<void> {
  const both = [holderId, survivorId];
  await tx.query('UPDATE card_merged_holder SET survivor_id = $2 WHERE survivor_id = $1', both);
  await tx.query('INSERT INTO card_merged_holder VALUES ($1, $2)', both);
  await tx.query('UPDATE card SET holder_id = $2 WHERE holder_id = $1', both);
}

/** Who somebody is now: an expression of SQL about one. */
function nowOf(holderId: string): string {
  return `coalesce((SELECT m.survivor_id FROM card_merged_holder AS m WHERE m.holder_id = ${holderId}), ${holderId})`;
}

async function foldCards(tx: Tx, news: readonly Recorded<CardEvent>[]): Promise<void> {
  await insertCards(tx, news.flatMap(bornRow));
  // Each card once in a round, so that what happens to one card happens in its order.
  for (let rest = news; rest.length > 0; ) {
    const round = new Map<string, Recorded<CardEvent>>();
    const later = rest.filter((recorded) => {
      const { cardId } = recorded.event.data;
      if (round.has(cardId)) return true;
      round.set(cardId, recorded);
      return false;
    });
    await changeCards(tx, [...round.values()]);
    rest = later;
  }
}

/** What a new card is; its state and its times come as a change. A card that was applied for is there when it is issued. */
async function insertCards(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO card (${BORN}, state, state_since)
     SELECT ${BORN.replace('holder_id', nowOf('born.holder_id'))}, 'applied', 0 FROM jsonb_populate_recordset(NULL::card, $1::jsonb) AS born
     ON CONFLICT (card_id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

const BORN =
  'card_id, issuer_id, card_number, sequence, card_version, holder_id, wallet_id, programme_id, programme_version, ' +
  'product_key, form, batch_id, face_fen, replaces_card_id';

function bornRow({ envelope, event }: Recorded<CardEvent>): readonly object[] {
  if (event.type !== 'CardIssued' && event.type !== 'CardApplied' && event.type !== 'BlankCardProduced') return [];
  const { data } = event;
  const row = {
    card_id: data.cardId,
    issuer_id: envelope.issuerId,
    card_number: data.cardNumber,
    sequence: data.sequence,
    wallet_id: data.walletId,
    programme_id: data.programmeId,
    programme_version: data.programmeVersion,
    product_key: data.productKey,
    form: data.form ?? 'physical',
  };
  if (event.type === 'BlankCardProduced') {
    const { batchId, faceFen } = event.data;
    return [{ ...row, card_version: FIRST_VERSION, batch_id: batchId, face_fen: faceFen?.toString() ?? null }];
  }
  const { cardVersion, sequence, holderId, replacesCardId } = event.data;
  return [{ ...row, card_version: cardVersion ?? sequence, holder_id: holderId, replaces_card_id: replacesCardId }];
}

/** Columns that a fact may change; a patch has those that it does. */
const CHANGEABLE = [
  ['holder_id', 'text'],
  ['programme_version', 'int'],
  ['issued_at', 'bigint'],
  ['activated_at', 'bigint'],
  ['expires_at', 'bigint'],
  ['reported_lost_at', 'bigint'],
  ['place_kind', 'text'],
  ['place_id', 'text'],
  ['order_id', 'text'],
  ['replacement_card_id', 'text'],
  ['pin', 'text'],
] as const;
type Patch = Partial<Record<(typeof CHANGEABLE)[number][0], string | number | null>>;

const PATCHED = CHANGEABLE.map(([column, type]) => {
  const value = `(c.patch ->> '${column}')::${type}`;
  const now = column === 'holder_id' ? nowOf(value) : value;
  return `${column} = CASE WHEN c.patch ? '${column}' THEN ${now} ELSE card.${column} END`;
}).join(', ');

/** An empty state stays as it is; 'asBefore' is the one that a missing card had. */
const CHANGE = `
  UPDATE card SET
    state = CASE c.state WHEN '' THEN card.state WHEN 'asBefore' THEN coalesce(card.before_missing, card.state)
                         ELSE c.state END,
    before_missing = CASE WHEN c.state IN ('lost', 'stolen') THEN card.state
                          WHEN c.state = 'asBefore' THEN NULL ELSE card.before_missing END,
    state_since = CASE c.state WHEN '' THEN card.state_since ELSE c.at END,
    ${PATCHED}
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[]) AS c (card_id, state, at, patch)
  WHERE card.card_id = c.card_id`;

async function changeCards(tx: Tx, round: readonly Recorded<CardEvent>[]): Promise<void> {
  await tx.query(CHANGE, [
    round.map(({ event }) => event.data.cardId),
    round.map(({ event }) => stateOf(event)),
    round.map(({ envelope, event }) => timeOf(event, envelope.occurredAt)),
    round.map(({ envelope, event }) => JSON.stringify(patchOf(event, envelope.occurredAt))),
  ]);
}

function stateOf(event: CardEvent): string {
  const { to } = TRANSITIONS[event.type];
  if (to === 'same') return '';
  if (to !== 'asReported') return to;
  return event.type === 'CardReportedLost' && event.data.cause === 'stolen' ? 'stolen' : 'lost';
}

/** A report has a time of its own: ours. */
function timeOf(event: CardEvent, occurredAt: number): number {
  return event.type === 'CardReportedLost' ? event.data.reportedAt : occurredAt;
}

function patchOf(event: CardEvent, at: number): Patch {
  switch (event.type) {
    case 'CardIssued':
      return { issued_at: at, programme_version: event.data.programmeVersion, place_kind: null, place_id: null };
    case 'CardSold':
      return {
        issued_at: at,
        activated_at: at,
        expires_at: event.data.expiresAt,
        programme_version: event.data.programmeVersion,
      };
    case 'CardActivated':
      return { activated_at: at, expires_at: event.data.expiresAt };
    case 'CardStocked':
      return { place_kind: event.data.placeKind, place_id: event.data.placeId };
    case 'CardAllotted':
      return { place_kind: event.data.placeKind, place_id: event.data.placeId, order_id: event.data.orderId };
    case 'CardRegistered':
      return { holder_id: event.data.holderId };
    case 'CardReportedLost':
      return { reported_lost_at: event.data.reportedAt };
    case 'CardUnblocked':
      return { reported_lost_at: null };
    case 'CardReplacementStarted':
    case 'CardReplaced':
      return { replacement_card_id: event.data.replacementCardId };
    case 'CardReplacementDropped':
      return { replacement_card_id: null };
    case 'PinSet':
    case 'PinReset':
      return { pin: 'set' };
    case 'PinLocked':
      return { pin: 'locked' };
    default:
      return {};
  }
}

/** A card as it is told; times are RFC 3339. */
export interface CardView {
  readonly cardId: string;
  readonly cardNumber: string;
  readonly sequence: number;
  readonly cardVersion: number;
  readonly holderId: string | null;
  readonly walletId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly productKey: string;
  readonly form: string;
  readonly state: CardStateName;
  readonly stateSince: string;
  readonly issuedAt: string | null;
  readonly activatedAt: string | null;
  readonly expiresAt: string | null;
  readonly reportedLostAt: string | null;
  readonly placeKind: string | null;
  readonly placeId: string | null;
  readonly batchId: string | null;
  readonly orderId: string | null;
  readonly faceFen: bigint | null;
  readonly replacesCardId: string | null;
  readonly replacementCardId: string | null;
  readonly pin: 'none' | 'set' | 'locked';
}

interface CardRow {
  card_id: string;
  card_number: string;
  sequence: number;
  card_version: number;
  holder_id: string | null;
  wallet_id: string;
  programme_id: string;
  programme_version: number;
  product_key: string;
  form: string;
  state: CardStateName;
  state_since: bigint;
  issued_at: bigint | null;
  activated_at: bigint | null;
  expires_at: bigint | null;
  reported_lost_at: bigint | null;
  place_kind: string | null;
  place_id: string | null;
  batch_id: string | null;
  order_id: string | null;
  face_fen: bigint | null;
  replaces_card_id: string | null;
  replacement_card_id: string | null;
  pin: CardView['pin'];
}

const COLUMNS =
  'card_id, card_number, sequence, card_version, holder_id, wallet_id, programme_id, programme_version, product_key, ' +
  'form, state, state_since, issued_at, activated_at, expires_at, reported_lost_at, place_kind, place_id, batch_id, order_id, ' +
  'face_fen, replaces_card_id, replacement_card_id, pin';

/** A card; undefined when the issuer has none of this id. */
export async function cardOf(pool: EventLog['pool'], issuerId: string, cardId: string): Promise<CardView | undefined> {
  const { rows } = await pool.query<CardRow>(`SELECT ${COLUMNS} FROM card WHERE issuer_id = $1 AND card_id = $2`, [
    issuerId,
    cardId,
  ]);
  return rows[0] && viewOf(rows[0]);
}

/** The cards of a wallet, whatever their state, in the order they were made in. */
export async function cardIdsOfWallet(
  pool: EventLog['pool'],
  issuerId: string,
  walletId: string,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ card_id: string }>(
    'SELECT card_id FROM card WHERE wallet_id = $2 AND issuer_id = $1 ORDER BY card_version',
    [issuerId, walletId],
  );
  return rows.map((row) => row.card_id);
}

/** The cards of a holder in one of these states, the newest first; of one number where it is given. */
export async function cardIdsOfHolder(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly holderId: string;
    readonly cardNumber: string | undefined;
    readonly states: readonly CardKind[];
    readonly limit: number;
  },
): Promise<readonly string[]> {
  const { issuerId, holderId, cardNumber = null, states, limit } = asked;
  const { rows } = await pool.query<{ card_id: string }>(
    `SELECT card_id FROM card
     WHERE issuer_id = $1 AND holder_id = $2 AND state = ANY ($3) AND ($4::text IS NULL OR card_number = $4)
     ORDER BY card_id DESC LIMIT $5`,
    [issuerId, holderId, states, cardNumber, limit],
  );
  return rows.map((row) => row.card_id);
}

/** Which cards are asked for; what is left out does not narrow the answer. */
export interface CardsAsked {
  readonly issuerId: string;
  readonly holderId?: string | undefined;
  readonly cardNumber?: string | undefined;
  readonly walletId?: string | undefined;
  readonly state?: CardStateName | undefined;
  readonly programmeId?: string | undefined;
  readonly productKey?: string | undefined;
  readonly placeKind?: string | undefined;
  readonly placeId?: string | undefined;
  readonly batchId?: string | undefined;
  /** Cards after this id. */
  readonly after: string;
  readonly limit: number;
}

/** An issuer's cards in the order of their ids, which is about the order they were made in. */
export async function cardsOf(pool: EventLog['pool'], asked: CardsAsked): Promise<readonly CardView[]> {
  const { issuerId, after, limit } = asked;
  const narrowed: readonly (readonly [string, string | undefined])[] = [
    ['holder_id', asked.holderId],
    ['card_number', asked.cardNumber],
    ['wallet_id', asked.walletId],
    ['state', asked.state],
    ['programme_id', asked.programmeId],
    ['product_key', asked.productKey],
    ['place_kind', asked.placeKind],
    ['place_id', asked.placeId],
    ['batch_id', asked.batchId],
  ];
  const given = narrowed.filter(([, value]) => value !== undefined);
  const where = given.map(([column], index) => ` AND ${column} = $${index + 4}`).join('');
  const { rows } = await pool.query<CardRow>(
    `SELECT ${COLUMNS} FROM card WHERE issuer_id = $1 AND card_id > $2${where} ORDER BY card_id LIMIT $3`,
    [issuerId, after, limit, ...given.map(([, value]) => value)],
  );
  return rows.map(viewOf);
}

function viewOf(row: CardRow): CardView {
  const time = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));
  return {
    cardId: row.card_id,
    cardNumber: row.card_number,
    sequence: row.sequence,
    cardVersion: row.card_version,
    holderId: row.holder_id,
    walletId: row.wallet_id,
    programmeId: row.programme_id,
    programmeVersion: row.programme_version,
    productKey: row.product_key,
    form: row.form,
    state: row.state,
    stateSince: toRfc3339(Number(row.state_since)),
    issuedAt: time(row.issued_at),
    activatedAt: time(row.activated_at),
    expiresAt: time(row.expires_at),
    reportedLostAt: time(row.reported_lost_at),
    placeKind: row.place_kind,
    placeId: row.place_id,
    batchId: row.batch_id,
    orderId: row.order_id,
    faceFen: row.face_fen,
    replacesCardId: row.replaces_card_id,
    replacementCardId: row.replacement_card_id,
    pin: row.pin,
  };
}
