/** What a wallet remembers of the client that loads it by lists (domain 2.4). */
import type { WalletDepositTaken, WalletRecharged } from '@scrip/contracts';
import { type Fen, ZERO_FEN } from '@scrip/money';

/** The client of a wallet; plain data, since snapshots keep it as JSON. */
export interface WalletClient {
  readonly clientId: string;
  /** Taken for the card, to be given back with it. */
  readonly depositFen: Fen;
  /** What the latest list loaded: the person's allowance of a month. */
  readonly allowanceFen: Fen;
}

/** A wallet whose card was returned for good; nothing is in it and nothing opens it. */
export interface ClosedWallet {
  readonly status: 'closed';
  readonly walletId: string;
  readonly holderId: string;
}

/** What changes of a wallet's client with a recharge; nothing where it was paid in for itself. */
export function ofClient(
  client: WalletClient | undefined,
  { clientId, principalFen }: WalletRecharged,
): { readonly client?: WalletClient } {
  if (clientId === null) return {};
  return { client: { clientId, depositFen: client?.depositFen ?? ZERO_FEN, allowanceFen: principalFen } };
}

/** The client after a deposit was taken. */
export function withDeposit(
  client: WalletClient | undefined,
  { clientId, depositFen }: WalletDepositTaken,
): WalletClient {
  return { clientId, depositFen, allowanceFen: client?.allowanceFen ?? ZERO_FEN };
}
