/** Holders are told of points, of those that will lapse and of lottery entries, where their programme tells them; what they have is kept for reminders. */
import { Controller } from '@nestjs/common';
import type {
  LotteryEntryGranted,
  PointsAccountClosed,
  PointsAccountHolderChanged,
  PointsAdjusted,
  PointsConfirmed,
  PointsEarned,
  PointsExpiryNoticed,
  PointsGranted,
  PointsGrantTakenBack,
  PointsLapsed,
  PointsMovedIn,
  PointsMovedOut,
  PointsTakenBack,
  PointsUsed,
  PointsUseReversed,
} from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { points } from '@scrip/money';
import { keepPoints, type PointsAccountEvent, type PointsChange } from '../workflow/known-points.ts';
import { Telling } from './telling.ts';

@Controller()
export class PointsAccountConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('PointsEarned')
  onPointsEarned(event: PointsEarned, message: Message): Promise<Effect> {
    const { earnedPoints: earned, settledPoints, usableAt, expiresAt } = event;
    const { balanceAfterPoints: balance, lifetimeAfterPoints: lifetime } = event;
    // What waits to become usable is in no lot yet.
    const added = usableAt === null ? [{ expiresAt, sharePoints: points(earned - (settledPoints ?? 0n)) }] : [];
    const change = { balance, lifetime, earned, added };
    return this.#telling.of(event, message, (tx) => keepPoints(tx, message, event, change));
  }

  @OnEvent('PointsConfirmed')
  onPointsConfirmed(event: PointsConfirmed, message: Message): Effect {
    const { confirmedPoints, settledPoints, expiresAt, balanceAfterPoints: balance } = event;
    const added = [{ expiresAt, sharePoints: points(confirmedPoints - settledPoints) }];
    return kept(event, message, { balance, added });
  }

  @OnEvent('PointsGranted')
  onPointsGranted(event: PointsGranted, message: Message): Effect {
    const { grantedPoints, settledPoints, expiresAt, balanceAfterPoints: balance } = event;
    const added = [{ expiresAt, sharePoints: points(grantedPoints - settledPoints) }];
    return kept(event, message, { balance, added });
  }

  @OnEvent('PointsGrantTakenBack')
  onPointsGrantTakenBack(event: PointsGrantTakenBack, message: Message): Effect {
    return kept(event, message, { balance: event.balanceAfterPoints, taken: event.lots });
  }

  @OnEvent('PointsUsed')
  onPointsUsed(event: PointsUsed, message: Message): Effect {
    return kept(event, message, { balance: event.balanceAfterPoints, taken: event.lots });
  }

  @OnEvent('PointsUseReversed')
  onPointsUseReversed(event: PointsUseReversed, message: Message): Effect {
    return kept(event, message, { balance: event.balanceAfterPoints, added: event.lots });
  }

  @OnEvent('PointsTakenBack')
  onPointsTakenBack(event: PointsTakenBack, message: Message): Effect {
    const { balanceAfterPoints: balance, lifetimeAfterPoints: lifetime, takenBackPoints, lots: taken } = event;
    return kept(event, message, { balance, lifetime, earned: -takenBackPoints, taken });
  }

  @OnEvent('PointsLapsed')
  onPointsLapsed(event: PointsLapsed, message: Message): Effect {
    const { expiresAt, lapsedPoints: sharePoints, balanceAfterPoints: balance } = event;
    return kept(event, message, { balance, taken: [{ expiresAt, sharePoints }] });
  }

  @OnEvent('PointsAdjusted')
  onPointsAdjusted(event: PointsAdjusted, message: Message): Effect {
    const { direction, lots, balanceAfterPoints: balance, lifetimeAfterPoints: lifetime } = event;
    const after = { balance, lifetime };
    return kept(event, message, direction === 'credit' ? { ...after, added: lots } : { ...after, taken: lots });
  }

  @OnEvent('PointsMovedIn')
  onPointsMovedIn(event: PointsMovedIn, message: Message): Effect {
    const { balanceAfterPoints: balance, lifetimeAfterPoints: lifetime, lots: added, paidLots: taken } = event;
    return kept(event, message, { balance, lifetime, added, taken });
  }

  @OnEvent('PointsMovedOut')
  onPointsMovedOut(event: PointsMovedOut, message: Message): Effect {
    return kept(event, message, { isEmptied: true });
  }

  @OnEvent('PointsAccountClosed')
  onPointsAccountClosed(event: PointsAccountClosed, message: Message): Effect {
    return kept(event, message, { isEmptied: true });
  }

  @OnEvent('PointsAccountHolderChanged')
  onPointsAccountHolderChanged(event: PointsAccountHolderChanged, message: Message): Effect {
    return kept(event, message, {});
  }

  @OnEvent('PointsExpiryNoticed')
  onPointsExpiryNoticed(event: PointsExpiryNoticed, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('LotteryEntryGranted')
  onLotteryEntryGranted(event: LotteryEntryGranted, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}

function kept(event: PointsAccountEvent, message: Message, change: PointsChange): Effect {
  return writes((tx) => keepPoints(tx, message, event, change));
}
