import { beforeAll, describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { randomSource } from '../bench/random.ts';
import {
  join,
  type Member,
  type OpenProgramme,
  on,
  openProgramme,
  type RecordedReceipt,
  yuan,
} from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

/** The same receipts each time; another seed tries others. */
const SEED = Number(process.env['SCRIP_TEST_SEED'] ?? 20_250_508);
const MEMBERS = 12;
const RECEIPTS_EACH = 8;
/** A Thursday and a Friday in May, and a Wednesday in March. */
const DAYS = ['2025-05-08', '2025-05-09', '2025-03-05'] as const;
const JOINING_DAY = '2025-03-03';
const PAID_FEN_MAX = yuan(3_000);

/** A receipt that was sent, and what was answered. */
interface Sent {
  readonly member: Member;
  readonly day: string;
  readonly recorded: RecordedReceipt;
}

let mall: OpenProgramme;
let members: readonly Member[];
let sent: readonly Sent[];

beforeAll(async () => {
  mall = await openProgramme(await system(), 'mall-vip');
  members = await Promise.all(Array.from({ length: MEMBERS }, () => join(mall, 'gold', JOINING_DAY)));
  const random = randomSource(SEED);
  const below = (limit: number): number => Math.floor(random() * limit);
  // A member's receipts follow each other; those of different members meet on the days that they share.
  const shopping = members.map(async (member): Promise<readonly Sent[]> => {
    const own: Sent[] = [];
    for (let count = 1; count <= RECEIPTS_EACH; count += 1) {
      const day = DAYS[below(DAYS.length)] ?? DAYS[0];
      // One in eight is of an article that is given away.
      const paidFen = below(8) === 0 ? 0 : 1 + below(PAID_FEN_MAX);
      own.push({ member, day, recorded: await member.buys({ paidFen, at: on(day) }) });
    }
    return own;
  });
  sent = (await Promise.all(shopping)).flat();
}, START_MS_MAX);

interface Account {
  readonly accountId: string;
  readonly balancePoints: number;
  readonly lifetimePoints: number;
}

interface Entry {
  readonly receiptId: string;
  readonly earnedPoints: number;
  readonly balanceAfterPoints: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const earnedIn = ({ recorded }: Sent): number => recorded.earned?.earnedPoints ?? 0;

/** Read once points shows every receipt. */
async function read<T>(path: string): Promise<T> {
  // Every client waits for its own last receipt; together they have seen them all.
  const answers = [];
  for (const { client } of members) answers.push((await client.get<T>(path)).ok());
  const last = answers.at(-1);
  if (last === undefined) throw new Error('nobody asked');
  return last;
}

describe(`after ${MEMBERS * RECEIPTS_EACH} receipts of seed ${SEED}, of several members at once`, () => {
  it('the places of each day are taken once, in order and by each member once', () => {
    for (const day of DAYS) {
      const paid = sent.filter((one) => one.day === day && one.recorded.receipt.paidFen > 0);
      const buyers = new Set(paid.map(({ member }) => member.membershipId)).size;
      const places = paid.flatMap(({ recorded }) => recorded.earned?.dayRank ?? []);
      // A first receipt below ten yuan takes its place and leaves no entry that could name it.
      const silent = paid.filter(({ recorded }) => recorded.earned === null).length;
      expect(new Set(places).size).toBe(places.length);
      expect(places.every((place) => place >= 1 && place <= buyers)).toBe(true);
      expect(places.length).toBeGreaterThanOrEqual(buyers - silent);
    }
  });

  it('a receipt of 0 earns nothing', () => {
    const free = sent.filter(({ recorded }) => recorded.receipt.paidFen === 0);
    expect(free.length).toBeGreaterThan(0);
    expect(free.filter(({ recorded }) => recorded.earned !== null || recorded.lotteryEntries.length > 0)).toEqual([]);
  });

  it('each balance is the sum of its entries, and each entry is what its receipt was answered', async () => {
    for (const member of members) {
      const own = sent.filter((one) => one.member === member);
      const accounts = await member.client.get<{ items: Account[] }>(
        `/points/v1/accounts?membershipId=${member.membershipId}`,
      );
      const [account] = accounts.ok().items;
      const entries = await member.client.get<{ items: Entry[] }>(`/points/v1/accounts/${account?.accountId}/entries`);
      const { items } = entries.ok();
      expect(account?.balancePoints).toBe(sum(items.map(({ earnedPoints }) => earnedPoints)));
      expect(account?.lifetimePoints).toBe(account?.balancePoints);
      expect(items[0]?.balanceAfterPoints ?? 0).toBe(account?.balancePoints);
      const answered = own.filter((one) => earnedIn(one) > 0);
      expect(items.toReversed().map(({ receiptId, earnedPoints }) => [receiptId, earnedPoints])).toEqual(
        answered.map((one) => [one.recorded.receipt.receiptId, earnedIn(one)]),
      );
    }
  });

  it('the totals of the programme are the sums of its receipts, and its grades count every member', async () => {
    const totals = await read<Readonly<Record<string, number>>>(`/points/v1/programmes/${mall.programmeId}/totals`);
    const paidFen = sum(sent.map(({ recorded }) => recorded.receipt.paidFen)) + MEMBERS * yuan(300);
    expect(totals).toEqual({
      receipts: sent.length + MEMBERS,
      tagFen: paidFen,
      paidFen,
      earnedPoints: sum(sent.map(earnedIn)),
      lotteryEntries: sum(sent.map(({ recorded }) => recorded.lotteryEntries.length)),
    });
    const { items } = await read<{ items: { members: number }[] }>(`/tiering/v1/programmes/${mall.programmeId}/grades`);
    expect(sum(items.map((grade) => grade.members))).toBe(MEMBERS);
  });
});
