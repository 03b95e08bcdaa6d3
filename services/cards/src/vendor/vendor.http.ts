/** Vendors that make and post cards: registered, changed, read, and what they are owed (domain 2.9). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { isBusinessDate } from '@scrip/calendar';
import type { VendorEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  fenField,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { productKeyField } from '../fields.ts';
import {
  changeVendor,
  registerVendor,
  type VendorState,
  type VendorTerms,
  vendorDecider,
  vendorStream,
} from './vendor.decider.ts';
import { KEY_CHARS_MAX, KEY_KINDS, readVendorKey, type VendorKey, VendorKeyError } from './vendor-key.ts';
import { keepVendorKey } from './vendor-keys.ts';
import { PAYABLE_KINDS, payableOf, type VendorView, vendorsOf, vendorView } from './vendor-payable.ts';
import { requireOwnVendor, VENDOR_ID, VENDOR_REFUSALS, vendorIdField, vendorParam } from './vendor-route.ts';

type Reply = Parameters<typeof answer>[2];

/** Products of one vendor: as many as programmes may have. */
const PRODUCTS_MAX = 200;
/** A thousand yuan for a card or a letter: more is a slip of the comma. */
const PRICE_FEN_MAX = 100_000n;

const priceField = fenField.refine((price) => price <= PRICE_FEN_MAX, `Expected at most ${PRICE_FEN_MAX} fen`);
const termsFields = {
  keyKind: z.enum(KEY_KINDS),
  publicKey: z
    .string()
    .min(20)
    .max(KEY_CHARS_MAX)
    .describe('An age recipient (age1…), or an armoured PGP public key; files are sealed to it.'),
  cardFen: priceField.describe('For a card, where the programme says nothing else.'),
  postFen: priceField.describe('For a registered letter.'),
  productKeys: z
    .array(productKeyField)
    .min(1)
    .max(PRODUCTS_MAX)
    .refine((keys) => new Set(keys).size === keys.length, { error: 'a product is named twice' })
    .describe('What it makes.'),
};
const registerBody = z.strictObject({ vendorId: vendorIdField, ...termsFields });
const changeBody = z.strictObject({
  termsVersion: z.int().min(1).describe('The version that is changed, as it was read.'),
  ...termsFields,
});
const businessDay = z.string().refine(isBusinessDate, { error: 'expected YYYY-MM-DD' });
const periodQuery = z
  .object({ from: businessDay.describe('First business day.'), to: businessDay.describe('Last business day.') })
  .refine(({ from, to }) => from <= to, { error: 'to is before from' });
const listQuery = z.object(pageQuery);

const vendorAnswer = z.object({
  vendorId: vendorIdField,
  termsVersion: z.int(),
  keyKind: z.enum(KEY_KINDS),
  keyFingerprint: z.string().describe('Of a PGP key its own; of an age recipient SHA-256; lower-case hex.'),
  cardFen: fenField,
  postFen: fenField,
  productKeys: z.array(productKeyField),
});
const vendorShape = vendorAnswer.extend({ changedAt: z.iso.datetime() });
const listAnswer = z.object({ items: z.array(vendorShape), next: z.string().nullable() });
const payableAnswer = z.object({
  vendorId: vendorIdField,
  from: z.string(),
  to: z.string(),
  lines: z
    .array(z.object({ kind: z.enum(PAYABLE_KINDS), unitFen: fenField, count: z.int(), amountFen: fenField }))
    .describe('Blank cards received, cards made for holders and letters posted, by price.'),
  totalFen: fenField,
});

@Controller('cards/v1/vendors')
export class VendorHttp {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  @Post()
  @Scope('cards:vendor.write')
  @ApiOperation({
    summary: 'Register a vendor that makes and posts cards',
    description:
      'Its key is tried before it is taken. Refused, in this order: 422 `vendor_key_invalid`; 409 `vendor_exists` {vendorId, termsVersion}.',
  })
  @ApiCreatedResponse({ standardSchema: vendorAnswer })
  register(
    @Body({ schema: registerBody }) { vendorId, ...terms }: z.output<typeof registerBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return this.#agree(command, vendorId, terms, registerVendor, reply);
  }

  @Post(':vendorId/terms')
  @Scope('cards:vendor.write')
  @ApiOperation({
    summary: "Change a vendor's key, prices or products",
    description:
      'For files and letters from now on; all is said again. The same again changes nothing. Refused, in this order: 422 `vendor_key_invalid`; 404 `vendor_unknown`; 409 `terms_version_moved` {asked, termsVersion}.',
  })
  @ApiCreatedResponse({ standardSchema: vendorAnswer })
  change(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Body({ schema: changeBody }) { termsVersion, ...terms }: z.output<typeof changeBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return this.#agree(command, vendorId, terms, (state, asked) => changeVendor(state, asked, { termsVersion }), reply);
  }

  @Get()
  @Scope('cards:vendor.read')
  @ApiOperation({ summary: 'List vendors', description: 'By key.' })
  @ApiOkResponse({ standardSchema: listAnswer })
  async list(
    @Query({ schema: listQuery }) { cursor, limit }: z.output<typeof listQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<VendorView>> {
    const after = cursorKey(cursor, VENDOR_ID) ?? '';
    return pageOf(await vendorsOf(this.#log.pool, { issuerId, after, limit: limit + 1 }), limit, (one) => one.vendorId);
  }

  @Get(':vendorId')
  @Scope('cards:vendor.read')
  @ApiOperation({ summary: 'Read a vendor', description: '404 `vendor_unknown`.' })
  @ApiOkResponse({ standardSchema: vendorShape })
  async read(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Caller() { issuerId }: Caller,
  ): Promise<VendorView> {
    return this.#require(issuerId, vendorId);
  }

  @Get(':vendorId/payable')
  @Scope('cards:vendor.read')
  @ApiOperation({
    summary: 'What a vendor is owed for a period: cards received or made by price, letters posted by piece',
    description:
      'Blank cards of a batch are owed for when a branch has counted them, each once. Of the facts of these business days, both included, at the prices of each fact; exact to the fen. Refused, in this order: 403 `vendor_mismatch`; 404 `vendor_unknown`.',
  })
  @ApiOkResponse({ standardSchema: payableAnswer })
  async payable(
    @Param({ schema: vendorParam }) { vendorId }: z.output<typeof vendorParam>,
    @Query({ schema: periodQuery }) { from, to }: z.output<typeof periodQuery>,
    @Caller() caller: Caller,
  ): Promise<object> {
    requireOwnVendor(caller, vendorId);
    const { issuerId } = caller;
    await this.#require(issuerId, vendorId);
    const payable = await payableOf(this.#log.pool, { issuerId, vendorId, from, to });
    return { vendorId, from, to, ...payable };
  }

  async #require(issuerId: string, vendorId: string): Promise<VendorView> {
    const vendor = await vendorView(this.#log.pool, issuerId, vendorId);
    if (vendor) return vendor;
    throw new Problem(404, 'vendor_unknown', 'There is no such vendor', { members: { vendorId } });
  }

  async #agree(
    command: CommandRequest,
    vendorId: string,
    { publicKey, ...agreed }: Omit<z.output<typeof changeBody>, 'termsVersion'>,
    decide: (state: VendorState, terms: VendorTerms) => Decision<VendorEvent>,
    reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const key = await usableKey(agreed.keyKind, publicKey);
    const terms: VendorTerms = { vendorId, ...agreed, keyFingerprint: key.fingerprint };
    const streamId = vendorStream(issuerId, vendorId);
    const verdict = await this.#log.execute({
      ...command,
      decider: vendorDecider,
      streamId,
      decide: (state) => decide(state, terms),
      writes: (tx) => keepVendorKey(tx, issuerId, key, this.#log.clock.now()),
    });
    const { state } = await this.#log.state(vendorDecider, streamId);
    const now = state.status === 'known' ? state.terms : {};
    return answer(
      verdict,
      { status: 201, refusals: VENDOR_REFUSALS, body: ([event]) => ({ ...(event?.data ?? now) }) },
      reply,
    );
  }
}

/** The key, if something can be sealed to it. Throws the Problem 422 `vendor_key_invalid`, which never says it back. */
async function usableKey(kind: VendorKey['kind'], publicKey: string): Promise<VendorKey> {
  try {
    return await readVendorKey(kind, publicKey);
  } catch (error) {
    if (!(error instanceof VendorKeyError)) throw error;
    throw new Problem(422, 'vendor_key_invalid', 'The key cannot be used', { detail: error.message });
  }
}
