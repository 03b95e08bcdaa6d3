import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import type { CardEvent, ProgrammeEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { captureLive, compareProjection, EventLog, newId, ProjectionRunner, type Who } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { COMMANDS, ids } from '../test/card-commands.ts';
import { cardDecider } from './card/card.decider.ts';
import { type CardView, cardOf, cardProjection, cardsOf } from './card/card.projection.ts';
import { programmeDecider, programmeStream } from './programme/programme.decider.ts';
import { draftsOf, programmeDraftProjection } from './programme/programme-draft.projection.ts';
import { latestVersions, programmeVersionProjection } from './programme/programme-version.projection.ts';

const ISSUED_AT = '2025-01-10T01:00:00.000Z';
const LOST_AT = '2025-06-01T02:00:00.000Z';
/** The card of the commands, from its application to a loss after it was found once. */
const longLived = ids.cardId;
const LIFE = (
  'apply approve produce stock allot issueMade activate setPin suspend resume steal proposeUnblock approveUnblock ' +
  'tryWrongPin tryWrongPin tryWrongPin damage startReplacement lose'
).split(' ');
const who: Who = {
  issuerId: 'iss_a',
  actor: 'desk-7',
  occurredAt: parseRfc3339(ISSUED_AT),
  correlationId: 'cor_1',
  causationId: null,
  traceparent: null,
};

describe('the projections of cards', () => {
  const projections = [programmeVersionProjection, programmeDraftProjection, cardProjection];
  let database: ThrowawayDatabase;
  let log: EventLog;
  let runner: ProjectionRunner;
  const problems: unknown[] = [];
  /** Ids of three cards: lost after use, handed over, and just made. */
  let cards: string[];

  beforeAll(async () => {
    database = await throwawayDatabase('cards');
    const clock = { now: () => parseRfc3339(LOST_AT) };
    const names = projections.map(({ name }) => name);
    log = await EventLog.open({ service: 'cards', connection: database.appUrl, clock, projections: names });
    runner = new ProjectionRunner(log, projections, (_name, error) => problems.push(error));
    await runner.start();
    for (const version of [1, 2]) await publish(version);
    await draftsAndVersions();
    cards = [await card(3), await card(2), await card(1)];
    await live(LIFE);
    expect(await runner.reached((await log.head()).position, 10_000)).toBe(true);
  });

  afterAll(async () => {
    await runner?.stop();
    await log?.close();
    await database?.drop();
  });

  async function publish(version: number): Promise<void> {
    const document = { ...preset('mall-vip'), version };
    const event: ProgrammeEvent = {
      type: 'ProgrammePublished',
      data: {
        programmeId: document.id,
        version,
        effectiveAt: parseRfc3339(document.effectiveAt),
        documentJson: JSON.stringify(document),
      },
    };
    const streamId = programmeStream(who.issuerId, document.id);
    await log.execute({ who, key: null, decider: programmeDecider, streamId, decide: () => accept(event) });
  }

  /** A draft that is returned once and becomes version 3, one that is given up, and a version 4 that is withdrawn. */
  async function draftsAndVersions(): Promise<void> {
    const document = preset('mall-vip');
    const of = { programmeId: document.id };
    const draft = { ...of, draftId: 'drf_1' };
    const effectiveAt = parseRfc3339(document.effectiveAt);
    const version = (number: number): ProgrammeEvent => ({
      type: 'ProgrammePublished',
      data: { ...of, version: number, effectiveAt, documentJson: JSON.stringify({ ...document, version: number }) },
    });
    const saved = (draftId: string, revision: number): ProgrammeEvent => ({
      type: 'ProgrammeDraftSaved',
      data: { ...of, draftId, revision, documentText: 'id: mall-vip', savedBy: 'desk-7' },
    });
    const events: readonly ProgrammeEvent[] = [
      saved('drf_1', 1),
      { type: 'ProgrammeDraftSubmitted', data: { ...draft, revision: 1, submittedBy: 'desk-7' } },
      { type: 'ProgrammeDraftReturned', data: { ...draft, revision: 1, reason: 'fee_unclear', returnedBy: 'head' } },
      saved('drf_1', 2),
      { type: 'ProgrammeDraftSubmitted', data: { ...draft, revision: 2, submittedBy: 'desk-7' } },
      version(3),
      { type: 'ProgrammeDraftApproved', data: { ...draft, revision: 2, version: 3, approvedBy: 'head' } },
      {
        type: 'ProgrammeRulesChecked',
        data: { ...of, version: 3, level: 'warn', rulesBroken: ['named_card_cap'] },
      },
      saved('drf_2', 1),
      { type: 'ProgrammeDraftDiscarded', data: { ...of, draftId: 'drf_2', discardedBy: 'desk-7' } },
      version(4),
      {
        type: 'ProgrammeVersionWithdrawn',
        data: { ...of, version: 4, reason: 'wrong_fee', withdrawnBy: 'head' },
      },
    ];
    const streamId = programmeStream(who.issuerId, document.id);
    for (const event of events) {
      await log.execute({ who, key: null, decider: programmeDecider, streamId, decide: () => accept(event) });
    }
  }

  async function card(steps: number): Promise<string> {
    const [cardId, walletId, holderId] = [newId('crd'), newId('wal'), 'hld_1'];
    const life: CardEvent[] = [
      {
        type: 'CardIssued',
        data: {
          cardId,
          cardNumber: cardId,
          sequence: 1,
          holderId,
          walletId,
          programmeId: 'mall-vip',
          programmeVersion: 2,
          productKey: 'vip',
          cardVersion: null,
          form: null,
          applicationId: null,
          replacesCardId: null,
          cause: null,
        },
      },
      { type: 'CardActivated', data: { cardId, walletId, sequence: 1, cardVersion: null, expiresAt: null } },
      {
        type: 'CardReportedLost',
        data: {
          cardId,
          walletId,
          holderId,
          sequence: 1,
          cardVersion: null,
          cause: null,
          reportedAt: parseRfc3339(LOST_AT),
          channel: 'desk',
        },
      },
    ];
    for (const event of life.slice(0, steps)) {
      await log.execute({ who, key: null, decider: cardDecider, streamId: cardId, decide: () => accept(event) });
    }
    return cardId;
  }

  /** One card, by commands that are each accepted. */
  async function live(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const verdict = await log.execute({
        who,
        key: null,
        decider: cardDecider,
        streamId: longLived,
        decide: (state) => COMMANDS[name]?.(state) ?? accept(),
      });
      expect({ [name]: verdict.kind }).toEqual({ [name]: 'accepted' });
    }
  }

  it('show a card in each state of its life, with its times', async () => {
    const views = await Promise.all(cards.map((cardId) => cardOf(log.pool, who.issuerId, cardId)));
    const shown = views.map((view) => {
      const { state, issuedAt, activatedAt, reportedLostAt } = view as CardView;
      return { state, issuedAt, activatedAt, reportedLostAt };
    });
    expect(shown).toEqual([
      { state: 'lost', issuedAt: ISSUED_AT, activatedAt: ISSUED_AT, reportedLostAt: LOST_AT },
      { state: 'active', issuedAt: ISSUED_AT, activatedAt: ISSUED_AT, reportedLostAt: null },
      { state: 'issued', issuedAt: ISSUED_AT, activatedAt: null, reportedLostAt: null },
    ]);
  });

  it('show what a long life has left, however much of it comes at once', async () => {
    const view = await cardOf(log.pool, who.issuerId, longLived);
    expect(view).toMatchObject({
      state: 'lost',
      cardVersion: 1,
      placeKind: null,
      pin: 'locked',
      reportedLostAt: '2025-06-01T00:00:00.000Z',
      replacementCardId: 'crd_2',
      issuedAt: ISSUED_AT,
    });
  });

  it('show the latest version of a programme', async () => {
    const now = parseRfc3339(LOST_AT);
    const listed = await latestVersions(log.pool, { issuerId: who.issuerId, now, after: '', limit: 10 });
    expect(listed).toMatchObject([{ programmeId: 'mall-vip', version: 3, publishedAt: LOST_AT, state: 'in_force' }]);
    expect(listed[0]).toMatchObject({ draftId: 'drf_1', rulePack: { level: 'warn', broken: ['named_card_cap'] } });
    expect(await latestVersions(log.pool, { issuerId: 'iss_b', now, after: '', limit: 10 })).toEqual([]);
  });

  it('list drafts with what became of them', async () => {
    const asked = { issuerId: who.issuerId, programmeId: 'mall-vip', before: 'drf_~', limit: 10 };
    expect(await draftsOf(log.pool, asked)).toMatchObject([
      { draftId: 'drf_2', state: 'discarded', decidedBy: 'desk-7' },
      {
        draftId: 'drf_1',
        revision: 2,
        state: 'approved',
        version: 3,
        savedBy: 'desk-7',
        decidedBy: 'head',
        reason: null,
      },
    ]);
    expect(await draftsOf(log.pool, { ...asked, state: 'open' })).toEqual([]);
  });

  it('list cards in pages that leave none out', async () => {
    const [first] = await cardsOf(log.pool, { issuerId: who.issuerId, holderId: 'hld_1', after: '', limit: 1 });
    const after = first?.cardId ?? '';
    const rest = await cardsOf(log.pool, {
      issuerId: who.issuerId,
      productKey: 'vip',
      programmeId: 'mall-vip',
      after,
      limit: 5,
    });
    expect([first, ...rest].map((view) => view?.cardId).sort()).toEqual([...cards].sort());
    expect(await cardsOf(log.pool, { issuerId: 'iss_b', after: '', limit: 5 })).toEqual([]);
  });

  it.each([
    ['one event at a time', 1],
    ['two at a time', 2],
    ['all at once', 1_000],
  ])('are the same built anew, %s', async (_how, size) => {
    for (const projection of projections) {
      const found = await compareProjection(log, await captureLive(log, projection), log, () => undefined, size);
      expect(found).toMatchObject({ equal: true, rows: projection === programmeDraftProjection ? 2 : 4 });
    }
    expect(problems).toEqual([]);
  });
});
