/** Many commands in one request: each decided for itself, or all or nothing. */
import type { WalletEvent } from '@scrip/contracts';
import type { Decision, Refusal } from '@scrip/decider';
import { type EventLog, idFrom, on, type Placed, type StreamRef, type Verdict } from '@scrip/event-store';
import { type CommandRequest, type PartTurns, partKey } from '@scrip/http';
import type { Fen } from '@scrip/money';
import { type WalletState, type WalletTerms, walletDecider } from '../wallet/wallet.decider.ts';
import { placeHold } from '../wallet/wallet-hold.rule.ts';
import { type Asked, recharge, type Slip, spend } from '../wallet/wallet-till.rule.ts';

/** One command of a batch, as it is asked. */
export type BatchAsked = { readonly walletId: string } & (
  | { readonly kind: 'recharge'; readonly principalFen: Fen; readonly tender: string }
  | ({
      readonly kind: 'spend';
      readonly cardId: string;
      readonly merchantId: string;
      readonly terminalId: string | null;
      readonly signatoryId: string | null;
      readonly splitTender: boolean;
      readonly asked: Asked;
    } & Slip)
  | ({
      readonly kind: 'hold';
      readonly cardId: string;
      readonly merchantId: string;
      readonly signatoryId: string | null;
      readonly asked: Asked;
    } & Slip)
);

/** A command with the terms it is decided under, or why it cannot be decided at all. */
export type BatchItem =
  | { readonly kind: 'ready'; readonly asked: BatchAsked; readonly terms: WalletTerms }
  | { readonly kind: 'barred'; readonly refusal: Refusal };

/**
 * Decides each command for itself, in their order; those of one wallet build on each other. Each is kept under a key of its
 * own, made of the batch's and its place, so that the same batch asked again gets the same verdicts.
 */
export async function decideEach(
  log: EventLog,
  command: CommandRequest,
  items: readonly BatchItem[],
  turns: PartTurns,
): Promise<readonly Verdict<WalletEvent>[]> {
  return turns.inParts(items, (part, from) =>
    Promise.all(part.map((item, index) => decideOne(log, command, item, from + index))),
  );
}

async function decideOne(
  log: EventLog,
  { who, key, backdated }: CommandRequest,
  item: BatchItem,
  index: number,
): Promise<Verdict<WalletEvent>> {
  if (item.kind === 'barred') return { kind: 'refused', refusal: item.refusal, replayed: false };
  const { asked, terms } = item;
  const place = partKey(key, String(index));
  return log.execute({
    who,
    key: place,
    decider: walletDecider,
    streamId: asked.walletId,
    decide: (state) =>
      decide(state, asked, terms, { seed: `${place.scope}\n${place.key}`, at: who.occurredAt, backdated }),
  });
}

/** Which command stopped a batch, and why. */
export interface Stopped {
  readonly index: number;
  readonly refusal: Refusal;
}

/** Decides all commands or none, in their order, each on what those before it have made of its wallet. */
export async function decideAll(
  log: EventLog,
  command: CommandRequest,
  items: readonly BatchItem[],
): Promise<Verdict<WalletEvent>> {
  const { who, key, backdated } = command;
  const walletIds = [...new Set(items.flatMap((item) => (item.kind === 'ready' ? [item.asked.walletId] : [])))];
  const verdict = await log.executeAcross({
    who,
    key,
    streams: walletIds.map((walletId): StreamRef => on(walletDecider, walletId)),
    decide: (states) => {
      const wallets = new Map(walletIds.map((walletId, index) => [walletId, states[index] as WalletState]));
      return allOrNothing(items, wallets, { seed: `${key.scope}\n${key.key}`, at: who.occurredAt, backdated });
    },
  });
  return verdict as Verdict<WalletEvent>;
}

function allOrNothing(
  items: readonly BatchItem[],
  wallets: Map<string, WalletState>,
  { seed, ...when }: Circumstances,
): Decision<Placed> {
  const placed: Placed[] = [];
  for (const [index, item] of items.entries()) {
    if (item.kind === 'barred') return stoppedAt(index, item.refusal);
    const { asked, terms } = item;
    const { walletId } = asked;
    const state = wallets.get(walletId) ?? walletDecider.initial;
    const decision = decide(state, asked, terms, { ...when, seed: `${seed}/${index}` });
    if (decision.kind === 'refused') return stoppedAt(index, decision.refusal);
    wallets.set(walletId, decision.events.reduce(walletDecider.evolve, state));
    for (const event of decision.events) placed.push({ streamId: walletId, event });
  }
  return { kind: 'accepted', events: placed };
}

function stoppedAt(index: number, { code, detail }: Refusal): Decision<never> {
  return { kind: 'refused', refusal: { code: 'batch_refused', detail: { index, refusal: { code, ...detail } } } };
}

/** What a command is decided in: where its ids come from, when it happened, and whether that was said. */
interface Circumstances {
  readonly seed: string;
  readonly at: number;
  readonly backdated: boolean;
}

function decide(
  state: WalletState,
  asked: BatchAsked,
  terms: WalletTerms,
  { seed, at, backdated }: Circumstances,
): Decision<WalletEvent> {
  // Nobody keys in a PIN here: what is told of another time had its own, and what is to happen now goes by its own route.
  const authorisation = { kind: backdated ? 'recorded' : 'none' } as const;
  switch (asked.kind) {
    case 'recharge': {
      const { principalFen, tender } = asked;
      const ids = { rechargeId: idFrom('rch', seed), lotId: idFrom('lot', seed) };
      return recharge(state, { ...ids, principalFen, tender, at }, terms);
    }
    case 'spend': {
      const { kind: _kind, walletId: _walletId, ...paid } = asked;
      return spend(state, { ...paid, spendId: idFrom('spd', seed), authorisation, at }, terms);
    }
    case 'hold': {
      const { kind: _kind, walletId: _walletId, ...held } = asked;
      return placeHold(state, { ...held, holdId: idFrom('hold', seed), authorisation, at }, terms);
    }
  }
}
