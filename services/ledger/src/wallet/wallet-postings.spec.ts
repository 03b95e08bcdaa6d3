import { describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import { at, WalletStory, yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';

const linesOfLast = (story: WalletStory): readonly (readonly [string, bigint])[] => {
  const event = story.events.at(-1);
  if (!event) throw new Error('the story has no event');
  return postings(event).map((line) => [line.account, line.amountFen]);
};

describe('the journal lines', () => {
  it('of a recharge: what was paid is owed to the holder as principal, the bonus as a promotion expense (example A1)', () => {
    expect(linesOfLast(WalletStory.open().recharge(4_999.99, at('2025-01-10'), 'bank-card'))).toEqual([
      ['asset:cash:bank-card', yuan(4_999.99)],
      ['expense:promotion', yuan(499.99)],
      ['liability:wallet:principal', yuan(-4_999.99)],
      ['liability:wallet:bonus', yuan(-499.99)],
    ]);
  });

  it('of a spend: what came from the lots is owed to the merchant (example A3)', () => {
    const story = WalletStory.open().recharge(1_000, at('2025-01-10')).recharge(1_000, at('2025-06-01')).spend(1_150);
    expect(linesOfLast(story)).toEqual([
      ['liability:wallet:principal', yuan(1_045.45)],
      ['liability:wallet:bonus', yuan(104.55)],
      ['payable:merchant:shop-1', yuan(-1_150)],
    ]);
  });

  it('of a split tender: only what was charged; the rest was paid elsewhere (example A4)', () => {
    const story = WalletStory.open().recharge(1_000).spend(1_000).spend(150);
    expect(linesOfLast(story).at(-1)).toEqual(['payable:merchant:shop-1', yuan(-100)]);
  });

  it('of a hold: none, of its capture: those of a spend, of its release: none', () => {
    const story = WalletStory.open().recharge(1_000).hold('hold_1', 567);
    expect(linesOfLast(story)).toEqual([]);
    expect(linesOfLast(story.capture('hold_1', 500))).toEqual([
      ['liability:wallet:principal', yuan(454.55)],
      ['liability:wallet:bonus', yuan(45.45)],
      ['payable:merchant:shop-1', yuan(-500)],
    ]);
    expect(linesOfLast(story.hold('hold_2', 10).release('hold_2'))).toEqual([]);
  });

  it('of a spend that slipped in before the block: the merchant keeps it, the issuer bears it (example A8)', () => {
    const reportedAt = at('2025-06-15', '10:00:00');
    const story = WalletStory.open().recharge(1_000).spend(110, at('2025-06-15', '10:00:01'));
    expect(linesOfLast(story.block(reportedAt))).toEqual([
      ['expense:card-loss', yuan(110)],
      ['liability:wallet:principal', yuan(-100)],
      ['liability:wallet:bonus', yuan(-10)],
    ]);
  });

  it('never leave out of balance: an event whose parts do not add up is a bug', () => {
    const [event] = WalletStory.open().recharge(1_000).spend(100).events.slice(-1);
    if (event?.type !== 'WalletSpent') throw new Error('nothing was spent');
    expect(() => postings({ type: 'WalletSpent', data: { ...event.data, chargedFen: yuan(99) } })).toThrow(
      InvariantError,
    );
  });
});
