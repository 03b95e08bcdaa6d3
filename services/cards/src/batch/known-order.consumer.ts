/** Distributors' orders, as the ledger tells of them: what cards may be allotted for, and where they may be sold. */
import { Controller } from '@nestjs/common';
import type { AgencyOrderPlaced, DistributorOrderPaid, WholesaleOrderPlaced } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import type { Fen } from '@scrip/money';

@Controller()
export class KnownOrderConsumer {
  @OnEvent('WholesaleOrderPlaced')
  onWholesaleOrderPlaced(event: WholesaleOrderPlaced, message: Message): Effect {
    return placed(message.who.issuerId, 'wholesale', event.faceFen, event);
  }

  @OnEvent('AgencyOrderPlaced')
  onAgencyOrderPlaced(event: AgencyOrderPlaced, message: Message): Effect {
    return placed(message.who.issuerId, 'agency', event.marketFen, event);
  }

  @OnEvent('DistributorOrderPaid')
  onDistributorOrderPaid({ distributorId, orderId }: DistributorOrderPaid, message: Message): Effect {
    return writes(async (tx) => {
      await tx.query(
        'UPDATE known_order SET paid = true WHERE issuer_id = $1 AND distributor_id = $2 AND order_id = $3',
        [message.who.issuerId, distributorId, orderId],
      );
    });
  }
}

function placed(
  issuerId: string,
  kind: 'wholesale' | 'agency',
  cardFen: Fen,
  { distributorId, orderId, cards, region, cityPrices }: WholesaleOrderPlaced | AgencyOrderPlaced,
): Effect {
  return writes(async (tx) => {
    await tx.query(
      `INSERT INTO known_order (issuer_id, distributor_id, order_id, kind, cards, card_fen, region, city_prices)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [issuerId, distributorId, orderId, kind, cards, cardFen, region, JSON.stringify(cityPrices ?? [])],
    );
  });
}
