/** A file of records of terminals: received whole, then taken part by part (domain 2.10). */
import type { RecordFileEvent, RecordFilePartTaken, RecordFileReceived } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** A file as far as it has been taken. */
export type RecordFileState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'taking' | 'done';
      readonly parts: number;
      /** Parts whose records have their verdicts. */
      readonly taken: number;
    };

/** How a file's stream is folded. */
export const recordFileDecider: Decider<RecordFileState, RecordFileEvent> = {
  stream: 'record-file',
  initial: { kind: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'RecordFileReceived':
        return { kind: 'taking', parts: event.data.parts, taken: 0 };
      case 'RecordFilePartTaken': {
        if (state.kind === 'none') return state;
        const taken = event.data.part;
        return { ...state, kind: taken === state.parts ? 'done' : 'taking', taken };
      }
    }
  },
};

/** A file has arrived. Refused: `file_known` {fileId} (the same command asked again; its first answer stands). */
export function receiveFile(state: RecordFileState, file: RecordFileReceived): Decision<RecordFileEvent> {
  if (state.kind !== 'none') return reject('file_known', { fileId: file.fileId });
  return accept({ type: 'RecordFileReceived', data: file });
}

/**
 * The records of a part have their verdicts. Refused in this order: `file_unknown`; `part_not_next` {part, next}: somebody
 * else has taken it, with the same verdicts, since the ledger takes each counter once.
 */
export function takePart(state: RecordFileState, taken: RecordFilePartTaken): Decision<RecordFileEvent> {
  if (state.kind === 'none') return reject('file_unknown', { fileId: taken.fileId });
  const next = state.taken + 1;
  if (taken.part !== next) return reject('part_not_next', { part: taken.part, next });
  return accept({ type: 'RecordFilePartTaken', data: taken });
}
