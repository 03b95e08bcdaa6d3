import { describe, it } from '@jest/globals';
import type { ContactPolicy, Outreach } from '@scrip/programme';
import { given } from '@scrip/testing';
import { draftDecider, writeDraft } from './draft.decider.ts';

const outreach = (on: Outreach['on'], channel: Outreach['channel']): Outreach => ({
  key: `${on}-${channel}`,
  name: { 'zh-CN': '信', en: 'Letter' },
  on,
  channel,
  category: 'service',
});
const contact: ContactPolicy = {
  triggers: [],
  templates: [],
  drafts: { writtenBy: ['shop'], approvedBy: ['centre'] },
  outreach: [outreach('birthday', 'call'), outreach('returnOrExchange', 'sms'), outreach('newSeasonPurchase', 'sms')],
};
const draft = {
  draftId: 'dft_1',
  programmeId: 'mall-vip',
  programmeVersion: 1,
  textZh: '信',
  textEn: 'Letter',
  sendAt: 2,
};

describe('a text for one occasion', () => {
  it('is of outreach that a day brings, and not of a call or of what follows an event of one holder', () => {
    const shop = { subject: 'shop-1', roles: new Set(['shop']) };
    for (const outreachKey of ['birthday-call', 'returnOrExchange-sms', 'newSeasonPurchase-sms'])
      given(draftDecider)
        .when((state) => writeDraft(state, { ...draft, outreachKey }, contact, shop, 1))
        .thenRefused('outreach_unknown', { outreachKey });
  });
});
