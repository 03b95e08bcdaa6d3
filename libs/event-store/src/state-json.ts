/** States and refusals as JSON text: plain data, with amounts (bigint) kept exact as {"$int": "…"}. */
import type { Refusal } from '@scrip/decider';

/** Keys in the order of the object, so equal states built alike give equal text. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? { $int: field.toString() } : field,
  );
}

/** The inverse of `toText`. */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && '$int' in field && typeof field.$int === 'string'
      ? BigInt(field.$int)
      : field,
  );
}

/** A refusal as it is kept with its key. */
export function refusalToJson(refusal: Refusal): string {
  return toText(refusal);
}

/** The inverse of `refusalToJson`. */
export function refusalFromJson(text: string): Refusal {
  return fromText(text) as Refusal;
}
