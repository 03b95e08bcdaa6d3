/** A point in time as milliseconds since 1970-01-01T00:00:00Z, as Avro's `timestamp-millis`; the same number as in `@scrip/calendar`. */
export type EpochMs = number;

/** One event's schema with the place it was found at. */
export interface SchemaSource {
  /** Name of the event, which is the record's name and the message's `ce_type`. */
  readonly type: string;
  /** Service whose log holds the event. */
  readonly service: string;
  /** Stream within the service; the topic is `<service>.<stream>`. */
  readonly stream: string;
  /** The Avro schema as compact JSON with its docs. */
  readonly text: string;
}
