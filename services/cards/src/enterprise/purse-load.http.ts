/**
 * Loads over the air (domain 2.10, O4): the enterprise's administrator asks, the ledger takes the value out of the wallet,
 * and the card takes it by the MAC that it is answered with. Its acknowledgement, under the card's own key, finishes it.
 */
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import { EventLog, idFrom } from '@scrip/event-store';
import { type answer, Command, type CommandRequest, fenField, Problem, positiveFenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { cardDecider } from '../card/card.decider.ts';
import { cardIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { isMac, macOf } from './aes-cmac.ts';
import { cardKeyDecider, type KeyPlace, placeOf } from './card-key.decider.ts';
import { cardKeyStream, cardUnknown } from './card-key.http.ts';
import {
  counterField,
  counterFromZeroField,
  enterpriseIdField,
  keyEpochField,
  loadIdField,
  macField,
} from './enterprise-fields.ts';
import { EnterpriseKeys } from './enterprise-keys.ts';
import { awayProblem, type LedgerAnswer, LedgerPurses } from './ledger-purses.ts';
import { acknowledgementMessage, cardKey, type KeyedPurse, loadMessage } from './mac-layout.ts';

type Reply = Parameters<typeof answer>[2];

const cardParam = z.object({ cardId: cardIdField });
const loadParam = z.object({ cardId: cardIdField, loadId: loadIdField });
const loadBody = z.strictObject({
  enterpriseId: enterpriseIdField,
  amountFen: positiveFenField,
  loadCounter: counterField.describe('Load counter of the card for this load, above that of its last.'),
  spendCounter: counterFromZeroField.describe('Spend counter of the card now, 0 if it never paid.'),
});
const acknowledgementBody = z.strictObject({
  enterpriseId: enterpriseIdField,
  loadCounter: counterField,
  amountFen: positiveFenField,
  balanceFen: fenField.describe('On the card after it.'),
  mac: macField.describe('By the card over the acknowledgement.'),
});

const loadAnswer = z.object({
  cardId: cardIdField,
  enterpriseId: enterpriseIdField,
  keyEpoch: keyEpochField,
  purseId: z.string(),
  loadId: loadIdField,
  amountFen: fenField,
  loadCounter: z.int(),
  spendCounter: z.int(),
  balanceAfterFen: fenField.describe('Left in the wallet.'),
  mac: macField.describe('By which the card takes it.'),
});
const acknowledgedAnswer = z.object({
  cardId: cardIdField,
  purseId: z.string(),
  loadId: loadIdField,
  loadCounter: z.int(),
  amountFen: fenField,
  state: z.literal('confirmed'),
});

@Controller('cards/v1/cards')
export class PurseLoadHttp {
  readonly #log: EventLog;
  readonly #keys: EnterpriseKeys;
  readonly #ledger: LedgerPurses;

  constructor(log: EventLog, keys: EnterpriseKeys, ledger: LedgerPurses) {
    this.#log = log;
    this.#keys = keys;
    this.#ledger = ledger;
  }

  @Post(':cardId/loads')
  @Scope('cards:purse.load')
  @ApiOperation({
    summary: 'Authorise a load over the air: the card takes it by the MAC of the answer',
    description:
      'The purse is opened with the first load. Value leaves the wallet and is in transit until the card acknowledges it, or its next record tells. Refused, in this order: 404 `card_unknown`; 409 `enterprise_not_on_card`; 503 `ledger_unavailable`; then what the ledger refuses: 409 `card_blocked`, `load_pending`, `load_counter_stale`, `spend_counter_behind`, `records_overdue`, `balance_short` and so on, with its numbers.',
  })
  @ApiCreatedResponse({ standardSchema: loadAnswer })
  async load(
    @Param({ schema: cardParam }) { cardId }: z.output<typeof cardParam>,
    @Body({ schema: loadBody }) body: z.output<typeof loadBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const { purse, key, walletId } = await this.#keyed(who.issuerId, cardId, body.enterpriseId);
    try {
      const { purseId } = said(await this.#ledger.open(who, walletId, purse));
      const { amountFen, loadCounter, spendCounter } = body;
      const authorised = await this.#ledger.load(
        who,
        purseId,
        { amountFen, loadCounter, spendCounter },
        onwardKey(command),
      );
      const { loadId, balanceAfterFen } = said(authorised, reply);
      const mac = macOf(key, loadMessage({ ...purse, loadCounter, spendCounter, amountFen })).toString('hex');
      return { ...purse, purseId, loadId, amountFen, loadCounter, spendCounter, balanceAfterFen, mac };
    } catch (error) {
      throw awayProblem(error);
    }
  }

  @Post(':cardId/loads/:loadId/acknowledgement')
  @Scope('cards:purse.load')
  @ApiOperation({
    summary: 'The card acknowledges a load: its value is in the purse',
    description:
      'Refused, in this order: 404 `card_unknown`; 409 `enterprise_not_on_card`; 409 `mac_invalid`; 503 `ledger_unavailable`; 409 `acknowledgement_mismatch` {loadCounter, amountFen} (it is of another load); 409 `load_not_pending` {loadId}.',
  })
  @ApiCreatedResponse({ standardSchema: acknowledgedAnswer })
  async acknowledge(
    @Param({ schema: loadParam }) { cardId, loadId }: z.output<typeof loadParam>,
    @Body({ schema: acknowledgementBody }) body: z.output<typeof acknowledgementBody>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { who } = command;
    const { loadCounter, amountFen, balanceFen, mac } = body;
    const { purse, key, walletId } = await this.#keyed(who.issuerId, cardId, body.enterpriseId);
    if (
      !isMac(key, acknowledgementMessage({ ...purse, loadCounter, amountFen, balanceFen }), Buffer.from(mac, 'hex'))
    ) {
      throw new Problem(409, 'mac_invalid', 'The acknowledgement is not by the key of this card', {
        members: { cardId },
      });
    }
    try {
      const { purseId } = said(await this.#ledger.open(who, walletId, purse));
      const { pendingLoad } = await this.#ledger.read(who, purseId);
      // An acknowledgement of an earlier load must not finish this one.
      if (
        pendingLoad?.loadId === loadId &&
        (pendingLoad.loadCounter !== loadCounter || BigInt(pendingLoad.amountFen) !== amountFen)
      ) {
        throw new Problem(409, 'acknowledgement_mismatch', 'The acknowledgement is of another load', {
          members: { loadCounter: pendingLoad.loadCounter, amountFen: pendingLoad.amountFen },
        });
      }
      const closed = said(await this.#ledger.confirm(who, purseId, loadId, onwardKey(command)), reply);
      return {
        cardId,
        purseId,
        loadId,
        loadCounter: closed.loadCounter,
        amountFen: closed.amountFen,
        state: closed.state,
      };
    } catch (error) {
      throw awayProblem(error);
    }
  }

  /** The purse that the enterprise's present key on the card is of, that key, and the wallet behind it. */
  async #keyed(
    issuerId: string,
    cardId: string,
    enterpriseId: string,
  ): Promise<{ readonly purse: KeyedPurse; readonly key: Buffer; readonly walletId: string }> {
    if (!(await belongsTo(this.#log, issuerId, cardId))) throw cardUnknown(cardId);
    const { state: card } = await this.#log.state(cardDecider, cardId);
    if (card.kind === 'unknown') throw cardUnknown(cardId);
    const { state } = await this.#log.state(cardKeyDecider, cardKeyStream(cardId));
    const place: KeyPlace | undefined = placeOf(state, enterpriseId);
    if (!place) {
      throw new Problem(409, 'enterprise_not_on_card', 'The card has no key of this enterprise', {
        members: { cardId, enterpriseId },
      });
    }
    const { keyEpoch, keyVersion } = place;
    const motherKey = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
    const purse = { cardId, enterpriseId, keyEpoch };
    return { purse, key: cardKey(motherKey, cardId, keyEpoch), walletId: card.walletId };
  }
}

/** The key that the ledger knows this command by: asked again, it answers the same. */
function onwardKey({ who, key }: CommandRequest): string {
  return idFrom('cmd', [who.issuerId, key.scope, key.key].join('\n'));
}

/** What the ledger said, with its place in the log for the caller; what it refuses is refused here as well. */
function said<T>(told: LedgerAnswer<T>, reply?: Reply): T {
  if (told.kind === 'refused') {
    throw new Problem(told.status, told.code, 'The ledger refuses it', { members: told.members });
  }
  if (told.position !== null) reply?.header('Scrip-Position', told.position);
  if (told.replayed) reply?.header('Idempotency-Replayed', 'true');
  return told.body;
}
