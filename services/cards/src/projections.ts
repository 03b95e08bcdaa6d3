/** Everything that is read from cards, apart from its log and the vault. */
import type { Projection } from '@scrip/event-store';
import { applicationProjection } from './application/application.projection.ts';
import { cardBatchProjection } from './batch/card-batch.projection.ts';
import { cardStockProjection } from './batch/card-stock.projection.ts';
import { stockCountProjection } from './batch/stock-count.projection.ts';
import { cardProjection } from './card/card.projection.ts';
import { cardKeyProjection } from './enterprise/card-key.projection.ts';
import { motherKeyProjection } from './enterprise/mother-key.projection.ts';
import { holderProjection } from './holder/holder.projection.ts';
import { programmeDraftProjection } from './programme/programme-draft.projection.ts';
import { programmeVersionProjection } from './programme/programme-version.projection.ts';
import { cardFileProjection } from './replacement/card-file.projection.ts';
import { replacementProjection } from './replacement/replacement.projection.ts';
import { cardSaleProjection } from './sale/card-sale.projection.ts';
import { staffListProjection } from './staff-list/staff-list.projection.ts';
import { blockedCardProjection } from './terminal/blocked-card.projection.ts';
import { recordFileProjection } from './terminal/record-file.projection.ts';
import { terminalProjection } from './terminal/terminal.projection.ts';
import { vaultResealProjection } from './vault/vault-reseal.projection.ts';
import { vendorProjection } from './vendor/vendor.projection.ts';

/** The projections of cards, in no order. */
export const PROJECTIONS: readonly Projection[] = [
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
];
