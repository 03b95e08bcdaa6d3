// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A record that was not taken. The line itself stays in the file. */
export interface RefusedRecord {
  /** Line of the file, from 1; a heading counts. */
  readonly line: number;
  /** Why: 'line_invalid', 'terminal_unknown', 'terminal_retired', 'terminal_not_for_this', 'key_unknown', 'mac_invalid', 'card_unknown', or what the ledger refused it for, such as 'counter_conflict'. */
  readonly code: string;
  /** What was wrong with the line, in words, such as the member that is missing; never a value of it. Null: the code says all. */
  readonly what: string | null;
  /** Card that it names. Null: none could be read. */
  readonly cardId: string | null;
  /** Terminal that it names. Null: none could be read. */
  readonly terminalId: string | null;
  /** Counter that it names. Null: none could be read. */
  readonly counter: number | null;
}

/** The records of a part of a file each have their verdict: what was a spend is in the ledger, what was refused is named here (domain 2.10). */
export interface RecordFilePartTaken {
  /** File of records; rcf_ and 26 characters; also the stream id. */
  readonly fileId: string;
  /** Which part, from 1; parts are taken in their order. */
  readonly part: number;
  /** Records that were taken. */
  readonly accepted: number;
  /** Records that had been taken before. */
  readonly duplicates: number;
  /** Those that were not taken, in the order of the file. */
  readonly refused: readonly RefusedRecord[];
}

/** A file of records of terminals has arrived whole and will be worked through part by part, whatever happens to who does it (domain 2.10). */
export interface RecordFileReceived {
  /** File of records; rcf_ and 26 characters; also the stream id. */
  readonly fileId: string;
  /** 'application/x-ndjson' or 'text/csv'. */
  readonly media: string;
  /** Records in it. */
  readonly lines: number;
  /** Records of a part; the last part may have fewer. */
  readonly partLines: number;
  /** Parts it was cut into. */
  readonly parts: number;
  /** Its length in bytes. */
  readonly bytes: bigint;
  /** SHA-256 of its bytes, in hex. */
  readonly sha256: string;
}

/** Every event of topic cards.record-file. */
export type RecordFileEvent =
  | { readonly type: 'RecordFilePartTaken'; readonly data: RecordFilePartTaken }
  | { readonly type: 'RecordFileReceived'; readonly data: RecordFileReceived };

/** The schemas of topic cards.record-file, compact JSON. */
export const RECORD_FILE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'RecordFilePartTaken',
    service: 'cards',
    stream: 'record-file',
    text: '{"type":"record","name":"RecordFilePartTaken","namespace":"scrip.cards","doc":"The records of a part of a file each have their verdict: what was a spend is in the ledger, what was refused is named here (domain 2.10).","fields":[{"name":"fileId","type":"string","doc":"File of records; rcf_ and 26 characters; also the stream id."},{"name":"part","type":"int","doc":"Which part, from 1; parts are taken in their order."},{"name":"accepted","type":"int","doc":"Records that were taken."},{"name":"duplicates","type":"int","doc":"Records that had been taken before."},{"name":"refused","type":{"type":"array","items":{"type":"record","name":"RefusedRecord","doc":"A record that was not taken. The line itself stays in the file.","fields":[{"name":"line","type":"int","doc":"Line of the file, from 1; a heading counts."},{"name":"code","type":"string","doc":"Why: \'line_invalid\', \'terminal_unknown\', \'terminal_retired\', \'terminal_not_for_this\', \'key_unknown\', \'mac_invalid\', \'card_unknown\', or what the ledger refused it for, such as \'counter_conflict\'."},{"name":"what","type":["null","string"],"default":null,"doc":"What was wrong with the line, in words, such as the member that is missing; never a value of it. Null: the code says all."},{"name":"cardId","type":["null","string"],"default":null,"doc":"Card that it names. Null: none could be read."},{"name":"terminalId","type":["null","string"],"default":null,"doc":"Terminal that it names. Null: none could be read."},{"name":"counter","type":["null","int"],"default":null,"doc":"Counter that it names. Null: none could be read."}]}},"doc":"Those that were not taken, in the order of the file."}]}',
  },
  {
    type: 'RecordFileReceived',
    service: 'cards',
    stream: 'record-file',
    text: '{"type":"record","name":"RecordFileReceived","namespace":"scrip.cards","doc":"A file of records of terminals has arrived whole and will be worked through part by part, whatever happens to who does it (domain 2.10).","fields":[{"name":"fileId","type":"string","doc":"File of records; rcf_ and 26 characters; also the stream id."},{"name":"media","type":"string","doc":"\'application/x-ndjson\' or \'text/csv\'."},{"name":"lines","type":"int","doc":"Records in it."},{"name":"partLines","type":"int","doc":"Records of a part; the last part may have fewer."},{"name":"parts","type":"int","doc":"Parts it was cut into."},{"name":"bytes","type":"long","doc":"Its length in bytes."},{"name":"sha256","type":"string","doc":"SHA-256 of its bytes, in hex."}]}',
  },
];
