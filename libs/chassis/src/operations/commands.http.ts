/** What became of a command, by its key: for a client whose answer was lost and who does not want to ask again. */
import { Controller, Get, Query } from '@nestjs/common';
import { answered, EventLog } from '@scrip/event-store';
import { Caller, keyScope, Scope } from '@scrip/http';
import { z } from 'zod';

const commandQuery = z.object({
  key: z.string().min(1).max(255).describe('The Idempotency-Key it was asked under, by the same client.'),
  route: z
    .string()
    .regex(
      /^(POST|PUT|PATCH|DELETE) \/[\x21-\x7e]{1,200}$/,
      'Expected a method and a path as the OpenAPI document has it',
    )
    .describe('Its route with parameters unfilled, such as POST /ledger/v1/wallets/:walletId/spends.'),
});
/** What became of a command. */
interface CommandStatus {
  /** `unknown`: it has not arrived, or is being decided; it may be asked again under the same key, or cancelled. */
  readonly state: 'accepted' | 'refused' | 'unknown';
  readonly refusal: { readonly code: string } | null;
  /** The facts of an accepted command; none where it needed none. */
  readonly events: readonly {
    readonly eventId: string;
    readonly type: string;
    readonly streamId: string;
    readonly position: number;
    /** RFC 3339. */
    readonly occurredAt: string;
    readonly recordedAt: string;
  }[];
}

@Controller('v1')
export class CommandsHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** A caller sees its own commands only: the key's scope has its subject in it. */
  @Get('commands')
  @Scope('commands:read')
  async status(
    @Query({ schema: commandQuery }) { key, route }: z.output<typeof commandQuery>,
    @Caller() caller: Caller,
  ): Promise<CommandStatus> {
    const verdict = await answered(this.#log, keyScope(caller, route), key);
    if (!verdict) return { state: 'unknown', refusal: null, events: [] };
    if (verdict.kind === 'refused') {
      const { code, detail } = verdict.refusal;
      return { state: 'refused', refusal: { code, ...detail }, events: [] };
    }
    const events = verdict.events.map(({ envelope }) => ({
      eventId: envelope.eventId,
      type: envelope.type,
      streamId: envelope.streamId,
      position: envelope.position,
      occurredAt: new Date(envelope.occurredAt).toISOString(),
      recordedAt: new Date(envelope.recordedAt).toISOString(),
    }));
    return { state: 'accepted', refusal: null, events };
  }
}
