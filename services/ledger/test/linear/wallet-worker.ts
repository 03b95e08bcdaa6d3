/**
 * One copy of the ledger's way to its log, as a process that can be killed: it takes commands on its standard input, a
 * JSON line each, and answers on its standard output.
 */
import { createInterface } from 'node:readline';
import { parseRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { preset, productOf } from '@scrip/programme';
import { type WalletState, type WalletTerms, walletDecider } from '../../src/wallet/wallet.decider.ts';
import { captureHold, placeHold, releaseHold } from '../../src/wallet/wallet-hold.rule.ts';
import { returnSpend, spendIn } from '../../src/wallet/wallet-return.rule.ts';
import { recharge, spend } from '../../src/wallet/wallet-till.rule.ts';
import type { Answered, Asked } from './simple-wallet.ts';

/** A command with its number and its wallet. */
export interface Sent {
  readonly n: number;
  readonly walletId: string;
  readonly asked: Asked;
}

/** The answer to it. */
export interface Told {
  readonly n: number;
  readonly answered: Answered;
}

const AT = parseRfc3339('2025-06-15T10:00:00+08:00');
/** Without bonus, expiry or least recharge, so that a balance is all there is to a wallet. */
const product = productOf(preset('mall-vip'), 'wallet');
const WHO = {
  issuerId: 'iss_a',
  actor: 'worker',
  occurredAt: AT,
  correlationId: 'cor',
  causationId: null,
  traceparent: null,
};

const [connection = ''] = process.argv.slice(2);
const log = await EventLog.open({ service: 'ledger', connection, clock: { now: () => Date.now() } });
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const sent: Sent = JSON.parse(line);
  void carryOut(sent).then((answered) =>
    process.stdout.write(`${JSON.stringify({ n: sent.n, answered } satisfies Told)}\n`),
  );
}

async function carryOut({ n, walletId, asked }: Sent): Promise<Answered> {
  const verdict = await log.execute({
    who: WHO,
    key: { scope: 'worker', key: `${walletId} ${n}`, inputHash: Buffer.alloc(32) },
    decider: walletDecider,
    streamId: walletId,
    gather: asked.kind === 'return' ? (version) => history(walletId, version) : undefined,
    decide: (state, facts) => decide(state, asked, facts ?? []),
  });
  if (verdict.kind === 'refused') return { refused: verdict.refusal.code };
  const [first] = verdict.events;
  if (first?.event.type === 'WalletHoldReleased') return { held: Number(first.event.data.heldAfterFen) };
  const data = first?.event.data;
  return { balance: data && 'balanceAfterFen' in data ? Number(data.balanceAfterFen) : 0 };
}

async function history(walletId: string, version: number): Promise<readonly WalletEvent[]> {
  const facts = await log.readStream(walletId);
  return facts.filter(({ envelope }) => envelope.version <= version).map(({ event }) => event as WalletEvent);
}

function terms(): WalletTerms {
  if (!product) throw new Error('the preset has no wallet');
  return { programmeVersion: 1, product };
}

function decide(state: WalletState, asked: Asked, facts: readonly WalletEvent[]): Decision<WalletEvent> {
  const till = { cardId: 'crd_1', merchantId: 'shop-1' };
  switch (asked.kind) {
    case 'recharge': {
      const paid = { rechargeId: asked.id, lotId: asked.id, principalFen: fen(asked.amount), tender: 'cash', at: AT };
      return recharge(state, paid, terms());
    }
    case 'spend': {
      const paid = { ...till, spendId: asked.id, terminalId: null, signatoryId: null, splitTender: false, at: AT };
      return spend(state, { ...paid, asked: { amountFen: fen(asked.amount) } }, terms());
    }
    case 'hold':
      return placeHold(
        state,
        { ...till, holdId: asked.id, signatoryId: null, asked: { amountFen: fen(asked.amount) }, at: AT },
        terms(),
      );
    case 'capture': {
      const hold = { holdId: asked.holdId, merchantId: null, amountFen: null, at: AT, cause: null };
      return captureHold(state, hold, terms);
    }
    case 'release':
      return releaseHold(state, { holdId: asked.holdId, merchantId: null, reason: 'cancelled' });
    case 'return': {
      const back = { returnId: 'ret', spendId: asked.spendId, merchantId: null, amountFen: fen(asked.amount) };
      return returnSpend(state, back, spendIn(facts, asked.spendId), terms());
    }
  }
}
