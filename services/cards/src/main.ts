/** Starts cards: who holds which card, the vault of holders, and the issuer's programmes. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { applicationDecider } from './application/application.decider.ts';
import { applicationProjection } from './application/application.projection.ts';
import { batchDecider } from './batch/batch.decider.ts';
import { BatchIssue } from './batch/batch-issue.ts';
import { cardBatchProjection } from './batch/card-batch.projection.ts';
import { cardStockProjection } from './batch/card-stock.projection.ts';
import { stockCountDecider } from './batch/stock-count.decider.ts';
import { stockCountProjection } from './batch/stock-count.projection.ts';
import { cardDecider } from './card/card.decider.ts';
import { cardProjection } from './card/card.projection.ts';
import { CardDue } from './card/card-due.ts';
import { CardsModule } from './cards.module.ts';
import { cardKeyDecider } from './enterprise/card-key.decider.ts';
import { cardKeyProjection } from './enterprise/card-key.projection.ts';
import { enterpriseDecider } from './enterprise/enterprise.decider.ts';
import { motherKeyProjection } from './enterprise/mother-key.projection.ts';
import { holderDecider } from './holder/holder.decider.ts';
import { holderProjection } from './holder/holder.projection.ts';
import { HolderErased } from './holder/holder-erased.ts';
import { programmeDecider } from './programme/programme.decider.ts';
import { programmeDraftProjection } from './programme/programme-draft.projection.ts';
import { programmeSettingDecider } from './programme/programme-setting.decider.ts';
import { programmeVersionProjection } from './programme/programme-version.projection.ts';
import { cardFileDecider } from './replacement/card-file.decider.ts';
import { cardFileProjection } from './replacement/card-file.projection.ts';
import { packingListDecider } from './replacement/packing-list.decider.ts';
import { replacementDecider } from './replacement/replacement.decider.ts';
import { replacementProjection } from './replacement/replacement.projection.ts';
import { CardFilesDue, UncollectedCards } from './replacement/replacement-due.ts';
import { saleDecider } from './sale/card-sale.decider.ts';
import { cardSaleProjection } from './sale/card-sale.projection.ts';
import { StaffIssue } from './staff-list/staff-issue.ts';
import { staffListDecider } from './staff-list/staff-list.decider.ts';
import { staffListProjection } from './staff-list/staff-list.projection.ts';
import { attendanceDecider } from './terminal/attendance.decider.ts';
import { blockedCardProjection } from './terminal/blocked-card.projection.ts';
import { recordFileDecider } from './terminal/record-file.decider.ts';
import { recordFileProjection } from './terminal/record-file.projection.ts';
import { RecordTaking } from './terminal/record-taking.ts';
import { terminalDecider } from './terminal/terminal.decider.ts';
import { terminalProjection } from './terminal/terminal.projection.ts';
import { readingDecider } from './vault/reading.decider.ts';
import { resealDecider } from './vault/reseal.decider.ts';
import { vaultResealProjection } from './vault/vault-reseal.projection.ts';
import { VaultReseal } from './vault/vault-reseal.ts';
import { vendorDecider } from './vendor/vendor.decider.ts';
import { vendorProjection } from './vendor/vendor.projection.ts';

const DESCRIPTION = `Who holds which card. Issuers publish programmes, the desk registers holders and hands out cards,
anybody at the desk or on the telephone reports a loss. Who a holder is stays in the vault: events carry ids only.`;

await runService({
  service: 'cards',
  description: DESCRIPTION,
  module: CardsModule,
  projections: [
    programmeVersionProjection,
    programmeDraftProjection,
    cardProjection,
    holderProjection,
    vaultResealProjection,
    applicationProjection,
    replacementProjection,
    cardFileProjection,
    vendorProjection,
    motherKeyProjection,
    cardKeyProjection,
    terminalProjection,
    blockedCardProjection,
    recordFileProjection,
    cardBatchProjection,
    cardStockProjection,
    stockCountProjection,
    cardSaleProjection,
    staffListProjection,
  ],
  deciders: [
    programmeDecider,
    programmeSettingDecider,
    holderDecider,
    cardDecider,
    readingDecider,
    resealDecider,
    applicationDecider,
    replacementDecider,
    cardFileDecider,
    packingListDecider,
    vendorDecider,
    enterpriseDecider,
    cardKeyDecider,
    terminalDecider,
    recordFileDecider,
    attendanceDecider,
    batchDecider,
    stockCountDecider,
    saleDecider,
    staffListDecider,
  ],
  snapshotRevision: 8,
  dueWork: [CardDue, VaultReseal, HolderErased, UncollectedCards, CardFilesDue, BatchIssue, StaffIssue, RecordTaking],
  hearsProgrammes: false,
});
