/** What one person brings and another approves: a change of name or identity document, and two holders who are one. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { HolderEvent, ScripEvent } from '@scrip/contracts';
import { EventLog, on, type Placed } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { reasonField } from '../card/card-route.ts';
import { holderIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { unechoed } from '../vault/personal-input.ts';
import type { Profile } from '../vault/profile.ts';
import { isSameIdNumber, Vault } from '../vault/vault.ts';
import { VaultDocuments } from '../vault/vault-documents.ts';
import { type HolderState, holderDecider } from './holder.decider.ts';
import { approveMerge, proposeMerge, refuseMerge } from './holder-merge.rule.ts';
import { approveNameChange, proposeNameChange, refuseNameChange } from './holder-name.rule.ts';
import {
  decideHolder,
  documentIdField,
  HOLDER_REFUSALS,
  holderParam,
  idNumberField,
  idOf,
  nameField,
  readingFields,
  requireHolder,
} from './holder-route.ts';

type Reply = Parameters<typeof answer>[2];

const CHANGE_ID = z.string().regex(/^hnc_[0-9A-HJKMNP-TV-Z]{26}$/);
const MERGE_ID = z.string().regex(/^hmg_[0-9A-HJKMNP-TV-Z]{26}$/);
/** What a change of name waits under in the vault. */
const PENDING_KIND = 'pending-identity';

const nameChange = z
  .strictObject({
    name: nameField.optional(),
    idNumber: idNumberField.optional(),
    documentIds: z.array(documentIdField).min(1).max(10).describe('That show it; brought in before.'),
  })
  .refine(({ name, idNumber }) => name !== undefined || idNumber !== undefined, {
    error: 'expected a name or an idNumber',
  });
const nameChangeBody = unechoed(nameChange);
const mergeBody = z.strictObject({
  survivorId: holderIdField.describe('The holder who stays.'),
  reason: reasonField,
});
const refusalBody = z.strictObject({ reason: reasonField });
const changeParam = z.object({ holderId: holderIdField, changeId: CHANGE_ID });
/** How often an approval looks for another holder of the ID number: the second time that one may not be written yet. */
const LOOKS_MAX = 5;
const mergeParam = z.object({ holderId: holderIdField, mergeId: MERGE_ID });
const readQuery = z.object(readingFields);

const proposedAnswer = z.object({ holderId: holderIdField, changeId: CHANGE_ID, fields: z.array(z.string()) });
const pendingAnswer = proposedAnswer.extend({
  name: z.string().optional(),
  idNumber: z.string().optional(),
  proposedBy: z.string(),
});
const mergedAnswer = z.object({ holderId: holderIdField, mergeId: MERGE_ID, survivorId: holderIdField });

/** Of a change of name: what it would be. */
type Identity = Pick<Profile, 'idNumber'> & { readonly name?: string | undefined };

@Controller('cards/v1/holders/:holderId')
export class HolderApprovalHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #documents: VaultDocuments;

  constructor(log: EventLog, vault: Vault, documents: VaultDocuments) {
    this.#log = log;
    this.#vault = vault;
    this.#documents = documents;
  }

  @Post('name-changes')
  @Scope('cards:holder.propose')
  @ApiOperation({
    summary: 'Record that a name or identity document changed',
    description:
      'With the documents that show it; nothing changes before another person approves. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `name_change_open` {changeId}; 404 `document_unknown` {documentId}; 409 `nothing_changed`; 409 `holder_exists` {holderId}.',
  })
  @ApiCreatedResponse({ standardSchema: proposedAnswer })
  async proposeName(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: nameChangeBody }) { documentIds, ...identity }: z.output<typeof nameChange>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who, key } = command;
    const holder = { issuerId: who.issuerId, holderId };
    const changeId = idOf('hnc', command);
    const change = await this.#vault.change(holder, (profile) => withIdentity(profile, identity));
    const pending = {
      documentId: changeId,
      kind: PENDING_KIND,
      mediaType: 'application/json',
      content: Buffer.from(JSON.stringify(identity), 'utf8'),
    };
    const sealed = await this.#documents.seal(holder, pending);
    const sameIdNumber = await this.#otherOf(identity.idNumber, holderId, command);
    const asked = { changeId, fields: change?.fields ?? [], documentIds, proposedBy: who.actor, sameIdNumber };
    const verdict = await decideHolder(
      this.#log,
      { ...command, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } },
      {
        holderId,
        decide: (state) => proposeNameChange(state, asked),
        writes: sealed && ((tx) => this.#documents.store(tx, sealed)),
      },
    );
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => nameBody(event) }, reply);
  }

  @Get('name-changes/:changeId')
  @Scope('cards:holder.approve')
  @ApiOperation({
    summary: 'Read what a change of name would change',
    description: 'A fact with its reader and what it was for. 404 `name_change_unknown` when none of this id waits.',
  })
  @ApiOkResponse({ standardSchema: pendingAnswer })
  async pending(
    @Param({ schema: changeParam }) { holderId, changeId }: z.output<typeof changeParam>,
    @Query({ schema: readQuery }) { reason, purpose }: z.output<typeof readQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<object> {
    await requireHolder(this.#log, issuerId, holderId);
    const { state } = await this.#log.state(holderDecider, holderId);
    const waiting = state.kind === 'registered' && state.nameChange?.changeId === changeId ? state.nameChange : null;
    const reading = { issuerId, actor: subject, reason, purpose };
    const read = waiting && (await this.#documents.read({ issuerId, holderId }, changeId, reading));
    if (!read) throw new Problem(404, 'name_change_unknown', 'No such change waits', { members: { changeId } });
    return { holderId, ...waiting, ...identityIn(read.content) };
  }

  @Post('name-changes/:changeId/approval')
  @Scope('cards:holder.approve')
  @ApiOperation({
    summary: 'Approve a change of name or identity document',
    description:
      'The vault has it in the same moment. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 404 `name_change_unknown`; 403 `own_proposal` {proposedBy}; 409 `holder_exists` {holderId}.',
  })
  @ApiCreatedResponse({ standardSchema: proposedAnswer })
  async approveName(
    @Param({ schema: changeParam }) { holderId, changeId }: z.output<typeof changeParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const holder = { issuerId: command.who.issuerId, holderId };
    for (let attempt = 1; ; attempt += 1) {
      const pending = await this.#documents.peek(holder, changeId);
      const identity = pending?.kind === PENDING_KIND ? identityIn(pending.content) : {};
      const change = await this.#vault.change(holder, (profile) => withIdentity(profile, identity));
      const sameIdNumber = await this.#otherOf(identity.idNumber, holderId, command);
      try {
        const verdict = await decideHolder(this.#log, command, {
          holderId,
          decide: (state) => approveNameChange(state, { changeId, by: command.who.actor, sameIdNumber }),
          writes: change && ((tx) => this.#vault.rewrite(tx, change)),
        });
        return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => nameBody(event) }, reply);
      } catch (error) {
        // Somebody registers this ID number: a look finds that holder once that command stands.
        if (attempt < LOOKS_MAX && isSameIdNumber(error)) continue;
        throw error;
      }
    }
  }

  @Post('name-changes/:changeId/refusal')
  @Scope('cards:holder.propose')
  @ApiOperation({
    summary: 'Turn a change of name down, or take an own one back',
    description:
      'Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 404 `name_change_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: z.object({ holderId: holderIdField, changeId: CHANGE_ID }) })
  async refuseName(
    @Param({ schema: changeParam }) { holderId, changeId }: z.output<typeof changeParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const by = command.who.actor;
    const verdict = await decideHolder(this.#log, command, {
      holderId,
      decide: (state) => refuseNameChange(state, { changeId, by, reason }),
    });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: () => ({ holderId, changeId }) }, reply);
  }

  @Post('merges')
  @Scope('cards:holder.propose')
  @ApiOperation({
    summary: 'Propose that this holder is the same person as another',
    description:
      'Nothing changes before another person approves. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `merge_with_itself`; 409 `merge_open` {mergeId}; 409 `name_change_open` {changeId}; 409 `survivor_not_there` {survivorId}.',
  })
  @ApiCreatedResponse({ standardSchema: mergedAnswer })
  async proposeMerge(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: mergeBody }) { survivorId, reason }: z.output<typeof mergeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: proposedBy } = command.who;
    await requireHolder(this.#log, issuerId, holderId);
    const own = await belongsTo(this.#log, issuerId, survivorId);
    const mergeId = idOf('hmg', command);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(holderDecider, holderId), ...(survivorId === holderId ? [] : [on(holderDecider, survivorId)])],
      decide: ([state, survivor = state]) => {
        const there = own ? (survivor as HolderState) : holderDecider.initial;
        const decision = proposeMerge(state as HolderState, there, { mergeId, survivorId, reason, proposedBy });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((event) => ({ streamId: holderId, event })) };
      },
    });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: mergeBodyOf }, reply);
  }

  @Post('merges/:mergeId/approval')
  @Scope('cards:holder.approve')
  @ApiOperation({
    summary: 'Approve a merge: the survivor has what both had',
    description:
      'Cards point at the survivor, searches find the survivor; who keeps things by holder hears of it. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 404 `merge_unknown`; 403 `own_proposal` {proposedBy}; 409 `survivor_not_there` {survivorId}.',
  })
  @ApiCreatedResponse({ standardSchema: mergedAnswer })
  async approveMerge(
    @Param({ schema: mergeParam }) { holderId, mergeId }: z.output<typeof mergeParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: by } = command.who;
    await requireHolder(this.#log, issuerId, holderId);
    const { state: before } = await this.#log.state(holderDecider, holderId);
    const survivorId = before.kind === 'registered' ? before.merge?.survivorId : undefined;
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(holderDecider, holderId), ...(survivorId === undefined ? [] : [on(holderDecider, survivorId)])],
      decide: ([state, survivor = holderDecider.initial]) => {
        const decision = approveMerge(state as HolderState, survivor as HolderState, { mergeId, by });
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap((facts): Placed[] => [
          { streamId: holderId, event: facts.merged },
          ...facts.absorbed.map((event) => ({ streamId: facts.survivorId, event })),
        ]);
        return { kind: 'accepted', events: placed };
      },
      writes: survivorId === undefined ? undefined : (tx) => this.#vault.merge(tx, { issuerId, holderId }, survivorId),
    });
    return answer<ScripEvent>(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: mergeBodyOf }, reply);
  }

  @Post('merges/:mergeId/refusal')
  @Scope('cards:holder.propose')
  @ApiOperation({
    summary: 'Turn a merge down, or take an own one back',
    description:
      'Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 404 `merge_unknown`.',
  })
  @ApiCreatedResponse({ standardSchema: mergedAnswer })
  async refuseMerge(
    @Param({ schema: mergeParam }) { holderId, mergeId }: z.output<typeof mergeParam>,
    @Body({ schema: refusalBody }) { reason }: z.output<typeof refusalBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const by = command.who.actor;
    const verdict = await decideHolder(this.#log, command, {
      holderId,
      decide: (state) => refuseMerge(state, { mergeId, by, reason }),
    });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: mergeBodyOf }, reply);
  }

  /** Another holder of the issuer who has this ID number. */
  async #otherOf(idNumber: string | undefined, holderId: string, { who }: CommandRequest): Promise<string | null> {
    if (idNumber === undefined) return null;
    const reading = { issuerId: who.issuerId, actor: who.actor, reason: 'change of ID number' };
    const found = await this.#vault.find('id_number', idNumber, { ...reading, purpose: 'correction' });
    return found.find((other) => other !== holderId) ?? null;
  }
}

function withIdentity(profile: Profile, { name, idNumber }: Identity): Profile {
  return { ...profile, ...(name !== undefined && { name }), ...(idNumber !== undefined && { idNumber }) };
}

function identityIn(content: Buffer): Identity {
  return JSON.parse(content.toString('utf8')) as Identity;
}

function nameBody(event: HolderEvent | undefined): object {
  if (event?.type !== 'HolderNameChangeProposed' && event?.type !== 'HolderNameChanged') return {};
  const { holderId, changeId, fields } = event.data;
  return { holderId, changeId, fields };
}

function mergeBodyOf(events: readonly ScripEvent[]): object {
  const [event] = events;
  if (event?.type !== 'HolderMergeProposed' && event?.type !== 'HolderMerged' && event?.type !== 'HolderMergeRefused') {
    return {};
  }
  const { holderId, mergeId, survivorId } = event.data;
  return { holderId, mergeId, survivorId };
}
