/** A price that a till was told: given once, never changed. */
import type { QuoteEvent } from '@scrip/contracts';
import type { Decider } from '@scrip/decider';

/** A quote before and after it was given. */
export type QuoteState = { readonly kind: 'none' } | { readonly kind: 'given'; readonly quoteId: string };

export const quoteDecider: Decider<QuoteState, QuoteEvent> = {
  stream: 'quote',
  initial: { kind: 'none' },
  evolve(_state, event) {
    switch (event.type) {
      case 'QuoteGiven':
        return { kind: 'given', quoteId: event.data.quoteId };
    }
  },
};
