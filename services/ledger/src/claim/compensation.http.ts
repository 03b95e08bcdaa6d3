/** Compensations of cases: granted in notifications, recorded here once. */
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation } from '@nestjs/swagger';
import type { ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type Placed } from '@scrip/event-store';
import { answer, Command, type CommandRequest, fenField, Scope } from '@scrip/http';
import { z } from 'zod';
import { amountField, claimIdField, holderIdField, programmeIdField, walletIdField } from '../fields.ts';
import { holderNow } from '../wallet/merged-holder.ts';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { WalletCommands } from '../wallet/wallet-commands.ts';
import { idOf, REFUSALS } from '../wallet/wallet-route.ts';
import { type ClaimState, claimDecider } from './claim.decider.ts';
import { compensate } from './compensate.rule.ts';

type Reply = Parameters<typeof answer>[2];

const idField = (prefix: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`))
    .describe(`${what} of notifications: ${prefix}_ and 26 characters.`);
const body = z.strictObject({
  compensationId: idField('cmp', 'A compensation'),
  caseId: idField('cas', 'A case'),
  holderId: holderIdField,
  programmeId: programmeIdField,
  amountFen: amountField,
  walletId: walletIdField
    .optional()
    .describe('Wallet that gets it; left out: it is owed, and its claim is paid by bank.'),
});
const compensated = z.object({
  claimId: claimIdField,
  compensationId: z.string(),
  amountFen: fenField,
  walletId: z.string().nullable(),
  lotId: z.string().nullable().describe('What it is in the wallet.'),
});

@Controller('ledger/v1/compensations')
export class CompensationHttp {
  readonly #log: EventLog;
  readonly #commands: WalletCommands;

  constructor(log: EventLog, commands: WalletCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  @Post()
  @Scope('ledger:compensate')
  @ApiOperation({
    summary: 'Record a compensation that was granted',
    description:
      'An expense, owed to the holder by a claim of its own; where a wallet is named it has it in the same moment. The same compensation is recorded once, whatever the key. Refused, in this order: 404 `wallet_unknown`; 409 `programme_unknown`; 409 `product_unknown`; 409 `claim_known` {claimId}; 409 `wallet_closed`; 409 `holder_mismatch` {holderId}.',
  })
  @ApiCreatedResponse({ standardSchema: compensated })
  async record(
    @Body({ schema: body }) { walletId, ...granted }: z.output<typeof body>,
    @Command() command: CommandRequest,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { compensationId, amountFen } = granted;
    const claimId = idFrom('clm', `${command.who.issuerId} ${compensationId}`);
    const lotId = idOf('lot', command);
    // A case may name who the holder was before two registrations were merged.
    const holderId = await holderNow(this.#log.pool, granted.holderId);
    const terms = walletId === undefined ? undefined : await this.#commands.termsFor(command, walletId);
    const verdict = await this.#log.executeAcross({
      ...command,
      streams: [on(claimDecider, claimId), ...(walletId === undefined ? [] : [on(walletDecider, walletId)])],
      decide: ([claim, wallet]): Decision<Placed> => {
        const into = terms === undefined ? null : { state: wallet as WalletState, terms, lotId };
        const decided = compensate(claim as ClaimState, { ...granted, holderId, claimId }, into);
        if (decided.kind === 'refused') return decided;
        const placed = decided.events.flatMap((facts): Placed[] => [
          ...facts.claim.map((event): Placed => ({ streamId: claimId, event })),
          ...facts.wallet.map((event): Placed => ({ streamId: walletId ?? claimId, event })),
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
    const into = { walletId: walletId ?? null, lotId: walletId === undefined ? null : lotId };
    const said = { claimId, compensationId, amountFen, ...into };
    return answer<ScripEvent>(verdict, { status: 201, refusals: REFUSALS, body: () => said }, reply);
  }
}
