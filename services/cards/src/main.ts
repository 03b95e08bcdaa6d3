/** Starts cards: who holds which card, the vault of holders, and the issuer's programmes. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { cardDecider } from './card/card.decider.ts';
import { cardProjection } from './card/card.projection.ts';
import { CardDue } from './card/card-due.ts';
import { CardsModule } from './cards.module.ts';
import { cardKeyDecider } from './enterprise/card-key.decider.ts';
import { cardKeyProjection } from './enterprise/card-key.projection.ts';
import { enterpriseDecider } from './enterprise/enterprise.decider.ts';
import { motherKeyProjection } from './enterprise/mother-key.projection.ts';
import { holderDecider } from './holder/holder.decider.ts';
import { programmeDecider } from './programme/programme.decider.ts';
import { programmeVersionProjection } from './programme/programme-version.projection.ts';
import { attendanceDecider } from './terminal/attendance.decider.ts';
import { blockedCardProjection } from './terminal/blocked-card.projection.ts';
import { recordFileDecider } from './terminal/record-file.decider.ts';
import { recordFileProjection } from './terminal/record-file.projection.ts';
import { RecordTaking } from './terminal/record-taking.ts';
import { terminalDecider } from './terminal/terminal.decider.ts';
import { terminalProjection } from './terminal/terminal.projection.ts';

const DESCRIPTION = `Who holds which card. Issuers publish programmes, the desk registers holders and hands out cards,
anybody at the desk or on the telephone reports a loss. Who a holder is stays in the vault: events carry ids only.`;

await runService({
  service: 'cards',
  description: DESCRIPTION,
  module: CardsModule,
  projections: [
    programmeVersionProjection,
    cardProjection,
    motherKeyProjection,
    cardKeyProjection,
    terminalProjection,
    blockedCardProjection,
    recordFileProjection,
  ],
  deciders: [
    programmeDecider,
    holderDecider,
    cardDecider,
    enterpriseDecider,
    cardKeyDecider,
    terminalDecider,
    recordFileDecider,
    attendanceDecider,
  ],
  snapshotRevision: 2,
  hearsProgrammes: false,
  dueWork: [CardDue, RecordTaking],
});
