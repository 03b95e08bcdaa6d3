/**
 * Checks a draw from its proof alone, as an outsider would who has read the README: it shares no code with the service. Where
 * something does not hold it says what.
 */
import { createHash } from 'node:crypto';

/** What `GET draws/:drawId/proof` says, as far as it proves something. */
export interface DrawProof {
  readonly method: string;
  readonly seedHash: string;
  readonly seed: string;
  readonly entries: number;
  readonly entriesHash: string;
  readonly oncePerAccount: boolean;
  readonly prizes: readonly { readonly prizeKey: string; readonly winners: number }[];
  readonly winners: readonly { readonly prizeKey: string; readonly place: number; readonly entryId: string }[];
}

/** An entry as `GET draws/:drawId/entries` lists it. */
export interface ListedEntry {
  readonly entryId: string;
  readonly accountId: string;
}

/** What does not hold, in words; nothing where the draw is as it should be. */
export function faultsOf(proof: DrawProof, entries: readonly ListedEntry[]): readonly string[] {
  const faults: string[] = [];
  if (proof.method !== 'scrip-draw-v1') faults.push(`the method ${proof.method} is not known`);
  const seed = Buffer.from(proof.seed, 'hex');
  if (sha256(seed).toString('hex') !== proof.seedHash) faults.push('the seed is not the one that was committed to');
  if (entries.length !== proof.entries)
    faults.push(`${proof.entries} entries are claimed, ${entries.length} are listed`);
  const listed = entries.map(({ entryId, accountId }) => `${entryId} ${accountId}\n`).join('');
  const entriesHash = sha256(Buffer.from(listed, 'utf8'));
  if (entriesHash.toString('hex') !== proof.entriesHash) faults.push('the entries are not those of the closing');

  // The list of places is kept whole here, unlike in the service.
  const places = entries.map((_, place) => place);
  const expected: { prizeKey: string; place: number; entryId: string }[] = [];
  const wanted = proof.prizes.flatMap(({ prizeKey, winners }) => Array.from({ length: winners }, () => prizeKey));
  const accounts: string[] = [];
  let block = 0;
  for (let draw = 0; draw < places.length && expected.length < wanted.length; draw += 1) {
    const left = BigInt(places.length - draw);
    let chosen: bigint | undefined;
    while (chosen === undefined) {
      const counter = Buffer.alloc(8);
      counter.writeUInt32BE(block, 4);
      block += 1;
      const number = BigInt(
        `0x${sha256(Buffer.concat([seed, entriesHash, counter]))
          .toString('hex')
          .slice(0, 16)}`,
      );
      if (number < 2n ** 64n - (2n ** 64n % left)) chosen = number % left;
    }
    const at = draw + Number(chosen);
    const place = places[at] ?? -1;
    places[at] = places[draw] ?? -1;
    places[draw] = place;
    const entry = entries[place];
    const prizeKey = wanted[expected.length];
    if (!entry || prizeKey === undefined) break;
    if (proof.oncePerAccount && accounts.includes(entry.accountId)) continue;
    accounts.push(entry.accountId);
    expected.push({ prizeKey, place, entryId: entry.entryId });
  }
  const told = proof.winners.map(({ prizeKey, place, entryId }) => ({ prizeKey, place, entryId }));
  if (JSON.stringify(told) !== JSON.stringify(expected)) faults.push('others than the winners should have won');
  return faults;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
