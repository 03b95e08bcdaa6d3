// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A provider took the message. That it arrived is another fact. */
export interface DeliveryAccepted {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** Provider of the attempt, as the configuration of the service names it; null where none was asked. */
  readonly providerKey: string | null;
  /** What the provider calls the message; null where it says nothing. */
  readonly carrierReference: string | null;
  /** How it is known: 'answer' of the provider; 'status' that was asked for after a doubt; 'operator', who looked there. */
  readonly knownBy: string;
  /** When it was known, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly acceptedAt: EpochMs;
}

/** A message is about to be handed to a provider: recorded before it is, so that nothing that may have gone out is unknown. */
export interface DeliveryAttempted {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** Provider that is asked, as the configuration of the service names it. */
  readonly providerKey: string;
  /** When it is asked, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly attemptedAt: EpochMs;
}

/** Nobody knows whether the provider took the message, and it cannot be asked: nothing is sent again until an operator says so. */
export interface DeliveryDoubtful {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** Provider of the attempt, as the configuration of the service names it; null where none was asked. */
  readonly providerKey: string | null;
  /** Why, in snake_case: 'timed_out' or 'connection_lost' after the message was on its way, or 'stopped' where this service died between handing it over and recording the answer. */
  readonly reason: string;
  /** Since when, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly doubtedAt: EpochMs;
}

/** The holder read a message in the inbox. */
export interface DeliveryRead {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** When, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly readAt: EpochMs;
}

/** The message was not taken: it is tried again later, or given up. */
export interface DeliveryRefused {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** Provider of the attempt, as the configuration of the service names it; null where none was asked. */
  readonly providerKey: string | null;
  /** Why, in snake_case, such as 'unavailable', 'rate_limited', 'address_unknown', 'consent_withdrawn' or what the provider says. */
  readonly reason: string;
  /** When it is tried again, in milliseconds since 1970-01-01T00:00:00Z; null: it is given up. */
  readonly nextAttemptAt: EpochMs | null;
  /** When it was known, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly refusedAt: EpochMs;
}

/** The carrier reported what became of a message that it took. */
export interface DeliveryReported {
  /** Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id. */
  readonly deliveryId: string;
  /** Message that is delivered; out_ and a ULID. */
  readonly outreachId: string;
  /** Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event. */
  readonly holderId: string;
  /** Channel it goes out on: 'sms', 'email', 'webhook' or 'inbox'. */
  readonly channel: string;
  /** Provider that reports. */
  readonly providerKey: string;
  /** Whether it arrived. */
  readonly arrived: boolean;
  /** Why it did not, as the carrier says, in snake_case; null where it arrived. */
  readonly reason: string | null;
  /** When it arrived or was given up, by the carrier's clock, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly reportedAt: EpochMs;
}

/** Every event of topic notifications.delivery. */
export type DeliveryEvent =
  | { readonly type: 'DeliveryAccepted'; readonly data: DeliveryAccepted }
  | { readonly type: 'DeliveryAttempted'; readonly data: DeliveryAttempted }
  | { readonly type: 'DeliveryDoubtful'; readonly data: DeliveryDoubtful }
  | { readonly type: 'DeliveryRead'; readonly data: DeliveryRead }
  | { readonly type: 'DeliveryRefused'; readonly data: DeliveryRefused }
  | { readonly type: 'DeliveryReported'; readonly data: DeliveryReported };

/** The schemas of topic notifications.delivery, compact JSON. */
export const DELIVERY_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'DeliveryAccepted',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryAccepted","namespace":"scrip.notifications","doc":"A provider took the message. That it arrived is another fact.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"attempt","type":"int","doc":"Which attempt, from 1."},{"name":"providerKey","type":["null","string"],"default":null,"doc":"Provider of the attempt, as the configuration of the service names it; null where none was asked."},{"name":"carrierReference","type":["null","string"],"default":null,"doc":"What the provider calls the message; null where it says nothing."},{"name":"knownBy","type":"string","doc":"How it is known: \'answer\' of the provider; \'status\' that was asked for after a doubt; \'operator\', who looked there."},{"name":"acceptedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it was known, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'DeliveryAttempted',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryAttempted","namespace":"scrip.notifications","doc":"A message is about to be handed to a provider: recorded before it is, so that nothing that may have gone out is unknown.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"attempt","type":"int","doc":"Which attempt, from 1."},{"name":"providerKey","type":"string","doc":"Provider that is asked, as the configuration of the service names it."},{"name":"attemptedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is asked, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'DeliveryDoubtful',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryDoubtful","namespace":"scrip.notifications","doc":"Nobody knows whether the provider took the message, and it cannot be asked: nothing is sent again until an operator says so.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"attempt","type":"int","doc":"Which attempt, from 1."},{"name":"providerKey","type":["null","string"],"default":null,"doc":"Provider of the attempt, as the configuration of the service names it; null where none was asked."},{"name":"reason","type":"string","doc":"Why, in snake_case: \'timed_out\' or \'connection_lost\' after the message was on its way, or \'stopped\' where this service died between handing it over and recording the answer."},{"name":"doubtedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Since when, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'DeliveryRead',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryRead","namespace":"scrip.notifications","doc":"The holder read a message in the inbox.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"readAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'DeliveryRefused',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryRefused","namespace":"scrip.notifications","doc":"The message was not taken: it is tried again later, or given up.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"attempt","type":"int","doc":"Which attempt, from 1."},{"name":"providerKey","type":["null","string"],"default":null,"doc":"Provider of the attempt, as the configuration of the service names it; null where none was asked."},{"name":"reason","type":"string","doc":"Why, in snake_case, such as \'unavailable\', \'rate_limited\', \'address_unknown\', \'consent_withdrawn\' or what the provider says."},{"name":"nextAttemptAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it is tried again, in milliseconds since 1970-01-01T00:00:00Z; null: it is given up."},{"name":"refusedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it was known, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
  {
    type: 'DeliveryReported',
    service: 'notifications',
    stream: 'delivery',
    text: '{"type":"record","name":"DeliveryReported","namespace":"scrip.notifications","doc":"The carrier reported what became of a message that it took.","fields":[{"name":"deliveryId","type":"string","doc":"Delivery this happened to; dlv_ and a ULID made from the message and its channel, so the same message never has two on one channel; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that is delivered; out_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder the message is for; hld_ and a ULID. The address is asked of cards when the message is handed over and is in no event."},{"name":"channel","type":"string","doc":"Channel it goes out on: \'sms\', \'email\', \'webhook\' or \'inbox\'."},{"name":"providerKey","type":"string","doc":"Provider that reports."},{"name":"arrived","type":"boolean","doc":"Whether it arrived."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why it did not, as the carrier says, in snake_case; null where it arrived."},{"name":"reportedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it arrived or was given up, by the carrier\'s clock, in milliseconds since 1970-01-01T00:00:00Z."}]}',
  },
];
