/** What the routes of distributors have in common. */
import { Problem } from '@scrip/http';
import { z } from 'zod';
import { distributorIdField, orderIdField } from '../fields.ts';

/** What is not there, or another issuer's, is not there. The others are 409. */
export const DISTRIBUTOR_REFUSALS = { distributor_unknown: 404, order_unknown: 404 } as const;

export const distributorParam = z.object({ distributorId: distributorIdField });
export const orderParam = z.object({ distributorId: distributorIdField, orderId: orderIdField });

/** The same for a distributor that is not there and for another issuer's. */
export function distributorUnknown(distributorId: string): Problem {
  return new Problem(404, 'distributor_unknown', 'There is no such distributor', { members: { distributorId } });
}
