import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { TRIGGER_EVENTS, type TriggerEvent } from './trigger-events.ts';

const SCHEMA_FILES: Readonly<Record<TriggerEvent, string>> = {
  CardReportedLost: 'cards/card/CardReportedLost.avsc',
  CardSuspended: 'cards/card/CardSuspended.avsc',
  GradeGrantEnded: 'tiering/membership/GradeGrantEnded.avsc',
  GradeGranted: 'tiering/membership/GradeGranted.avsc',
  GradeRaised: 'tiering/membership/GradeRaised.avsc',
  GradeRated: 'tiering/membership/GradeRated.avsc',
  GradeRatedInstantly: 'tiering/membership/GradeRatedInstantly.avsc',
  GradeRerated: 'tiering/membership/GradeRerated.avsc',
  LotteryEntryGranted: 'points/account/LotteryEntryGranted.avsc',
  MemberJoined: 'tiering/membership/MemberJoined.avsc',
  PinLocked: 'cards/card/PinLocked.avsc',
  PointsEarned: 'points/account/PointsEarned.avsc',
  PointsExpiryNoticed: 'points/account/PointsExpiryNoticed.avsc',
  PurseSpent: 'ledger/purse/PurseSpent.avsc',
  ReplacementMissed: 'cards/replacement/ReplacementMissed.avsc',
  ReplacementReceived: 'cards/replacement/ReplacementReceived.avsc',
  ReplacementVoided: 'cards/replacement/ReplacementVoided.avsc',
  WalletDormancyNoticed: 'ledger/wallet/WalletDormancyNoticed.avsc',
  WalletExpiryNoticed: 'ledger/wallet/WalletExpiryNoticed.avsc',
  WalletHoldCaptured: 'ledger/wallet/WalletHoldCaptured.avsc',
  WalletRecharged: 'ledger/wallet/WalletRecharged.avsc',
  WalletRefunded: 'ledger/wallet/WalletRefunded.avsc',
  WalletSpent: 'ledger/wallet/WalletSpent.avsc',
};

describe('an event that a programme may tell holders of', () => {
  it.each(Object.entries(SCHEMA_FILES))('%s has every field that a message may name, with its type', (event, file) => {
    const schema = JSON.parse(readFileSync(new URL(`../../../schemas/${file}`, import.meta.url), 'utf8'));
    const typeOf = new Map(
      schema.fields.map((field: { name: string; type: string | { logicalType?: string } }) => [
        field.name,
        typeof field.type === 'string' ? field.type : field.type.logicalType,
      ]),
    );
    const avro = { money: 'fen', points: 'points', grade: 'string', text: 'string' } as const;
    const offered = Object.entries(TRIGGER_EVENTS[event as TriggerEvent]);
    expect(offered.map(([name]) => [name, typeOf.get(name)])).toEqual(
      offered.map(([name, type]) => [name, avro[type]]),
    );
  });
});
