/** Starts tiering: who is a member, at which grade, and the prices that follow. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { receptionDecider } from './amenity/reception.decider.ts';
import { contractDecider } from './contract/contract.decider.ts';
import { entitlementDecider } from './entitlement/entitlement.decider.ts';
import { OverdueReservations } from './entitlement/reservation-due.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { PROJECTIONS } from './projections.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';
import { TieringModule } from './tiering.module.ts';

await runService({
  service: 'tiering',
  description: 'What a holder is to a programme: joining, grades, and the prices that follow from them.',
  module: TieringModule,
  projections: PROJECTIONS,
  deciders: [membershipDecider, receiptUseDecider, contractDecider, entitlementDecider, receptionDecider],
  snapshotRevision: 1,
  dueWork: [OverdueReservations],
});
