/** Which stock the gift of an entitlement comes from (domain 2.1); points keeps the stocks and hears of the use. */
import { Problem } from '@scrip/http';
import { counterOf, type Entitlement, type Programme } from '@scrip/programme';
import type { GiftOfStock } from './entitlement.decider.ts';

/**
 * The gift that a use takes from a stock: of the counter that the use names, or of the programme's own; null where the
 * entitlement names no gift of a stock. Throws the Problems, in this order: 422 `gift_counter_unnamed` {giftKey}: neither
 * names a counter; 422 `counter_unknown` {counterKey}.
 */
export function giftOfStock(
  { effect }: Entitlement,
  programme: Programme,
  namedKey: string | undefined,
): GiftOfStock | null {
  const stock = effect.kind === 'gift' ? effect.stock : undefined;
  if (!stock) return null;
  const { giftKey } = stock;
  const counterKey = namedKey ?? stock.counterKey;
  if (counterKey === undefined) {
    throw new Problem(422, 'gift_counter_unnamed', 'Which counter hands the gift over is not said', {
      members: { giftKey },
    });
  }
  if (!counterOf(programme, counterKey)) {
    throw new Problem(422, 'counter_unknown', 'There is no such counter', { members: { counterKey } });
  }
  return { giftKey, counterKey };
}
