/**
 * Takes files of records part by part (domain 2.10). Each record is judged here by its terminal and its MAC, for the keys
 * are here; spends then go to the ledger, where the money is, a part at a time and once under a key of the part. A part is
 * done when its fact is in the log, so whoever goes on after a stop begins at the first that is not; what the ledger, or the
 * door's own stream, had taken by then is taken once.
 */

import { createHash } from 'node:crypto';
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { DueItem, DueWork } from '@scrip/chassis';
import type { CardPassed, RecordFilePartTaken, RefusedRecord } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { isMac } from '../enterprise/aes-cmac.ts';
import { cardKeyName, keyVersionsOf } from '../enterprise/card-key.projection.ts';
import type { EnterpriseKeys } from '../enterprise/enterprise-keys.ts';
import { type CheckedSpend, LedgerAwayError, type LedgerPurses } from '../enterprise/ledger-purses.ts';
import { cardKey, passMessage, spendMessage } from '../enterprise/mac-layout.ts';
import { attendanceDecider, takePasses } from './attendance.decider.ts';
import { cardAtTerminal, knownBlocked } from './blocked-card.projection.ts';
import { recordFileDecider, takePart } from './record-file.decider.ts';
import { type OpenFile, openFiles } from './record-file.projection.ts';
import { type PassLine, type RecordLine, readLine, type SpendLine } from './record-line.ts';
import type { RecordUploads } from './record-upload.ts';
import { type TerminalFacts, terminalFacts } from './terminal.projection.ts';

/** How long one file is worked on before others have their turn. */
const TURN_MS = 2_000;
/** Earlier registrations whose secret a late pass may be under. */
const SECRETS_TRIED_MAX = 4;

/** A file with parts left. */
type DueFile = OpenFile & DueItem;

interface Spend {
  readonly line: number;
  readonly record: SpendLine;
}

interface Pass {
  readonly line: number;
  readonly record: PassLine;
}

/** What became of the records of a part. */
interface Outcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedRecord[];
}

export class RecordTaking implements DueWork<DueFile> {
  readonly name = 'record_file';
  readonly #log: EventLog;
  readonly #uploads: RecordUploads;
  readonly #keys: EnterpriseKeys;
  readonly #ledger: LedgerPurses;

  constructor(log: EventLog, uploads: RecordUploads, keys: EnterpriseKeys, ledger: LedgerPurses) {
    this.#log = log;
    this.#uploads = uploads;
    this.#keys = keys;
    this.#ledger = ledger;
  }

  async due(now: number, limit: number): Promise<readonly DueFile[]> {
    const files = await openFiles(this.#log.pool, now, limit);
    return files.map((file) => ({ ...file, id: file.fileId, dueAt: file.receivedAt }));
  }

  /** Takes parts for a turn; 'later' while the ledger is away. */
  async carryOut(file: DueFile): Promise<'done' | 'later'> {
    const until = performance.now() + TURN_MS;
    try {
      do {
        if (!(await this.#takeNext(file))) return 'done';
      } while (performance.now() < until);
      return 'done';
    } catch (error) {
      if (error instanceof LedgerAwayError) return 'later';
      throw error;
    }
  }

  /** Takes the next part; false when none is left. */
  async #takeNext(file: DueFile): Promise<boolean> {
    const { fileId, issuerId } = file;
    const { state } = await this.#log.state(recordFileDecider, fileId);
    if (state.kind !== 'taking') return false;
    const part = state.taken + 1;
    const stored = await this.#uploads.part(fileId, part);
    if (!stored) throw new InvariantError(`${fileId} has no part ${part}`);
    const lines = stored.lines.flatMap((text, index) =>
      text.trim() === '' ? [] : [readLine(text, stored.heading, stored.firstLine + index)],
    );
    const who: Who = {
      issuerId,
      actor: 'service:cards',
      occurredAt: this.#log.clock.now(),
      correlationId: file.correlationId,
      causationId: null,
      traceparent: null,
    };
    const outcome = await this.#judge(who, `${fileId}.${part}`, lines);
    const refused = [...outcome.refused].sort((a, b) => a.line - b.line);
    const taken: RecordFilePartTaken = { fileId, part, ...outcome, refused };
    await this.#log.execute({
      who,
      key: null,
      decider: recordFileDecider,
      streamId: fileId,
      // Refused where another copy of the service has taken it in the meantime: then there is nothing left to do.
      decide: (now) => takePart(now, taken),
    });
    return true;
  }

  async #judge(who: Who, partId: string, lines: readonly RecordLine[]): Promise<Outcome> {
    const spends = lines.filter((line) => line.kind === 'spend');
    const passes = lines.filter((line) => line.kind === 'pass');
    const unread = lines.flatMap((line) =>
      line.kind === 'invalid'
        ? [{ line: line.line, code: 'line_invalid', what: line.what, cardId: null, terminalId: null, counter: null }]
        : [],
    );
    const terminalIds = [...spends, ...passes].map(({ record }) => record.terminalId);
    const terminals = await terminalFacts(this.#log.pool, who.issuerId, terminalIds);
    const paid = await this.#takeSpends(who, partId, spends, terminals);
    const passed = await this.#takePasses(who, partId, passes, terminals);
    return {
      accepted: paid.accepted + passed.accepted,
      duplicates: paid.duplicates + passed.duplicates,
      refused: [...unread, ...paid.refused, ...passed.refused],
    };
  }

  async #takeSpends(
    who: Who,
    partId: string,
    spends: readonly Spend[],
    terminals: ReadonlyMap<string, TerminalFacts>,
  ): Promise<Outcome> {
    const { issuerId } = who;
    const refused: RefusedRecord[] = [];
    const versions = await keyVersionsOf(
      this.#log.pool,
      issuerId,
      spends.map(({ record }) => record.cardId),
    );
    const knownAt = await knownBlocked(
      this.#log.pool,
      issuerId,
      spends.map(({ record }) => record),
    );
    const checked: { readonly line: number; readonly record: SpendLine; readonly spend: CheckedSpend }[] = [];
    for (const { line, record } of spends) {
      const terminal = terminals.get(record.terminalId);
      const { cardId, enterpriseId, keyEpoch } = record;
      const keyVersion = versions.get(cardKeyName(cardId, enterpriseId, keyEpoch));
      const why =
        whyNotFrom(terminal, 'spend', record.spentAt, enterpriseId) ?? (keyVersion ? undefined : 'key_unknown');
      if (why || !terminal?.merchantId || !keyVersion) {
        refused.push(refusedFor(why ?? 'terminal_not_for_this', line, record));
        continue;
      }
      const motherKey = await this.#keys.key({ kind: 'mother', issuerId, of: enterpriseId, number: keyVersion });
      const key = cardKey(motherKey, cardId, keyEpoch);
      checked.push({ line, record, spend: checkedSpend(record, terminal.merchantId, key, knownAt) });
    }
    if (checked.length === 0) return { accepted: 0, duplicates: 0, refused };
    const records = checked.map(({ spend }) => spend);
    const answer = await this.#ledger.take(who, records, `records ${partId}`);
    for (const { line, verdict, code } of answer.records) {
      const sent = checked[line - 1];
      if (verdict === 'refused' && sent) refused.push(refusedFor(code ?? 'refused', sent.line, sent.record));
    }
    return { accepted: answer.accepted, duplicates: answer.duplicates, refused };
  }

  async #takePasses(
    who: Who,
    partId: string,
    passes: readonly Pass[],
    terminals: ReadonlyMap<string, TerminalFacts>,
  ): Promise<Outcome> {
    const refused: RefusedRecord[] = [];
    const holders = await this.#holdersOf(
      who.issuerId,
      passes.map(({ record }) => record.cardId),
    );
    const days = new Map<string, CardPassed[]>();
    for (const { line, record } of passes) {
      const terminal = terminals.get(record.terminalId);
      const why =
        whyNotFrom(terminal, record.type, record.passedAt) ??
        ((await this.#isByTerminal(who.issuerId, record, terminal)) ? undefined : 'mac_invalid') ??
        (holders.has(record.cardId) ? undefined : 'card_unknown');
      if (why || !terminal) {
        refused.push(refusedFor(why ?? 'terminal_unknown', line, record));
        continue;
      }
      const date = businessDate(record.passedAt);
      const streamId = idFrom('atd', [who.issuerId, record.terminalId, date].join('\n'));
      const day = days.get(streamId) ?? [];
      days.set(streamId, day);
      day.push({
        terminalId: record.terminalId,
        enterpriseId: terminal.enterpriseId,
        counter: record.counter,
        cardId: record.cardId,
        holderId: holders.get(record.cardId) ?? null,
        kind: record.type,
        direction: record.direction ?? null,
        passedAt: record.passedAt,
        businessDate: date,
      });
    }
    let accepted = 0;
    for (const [streamId, day] of days) {
      const verdict = await this.#log.execute({
        who,
        key: {
          scope: 'records',
          key: `${partId} ${streamId}`,
          inputHash: createHash('sha256').update(partId).digest(),
        },
        decider: attendanceDecider,
        streamId,
        decide: (state) => takePasses(state, day),
      });
      if (verdict.kind === 'accepted') accepted += verdict.events.length;
    }
    return { accepted, duplicates: passes.length - refused.length - accepted, refused };
  }

  async #isByTerminal(issuerId: string, record: PassLine, terminal: TerminalFacts | undefined): Promise<boolean> {
    if (!terminal) return false;
    const { type: kind, direction = null, ...pass } = record;
    const message = passMessage({ ...pass, kind, direction });
    const mac = Buffer.from(record.mac, 'hex');
    const oldest = Math.max(1, terminal.registration - SECRETS_TRIED_MAX + 1);
    for (let number = terminal.registration; number >= oldest; number -= 1) {
      const secret = await this.#keys.key({ kind: 'terminal', issuerId, of: record.terminalId, number });
      if (isMac(secret, message, mac)) return true;
    }
    return false;
  }

  /** Holders of these cards of an issuer, null of bearer cards; cards that are not there are left out. */
  async #holdersOf(issuerId: string, cardIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    if (cardIds.length === 0) return new Map();
    const { rows } = await this.#log.pool.query<{ card_id: string; holder_id: string | null }>(
      'SELECT card_id, holder_id FROM card WHERE issuer_id = $1 AND card_id = ANY ($2::text[])',
      [issuerId, [...new Set(cardIds)]],
    );
    return new Map(rows.map((row) => [row.card_id, row.holder_id]));
  }
}

/**
 * Why a record of this kind and moment is not taken from a terminal; undefined where it is. In the order tried:
 * `terminal_unknown`; `terminal_not_for_this` (another use, or another enterprise); `terminal_retired` (it says that it
 * happened later).
 */
function whyNotFrom(
  terminal: TerminalFacts | undefined,
  use: string,
  happenedAt: number,
  enterpriseId?: string,
): string | undefined {
  if (!terminal) return 'terminal_unknown';
  const another = enterpriseId !== undefined && enterpriseId !== terminal.enterpriseId;
  if (another || !terminal.uses.includes(use)) return 'terminal_not_for_this';
  return terminal.retiredAt !== null && happenedAt > terminal.retiredAt ? 'terminal_retired' : undefined;
}

function checkedSpend(
  record: SpendLine,
  merchantId: string,
  key: Buffer,
  knownAt: ReadonlyMap<string, number>,
): CheckedSpend {
  const { cardId, enterpriseId, keyEpoch, counter, amountFen, balanceFen, spentAt, terminalId, mac } = record;
  const knew = knownAt.get(cardAtTerminal(cardId, terminalId));
  return {
    cardId,
    enterpriseId,
    keyEpoch,
    counter,
    amountFen: Number(amountFen),
    balanceFen: Number(balanceFen),
    spentAt: toRfc3339(spentAt),
    // Who is paid is what the terminal was registered for; the card has MACed the terminal.
    merchantId,
    terminalId,
    macValid: isMac(key, spendMessage(record), Buffer.from(mac, 'hex')),
    terminalKnewAt: knew === undefined ? null : toRfc3339(knew),
  };
}

function refusedFor(code: string, line: number, record: SpendLine | PassLine): RefusedRecord {
  const { cardId, terminalId, counter } = record;
  return { line, code, what: null, cardId, terminalId, counter };
}
