/** A file of opening balances, line by line: each has its own verdict, and is loaded once whatever is sent again. */
import { createHash } from 'node:crypto';
import type { Refusal } from '@scrip/decider';
import {
  type CommandKey,
  type Committed,
  type EventLog,
  idFrom,
  KeyReusedError,
  type Verdict,
} from '@scrip/event-store';
import { type CommandRequest, inTurns } from '@scrip/http';
import { type Fen, plus, ZERO_FEN } from '@scrip/money';
import type { ProgrammeTerms } from '../wallet/programme-terms.ts';
import { walletDecider } from '../wallet/wallet.decider.ts';
import type { WalletDirectory } from '../wallet/wallet-directory.ts';
import { loadedUnder, type PlacedBalance } from './opening-balance.projection.ts';
import { loadOpeningBalance } from './opening-balance.rule.ts';
import { type BadLine, type GoodLine, isBad } from './opening-lines.ts';

/** Lines that are decided at the same time. */
const LINES_UNDER_WAY_MAX = 64;

/** What became of a line. */
export interface LineVerdict {
  /** Place in the file, from 1. */
  readonly line: number;
  /** Null where the line could not be read so far. */
  readonly reference: string | null;
  readonly verdict: 'accepted' | 'replayed' | 'refused';
  /** Why it was refused, with the numbers behind it. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Lines with one verdict, and what they come to. */
export interface LineTotals {
  readonly lines: number;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
}

/** What became of a file. */
export interface ImportReport {
  readonly lines: readonly LineVerdict[];
  /** Refused lines that could not be read count as lines of nothing. */
  readonly totals: Readonly<Record<LineVerdict['verdict'], LineTotals>>;
  readonly events: readonly Committed[];
}

interface Done {
  readonly verdict: LineVerdict;
  readonly events: readonly Committed[];
}

/** A line that the rule refuses; thrown, so that the refusal is not kept and the line can be mended and sent again. */
class LineRefused extends Error {
  override readonly name = 'LineRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Loads files of opening balances. */
export class OpeningImport {
  readonly #log: EventLog;
  readonly #wallets: WalletDirectory;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) {
    this.#log = log;
    this.#wallets = wallets;
    this.#terms = terms;
  }

  /**
   * Loads the lines, or only says what would become of them. A line is refused, in the order tried: `line_invalid`
   * {issues}; `reference_reused` (the reference was loaded with other contents); `wallet_unknown`; `programme_unknown`;
   * `product_unknown`; `amount_not_positive`; `opening_balance_expired`.
   */
  async run(
    command: CommandRequest,
    lines: readonly (GoodLine | BadLine)[],
    { importId, dryRun }: { readonly importId: string; readonly dryRun: boolean },
  ): Promise<ImportReport> {
    const references = lines.flatMap((line) => (isBad(line) ? [] : [line.balance.reference]));
    const known = await loadedUnder(this.#log.pool, command.who.issuerId, references);
    const checked = new Map<string, { readonly placed: PlacedBalance; readonly done: Promise<Done> }>();
    const done = await inTurns(lines, LINES_UNDER_WAY_MAX, async (line) => {
      if (isBad(line)) return invalid(line);
      const placed = { ...line.balance, walletId: line.walletId };
      const before = known.get(line.balance.reference);
      if (before) return repeated(line, isSame(before, placed));
      if (!dryRun) return this.#one(command, line, { importId, dryRun });
      // Nothing is loaded that a later line of the file could meet: it is compared with the line itself.
      const earlier = checked.get(line.balance.reference);
      if (earlier && (await earlier.done).verdict.verdict === 'accepted') {
        return repeated(line, isSame(earlier.placed, placed));
      }
      const checking = this.#one(command, line, { importId, dryRun });
      checked.set(line.balance.reference, { placed, done: checking });
      return checking;
    });
    return {
      lines: done.map(({ verdict }) => verdict),
      totals: totalsOf(lines, done),
      events: done.flatMap(({ events }) => events),
    };
  }

  async #one(
    { who }: CommandRequest,
    line: GoodLine,
    { importId, dryRun }: { readonly importId: string; readonly dryRun: boolean },
  ): Promise<Done> {
    const { walletId, balance } = line;
    const wallet = await this.#wallets.find(who.issuerId, walletId);
    if (!wallet) return refused(line, { code: 'wallet_unknown', detail: { walletId } });
    const found = await this.#terms.at(wallet, who.occurredAt);
    if (found.kind === 'none') return refused(line, { code: found.code, detail: found.members });
    const name = `${who.issuerId}\n${balance.reference}`;
    const asked = { ...balance, lotId: idFrom('lot', `opening ${name}`), importId, at: who.occurredAt };
    if (dryRun) {
      const { state } = await this.#log.state(walletDecider, walletId);
      const decision = loadOpeningBalance(state, asked, found.terms);
      return decision.kind === 'refused' ? refused(line, decision.refusal) : made(line, 'accepted', []);
    }
    try {
      const verdict = await this.#log.execute({
        who,
        key: keyOf(name, line),
        decider: walletDecider,
        streamId: walletId,
        decide: (state) => {
          const decision = loadOpeningBalance(state, asked, found.terms);
          if (decision.kind === 'refused') throw new LineRefused(decision.refusal);
          return decision;
        },
      });
      return made(line, verdict.replayed ? 'replayed' : 'accepted', eventsOf(verdict));
    } catch (error) {
      if (error instanceof LineRefused) return refused(line, error.refusal);
      if (error instanceof KeyReusedError) return repeated(line, false);
      throw error;
    }
  }
}

/** A reference is a key of the issuer's, whoever asks by whichever route: the same line is loaded once. */
function keyOf(name: string, { walletId, balance }: GoodLine): CommandKey {
  const { principalFen, bonusFen, expiresAt, paidFen, givenFen, rechargedAt } = balance;
  const paid = [paidFen, givenFen, rechargedAt];
  // A line that says nothing of its payment is named as it was before one could.
  const said = paid.every((value) => value === null) ? [] : paid;
  const contents = [walletId, principalFen, bonusFen, expiresAt, ...said].join('\n');
  return { scope: 'opening-balance', key: name, inputHash: createHash('sha256').update(contents).digest() };
}

function eventsOf(verdict: Verdict): readonly Committed[] {
  return verdict.kind === 'accepted' ? verdict.events : [];
}

function isSame(a: PlacedBalance, b: PlacedBalance): boolean {
  return (
    a.walletId === b.walletId &&
    a.principalFen === b.principalFen &&
    a.bonusFen === b.bonusFen &&
    a.expiresAt === b.expiresAt &&
    a.paidFen === b.paidFen &&
    a.givenFen === b.givenFen &&
    a.rechargedAt === b.rechargedAt
  );
}

function invalid({ line, reference, issues }: BadLine): Done {
  return { verdict: { line, reference, verdict: 'refused', code: 'line_invalid', detail: { issues } }, events: [] };
}

function repeated(line: GoodLine, same: boolean): Done {
  if (same) return made(line, 'replayed', []);
  return refused(line, { code: 'reference_reused', detail: { reference: line.balance.reference } });
}

function refused({ line, balance }: GoodLine, { code, detail }: Refusal): Done {
  return { verdict: { line, reference: balance.reference, verdict: 'refused', code, detail }, events: [] };
}

function made({ line, balance }: GoodLine, verdict: 'accepted' | 'replayed', events: readonly Committed[]): Done {
  return { verdict: { line, reference: balance.reference, verdict }, events };
}

function totalsOf(lines: readonly (GoodLine | BadLine)[], done: readonly Done[]): ImportReport['totals'] {
  const none: LineTotals = { lines: 0, principalFen: ZERO_FEN, bonusFen: ZERO_FEN };
  const totals = { accepted: none, replayed: none, refused: none };
  for (const [index, line] of lines.entries()) {
    const verdict = done[index]?.verdict.verdict ?? 'refused';
    const { principalFen, bonusFen } = isBad(line) ? none : line.balance;
    const before = totals[verdict];
    totals[verdict] = {
      lines: before.lines + 1,
      principalFen: plus(before.principalFen, principalFen),
      bonusFen: plus(before.bonusFen, bonusFen),
    };
  }
  return totals;
}
