/** Starts cards: who holds which card, the vault of holders, and the issuer's programmes. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { cardDecider } from './card/card.decider.ts';
import { cardProjection } from './card/card.projection.ts';
import { CardDue } from './card/card-due.ts';
import { CardsModule } from './cards.module.ts';
import { holderDecider } from './holder/holder.decider.ts';
import { programmeDecider } from './programme/programme.decider.ts';
import { programmeDraftProjection } from './programme/programme-draft.projection.ts';
import { programmeSettingDecider } from './programme/programme-setting.decider.ts';
import { programmeVersionProjection } from './programme/programme-version.projection.ts';

const DESCRIPTION = `Who holds which card. Issuers publish programmes, the desk registers holders and hands out cards,
anybody at the desk or on the telephone reports a loss. Who a holder is stays in the vault: events carry ids only.`;

await runService({
  service: 'cards',
  description: DESCRIPTION,
  module: CardsModule,
  projections: [programmeVersionProjection, programmeDraftProjection, cardProjection],
  deciders: [programmeDecider, programmeSettingDecider, holderDecider, cardDecider],
  snapshotRevision: 3,
  hearsProgrammes: false,
  dueWork: [CardDue],
});
