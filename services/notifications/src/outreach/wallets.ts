/** Whose a wallet is: as it was heard of, else as the ledger says, for wallets that were opened before this service kept them. */
import type { Terms } from '@scrip/chassis';
import type { EventLog } from '@scrip/event-store';
import { type Message, NotYetError } from '@scrip/kafka';
import { triggersFor } from '@scrip/programme';
import { z } from 'zod';
import type { OtherServices } from '../other-services.ts';
import { type HolderInProgramme, keepWallet, walletOf } from './known-card.ts';

/** So long after its event was recorded a message waits for a wallet that nobody knows, in milliseconds; then it goes by untold. */
const WALLET_WAIT_MS_MAX = 3_600_000;

const answer = z.object({ holderId: z.string(), programmeId: z.string() });

export class Wallets {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #services: OtherServices;

  constructor(log: EventLog, terms: Terms, services: OtherServices) {
    this.#log = log;
    this.#terms = terms;
    this.#services = services;
  }

  /** Whose a wallet is; what the ledger says is kept. Undefined where neither knows, or the ledger does not answer. */
  async find(walletId: string, { envelope }: Message): Promise<HolderInProgramme | undefined> {
    const { issuerId, correlationId, traceparent } = envelope;
    const { pool } = this.#log;
    const known = await walletOf(pool, issuerId, walletId);
    if (known) return known;
    const who = { issuerId, correlationId, traceparent };
    const answered = await this.#services.ask(who, { service: 'ledger', path: `ledger/v1/wallets/${walletId}` });
    if ('failure' in answered || answered.status !== 200) return undefined;
    const { holderId, programmeId } = answer.parse(answered.body);
    await keepWallet(pool, issuerId, { walletId, holderId, programmeId });
    return { holderId, programmeId };
  }

  /** The same for an event that is to be told: nobody is asked where no programme of the issuer tells of such an event. */
  async findToTell(walletId: string, message: Message): Promise<HolderInProgramme | undefined> {
    const known = await walletOf(this.#log.pool, message.envelope.issuerId, walletId);
    return known ?? ((await this.#isTold(message)) ? this.find(walletId, message) : undefined);
  }

  /**
   * An event of a wallet that nobody knows goes by. Throws NotYetError while it may still become known: while the message is
   * younger than WALLET_WAIT_MS_MAX.
   */
  waitFor(walletId: string, { envelope }: Message): undefined {
    const isYoung = this.#log.clock.now() - envelope.recordedAt < WALLET_WAIT_MS_MAX;
    if (isYoung) throw new NotYetError(`the wallet ${walletId} has not arrived`);
    return undefined;
  }

  /** The same for an event that is to be told: nobody waits where no programme of the issuer tells of such an event. */
  async waitToTell(walletId: string, message: Message): Promise<undefined> {
    return (await this.#isTold(message)) ? this.waitFor(walletId, message) : undefined;
  }

  /** Whether any programme of the issuer tells of such an event; while none has arrived here, any may. */
  async #isTold({ envelope }: Message): Promise<boolean> {
    const { issuerId, occurredAt, type } = envelope;
    const { rows } = await this.#log.pool.query<{ programme_id: string }>(
      'SELECT DISTINCT programme_id FROM programme_terms WHERE issuer_id = $1',
      [issuerId],
    );
    for (const { programme_id: programmeId } of rows) {
      const programme = await this.#terms.inForce(issuerId, programmeId, occurredAt);
      if (programme && triggersFor(programme, type).length > 0) return true;
    }
    return rows.length === 0;
  }
}
