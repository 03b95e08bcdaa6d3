import { describe, expect, it } from '@jest/globals';
import { LogTail } from './log-tail.ts';
import type { Recorded } from './recorded.ts';

const at = (position: number): Recorded => ({ envelope: { position } }) as Recorded;
const range = (from: number, to: number): Recorded[] => Array.from({ length: to - from + 1 }, (_, n) => at(from + n));
const positions = (events: readonly Recorded[] | undefined) => events?.map(({ envelope }) => envelope.position);

describe('the tail of the log', () => {
  it('gives what follows a position, and nothing where its first event is not here', () => {
    const tail = new LogTail();
    expect(tail.read('relay', 0, 10)).toBeUndefined();
    tail.append(range(5, 9));
    expect(positions(tail.read('relay', 4, 3))).toEqual([5, 6, 7]);
    expect(positions(tail.read('relay', 7, 10))).toEqual([8, 9]);
    expect(tail.read('relay', 9, 10)).toBeUndefined();
    expect(tail.read('relay', 3, 10)).toBeUndefined();
  });

  it('begins anew behind a gap, which another copy has filled, and takes nothing twice', () => {
    const tail = new LogTail();
    tail.append(range(1, 3));
    tail.append([at(3), at(6)]);
    expect(tail.read('relay', 2, 10)).toBeUndefined();
    expect(positions(tail.read('relay', 5, 10))).toEqual([6]);
  });

  it('forgets what all its followers have behind them, and keeps what one still has to read', () => {
    const tail = new LogTail();
    tail.append(range(1, 9));
    expect(positions(tail.read('projections', 3, 2))).toEqual([4, 5]);
    expect(tail.read('relay', 2, 2)).toBeUndefined();
    expect(positions(tail.read('relay', 5, 1))).toEqual([6]);
    expect(positions(tail.read('projections', 3, 1))).toEqual([4]);
    expect(positions(tail.read('projections', 9, 1))).toBeUndefined();
    expect(positions(tail.read('relay', 5, 9))).toEqual([6, 7, 8, 9]);
    expect(tail.read('projections', 4, 9)).toBeUndefined();
  });

  it('forgets the oldest where nobody reads', () => {
    const tail = new LogTail();
    for (let position = 1; position <= 20_000; position += 1) tail.append([at(position)]);
    expect(tail.read('relay', 0, 1)).toBeUndefined();
    expect(tail.read('relay', 19_999 - 8_000, 20_000)?.length).toBe(8_001);
    expect(positions(tail.read('relay', 19_999, 10))).toEqual([20_000]);
  });
});
