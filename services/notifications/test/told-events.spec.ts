/** Which events of wallets, purses, cards and points are told to holders, to whom and in which words. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PurseSpent } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
import { fen, points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/contact/cards-holder.consumer.ts';
import { programmesOf } from '../src/contact/programme-holder.ts';
import { CardsCardConsumer } from '../src/outreach/cards-card.consumer.ts';
import { CardsReplacementConsumer } from '../src/outreach/cards-replacement.consumer.ts';
import { LedgerPurseConsumer } from '../src/outreach/ledger-purse.consumer.ts';
import { LedgerWalletConsumer } from '../src/outreach/ledger-wallet.consumer.ts';
import { PointsAccountConsumer } from '../src/outreach/points-account.consumer.ts';
import { ISSUER, type NotificationsApp } from './notifications-app.ts';
import { mallThatTells, Told } from './told.ts';

const NOON = '2026-03-10T12:00:00+08:00';
const NIGHT = '2026-03-10T23:30:00+08:00';
const NEXT_NOON = '2026-03-11T12:00:00+08:00';

const campus = preset('one-card');
const shop = preset('apparel-recharge');
const bank = preset('bank-stepdown');
const service = { category: 'service', channel: 'sms' } as const;
const mall = mallThatTells(
  [
    ...(preset('mall-vip').contact?.triggers ?? []).filter(({ key }) => key === 'tell-points-expiry'),
    { key: 'tell-earned', on: 'PointsEarned', template: 'earned', ...service },
    { key: 'tell-entry', on: 'LotteryEntryGranted', template: 'entry', ...service },
    { key: 'tell-refund', on: 'WalletRefunded', template: 'refund', ...service },
    { key: 'tell-unused', on: 'WalletDormancyNoticed', template: 'unused', ...service },
  ],
  {
    earned: { earnedPoints: 'points', balanceAfterPoints: 'points' },
    entry: { balancePoints: 'points' },
    refund: { refundedFen: 'money', balanceAfterFen: 'money' },
    unused: { balanceFen: 'money', lastUsableDate: 'text' },
  },
);

let house: Told;
let app: NotificationsApp;

beforeAll(async () => {
  house = await Told.open(NOON, campus, shop, bank, mall);
  app = house.app;
});
afterAll(() => app?.close());

/** A wallet of a programme; it is told twice, as everything may be. */
async function wallet(programme: Programme, holderId: string): Promise<string> {
  const walletId = newId('wal');
  const { id: programmeId, version: programmeVersion } = programme;
  const opened = {
    walletId,
    holderId,
    programmeId,
    programmeVersion,
    productKey: 'card',
    cardId: 'crd_1',
    cardSequence: 1,
  };
  for (const _ of ['once', 'again'])
    await app.carryOut(
      app.part(LedgerWalletConsumer).onWalletOpened(opened, house.message('WalletOpened', walletId, opened)),
    );
  return walletId;
}

const spentOffline = (walletId: string, about: Partial<PurseSpent> = {}): PurseSpent => ({
  purseId: newId('prs'),
  walletId,
  cardId: 'crd_1',
  line: 1,
  counter: 1,
  amountFen: fen(2_000n),
  balanceFen: fen(3_000n),
  spentAt: app.clock.at - 3_600_000,
  merchantId: 'canteen',
  terminalId: 'pos-1',
  cardReportedAt: null,
  bearer: null,
  gapFromCounter: null,
  programmeId: campus.id,
  ...about,
});

async function spendsOffline(data: PurseSpent): Promise<void> {
  const message = house.message('PurseSpent', data.purseId, data);
  for (const _ of ['once', 'again'])
    await app.carryOut(await app.part(LedgerPurseConsumer).onPurseSpent(data, message));
}

describe('what is spent offline', () => {
  it('is told to the holder of the wallet, whom the record does not name, once', async () => {
    const holderId = await app.register();
    await spendsOffline(spentOffline(await wallet(campus, holderId)));
    expect(await house.of(holderId)).toEqual([
      'tell-offline-spend queued: 您的一卡通脱机支付20.00元，卡内余额30.00元。',
    ]);
  });

  it('waits for the wallet, and is not told where the issuer bears it', async () => {
    await expect(spendsOffline(spentOffline(newId('wal')))).rejects.toThrow(NotYetError);
    const holderId = await app.register();
    const walletId = await wallet(campus, holderId);
    await spendsOffline(spentOffline(walletId, { cardReportedAt: app.clock.at }));
    expect(await house.of(holderId)).toEqual([]);
    await spendsOffline(spentOffline(walletId, { cardReportedAt: app.clock.at, bearer: 'holder' }));
    expect(await house.of(holderId)).toHaveLength(1);
  });

  it('is told of a wallet that the ledger knows and nobody told of here, which is asked once', async () => {
    const holderId = await app.register();
    const walletId = newId('wal');
    const { answer } = app.outside;
    app.outside.answer = ({ path }) =>
      path === `/ledger/v1/wallets/${walletId}`
        ? { status: 200, body: { walletId, holderId, programmeId: campus.id, balanceFen: 1 } }
        : { status: 503, body: {} };
    await spendsOffline(spentOffline(walletId));
    app.outside.answer = answer;
    await spendsOffline(spentOffline(walletId));
    expect(await house.of(holderId)).toHaveLength(2);
    expect(app.outside.asked.filter(({ path }) => path.endsWith(walletId))).toHaveLength(1);
  });

  it('goes by an hour after it was recorded where nobody knows the wallet', async () => {
    const data = spentOffline(newId('wal'));
    const told = (age: number) =>
      app
        .part(LedgerPurseConsumer)
        .onPurseSpent(data, house.message('PurseSpent', data.purseId, data, { recordedAt: app.clock.at - age }));
    await expect(told(3_599_999)).rejects.toThrow(NotYetError);
    expect(await told(3_600_000)).toBeUndefined();
  });

  it('waits for no wallet where no programme of the issuer tells of it', async () => {
    await app.publish(preset('hotel-card'), 'iss_quiet');
    const data = spentOffline(newId('wal'));
    const message = house.message('PurseSpent', data.purseId, data, { issuerId: 'iss_quiet' });
    expect(await app.part(LedgerPurseConsumer).onPurseSpent(data, message)).toBeUndefined();
  });

  it('is told to who registered a bearer card that was sold before wallets were kept', async () => {
    const holderId = await app.register();
    const walletId = newId('wal');
    const registered = { walletId, bearerId: newId('brr'), holderId };
    const heard = async () =>
      app
        .part(LedgerWalletConsumer)
        .onWalletHolderRegistered(registered, house.message('WalletHolderRegistered', walletId, registered));
    await expect(heard()).rejects.toThrow(NotYetError);
    const { answer } = app.outside;
    app.outside.answer = () => ({ status: 200, body: { holderId, programmeId: campus.id } });
    await app.carryOut(await heard());
    app.outside.answer = answer;
    expect(await programmesOf(app.log.pool, ISSUER, holderId)).toMatchObject([{ programmeId: campus.id }]);
    await spendsOffline(spentOffline(walletId));
    expect(await house.of(holderId)).toHaveLength(1);
  });

  it('is told to who registered a bearer card, and after a merge to the one who stays', async () => {
    const [holderId, survivorId] = [await app.register(), await app.register()];
    const bearerId = newId('brr');
    const walletId = await wallet(campus, bearerId);
    await spendsOffline(spentOffline(walletId));
    const registered = { walletId, bearerId, holderId };
    await app.carryOut(
      await app
        .part(LedgerWalletConsumer)
        .onWalletHolderRegistered(registered, house.message('WalletHolderRegistered', walletId, registered)),
    );
    await spendsOffline(spentOffline(walletId));
    expect(await house.of(holderId)).toHaveLength(1);
    const merged = { holderId, survivorId, mergeId: newId('hmg'), proposedBy: 'a', approvedBy: 'b' };
    await app.carryOut(
      app.part(CardsHolderConsumer).onHolderMerged(merged, house.message('HolderMerged', holderId, merged)),
    );
    await spendsOffline(spentOffline(walletId));
    expect(await house.of(survivorId)).toHaveLength(1);
  });
});

describe('a pre-authorised purchase', () => {
  it('gets its receipt when it is captured, also by itself, under the programme of the wallet', async () => {
    const holderId = await app.register();
    const walletId = await wallet(shop, holderId);
    const captured = {
      walletId,
      holderId,
      holdId: newId('hol'),
      merchantId: 'counter-1',
      capturedFen: fen(56_700n),
      releasedFen: fen(0n),
      lots: [],
      balanceAfterFen: fen(53_300n),
      heldAfterFen: fen(0n),
      cause: 'hold_period_over',
      slipSignature: null,
      bookingId: null,
    };
    const tell = (data: typeof captured) =>
      app.part(LedgerWalletConsumer).onWalletHoldCaptured(data, house.message('WalletHoldCaptured', walletId, data));
    await app.carryOut(await tell(captured));
    expect(await house.of(holderId)).toEqual(['tell-captured queued: 您的预授权消费已结算567.00元，余额533.00元。']);
    await expect(tell({ ...captured, walletId: newId('wal') })).rejects.toThrow(NotYetError);
  });
});

describe('a card that is blocked', () => {
  it('by wrong PINs, by being suspended or by its loss is told, also at night', async () => {
    const holderId = await app.register();
    const walletId = await wallet(shop, holderId);
    app.clock.at = Date.parse(NIGHT);
    const cardId = newId('crd');
    const locked = { cardId, walletId, verifierVersion: 1 };
    const suspended = { cardId, walletId, sequence: 1, cardVersion: 1, reason: 'fraud_suspected' };
    const lost = {
      cardId,
      walletId,
      holderId,
      sequence: 1,
      reportedAt: app.clock.at,
      channel: 'phone',
      cardVersion: null,
      cause: null,
    };
    const cards = app.part(CardsCardConsumer);
    await app.carryOut(await cards.onPinLocked(locked, house.message('PinLocked', cardId, locked)));
    await app.carryOut(await cards.onCardSuspended(suspended, house.message('CardSuspended', cardId, suspended)));
    await app.carryOut(await cards.onCardReportedLost(lost, house.message('CardReportedLost', cardId, lost)));
    expect((await house.of(holderId)).map((one) => one.split(':')[0])).toEqual([
      'tell-lost queued',
      'tell-pin-locked queued',
      'tell-suspended queued',
    ]);
    app.clock.at = Date.parse(NEXT_NOON);
  });

  it('waits for the wallet, for the holder in a programme and for the programme', async () => {
    const cards = app.part(CardsCardConsumer);
    const cardId = newId('crd');
    const locked = { cardId, walletId: newId('wal'), verifierVersion: 1 };
    await expect(cards.onPinLocked(locked, house.message('PinLocked', cardId, locked))).rejects.toThrow(NotYetError);
    const holderId = await app.register();
    const lost = (walletId: string) => {
      const data = {
        cardId,
        walletId,
        holderId,
        sequence: 1,
        reportedAt: app.clock.at,
        channel: 'desk',
        cardVersion: null,
        cause: null,
      };
      return cards.onCardReportedLost(data, house.message('CardReportedLost', cardId, data));
    };
    await expect(lost(newId('wal'))).rejects.toThrow(NotYetError);
    const unheard = await wallet({ ...shop, id: 'unheard-of' }, holderId);
    await expect(lost(unheard)).rejects.toThrow(NotYetError);
    // The programme that was not heard of is another one of the holder: the wallet's own tells.
    await app.carryOut(await lost(await wallet(shop, holderId)));
    expect(await house.keysOf(holderId)).toEqual(['tell-lost']);
    const elsewhere = await app.register();
    await wallet({ ...shop, id: 'unheard-of' }, elsewhere);
    const silent = await wallet(mall, elsewhere);
    const suspended = { cardId, walletId: silent, sequence: 1, cardVersion: 1, reason: 'fraud_suspected' };
    expect(await cards.onCardSuspended(suspended, house.message('CardSuspended', cardId, suspended))).toBeUndefined();
  });
});

describe('a card that replaces another', () => {
  it('is told of when it can be collected, when it is late and when it is void', async () => {
    const holderId = await app.register();
    const replacementId = newId('rpl');
    const cards = app.part(CardsReplacementConsumer);
    const posted = { replacementId, newCardId: newId('crd'), packingListId: newId('pkl'), branchNo: '0755' };
    const received = { ...posted, collectionEndsAt: null };
    const receivedNow = async () =>
      app.carryOut(
        await cards.onReplacementReceived(received, house.message('ReplacementReceived', replacementId, received)),
      );
    await expect(receivedNow()).rejects.toThrow(NotYetError);
    const of = { replacementId, holderId, walletId: newId('wal'), cardId: newId('crd'), cause: 'damaged' };
    const applied = {
      ...of,
      sequence: 1,
      cardNumber: '1',
      newCardId: posted.newCardId,
      newSequence: 2,
      programmeId: bank.id,
      programmeVersion: bank.version,
      productKey: 'gold-card',
      vendorId: 'card-works',
      branchNo: '0755',
      collectWithin: 'P30D',
      voidsItself: true,
      cardFen: null,
      segment: null,
    };
    await app.carryOut(
      cards.onReplacementApplied(applied, house.message('ReplacementApplied', replacementId, applied)),
    );
    await app.carryOut(
      await cards.onReplacementMissed(posted, house.message('ReplacementMissed', replacementId, posted)),
    );
    await receivedNow();
    const voided = { ...of, newCardId: posted.newCardId, reason: 'not_collected' };
    await app.carryOut(
      await cards.onReplacementVoided(voided, house.message('ReplacementVoided', replacementId, voided)),
    );
    expect(await house.of(holderId)).toEqual([
      'tell-collect queued: 您的新卡已到0755网点，请于30日内凭身份证件领取。',
      'tell-late queued: 您的新卡尚未到达0755网点，到达后将另行通知。',
      'tell-not-collected queued: 您的新卡未领取，已作废。',
    ]);
  });
});

describe('value and points', () => {
  it('that lapse, are earned, give a lottery entry or are paid back are told', async () => {
    const holderId = await app.register();
    const of = { accountId: 'pts_1', holderId, programmeId: mall.id };
    const account = app.part(PointsAccountConsumer);
    const noticed = {
      ...of,
      membershipId: 'mbr_1',
      noticeAt: app.clock.at,
      expiresAt: app.clock.at,
      lastUsableDate: '2026-12-31',
      leftPoints: points(120n),
    };
    await app.carryOut(
      await account.onPointsExpiryNoticed(noticed, house.message('PointsExpiryNoticed', 'pts_1', noticed)),
    );
    const earned = {
      ...of,
      membershipId: 'mbr_1',
      receiptId: 'r-1',
      basePoints: points(10n),
      multiplierBp: 10_000,
      bonusPoints: points(0n),
      earnedPoints: points(10n),
      balanceAfterPoints: points(128n),
      lifetimeAfterPoints: points(128n),
      dayRank: null,
      rules: [],
      programmeVersion: mall.version,
      usableAt: null,
      expiresAt: null,
      expiryNotices: null,
      settledPoints: null,
      capped: null,
    };
    await app.carryOut(await account.onPointsEarned(earned, house.message('PointsEarned', 'pts_1', earned)));
    const entry = { ...of, receiptId: 'r-1', entryId: 'e-1', balancePoints: points(128n), rule: 'ends-in-eight' };
    const granted = { ...entry, programmeVersion: mall.version };
    await app.carryOut(
      await account.onLotteryEntryGranted(granted, house.message('LotteryEntryGranted', 'pts_1', granted)),
    );
    const refunded = {
      walletId: 'wal_1',
      holderId,
      refundId: 'ref_1',
      lotId: 'lot_1',
      cause: 'holder',
      paidFen: fen(300_000n),
      usedFen: fen(0n),
      usedWorthFen: fen(0n),
      refundedFen: fen(30_450n),
      principalFen: fen(1n),
      bonusFen: fen(0n),
      payTo: 'cash',
      programmeId: mall.id,
      programmeVersion: mall.version,
      balanceAfterFen: fen(0n),
    };
    const message = house.message('WalletRefunded', 'wal_1', refunded);
    await app.carryOut(await app.part(LedgerWalletConsumer).onWalletRefunded(refunded, message));
    expect(await house.of(holderId)).toEqual([
      'tell-earned queued: 10 128',
      'tell-entry queued: 128',
      'tell-points-expiry queued: 您有120积分将于2026-12-31到期，请及时使用。',
      'tell-refund queued: 304.50 0.00',
    ]);
  });

  it('that nobody used are told of before the wallet is dormant', async () => {
    const holderId = await app.register();
    const noticed = {
      walletId: 'wal_unused',
      holderId,
      lastUsedAt: Date.parse('2024-03-09T10:00:00+08:00'),
      dormantAfterMonths: 25,
      dormantAt: Date.parse('2026-04-10T00:00:00+08:00'),
      lastUsableDate: '2026-04-09',
      balanceFen: fen(110_000n),
      programmeId: mall.id,
      programmeVersion: mall.version,
    };
    const message = house.message('WalletDormancyNoticed', 'wal_unused', noticed);
    for (const _ of ['once', 'again'])
      await app.carryOut(await app.part(LedgerWalletConsumer).onWalletDormancyNoticed(noticed, message));
    expect(await house.of(holderId)).toEqual(['tell-unused queued: 1,100.00 2026-04-09']);
  });

  it('that expire are told 30 and 7 days before', async () => {
    const holderId = await app.register();
    const walletId = await wallet(shop, holderId);
    const expiresAt = Date.parse('2027-01-11T00:00:00+08:00');
    for (const [day, leftFen] of [
      ['2026-12-11', 110_000n],
      ['2027-01-03', 10_000n],
    ] as const) {
      app.clock.at = Date.parse(`${day}T10:00:00+08:00`);
      const noticed = {
        walletId,
        holderId,
        lotId: 'lot_1',
        noticeAt: app.clock.at,
        expiresAt,
        lastUsableDate: '2027-01-10',
        leftFen: fen(leftFen),
        programmeId: shop.id,
        programmeVersion: shop.version,
      };
      const message = house.message('WalletExpiryNoticed', walletId, noticed);
      for (const _ of ['once', 'again'])
        await app.carryOut(await app.part(LedgerWalletConsumer).onWalletExpiryNoticed(noticed, message));
    }
    expect(await house.of(holderId)).toEqual([
      'tell-expiry queued: 您的充值卡有1,100.00元将于2027-01-10到期，请及时使用。',
      'tell-expiry queued: 您的充值卡有100.00元将于2027-01-10到期，请及时使用。',
    ]);
  });
});
