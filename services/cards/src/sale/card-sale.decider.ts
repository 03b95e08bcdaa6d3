/**
 * A sale of blank bearer cards: what one buyer bought in one purchase, at a branch of the issuer or from a distributor
 * (domain 2.5, 3). It is decided together with the batches and the cards: each card may be used from then on, and the
 * ledger loads its wallet with the face value.
 */
import type { EpochMs } from '@scrip/calendar';
import type { CardEvent, PurchaseFinding, SaleEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, sumFen } from '@scrip/money';
import type { CheckKey, RulePackLevel, RulePackSettings } from '@scrip/programme';
import { type BatchState, placeOfSerial } from '../batch/batch.decider.ts';
import { type Place as CardPlace, type CardState, cardDecider } from '../card/card.decider.ts';
import { allotCard, sellCard, stockCard } from '../card/card-stock.rule.ts';
import type { ProgrammeState } from '../programme/programme.decider.ts';
import { levelOfCheck } from '../programme/programme-setting.decider.ts';
import { LEGAL_LIMITS, type PurchaseLimits, purchaseFindings } from './purchase.rule.ts';

/** What is known of a sale's id. */
export type SaleState = { readonly status: 'none' } | { readonly status: 'made'; readonly saleId: string };

/** Nothing is known of the sale yet. */
const NO_SALE: SaleState = { status: 'none' };

/** How a sale's stream is folded. */
export const saleDecider: Decider<SaleState, SaleEvent> = {
  stream: 'sale',
  initial: NO_SALE,
  evolve(state, event) {
    switch (event.type) {
      case 'CardSaleMade':
        if (state.status !== 'none') throw new InvariantError(`${event.data.saleId} was made twice`);
        return { status: 'made', saleId: event.data.saleId };
    }
  },
};

/** What a sale is decided under. */
export interface SaleTermsInForce {
  readonly programme: ProgrammeState;
  /** What the product asks of its buyers. */
  readonly limits: PurchaseLimits;
  /** How the issuer takes the rules of law (domain 3). */
  readonly law: RulePackSettings;
}

/** The check of the rule pack that says how a finding is taken. */
const CHECK_OF: Readonly<Record<string, CheckKey>> = {
  bearer_identity: 'buyer_identity',
  transfer_only: 'payment_by_transfer',
};

function levelOf({ ruleId }: PurchaseFinding, law: RulePackSettings): RulePackLevel {
  const check = CHECK_OF[ruleId];
  return check ? levelOfCheck(check, law) : law.level;
}

/** A card that is to be sold, with its batch and its own state. */
export interface CardToSell {
  readonly batch: BatchState;
  readonly serial: number;
  readonly card: CardState;
}

/** A purchase. */
export interface SellCards {
  readonly saleId: string;
  /** Where; `orderId` is that of the distributor's order, null for a branch. */
  readonly place: { readonly kind: 'branch' | 'distributor'; readonly id: string; readonly orderId: string | null };
  readonly region: string | null;
  /** What the buyer pays for each card. */
  readonly priceFen: Fen;
  readonly tender: string;
  readonly buyerKind: 'person' | 'company';
  /** Holder whose identity was recorded; null where none was. */
  readonly buyerId: string | null;
  readonly at: EpochMs;
}

/** A fact of the sale, or of a card. */
export interface SaleFact {
  readonly streamId: string;
  readonly event: SaleEvent | CardEvent;
}

/**
 * Sells cards, all of them or none. Refused in this order: `sale_known`; for the first card that cannot be sold, with its
 * batch and serial: `batch_unknown`, `cards_not_made`, `product_mixed` (one sale is of one product), `card_not_received`,
 * `card_elsewhere` with who has it, `region_not_allowed` with the region of its order (domain 2.5, D6),
 * `city_price_mismatch` with the one price of its city, and what `sellCard` says; `purchase_not_allowed` with the findings
 * where the product asks for more, or the issuer's setting refuses what the law does not let (domain 3).
 */
export function sellCards(
  state: SaleState,
  cards: readonly CardToSell[],
  { programme, limits, law }: SaleTermsInForce,
  command: SellCards,
): Decision<SaleFact> {
  const { saleId, place, region, priceFen, tender, buyerKind, buyerId } = command;
  if (state.status !== 'none') return reject('sale_known', { saleId });
  const [first] = cards;
  if (!first || first.batch.status === 'none') return reject('batch_unknown', {});
  const { programmeId, productKey } = first.batch;
  const facts: SaleFact[] = [];
  const faces: Fen[] = [];
  for (const one of cards) {
    const sold = sellOne(one, { programmeId, productKey }, programme, command);
    if (sold.kind === 'refused') return sold;
    facts.push(...sold.events);
    if (one.batch.status !== 'none') faces.push(one.batch.faceFen);
  }
  const faceTotalFen = sumFen(faces);
  const purchase = { buyerKind, identified: buyerId !== null, tender, faceTotalFen };
  const asked = purchaseFindings(purchase, limits);
  if (asked.length > 0) return reject('purchase_not_allowed', { findings: asked });
  const findings = purchaseFindings(purchase, LEGAL_LIMITS).filter((finding) => levelOf(finding, law) !== 'off');
  const refused = findings.filter((finding) => levelOf(finding, law) === 'refuse');
  if (refused.length > 0) return reject('purchase_not_allowed', { findings: refused });
  const versionOf = facts.flatMap(({ event }) => (event.type === 'CardSold' ? [event.data.programmeVersion] : []));
  const data = {
    saleId,
    programmeId,
    programmeVersion: versionOf[0] ?? first.batch.programmeVersion,
    productKey,
    placeKind: place.kind,
    placeId: place.id,
    orderId: place.orderId,
    region,
    cards: cards.length,
    faceTotalFen,
    paidFen: fen(priceFen * BigInt(cards.length)),
    tender,
    buyerKind,
    buyerId,
    findings: findings.length > 0 ? [...findings] : null,
  };
  return accept<SaleFact>({ streamId: saleId, event: { type: 'CardSaleMade', data } }, ...facts);
}

function sellOne(
  { batch, serial, card }: CardToSell,
  of: { readonly programmeId: string; readonly productKey: string },
  programme: ProgrammeState,
  { saleId, place, region, priceFen, tender, at }: SellCards,
): Decision<SaleFact> {
  if (batch.status === 'none') return reject('batch_unknown', { serial });
  const { batchId, madeCards } = batch;
  const refused = (code: string, detail: Refusal['detail']): Decision<never> =>
    reject(code, { batchId, serial, ...detail });
  if (serial > madeCards || card.kind === 'unknown') return refused('cards_not_made', { madeCards });
  if (batch.programmeId !== of.programmeId || batch.productKey !== of.productKey) return refused('product_mixed', of);
  const there = placeOfSerial(batch, serial);
  if (!there) return refused('card_not_received', {});
  if (there.kind !== place.kind || there.id !== place.id || there.orderId !== place.orderId) {
    return refused('card_elsewhere', { placeKind: there.kind, placeId: there.id, orderId: there.orderId });
  }
  if (there.region !== null && there.region !== region) {
    return refused('region_not_allowed', { region, orderRegion: there.region, orderId: there.orderId });
  }
  if (there.cityPriceFen !== null && there.cityPriceFen !== priceFen) {
    return refused('city_price_mismatch', { askedFen: priceFen, cityPriceFen: there.cityPriceFen });
  }
  const counter: CardPlace = { placeKind: there.kind, placeId: there.id };
  // What the batch knew of the card until now becomes the card's own, with the sale.
  const steps: readonly ((state: CardState) => Decision<CardEvent>)[] = [
    ...(card.kind === 'produced' ? [(s: CardState) => stockCard(s, { place: counter, referenceId: batchId })] : []),
    ...(there.orderId === null ? [] : [(s: CardState) => allotCard(s, { place: counter, orderId: there.orderId })]),
    (s) => sellCard(s, programme, { place: counter, region, saleId, tender, at }),
  ];
  const { cardId } = card;
  const facts: SaleFact[] = [];
  let state: CardState = card;
  for (const step of steps) {
    const decision = step(state);
    if (decision.kind === 'refused') return refused(decision.refusal.code, decision.refusal.detail);
    for (const event of decision.events) {
      state = cardDecider.evolve(state, event);
      facts.push({ streamId: cardId, event });
    }
  }
  return accept(...facts);
}
