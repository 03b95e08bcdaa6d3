/** Holders at the desk after they were registered: what changed about them, documents, those who died or moved away. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { HolderEvent } from '@scrip/contracts';
import { EventLog, type Verdict } from '@scrip/event-store';
import { answer, Caller, Command, type CommandRequest, Problem, Scope } from '@scrip/http';
import { z } from 'zod';
import { holderIdField } from '../fields.ts';
import { unechoed } from '../vault/personal-input.ts';
import type { Profile } from '../vault/profile.ts';
import { isProfileMoved, type SealedChange, Vault } from '../vault/vault.ts';
import { DOCUMENT_BYTES_MAX, DOCUMENT_TYPES, isOfType, VaultDocuments } from '../vault/vault-documents.ts';
import { changeProfile, comeBack, DOCUMENTS_MAX, depart, storeDocument } from './holder.decider.ts';
import {
  addressField,
  birthDateField,
  categoriesField,
  daysField,
  decideHolder,
  documentIdField,
  emailField,
  HOLDER_REFUSALS,
  holderParam,
  idOf,
  localeField,
  mobileField,
  readingFields,
  requireHolder,
} from './holder-route.ts';

type Reply = Parameters<typeof answer>[2];

/** How often a change is made anew when another came first. */
const ATTEMPTS_MAX = 5;

const change = z.strictObject({
  mobile: mobileField.nullish(),
  email: emailField.nullish(),
  address: addressField.nullish(),
  birthDate: birthDateField.nullish(),
  preferredCategories: categoriesField.nullish(),
  days: daysField.nullish(),
  locale: localeField.optional(),
});
const changeBody = unechoed(change);
const departureBody = z.strictObject({ departure: z.enum(['died', 'moved_away']) });
const document = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -' })
    .describe("What it is, a key of the issuer or of the programme, such as 'identity'."),
  mediaType: z.enum(DOCUMENT_TYPES),
  content: z.base64().describe(`The document in base64; at most ${DOCUMENT_BYTES_MAX} bytes.`),
});
const documentBody = unechoed(document);
const documentParam = z.object({ holderId: holderIdField, documentId: documentIdField });
const readQuery = z.object(readingFields);

const changedAnswer = z.object({
  holderId: holderIdField,
  fields: z.array(z.string()).describe('What changed; not what it says.'),
  revision: z.int().describe('Counts the states of the profile.'),
});
const departedAnswer = z.object({ holderId: holderIdField, departure: z.enum(['died', 'moved_away']) });
const documentAnswer = z.object({
  documentId: documentIdField,
  kind: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  sha256: z.string().describe('Of the document, in hexadecimal.'),
});
const readAnswer = z.object({
  documentId: documentIdField,
  kind: z.string(),
  mediaType: z.string(),
  content: z.base64(),
});

@Controller('cards/v1/holders/:holderId')
export class HolderDeskHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #documents: VaultDocuments;

  constructor(log: EventLog, vault: Vault, documents: VaultDocuments) {
    this.#log = log;
    this.#vault = vault;
    this.#documents = documents;
  }

  @Post('profile-changes')
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: "Change a profile at the holder's word",
    description:
      'What is left out stays, null takes it away. Name and ID number change by name-changes, with documents and a second person. The event names the fields, not what they say. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `nothing_changed`.',
  })
  @ApiCreatedResponse({ standardSchema: changedAnswer })
  async change(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: changeBody }) { locale = null, ...changes }: { locale?: 'zh-CN' | 'en' | null } & Changes,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const blind = await this.#blind(command);
    const holder = { issuerId: command.who.issuerId, holderId };
    for (let attempt = 1; ; attempt += 1) {
      const sealed = await this.#vault.change(holder, (profile) => changed(profile, changes));
      try {
        const verdict = await this.#changed(blind, holderId, { sealed, locale });
        return answer(
          verdict,
          { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => changedBody(event) },
          reply,
        );
      } catch (error) {
        if (attempt < ATTEMPTS_MAX && isProfileMoved(error)) continue;
        throw error;
      }
    }
  }

  @Post('departure')
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: 'Note that a holder died or moved away',
    description:
      'Nobody calls or writes to them any more; cards and value stay. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `holder_departed` {departure}.',
  })
  @ApiCreatedResponse({ standardSchema: departedAnswer })
  async depart(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: departureBody }) { departure }: z.output<typeof departureBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await decideHolder(this.#log, command, { holderId, decide: (state) => depart(state, departure) });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('return')
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: 'Note that a holder is there after all',
    description:
      'Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}; 409 `holder_not_departed`.',
  })
  @ApiCreatedResponse({ standardSchema: departedAnswer })
  async comeBack(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const verdict = await decideHolder(this.#log, command, { holderId, decide: comeBack });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => ({ ...event?.data }) }, reply);
  }

  @Post('documents')
  @Scope('cards:holder.write')
  @ApiOperation({
    summary: 'Bring a document of a holder into the vault',
    description: `JPEG, PNG or PDF, at most ${DOCUMENT_BYTES_MAX} bytes, told by what it begins with; sealed under the holder's key. Refused, in this order: 413 \`document_too_large\` {sizeBytes, most}; 422 \`document_type_mismatch\`; 404 \`holder_unknown\`; 410 \`holder_erased\`; 409 \`holder_merged\` {survivorId}; 409 \`documents_too_many\` {documents, most: ${DOCUMENTS_MAX}}.`,
  })
  @ApiCreatedResponse({ standardSchema: documentAnswer })
  async store(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: documentBody }) { kind, mediaType, content: base64 }: z.output<typeof document>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const content = Buffer.from(base64, 'base64');
    if (content.length > DOCUMENT_BYTES_MAX) {
      const members = { sizeBytes: content.length, most: DOCUMENT_BYTES_MAX };
      throw new Problem(413, 'document_too_large', 'The document is too large', { members });
    }
    if (!isOfType(content, mediaType)) {
      throw new Problem(422, 'document_type_mismatch', 'The document is not of its media type', {
        members: { mediaType },
      });
    }
    await requireHolder(this.#log, command.who.issuerId, holderId);
    const opened = { documentId: idOf('doc', command), kind, mediaType, content };
    const sealed = await this.#documents.seal({ issuerId: command.who.issuerId, holderId }, opened);
    const { actor: storedBy } = command.who;
    const about = sealed?.document ?? { documentId: opened.documentId, kind, mediaType, sizeBytes: 0, sha256: '' };
    const verdict = await decideHolder(this.#log, await this.#blind(command), {
      holderId,
      // Of a holder who is not there any more there is nothing to seal under, and the rule refuses.
      decide: (state) => storeDocument(state, { document: about, storedBy }),
      writes: sealed && ((tx) => this.#documents.store(tx, sealed)),
    });
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: ([event]) => documentBodyOf(event) }, reply);
  }

  @Get('documents/:documentId')
  @Scope('cards:holder.read')
  @ApiOperation({
    summary: 'Read a document',
    description: 'A fact with its reader and what it was for. 404 `document_unknown`.',
  })
  @ApiOkResponse({ standardSchema: readAnswer })
  async read(
    @Param({ schema: documentParam }) { holderId, documentId }: z.output<typeof documentParam>,
    @Query({ schema: readQuery }) { reason, purpose }: z.output<typeof readQuery>,
    @Caller() { issuerId, subject }: Caller,
  ): Promise<z.output<typeof readAnswer>> {
    const reading = { issuerId, actor: subject, reason, purpose };
    const read = await this.#documents.read({ issuerId, holderId }, documentId, reading);
    if (!read) throw new Problem(404, 'document_unknown', 'There is no such document', { members: { documentId } });
    return { documentId, kind: read.kind, mediaType: read.mediaType, content: read.content.toString('base64') };
  }

  /** The hash of personal data in the table of keys could be found by trying. */
  async #blind(command: CommandRequest): Promise<CommandRequest> {
    const { key } = command;
    return { ...command, key: { ...key, inputHash: await this.#vault.blind(key.inputHash) } };
  }

  #changed(
    command: CommandRequest,
    holderId: string,
    { sealed, locale }: { readonly sealed: SealedChange | undefined; readonly locale: string | null },
  ): Promise<Verdict<HolderEvent>> {
    const fields = sealed?.fields ?? [];
    if (!sealed)
      return decideHolder(this.#log, command, {
        holderId,
        decide: (state) => changeProfile(state, { fields, locale }),
      });
    return decideHolder(this.#log, command, {
      holderId,
      decide: (state) => changeProfile(state, { fields, locale }),
      writes: fields.length === 0 ? undefined : (tx) => this.#vault.rewrite(tx, sealed),
    });
  }
}

type Changes = Omit<z.output<typeof change>, 'locale'>;

/** What is left out stays; null takes it away. */
function changed(profile: Profile, changes: Changes): Profile {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const taken = given.filter(([, value]) => value === null).map(([field]) => field);
  const set = given.filter(([, value]) => value !== null);
  const kept = Object.entries(profile).filter(([field]) => !taken.includes(field));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(set), name: profile.name };
}

function changedBody(event: HolderEvent | undefined): object {
  if (event?.type !== 'HolderProfileChanged') return {};
  const { holderId, fields, revision } = event.data;
  return { holderId, fields, revision };
}

function documentBodyOf(event: HolderEvent | undefined): object {
  return event?.type === 'HolderDocumentStored' ? { ...event.data.document } : {};
}
