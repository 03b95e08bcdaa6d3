/** Keys on cards: a card is washed for an enterprise, and its keys are looked up (domain 2.10). */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { CardWashed } from '@scrip/contracts';
import { EventLog, idFrom } from '@scrip/event-store';
import {
  answer,
  Caller,
  Command,
  type CommandRequest,
  cursorKey,
  type Page,
  Problem,
  pageOf,
  pageQuery,
  Scope,
} from '@scrip/http';
import { z } from 'zod';
import { cardDecider } from '../card/card.decider.ts';
import { cardIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { checkValue, isMac, wrapped } from './aes-cmac.ts';
import { cardKeyDecider, type KeyPlace, type PurseBefore, placeOf, washCard } from './card-key.decider.ts';
import { type CardKeyView, keysOfCard } from './card-key.projection.ts';
import { enterpriseDecider, INITIAL_KEYS, latestVersion } from './enterprise.decider.ts';
import { enterpriseStream } from './enterprise.http.ts';
import { counterField, enterpriseIdField, keyEpochField, macField } from './enterprise-fields.ts';
import { EnterpriseKeys } from './enterprise-keys.ts';
import { awayProblem, LedgerPurses } from './ledger-purses.ts';
import { cardKey, washingMessage } from './mac-layout.ts';

type Reply = Parameters<typeof answer>[2];

const cardParam = z.object({ cardId: cardIdField });
const washBody = z.strictObject({
  enterpriseId: enterpriseIdField.describe('Whose keys the card gets.'),
  initialKeyVersion: counterField
    .optional()
    .describe('Version of the initial keys on this SIM, where it has a free place; left out: the latest.'),
  replaces: z
    .strictObject({
      enterpriseId: enterpriseIdField.describe('Whose keys are washed off.'),
      proof: macField.describe(
        'MAC by the mother key card of that enterprise over the card, that enterprise, the key epoch that ends and the enterprise that comes.',
      ),
    })
    .optional()
    .describe('Left out: the initial keys of a free place are replaced.'),
});
const keysQuery = z.object(pageQuery);

const washedAnswer = z.object({
  cardId: cardIdField,
  enterpriseId: enterpriseIdField,
  keyEpoch: keyEpochField,
  keyVersion: z.int(),
  keyCheckValue: z.string(),
  replacedEnterpriseId: z.string().nullable(),
  replacedKeyEpoch: z.int().nullable(),
  replacedKeyVersion: z.int(),
  wrappedKey: z
    .string()
    .describe(
      'The card’s new key under the one that it replaces on the card (RFC 3394), 24 bytes in hex: for the card alone.',
    ),
});
const keysAnswer = z.object({
  items: z.array(
    z.object({
      enterpriseId: enterpriseIdField,
      keyEpoch: keyEpochField,
      keyVersion: z.int(),
      keyCheckValue: z.string(),
      washedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable().describe('When it was washed off; null while it is on the card.'),
    }),
  ),
  next: z.string().nullable(),
});

/** Statuses of what is refused here; the others are 409. */
const REFUSALS = { card_unknown: 404, enterprise_unknown: 404, mother_key_proof_invalid: 403 } as const;
const SKIP = /^\d{1,9}$/;
/** States of a card whose keys may be changed: somebody has it, and it is not blocked. */
const WASHABLE: readonly string[] = ['issued', 'active', 'damaged'];

/** The stream of a card's keys. */
export function cardKeyStream(cardId: string): string {
  return idFrom('cky', cardId);
}

@Controller('cards/v1/cards')
export class CardKeyHttp {
  readonly #log: EventLog;
  readonly #keys: EnterpriseKeys;
  readonly #ledger: LedgerPurses;

  constructor(log: EventLog, keys: EnterpriseKeys, ledger: LedgerPurses) {
    this.#log = log;
    this.#keys = keys;
    this.#ledger = ledger;
  }

  @Post(':cardId/washings')
  @Scope('cards:card.wash')
  @ApiOperation({
    summary: 'Give a card an enterprise’s keys, in a new key epoch with counters from the beginning',
    description:
      'Over the initial keys of a free place, or over those of another enterprise whose mother key card agrees and whose purse is empty. Refused, in this order: 404 `card_unknown`; 409 `card_not_washable` {state}; 409 `enterprise_reserved`; 404 `enterprise_unknown`; 409 `initial_keys_unknown`; 503 `ledger_unavailable`; 409 `enterprise_not_on_card`; 409 `enterprise_on_card` {enterpriseId, keyEpoch}; 409 `places_taken` {places, limit}; 403 `mother_key_proof_invalid`; 409 `purse_not_empty` {valueFen, loadPending, gaps}.',
  })
  @ApiCreatedResponse({ standardSchema: washedAnswer })
  async wash(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: washBody }) body: z.output<typeof washBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { issuerId } = command.who;
    const { enterpriseId, replaces } = body;
    await this.#requireWashable(issuerId, cardId);
    if (enterpriseId === INITIAL_KEYS) {
      throw new Problem(409, 'enterprise_reserved', 'This code stands for the initial keys', {
        members: { enterpriseId },
      });
    }
    const keyVersion = await this.#requireKey(issuerId, enterpriseId);
    const initialKeyVersion = replaces ? 0 : await this.#initialVersion(issuerId, body.initialKeyVersion);
    const motherKey = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
    const streamId = cardKeyStream(cardId);
    const { state } = await this.#log.state(cardKeyDecider, streamId);
    const before = replaces && placeOf(state, replaces.enterpriseId);
    const purse = before ? await this.#purseBefore(command, cardId, before) : null;
    const proved = before && replaces ? await this.#isProved(issuerId, cardId, before, body) : false;
    const verdict = await this.#log.execute({
      ...command,
      decider: cardKeyDecider,
      streamId,
      decide: (now) =>
        washCard(now, {
          cardId,
          enterpriseId,
          keyVersion,
          checkValueOf: (keyEpoch) => checkValue(cardKey(motherKey, cardId, keyEpoch)),
          initialKeyVersion,
          replaces: replaces
            ? {
                enterpriseId: replaces.enterpriseId,
                isProved: (place) => proved && place.keyEpoch === before?.keyEpoch,
                purse,
              }
            : null,
        }),
    });
    const wrappedKey = verdict.kind === 'accepted' ? await this.#wrapped(issuerId, verdict.events[0]?.event.data) : '';
    const made = ([event]: readonly { readonly data: object }[]): object => ({ ...event?.data, wrappedKey });
    return answer(verdict, { status: 201, refusals: REFUSALS, body: made }, reply);
  }

  @Get(':cardId/keys')
  @Scope('cards:card.read')
  @ApiOperation({
    summary: 'List the keys that a card has and had',
    description: 'The latest first. 404 `card_unknown`.',
  })
  @ApiOkResponse({ standardSchema: keysAnswer })
  async list(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Query({ schema: keysQuery }) { cursor, limit }: z.output<typeof keysQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<Page<CardKeyView>> {
    if (!(await belongsTo(this.#log, issuerId, cardId))) throw cardUnknown(cardId);
    const skip = Number(cursorKey(cursor, SKIP) ?? '0');
    const read = await keysOfCard(this.#log.pool, { issuerId, cardId, skip, limit: limit + 1 });
    return pageOf(read, limit, () => String(skip + limit));
  }

  async #requireWashable(issuerId: string, cardId: string): Promise<void> {
    if (!(await belongsTo(this.#log, issuerId, cardId))) throw cardUnknown(cardId);
    const { state } = await this.#log.state(cardDecider, cardId);
    if (WASHABLE.includes(state.kind)) return;
    throw new Problem(409, 'card_not_washable', 'The keys of this card cannot be changed', {
      members: { cardId, state: state.kind },
    });
  }

  /** The latest version of an enterprise's mother key. Throws the Problem 404 `enterprise_unknown`. */
  async #requireKey(issuerId: string, enterpriseId: string): Promise<number> {
    const { state } = await this.#log.state(enterpriseDecider, enterpriseStream(issuerId, enterpriseId));
    const version = latestVersion(state);
    if (version > 0) return version;
    throw new Problem(404, 'enterprise_unknown', 'This enterprise has no mother key', { members: { enterpriseId } });
  }

  async #initialVersion(issuerId: string, asked: number | undefined): Promise<number> {
    const { state } = await this.#log.state(enterpriseDecider, enterpriseStream(issuerId, INITIAL_KEYS));
    const latest = latestVersion(state);
    const version = asked ?? latest;
    if (version > 0 && version <= latest) return version;
    throw new Problem(409, 'initial_keys_unknown', 'The initial keys of SIM cards have not been brought', {
      members: { asked: asked ?? null, latest },
    });
  }

  async #purseBefore(command: CommandRequest, cardId: string, place: KeyPlace): Promise<PurseBefore | null> {
    try {
      const purseId = await this.#ledger.find(command.who, { cardId, ...place });
      if (purseId === null) return null;
      const { valueFen, pendingLoad, gaps } = await this.#ledger.read(command.who, purseId);
      return { valueFen, loadPending: pendingLoad !== null, gaps: gaps.length };
    } catch (error) {
      throw awayProblem(error);
    }
  }

  async #isProved(
    issuerId: string,
    cardId: string,
    place: KeyPlace,
    { enterpriseId, replaces }: z.output<typeof washBody>,
  ): Promise<boolean> {
    const of = { kind: 'mother', issuerId, of: place.enterpriseId, number: place.keyVersion } as const;
    const message = washingMessage({ cardId, ...place }, enterpriseId);
    return isMac(await this.#keys.key(of), message, Buffer.from(replaces?.proof ?? '', 'hex'));
  }

  /** The new key under the one that the card has, which the card alone can open. */
  async #wrapped(issuerId: string, washed: CardWashed | undefined): Promise<string> {
    if (!washed) return '';
    const { cardId, enterpriseId, keyVersion, keyEpoch, replacedEnterpriseId, replacedKeyEpoch, replacedKeyVersion } =
      washed;
    const next = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
    const last = await this.#keys.key({
      kind: 'mother',
      issuerId,
      of: replacedEnterpriseId ?? INITIAL_KEYS,
      number: replacedKeyVersion,
    });
    const under = cardKey(last, cardId, replacedKeyEpoch ?? 0);
    return wrapped(under, cardKey(next, cardId, keyEpoch)).toString('hex');
  }
}

/** The issuer has no such card. */
export function cardUnknown(cardId: string): Problem {
  return new Problem(404, 'card_unknown', 'There is no such card', { members: { cardId } });
}
