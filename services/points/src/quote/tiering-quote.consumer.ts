/** What points does when tiering told a till a price: it remembers it for the receipt that will name it. */
import { Controller } from '@nestjs/common';
import type { QuoteGiven } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepQuote } from './known-quote.ts';

@Controller()
export class TieringQuoteConsumer {
  @OnEvent('QuoteGiven')
  onQuoteGiven(event: QuoteGiven, message: Message): Effect {
    const { issuerId, recordedAt } = message.envelope;
    return writes((tx) => keepQuote(tx, issuerId, event, recordedAt));
  }
}
