/** States of a reception in their order; one that is refused or cancelled is over before its time (domain 2.11). */
export const RECEPTION_STATES = [
  'booked',
  'prepared',
  'received',
  'seen_off',
  'followed_up',
  'refused',
  'cancelled',
] as const;

/** Where a reception stands. */
export type ReceptionStatus = (typeof RECEPTION_STATES)[number];
