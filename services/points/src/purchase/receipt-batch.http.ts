/** The route of many receipts at once: for a till's day, for tills that were offline, and for history. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, type Verdict } from '@scrip/event-store';
import {
  answer,
  BACKDATE,
  BodyBytesMax,
  Caller,
  Command,
  type CommandRequest,
  claimKey,
  insufficientScope,
  madeTogether,
  PartTurns,
  Problem,
  partKey,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { type GatheredReceipt, ReceiptRecorder } from './receipt-recorder.ts';
import { REFUSALS, receiptBody, recordedBody } from './receipt-route.ts';

type Reply = Parameters<typeof answer>[2];

/** Receipts of one batch. */
const RECEIPTS_MAX = 10_000;
/** 4 MiB: so many receipts of one line; the front door lets no more through. */
const BATCH_BYTES_MAX = 4_194_304;

const soldAtField = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .describe('When it was sold, if not at the time of the request. Needs the scope `backdate`.');
const batchBody = z.strictObject({
  // How many there may be is asked by the route, whose refusal tells the numbers.
  receipts: z
    .array(receiptBody.extend({ soldAt: soldAtField.optional() }))
    .min(1)
    .meta({ maxItems: RECEIPTS_MAX }),
});
type Sold = z.output<typeof batchBody>['receipts'][number];

const verdictShape = z.object({
  index: z.int().describe('Place in the request, from 0.'),
  receiptId: z.string(),
  status: z.int().describe('As the route of one receipt would have answered.'),
  replayed: z.boolean(),
  code: z.string().nullable().describe('Of a refusal.'),
  detail: z.looseObject({}).describe('What was recorded and earned; the numbers of a refusal.'),
});
const batchAnswer = z.object({ accepted: z.int(), refused: z.int(), items: z.array(verdictShape) });

type Item = z.input<typeof verdictShape>;

/** What became of one receipt; a Problem where news is missing and nothing was kept. */
type ItemVerdict = Verdict | Problem;

@Controller('points/v1/receipt-batches')
export class ReceiptBatchHttp {
  readonly #log: EventLog;
  readonly #recorder: ReceiptRecorder;
  readonly #turns = new PartTurns();

  constructor(log: EventLog, recorder: ReceiptRecorder) {
    this.#log = log;
    this.#recorder = recorder;
  }

  @Post()
  @HttpCode(200)
  @BodyBytesMax(BATCH_BYTES_MAX)
  @Scope('points:receipt.record')
  @ApiOperation({
    summary: 'Record 1 to 10,000 receipts at once',
    description:
      'In their order: those of one member build on each other, and places of a day go to those who come first. Each has the verdict that `POST /points/v1/receipts` would give. Asked again under the same key, each has its first verdict, and one of which news was missing (`programme_unknown`, `account_unknown`, `quote_unknown`) is tried again. Up to 4 MiB. Refused as a whole, in this order: 413 `body_too_large`; 400 `json_invalid` (cut off); 400 `invalid_request`; 400 `batch_too_long` {receipts, limit}; 403 `insufficient_scope` {scope} where a receipt says `soldAt` without `backdate`; 422 `idempotency_key_reused`.',
  })
  @ApiOkResponse({ standardSchema: batchAnswer })
  async recordAll(
    @Body({ schema: batchBody }) { receipts }: z.output<typeof batchBody>,
    @Caller() caller: Caller,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    requireFewEnough(receipts);
    requireBackdate(caller, receipts);
    // The whole batch first: the same key with another one is refused before anything is done.
    await claimKey(this.#log, command);
    const verdicts = await this.#turns.inParts(receipts, (part, from) => this.#recordPart(command, part, from));
    const items = verdicts.map((verdict, index) =>
      told(verdict, { index, receiptId: receipts[index]?.receiptId ?? '' }),
    );
    const accepted = items.filter(({ code }) => code === null).length;
    const body = (): object => ({ accepted, refused: items.length - accepted, items });
    return answer(together(verdicts), { body }, reply);
  }

  /** Gathers for all, lets the log learn their streams, and then has them decided in their order. */
  async #recordPart(
    { who, key }: CommandRequest,
    part: readonly Sold[],
    from: number,
  ): Promise<readonly ItemVerdict[]> {
    const gathered = await Promise.all(
      part.map(({ soldAt, ...receipt }) =>
        this.#recorder.gather(receipt, { ...who, occurredAt: soldAt ?? who.occurredAt }),
      ),
    );
    await this.#recorder.learn(gathered);
    const decide = async (one: GatheredReceipt, index: number): Promise<ItemVerdict> => {
      try {
        return await this.#recorder.decide(one, partKey(key, String(from + index)));
      } catch (error) {
        if (error instanceof Problem) return error;
        throw error;
      }
    };
    return Promise.all(gathered.map(decide));
  }
}

/** All that was recorded, as one verdict: where it stands, and whether all of it had been answered before. */
function together(verdicts: readonly ItemVerdict[]): Verdict {
  const settled = verdicts.flatMap((verdict) => (verdict instanceof Problem ? [] : [verdict]));
  const events = settled.flatMap((verdict) => (verdict.kind === 'accepted' ? verdict.events : []));
  return madeTogether(events, settled.length === verdicts.length && settled.every((verdict) => verdict.replayed));
}

function told(verdict: ItemVerdict, place: { readonly index: number; readonly receiptId: string }): Item {
  if (verdict instanceof Problem) {
    const { status, code, members } = verdict;
    return { ...place, status, replayed: false, code, detail: members };
  }
  const { replayed } = verdict;
  if (verdict.kind === 'accepted') {
    const detail = recordedBody(verdict.events.map(({ event }) => event));
    return { ...place, status: 201, replayed, code: null, detail };
  }
  const { code, detail } = verdict.refusal;
  const status = (REFUSALS as Readonly<Record<string, number>>)[code] ?? 409;
  return { ...place, status, replayed, code, detail };
}

function requireFewEnough({ length }: readonly Sold[]): void {
  if (length <= RECEIPTS_MAX) return;
  throw new Problem(400, 'batch_too_long', 'The batch has too many receipts', {
    members: { receipts: length, limit: RECEIPTS_MAX },
  });
}

function requireBackdate({ scopes }: Caller, receipts: readonly Sold[]): void {
  if (scopes.has(BACKDATE) || receipts.every(({ soldAt }) => soldAt === undefined)) return;
  throw insufficientScope(BACKDATE);
}
