/** Notes of what holders said, to a caller or at the desk: kept in the vault for the services that write them down. */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { answer, Command, type CommandRequest, Scope } from '@scrip/http';
import { z } from 'zod';
import { unechoed } from '../vault/personal-input.ts';
import { Vault } from '../vault/vault.ts';
import { VaultDocuments } from '../vault/vault-documents.ts';
import { keepNote } from './holder.decider.ts';
import { decideHolder, documentIdField, HOLDER_REFUSALS, holderParam, idOf, requireHolder } from './holder-route.ts';

type Reply = Parameters<typeof answer>[2];

/** Characters of a note: a page. */
const NOTE_CHARS_MAX = 4_000;

const note = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'expected 1 to 40 of a-z, 0-9 and -' })
    .describe("What it belongs to, such as 'call-note'."),
  text: z.string().trim().min(1).max(NOTE_CHARS_MAX).describe('What was said, as it was written down.'),
});
const noteBody = unechoed(note);
const noteAnswer = z.object({ documentId: documentIdField, kind: z.string() });

@Controller('cards/v1/holders/:holderId')
export class HolderNoteHttp {
  readonly #log: EventLog;
  readonly #vault: Vault;
  readonly #documents: VaultDocuments;

  constructor(log: EventLog, vault: Vault, documents: VaultDocuments) {
    this.#log = log;
    this.#vault = vault;
    this.#documents = documents;
  }

  @Post('notes')
  @Scope('cards:note.write')
  @ApiOperation({
    summary: 'Keep what a holder said',
    description:
      "A document of text, sealed under the holder's key and read as one; it goes when the holder is erased. The event says that there is one, not what it says. Refused, in this order: 404 `holder_unknown`; 410 `holder_erased`; 409 `holder_merged` {survivorId}.",
  })
  @ApiCreatedResponse({ standardSchema: noteAnswer })
  async keep(
    @Param({ schema: holderParam }) { holderId }: z.output<typeof holderParam>,
    @Body({ schema: noteBody }) { kind, text }: z.output<typeof note>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId, actor: keptBy } = command.who;
    await requireHolder(this.#log, issuerId, holderId);
    const documentId = idOf('doc', command);
    const opened = { documentId, kind, mediaType: 'text/plain', content: Buffer.from(text, 'utf8') };
    const sealed = await this.#documents.seal({ issuerId, holderId }, opened);
    // The hash of what somebody said in the table of keys could be found by trying.
    const inputHash = await this.#vault.blind(command.key.inputHash);
    const verdict = await decideHolder(
      this.#log,
      { ...command, key: { ...command.key, inputHash } },
      {
        holderId,
        // Of a holder who is not there any more there is nothing to seal under, and the rule refuses.
        decide: (state) => keepNote(state, { documentId, kind, keptBy }),
        writes: sealed && ((tx) => this.#documents.store(tx, sealed)),
      },
    );
    return answer(verdict, { status: 201, refusals: HOLDER_REFUSALS, body: () => ({ documentId, kind }) }, reply);
  }
}
