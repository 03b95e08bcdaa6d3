/** What the routes of vendors, their files and their letters have in common. */
import type { EventLog } from '@scrip/event-store';
import { type Caller, Problem } from '@scrip/http';
import { z } from 'zod';
import { type VendorState, vendorDecider, vendorStream } from './vendor.decider.ts';

/** What is not there is not there; others are 409. */
export const VENDOR_REFUSALS = { vendor_unknown: 404, packing_list_unknown: 404, lines_refused: 422 } as const;

export const VENDOR_ID = /^[a-z0-9-]{2,40}$/;
export const vendorIdField = z
  .string()
  .regex(VENDOR_ID)
  .describe("An issuer's own key of a vendor: 2 to 40 of a-z, 0-9 and -.");
export const vendorParam = z.object({ vendorId: vendorIdField });

/**
 * A token that is bound to a party (its claim `scrip_merchant`) is a vendor's own here. Throws the Problem 403
 * `vendor_mismatch` where it acts for another one.
 */
export function requireOwnVendor(caller: Caller, vendorId: string): void {
  if (caller.merchantId === null || caller.merchantId === vendorId) return;
  throw new Problem(403, 'vendor_mismatch', 'This token acts for another vendor', {
    members: { vendorId: caller.merchantId },
  });
}

/** What is agreed with a vendor now. Throws the Problem 404 `vendor_unknown`. */
export async function requireVendor(
  log: EventLog,
  issuerId: string,
  vendorId: string,
): Promise<Extract<VendorState, { status: 'known' }>['terms']> {
  const { state } = await log.state(vendorDecider, vendorStream(issuerId, vendorId));
  if (state.status === 'known') return state.terms;
  throw new Problem(404, 'vendor_unknown', 'There is no such vendor', { members: { vendorId } });
}
