/** What becomes of a holder in cards becomes of the contact: begun, spoken to in another language, ended. */
import { Controller } from '@nestjs/common';
import type {
  HolderDeparted,
  HolderErased,
  HolderMerged,
  HolderProfileChanged,
  HolderRegistered,
  HolderReturned,
} from '@scrip/contracts';
import { on } from '@scrip/event-store';
import { across, command, type Effect, type Message, OnEvent } from '@scrip/kafka';
import { moveCards } from '../outreach/known-card.ts';
import {
  beginContact,
  type ContactState,
  chooseLocale,
  contactDecider,
  contactOf,
  endContact,
  resumeContact,
} from './contact.decider.ts';
import { mergeContacts } from './merge-contacts.rule.ts';
import { moveHolder } from './programme-holder.ts';

@Controller()
export class CardsHolderConsumer {
  @OnEvent('HolderRegistered')
  onHolderRegistered(event: HolderRegistered, message: Message): Effect {
    const { holderId, locale } = event;
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => beginContact(state, holderId, locale),
    });
  }

  @OnEvent('HolderProfileChanged')
  onHolderProfileChanged({ holderId, locale }: HolderProfileChanged, message: Message): Effect {
    if (locale === null) return undefined;
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => chooseLocale(state, locale),
    });
  }

  @OnEvent('HolderDeparted')
  onHolderDeparted({ holderId, departure }: HolderDeparted, message: Message): Effect {
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => endContact(state, departure === 'died' ? 'died' : 'moved_away'),
    });
  }

  @OnEvent('HolderReturned')
  onHolderReturned({ holderId }: HolderReturned, message: Message): Effect {
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => resumeContact(state),
    });
  }

  @OnEvent('HolderErased')
  onHolderErased({ holderId }: HolderErased, message: Message): Effect {
    return command({
      who: message.who,
      decider: contactDecider,
      streamId: contactOf(holderId),
      decide: (state) => endContact(state, 'erased'),
    });
  }

  @OnEvent('HolderMerged')
  onHolderMerged({ holderId, survivorId, mergeId }: HolderMerged, message: Message): Effect {
    const { issuerId } = message.envelope;
    return across({
      who: message.who,
      streams: [on(contactDecider, contactOf(holderId)), on(contactDecider, contactOf(survivorId))],
      decide: ([merged, survivor]) =>
        mergeContacts({ merged: merged as ContactState, survivor: survivor as ContactState }, { survivorId, mergeId }),
      writes: async (tx) => {
        await moveHolder(tx, { issuerId, holderId, survivorId });
        await moveCards(tx, { issuerId, holderId, survivorId });
      },
    });
  }
}
