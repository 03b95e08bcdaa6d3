/**
 * Relatives of a holder, as an insurer's entitlements need them (domain 2.11): name and birth date are sealed under the key
 * of the holder who named them, and go when it goes. Services ask whether a relative is at most so old, never how old.
 */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ageOn, isBusinessDate } from '@scrip/calendar';
import type { HolderEvent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { unechoed } from '../vault/personal-input.ts';
import { type Relative, relativeContent, relativeIn } from '../vault/relative-content.ts';
import { Vault } from '../vault/vault.ts';
import { VaultDocuments } from '../vault/vault-documents.ts';
import { DOCUMENTS_MAX, storeDocument } from './holder.decider.ts';
import {
  birthDateField,
  decideHolder,
  HOLDER_REFUSALS,
  holderParam,
  idOf,
  nameField,
  readingFields,
  requireHolder,
} from './holder-route.ts';

type Reply = Parameters<typeof answer>[2];

/** What a relative is kept as among the documents of a holder. */
const KIND = 'relative';
const MEDIA_TYPE = 'application/json';
const AGE_MAX = 150;

const relativeIdField = z
  .string()
  .regex(/^rel_[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('A relative: rel_ and a ULID.');
const relativeParam = holderParam.extend({ relativeId: relativeIdField });
const relativeFields = z.strictObject({ name: nameField, birthDate: birthDateField });
const relativeBody = unechoed(relativeFields);
const readQuery = z.object(readingFields);
const ageQuery = z.object({
  ...readingFields,
  on: z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' }).describe('The day that counts.'),
  atMost: z.coerce.number().int().min(0).max(AGE_MAX).describe('Age in whole years.'),
});

const keptAnswer = z.object({ holderId: z.string(), relativeId: relativeIdField });
const readAnswer = z.object({ relativeId: relativeIdField, name: z.string(), birthDate: z.string() });
const ageAnswer = z.object({ relativeId: relativeIdField, on: z.string(), atMost: z.int(), isAtMost: z.boolean() });

@Controller('cards/v1/holders/:holderId/relatives')
export class RelativeHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #documents: VaultDocuments;

  constructor(log: EventLog, vault: Vault, documents: VaultDocuments) {
    this.#log = log;
    this.#vault = vault;
    this.#documents = documents;
  }

  @Post()
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: 'Bring a relative of a holder into the vault',
    description: `As a document of the holder; who it is leaves the vault no more than a document does. Refused, in this order: 404 \`holder_unknown\`; 410 \`holder_erased\`; 409 \`holder_merged\` {survivorId}; 409 \`documents_too_many\` {documents, most: ${DOCUMENTS_MAX}}.`,
  })
  @ApiCreatedResponse({ standardSchema: keptAnswer })
  async keep(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: relativeBody }) body: z.output<typeof relativeFields>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: storedBy } = command.who;
    await requireHolder(this.#log, issuerId, holderId);
    const content = relativeContent(body);
    const opened = { documentId: idOf('rel', command), kind: KIND, mediaType: MEDIA_TYPE, content };
    const sealed = await this.#documents.seal({ issuerId, holderId }, opened);
    const { documentId, kind, mediaType } = opened;
    const about = sealed?.document ?? { documentId, kind, mediaType, sizeBytes: 0, sha256: '' };
    const { key } = command;
    // What the log keeps of a request with personal data cannot be found by trying.
    const blind = { ...command, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } };
    const verdict = await decideHolder(this.#log, blind, {
      holderId,
      // Of a holder who is not there any more there is nothing to seal under, and the rule refuses.
      decide: (state) => storeDocument(state, { document: about, storedBy }),
      writes: sealed && ((tx) => this.#documents.store(tx, sealed)),
    });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: keptBody }, reply);
  }

  @Get(':relativeId')
  @Scope('cards:holder.read')
  @ApiOperation({
    summary: 'Read a relative',
    description: 'A fact with its reader and what it was for. 404 `relative_unknown`.',
  })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: relativeParam }) asked: z.output<typeof relativeParam>,
    @Query({ schema: readQuery }) { reason, purpose }: z.output<typeof readQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<z.output<typeof readAnswer>> {
    const { name, birthDate } = await this.#open(asked, { issuerId, actor: subject, reason, purpose });
    return { relativeId: asked.relativeId, name, birthDate };
  }

  @Get(':relativeId/age')
  @Scope('cards:relative.age')
  @ApiOperation({
    summary: 'Ask whether a relative is at most so old on a day',
    description:
      'Yes or no, never the age. Born on 29 February: in a year without one the age goes up on 28 February. A fact with its reader and what it was for. 404 `relative_unknown`.',
  })
  @ApiOkResponse({ standardSchema: ageAnswer })
  async age(
    @Param({ schema: relativeParam }) asked: z.output<typeof relativeParam>,
    @Query({ schema: ageQuery }) { on, atMost, reason, purpose }: z.output<typeof ageQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<z.output<typeof ageAnswer>> {
    const { birthDate } = await this.#open(asked, { issuerId, actor: subject, reason, purpose });
    return { relativeId: asked.relativeId, on, atMost, isAtMost: ageOn(birthDate, on) <= atMost };
  }

  async #open(
    { holderId, relativeId }: z.output<typeof relativeParam>,
    reading: Parameters<VaultDocuments['read']>[2],
  ): Promise<Relative> {
    const { issuerId } = reading;
    const document = await this.#documents.read({ issuerId, holderId }, relativeId, reading);
    if (!document) {
      throw new Problem(404, 'relative_unknown', 'The holder has no such relative', { members: { relativeId } });
    }
    return relativeIn(document.content);
  }
}

function keptBody([event]: readonly HolderEvent[]): object {
  if (event?.type !== 'HolderDocumentStored') throw new InvariantError('a relative without its event');
  return { holderId: event.data.holderId, relativeId: event.data.document.documentId };
}
