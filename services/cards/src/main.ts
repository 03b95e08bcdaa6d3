/** Starts cards: who holds which card, the vault of holders, and the issuer's programmes. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { applicationDecider } from './application/application.decider.ts';
import { batchDecider } from './batch/batch.decider.ts';
import { BatchIssue } from './batch/batch-issue.ts';
import { stockCountDecider } from './batch/stock-count.decider.ts';
import { cardDecider } from './card/card.decider.ts';
import { CardDue } from './card/card-due.ts';
import { CardsModule } from './cards.module.ts';
import { cardKeyDecider } from './enterprise/card-key.decider.ts';
import { enterpriseDecider } from './enterprise/enterprise.decider.ts';
import { holderDecider } from './holder/holder.decider.ts';
import { HolderErased } from './holder/holder-erased.ts';
import { programmeDecider } from './programme/programme.decider.ts';
import { programmeSettingDecider } from './programme/programme-setting.decider.ts';
import { PROJECTIONS } from './projections.ts';
import { cardFileDecider } from './replacement/card-file.decider.ts';
import { packingListDecider } from './replacement/packing-list.decider.ts';
import { replacementDecider } from './replacement/replacement.decider.ts';
import { CardFilesDue, UncollectedCards } from './replacement/replacement-due.ts';
import { saleDecider } from './sale/card-sale.decider.ts';
import { StaffIssue } from './staff-list/staff-issue.ts';
import { staffListDecider } from './staff-list/staff-list.decider.ts';
import { attendanceDecider } from './terminal/attendance.decider.ts';
import { recordFileDecider } from './terminal/record-file.decider.ts';
import { RecordTaking } from './terminal/record-taking.ts';
import { terminalDecider } from './terminal/terminal.decider.ts';
import { BirthdaysMissing } from './vault/birthdays.ts';
import { readingDecider } from './vault/reading.decider.ts';
import { resealDecider } from './vault/reseal.decider.ts';
import { VaultReseal } from './vault/vault-reseal.ts';
import { vendorDecider } from './vendor/vendor.decider.ts';

const DESCRIPTION = `Who holds which card. Issuers publish programmes, the desk registers holders and hands out cards,
anybody at the desk or on the telephone reports a loss. Who a holder is stays in the vault: events carry ids only.`;

await runService({
  service: 'cards',
  description: DESCRIPTION,
  module: CardsModule,
  projections: PROJECTIONS,
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
  snapshotRevision: 10,
  dueWork: [
    CardDue,
    VaultReseal,
    HolderErased,
    BirthdaysMissing,
    UncollectedCards,
    CardFilesDue,
    BatchIssue,
    StaffIssue,
    RecordTaking,
  ],
  hearsProgrammes: false,
});
