import { describe, it } from '@jest/globals';
import type { HolderDocument, HolderEvent } from '@scrip/contracts';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import { changeProfile, comeBack, depart, type HolderState, holderDecider, storeDocument } from './holder.decider.ts';
import { eraseHolder } from './holder-erase.rule.ts';
import { approveMerge, proposeMerge } from './holder-merge.rule.ts';
import { approveNameChange, proposeNameChange, refuseNameChange } from './holder-name.rule.ts';

const registered = (holderId = 'hld_1'): HolderEvent => ({
  type: 'HolderRegistered',
  data: { holderId, locale: 'zh-CN' },
});
const document: HolderDocument = {
  documentId: 'doc_1',
  kind: 'identity',
  mediaType: 'image/png',
  sizeBytes: 10,
  sha256: 'ab',
};
const stored: HolderEvent = { type: 'HolderDocumentStored', data: { holderId: 'hld_1', document, storedBy: 'desk-1' } };
const erased: HolderEvent = {
  type: 'HolderErased',
  data: { holderId: 'hld_1', cause: 'request', lastUsedAt: null, documents: 0 },
};
const merged: HolderEvent = {
  type: 'HolderMerged',
  data: { holderId: 'hld_1', mergeId: 'hmg_1', survivorId: 'hld_2', proposedBy: 'a', approvedBy: 'b' },
};
const nameChange = {
  changeId: 'hnc_1',
  fields: ['name'],
  documentIds: ['doc_1'],
  proposedBy: 'desk-1',
  sameIdNumber: null,
};

describe('a profile', () => {
  it('changes, and the fact names the fields and not what they say', () => {
    given(holderDecider, registered())
      .when((state) => changeProfile(state, { fields: ['mobile'], locale: 'en' }))
      .then({
        type: 'HolderProfileChanged',
        data: { holderId: 'hld_1', fields: ['mobile', 'locale'], revision: 2, locale: 'en' },
      });
  });

  it('that says the same already is refused', () => {
    given(holderDecider, registered())
      .when((state) => changeProfile(state, { fields: [], locale: 'zh-CN' }))
      .thenRefused('nothing_changed', {});
  });

  it('of somebody who is not there, was erased or merged is refused in that order', () => {
    const change = (state: HolderState) => changeProfile(state, { fields: ['mobile'], locale: null });
    given(holderDecider).when(change).thenRefused('holder_unknown', {});
    given(holderDecider, registered(), erased).when(change).thenRefused('holder_erased', {});
    given(holderDecider, registered(), merged).when(change).thenRefused('holder_merged', { survivorId: 'hld_2' });
  });
});

describe('a holder who died or moved away', () => {
  it('is noted once, and noted back', () => {
    given(holderDecider, registered())
      .when((state) => depart(state, 'moved_away'))
      .then({ type: 'HolderDeparted', data: { holderId: 'hld_1', departure: 'moved_away' } });
    const gone: HolderEvent = { type: 'HolderDeparted', data: { holderId: 'hld_1', departure: 'died' } };
    given(holderDecider, registered(), gone)
      .when((state) => depart(state, 'died'))
      .thenRefused('holder_departed', { departure: 'died' });
    given(holderDecider, registered(), gone)
      .when(comeBack)
      .then({ type: 'HolderReturned', data: { holderId: 'hld_1', departure: 'died' } });
    given(holderDecider, registered()).when(comeBack).thenRefused('holder_not_departed', {});
  });
});

describe('documents', () => {
  it('are fifty at most', () => {
    const many = Array.from({ length: 50 }, (): HolderEvent => stored);
    given(holderDecider, registered(), ...many)
      .when((state) => storeDocument(state, { document, storedBy: 'desk-1' }))
      .thenRefused('documents_too_many', { documents: 50, most: 50 });
  });
});

describe('a change of name', () => {
  const proposed: HolderEvent = {
    type: 'HolderNameChangeProposed',
    data: { holderId: 'hld_1', changeId: 'hnc_1', fields: ['name'], documentIds: ['doc_1'], proposedBy: 'desk-1' },
  };

  it('is recorded with its documents and approved by another', () => {
    given(holderDecider, registered(), stored)
      .when((state) => proposeNameChange(state, nameChange))
      .then(proposed);
    given(holderDecider, registered(), stored, proposed)
      .when((state) => approveNameChange(state, { changeId: 'hnc_1', by: 'head-1', sameIdNumber: null }))
      .then({
        type: 'HolderNameChanged',
        data: {
          holderId: 'hld_1',
          changeId: 'hnc_1',
          fields: ['name'],
          revision: 2,
          proposedBy: 'desk-1',
          approvedBy: 'head-1',
        },
      });
  });

  it('is refused while another is open, without its documents, when nothing changes, for the ID number of another', () => {
    given(holderDecider, registered(), stored, proposed)
      .when((state) => proposeNameChange(state, { ...nameChange, changeId: 'hnc_2' }))
      .thenRefused('name_change_open', { changeId: 'hnc_1' });
    given(holderDecider, registered())
      .when((state) => proposeNameChange(state, nameChange))
      .thenRefused('document_unknown', { documentId: 'doc_1' });
    given(holderDecider, registered(), stored)
      .when((state) => proposeNameChange(state, { ...nameChange, fields: [] }))
      .thenRefused('nothing_changed', {});
    given(holderDecider, registered(), stored)
      .when((state) => proposeNameChange(state, { ...nameChange, sameIdNumber: 'hld_9' }))
      .thenRefused('holder_exists', { holderId: 'hld_9' });
  });

  it('is not approved by who recorded it, nor when none waits, nor for an ID number that somebody has by now', () => {
    const by = (who: string, changeId = 'hnc_1', sameIdNumber: string | null = null) =>
      given(holderDecider, registered(), stored, proposed).when((state) =>
        approveNameChange(state, { changeId, by: who, sameIdNumber }),
      );
    by('head-1', 'hnc_2').thenRefused('name_change_unknown', {});
    by('desk-1').thenRefused('own_proposal', { proposedBy: 'desk-1' });
    by('head-1', 'hnc_1', 'hld_9').thenRefused('holder_exists', { holderId: 'hld_9' });
  });

  it('may be taken back, and then another may be recorded', () => {
    given(holderDecider, registered(), stored, proposed)
      .when((state) => refuseNameChange(state, { changeId: 'hnc_1', by: 'desk-1', reason: 'mistake' }))
      .then({
        type: 'HolderNameChangeRefused',
        data: { holderId: 'hld_1', changeId: 'hnc_1', refusedBy: 'desk-1', reason: 'mistake' },
      });
  });
});

describe('two holders who are one person', () => {
  const survivor: HolderState = given(holderDecider, registered('hld_2'))
    .when((state) => depart(state, 'died'))
    .then({ type: 'HolderDeparted', data: { holderId: 'hld_2', departure: 'died' } }).state;
  const asked = { mergeId: 'hmg_1', survivorId: 'hld_2', reason: 'same_person', proposedBy: 'desk-1' };
  const proposed: HolderEvent = { type: 'HolderMergeProposed', data: { holderId: 'hld_1', ...asked } };

  it('become one when another approves, with all that were the first before', () => {
    given(holderDecider, registered())
      .when((state) => proposeMerge(state, survivor, asked))
      .then(proposed);
    const absorbed: HolderEvent = {
      type: 'HolderAbsorbed',
      data: { holderId: 'hld_1', mergeId: 'hmg_0', absorbedId: 'hld_0' },
    };
    const { decision } = given(holderDecider, registered(), absorbed, proposed).when(
      (state) => approveMerge(state, survivor, { mergeId: 'hmg_1', by: 'head-1' }) as never,
    );
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const ids = JSON.stringify(decision.events);
    for (const absorbedId of ['hld_0', 'hld_1']) {
      if (!ids.includes(`"holderId":"hld_2","mergeId":"hmg_1","absorbedId":"${absorbedId}"`)) throw new Error(ids);
    }
  });

  it('are refused: itself, while something waits, a survivor who is not there', () => {
    given(holderDecider, registered())
      .when((state) => proposeMerge(state, state, { ...asked, survivorId: 'hld_1' }))
      .thenRefused('merge_with_itself', {});
    given(holderDecider, registered(), proposed)
      .when((state) => proposeMerge(state, survivor, asked))
      .thenRefused('merge_open', { mergeId: 'hmg_1' });
    given(holderDecider, registered())
      .when((state) => proposeMerge(state, { kind: 'unknown' }, asked))
      .thenRefused('survivor_not_there', { survivorId: 'hld_2' });
  });

  it('are not approved by who proposed it', () => {
    const approve = (by: string, mergeId = 'hmg_1') =>
      given(holderDecider, registered(), proposed).when(
        (state) => approveMerge(state, survivor, { mergeId, by }) as never,
      );
    approve('head-1', 'hmg_9').thenRefused('merge_unknown', {});
    approve('desk-1').thenRefused('own_proposal', { proposedBy: 'desk-1' });
  });
});

describe('an erasure', () => {
  const at = Date.parse('2030-06-01T00:00:00+08:00');
  const nothing = { openCards: 0, valueFen: fen(0), lastUsedAt: null };
  const erase = (use: Parameters<typeof eraseHolder>[1]['use']) =>
    given(holderDecider, registered()).when((state) =>
      eraseHolder(state, { cause: 'request', use, documents: { hld_1: 2 }, at }),
    );

  it('is at once where there never was a card, and names those merged into the holder', () => {
    erase(nothing).then({
      type: 'HolderErased',
      data: { holderId: 'hld_1', cause: 'request', lastUsedAt: null, documents: 2 },
    });
  });

  it('is refused for a card that is open, for value that is left, and for five years after the last use', () => {
    erase({ ...nothing, openCards: 2, valueFen: fen(5) }).thenRefused('cards_open', { openCards: 2 });
    erase({ ...nothing, valueFen: fen(5) }).thenRefused('value_left', { valueFen: fen(5) });
    erase({ ...nothing, lastUsedAt: Date.parse('2025-06-01T00:00:01+08:00') }).thenRefused('records_kept', {
      lastUsedAt: '2025-05-31T16:00:01.000Z',
      keptUntil: '2030-05-31T16:00:01.000Z',
    });
    const lastUsedAt = Date.parse('2025-06-01T00:00:00+08:00');
    erase({ ...nothing, lastUsedAt }).then({
      type: 'HolderErased',
      data: { holderId: 'hld_1', cause: 'request', lastUsedAt, documents: 2 },
    });
  });
});
