/** The preset whose card most stories are played with. */
import { type Programme, preset } from '@scrip/programme';

/** The same without the PIN at each use, which has specs of its own; without fees and card terms it is what it was. */
export function apparel(): Programme {
  const programme = preset('apparel-recharge');
  return {
    ...programme,
    storedValue: programme.storedValue?.map(({ card: _card, fees: _fees, ...product }) => product),
  };
}
