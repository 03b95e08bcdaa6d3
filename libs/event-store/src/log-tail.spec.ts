import { describe, expect, it } from '@jest/globals';
import { LogTail } from './log-tail.ts';
import type { Recorded } from './recorded.ts';

const at = (position: number): Recorded => ({ envelope: { position } }) as Recorded;
const range = (from: number, to: number): Recorded[] => Array.from({ length: to - from + 1 }, (_, n) => at(from + n));
const positions = (events: readonly Recorded[] | undefined) => events?.map(({ envelope }) => envelope.position);

describe('the tail of the log', () => {
  it('gives what follows a position, and nothing where its first event is not here', () => {
    const tail = new LogTail();
    expect(tail.read(0, 10)).toBeUndefined();
    tail.append(range(5, 9));
    expect(positions(tail.read(4, 3))).toEqual([5, 6, 7]);
    expect(positions(tail.read(7, 10))).toEqual([8, 9]);
    expect(tail.read(9, 10)).toBeUndefined();
    expect(tail.read(3, 10)).toBeUndefined();
  });

  it('begins anew behind a gap, which another copy has filled, and takes nothing twice', () => {
    const tail = new LogTail();
    tail.append(range(1, 3));
    tail.append([at(3), at(6)]);
    expect(tail.read(2, 10)).toBeUndefined();
    expect(positions(tail.read(5, 10))).toEqual([6]);
  });

  it('forgets the oldest', () => {
    const tail = new LogTail();
    for (let position = 1; position <= 20_000; position += 1) tail.append([at(position)]);
    expect(tail.read(0, 1)).toBeUndefined();
    expect(positions(tail.read(19_999, 10))).toEqual([20_000]);
    expect(tail.read(19_999 - 8_000, 20_000)?.length).toBe(8_001);
  });
});
