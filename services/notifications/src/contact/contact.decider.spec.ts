import { describe, expect, it } from '@jest/globals';
import type { ContactEvent } from '@scrip/contracts';
import { fold, InvariantError } from '@scrip/decider';
import { given } from '@scrip/testing';
import {
  beginContact,
  type Consent,
  chooseLocale,
  consentTo,
  contactDecider,
  contactOf,
  recordConsent,
} from './contact.decider.ts';

const HOLDER = 'hld_01JH0000000000000000000001';
const CONTACT = 'con_01JH0000000000000000000001';

const speaks = (locale: string): ContactEvent => ({
  type: 'ContactLocaleChosen',
  data: { contactId: CONTACT, holderId: HOLDER, locale },
});
const said = (consent: Consent): ContactEvent => ({
  type: 'ContactConsentRecorded',
  data: { contactId: CONTACT, holderId: HOLDER, ...consent },
});
const agreed: Consent = {
  category: 'marketing',
  channel: 'sms',
  given: true,
  proof: 'form-1',
  means: 'form',
  textVersion: null,
};
const optedOut: Consent = { ...agreed, given: false, proof: 'sms-reply-7' };

describe('a contact', () => {
  it('has the number of its holder', () => {
    expect(contactOf(HOLDER)).toBe(CONTACT);
  });

  it('begins with the language that the holder was registered with', () => {
    given(contactDecider)
      .when((contact) => beginContact(contact, HOLDER, 'en'))
      .then(speaks('en'));
  });

  it('begins once, and a registration that arrives again does not undo a choice', () => {
    given(contactDecider, speaks('en'), speaks('zh-CN'))
      .when((contact) => beginContact(contact, HOLDER, 'en'))
      .then();
  });

  it('keeps what was agreed when another language is chosen', () => {
    const { state } = given(contactDecider, speaks('en'), said(agreed))
      .when((contact) => chooseLocale(contact, 'zh-CN'))
      .then(speaks('zh-CN'));
    expect(state).toMatchObject({ locale: 'zh-CN', consents: [agreed] });
  });

  it('chooses the language it has without a new fact', () => {
    given(contactDecider, speaks('en'))
      .when((contact) => chooseLocale(contact, 'en'))
      .then();
  });
});

describe('a consent', () => {
  const answerTo = (...events: ContactEvent[]): string => {
    const contact = fold(contactDecider, events);
    return contact.kind === 'known' ? consentTo(contact, 'marketing', 'sms') : contact.kind;
  };

  it('is none until something is said, and then what was said last', () => {
    expect(answerTo(speaks('en'))).toBe('none');
    expect(answerTo(speaks('en'), said(agreed))).toBe('given');
    expect(answerTo(speaks('en'), said(agreed), said(optedOut))).toBe('withdrawn');
    expect(answerTo(speaks('en'), said(optedOut), said(agreed))).toBe('given');
  });

  it('counts for its own channel only', () => {
    expect(answerTo(speaks('en'), said({ ...agreed, channel: 'call' }))).toBe('none');
  });

  it('is recorded each time with its proof', () => {
    given(contactDecider, speaks('en'), said(agreed))
      .when((contact) => recordConsent(contact, { ...agreed, proof: 'form-2' }))
      .then(said({ ...agreed, proof: 'form-2' }));
  });

  it('cannot be held without the contact', () => {
    expect(() => fold(contactDecider, [said(agreed)])).toThrow(InvariantError);
  });
});

describe('refused, in this order', () => {
  it('a contact whose holder is not registered', () => {
    given(contactDecider)
      .when((contact) => recordConsent(contact, { ...agreed, category: 'service' }))
      .thenRefused('contact_unknown', {});
    given(contactDecider)
      .when((contact) => chooseLocale(contact, 'en'))
      .thenRefused('contact_unknown', {});
  });

  it.each(['service', 'security'])('a consent to %s messages, which need none', (category) => {
    given(contactDecider, speaks('en'))
      .when((contact) => recordConsent(contact, { ...optedOut, category }))
      .thenRefused('consent_not_needed', { category, channel: 'sms' });
  });
});
