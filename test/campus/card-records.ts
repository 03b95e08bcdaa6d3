/** What a washed card says: its records of spends, with the MAC of its own key. */
import type { Body } from '@scrip/testing';
import type { IssuedCard } from './doors.ts';
import { mac, text, u32, u64 } from './sim-crypto.ts';

/** When a record says that its spend was, where it does not say otherwise. */
export const SPENT_AT = Date.parse('2025-06-14T12:00:00+08:00');

/** A card with a key of an enterprise. */
export interface Keyed extends IssuedCard {
  readonly enterpriseId: string;
  readonly keyEpoch: number;
  readonly key: Buffer;
}

/** The purse that a MAC is about. */
export const purseBytes = ({ cardId, enterpriseId, keyEpoch }: Keyed): Buffer[] => [
  text(cardId),
  text(enterpriseId),
  u32(keyEpoch),
];

/** What the card's record of a spend says; `changes` come after the MAC. */
export function spend(
  card: Keyed,
  counter: number,
  amountFen: number,
  balanceFen: number,
  changes: object = {},
  { terminalId = card.enterpriseId === 'campus' ? 'pos-1' : 'pos-w', spentAt = SPENT_AT } = {},
): Body {
  const bytes = [u32(counter), text(terminalId), u64(amountFen), u64(spentAt), u64(balanceFen)];
  return {
    cardId: card.cardId,
    enterpriseId: card.enterpriseId,
    keyEpoch: card.keyEpoch,
    counter,
    amountFen,
    balanceFen,
    spentAt: new Date(spentAt).toISOString(),
    terminalId,
    mac: mac(card.key, 1, ...purseBytes(card), ...bytes),
    ...changes,
  };
}

/** Records as a file has them, one a line. */
export const ndjson = (records: readonly object[]): string => records.map((one) => JSON.stringify(one)).join('\n');
