import { beforeAll, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { join, type Member, type OpenProgramme, on, openProgramme, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;
/** Some four hundred requests, on a machine that does other things too. */
const MEMBERS_MS_MAX = 240_000;

/** A Thursday in May: no campaign of the calendar. */
const DAY = '2025-05-08';
const DAY_BEFORE = '2025-05-07';

const MEMBERS = 101;
/** Who joins at the same time. */
const JOINING_AT_ONCE = 8;

let mall: OpenProgramme;

beforeAll(async () => {
  mall = await openProgramme(await system(), 'mall-vip');
}, START_MS_MAX);

async function joinAll(count: number): Promise<readonly Member[]> {
  const members: Member[] = [];
  // One row of places before all desks: each of them takes the next one.
  const places = Array.from({ length: count }, (_, place) => place).values();
  const desk = async (): Promise<void> => {
    for (const place of places) members[place] = await join(mall, 'gold', DAY_BEFORE);
  };
  await Promise.all(Array.from({ length: JOINING_AT_ONCE }, desk));
  return members;
}

it(
  'M10 the 100th and 101st member of the day pay 100 each: 20 points, 10 points; the 100th buys again for 100: 10 points',
  async () => {
    const members = await joinAll(MEMBERS);
    const buy = async (member: Member | undefined) => (await member?.buys({ paidFen: yuan(100), at: on(DAY) }))?.earned;
    const ranks: (number | null | undefined)[] = [];
    for (const member of members) ranks.push((await buy(member))?.dayRank);
    expect(ranks.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
    expect(ranks[100]).toBeNull();
    const pointsOf = async (member: Member | undefined): Promise<number[]> => {
      const listed = await member?.client.get<{ items: { accountId: string }[] }>(
        `/points/v1/accounts?membershipId=${member.membershipId}`,
      );
      const accountId = listed?.ok().items[0]?.accountId;
      const entries = await member?.client.get<{ items: { earnedPoints: number }[] }>(
        `/points/v1/accounts/${accountId}/entries`,
      );
      return entries?.ok().items.map(({ earnedPoints }) => earnedPoints) ?? [];
    };
    const hundredth = members[99];
    expect((await buy(hundredth))?.earnedPoints).toBe(10);
    expect(await pointsOf(hundredth)).toEqual([10, 20]);
    expect(await pointsOf(members[100])).toEqual([10]);
  },
  MEMBERS_MS_MAX,
);
