import { describe, it } from '@jest/globals';
import type { VendorEvent } from '@scrip/contracts';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { changeVendor, registerVendor, type VendorTerms, vendorDecider } from './vendor.decider.ts';

const terms: VendorTerms = {
  vendorId: 'card-works',
  keyKind: 'age',
  keyFingerprint: '00',
  cardFen: fen(800),
  postFen: fen(520),
  productKeys: ['gold'],
};
const registered: VendorEvent = { type: 'VendorRegistered', data: { ...terms, termsVersion: 1 } };
const dearer = { ...terms, cardFen: fen(900) };

describe('a vendor', () => {
  it('is registered once', () => {
    given(vendorDecider)
      .when((state) => registerVendor(state, terms))
      .then(registered);
    given(vendorDecider, registered)
      .when((state) => registerVendor(state, terms))
      .thenRefused('vendor_exists', { vendorId: 'card-works', termsVersion: 1 });
  });

  it('is changed from the version that was looked at; the same again is nothing new', () => {
    const changed: VendorEvent = { type: 'VendorChanged', data: { ...dearer, termsVersion: 2 } };
    given(vendorDecider)
      .when((state) => changeVendor(state, dearer, { termsVersion: 1 }))
      .thenRefused('vendor_unknown', { vendorId: 'card-works' });
    given(vendorDecider, registered)
      .when((state) => changeVendor(state, dearer, { termsVersion: 1 }))
      .then(changed);
    given(vendorDecider, registered, changed)
      .when((state) => changeVendor(state, terms, { termsVersion: 1 }))
      .thenRefused('terms_version_moved', { asked: 1, termsVersion: 2 });
    given(vendorDecider, registered, changed)
      .when((state) => changeVendor(state, dearer, { termsVersion: 2 }))
      .then();
  });
});
