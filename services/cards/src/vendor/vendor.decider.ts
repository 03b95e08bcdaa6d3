/** A vendor that makes and posts cards: which key its files are sealed to, what it makes, what it is paid (domain 2.9). */
import type { VendorEvent, VendorRegistered } from '@scrip/contracts';
import { accept, type Decider, type Decision, type Refusal, reject } from '@scrip/decider';

/** What is agreed with a vendor, as the schema of VendorRegistered describes it; the version is counted here. */
export type VendorTerms = Omit<VendorRegistered, 'termsVersion'>;

/** What is known of a vendor's key: nothing, or what is agreed with it now. */
export type VendorState = { readonly status: 'none' } | { readonly status: 'known'; readonly terms: VendorRegistered };

export const vendorDecider: Decider<VendorState, VendorEvent> = {
  stream: 'vendor',
  initial: { status: 'none' },
  evolve(_state, event) {
    switch (event.type) {
      case 'VendorRegistered':
      case 'VendorChanged':
        return { status: 'known', terms: event.data };
    }
  },
};

/** The stream of an issuer's vendor; its key is unique within the issuer only. */
export function vendorStream(issuerId: string, vendorId: string): string {
  return `vnd_${issuerId}.${vendorId}`;
}

/**
 * Why a vendor makes no cards of a product; undefined where it does. In the order tried:
 * - `vendor_unknown` {vendorId}: no such vendor was registered.
 * - `product_not_made` {vendorId, productKey}: the vendor does not make this product.
 */
export function whyNotMade(
  vendor: VendorState,
  { vendorId, productKey }: { readonly vendorId: string; readonly productKey: string },
): Refusal | undefined {
  if (vendor.status === 'none') return { code: 'vendor_unknown', detail: { vendorId } };
  if (vendor.terms.productKeys.includes(productKey)) return undefined;
  return { code: 'product_not_made', detail: { vendorId, productKey } };
}

/** Registers a vendor. Refused: `vendor_exists` {vendorId, termsVersion}. */
export function registerVendor(state: VendorState, terms: VendorTerms): Decision<VendorEvent> {
  if (state.status === 'known') {
    return reject('vendor_exists', { vendorId: terms.vendorId, termsVersion: state.terms.termsVersion });
  }
  return accept({ type: 'VendorRegistered', data: { ...terms, termsVersion: 1 } });
}

/**
 * Agrees other terms from now on; files that were made and letters that were posted keep their prices. The same again
 * needs no new fact. Refusals in the order tried:
 * - `vendor_unknown` {vendorId}
 * - `terms_version_moved` {asked, termsVersion}: somebody changed them since they were looked at.
 */
export function changeVendor(
  state: VendorState,
  terms: VendorTerms,
  { termsVersion: asked }: { readonly termsVersion: number },
): Decision<VendorEvent> {
  if (state.status === 'none') return reject('vendor_unknown', { vendorId: terms.vendorId });
  const { termsVersion } = state.terms;
  if (asked !== termsVersion) return reject('terms_version_moved', { asked, termsVersion });
  if (isSame(state.terms, terms)) return accept();
  return accept({ type: 'VendorChanged', data: { ...terms, termsVersion: termsVersion + 1 } });
}

function isSame(a: VendorTerms, b: VendorTerms): boolean {
  return (
    a.keyKind === b.keyKind &&
    a.keyFingerprint === b.keyFingerprint &&
    a.cardFen === b.cardFen &&
    a.postFen === b.postFen &&
    a.productKeys.join(' ') === b.productKeys.join(' ')
  );
}
