/** The list of blocked cards as terminals fetch it: signed, whole or what changed since a version (domain 2.10). */
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog } from '@scrip/event-store';
import { Caller, Scope } from '@scrip/http';
import { z } from 'zod';
import { KEYS, type KeyStore, type PublicJwk } from '../vault/key-store.ts';
import { type BlockedCards, blockedSince } from './blocked-card.projection.ts';

/** Cards of one file: half a megabyte, which a terminal on a slow line takes in a minute. */
const CARDS_MAX = 10_000;

const fileQuery = z.object({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Version that the terminal has; 0, or left out: the whole list from the beginning.'),
  limit: z.coerce.number().int().min(1).max(CARDS_MAX).default(CARDS_MAX).describe('Cards of one file.'),
});
const fileAnswer = z.object({
  from: z.int().describe('0: a whole list begins here; else what changed after this version.'),
  to: z.int().describe('Version that the terminal has when it has taken the file.'),
  more: z.boolean().describe('Whether another file follows after `to`.'),
  file: z
    .string()
    .describe(
      'A JWS in compact form (RFC 7515, EdDSA of RFC 8037): {iss, iat, from, to, more, added: [cardId], removed: [cardId]}.',
    ),
});
const keysAnswer = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
      kid: z.string(),
      x: z.string(),
    }),
  ),
});

@Controller('cards/v1/blocked-cards')
export class BlockedCardHttp {
  readonly #log: EventLog;
  readonly #keys: KeyStore;

  constructor(log: EventLog, @Inject(KEYS) keys: KeyStore) {
    this.#log = log;
    this.#keys = keys;
  }

  @Get('file')
  @Scope('cards:terminal.sync')
  @ApiOperation({
    summary: 'Fetch the list of blocked cards, or what changed since a version, as a signed file',
    description: 'A terminal that is told `more` asks again after `to`, and then says what it has (`…/syncs`).',
  })
  @ApiOkResponse({ standardSchema: fileAnswer })
  async file(
    @Query({ schema: fileQuery }) { after, limit }: z.output<typeof fileQuery>,
    @Caller() { issuerId }: Caller,
  ): Promise<object> {
    const changes = await blockedSince(this.#log.pool, { issuerId, after: BigInt(after), limit });
    const { to, more } = changes;
    return { from: after, to, more, file: await this.#signed(issuerId, after, changes) };
  }

  @Get('keys')
  @Scope('cards:terminal.sync')
  @ApiOperation({ summary: 'The public keys that the list is signed under', description: 'A JWK Set (RFC 7517).' })
  @ApiOkResponse({ standardSchema: keysAnswer })
  keys(): { readonly keys: readonly PublicJwk[] } {
    return { keys: this.#keys.publicKeys('blacklist') };
  }

  async #signed(issuerId: string, from: number, { to, more, added, removed }: BlockedCards): Promise<string> {
    const kid = this.#keys.publicKeys('blacklist')[0]?.kid;
    const payload = {
      iss: issuerId,
      iat: Math.floor(this.#log.clock.now() / 1_000),
      from,
      to: Number(to),
      more,
      added,
      removed,
    };
    const signed = `${part({ alg: 'EdDSA', kid })}.${part(payload)}`;
    const { signature } = await this.#keys.sign('blacklist', Buffer.from(signed, 'ascii'));
    return `${signed}.${signature.toString('base64url')}`;
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
