/**
 * What Java remembers from one start to the next (class data sharing): an archive of the classes a part has loaded and
 * checked, written at its first clean stop. It takes the CPU of a start from 4.5 to 1.7 s (Kafka) and 6.5 to 3.7 s
 * (registry), and is worth its one long stop.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { draftOf } from './drafts.ts';
import type { Java } from './machine.ts';
import { folderOf, type PartName } from './parts.ts';
import type { Death } from './program.ts';

/** How one life of a Java process deals with its part's archive. */
export interface ClassArchive {
  /** Flags for `java`. */
  readonly flags: readonly string[];
  /** Whether this life writes the archive when it stops, which takes some seconds. */
  readonly writes: boolean;
  /** Keeps what a clean stop has written. */
  settle(death: Death | null): void;
}

/** A Java process that SIGTERM has ended in good order says so by this code (128 + 15); SIGINT by 130. */
const CLEAN_EXITS = [0, 130, 143];

/** Uses the archive of this part and this Java where there is one, else has it written. */
export function classArchive(part: PartName, java: Java): ClassArchive {
  const archive = `${folderOf(part)}-java-${java.version}.jsa`;
  // Java names every class that it leaves out, thousands of lines; errors are enough.
  const quiet = ['-Xlog:disable', '-Xlog:all=error:stderr'];
  if (existsSync(archive))
    return { flags: [...quiet, `-XX:SharedArchiveFile=${archive}`], writes: false, settle: () => undefined };
  // Several systems may be at it at once; each writes its own, and the last one stays.
  const draft = draftOf(archive);
  return {
    flags: [...quiet, `-XX:ArchiveClassesAtExit=${draft}`],
    writes: true,
    settle: (death) => {
      if (!existsSync(draft)) return;
      if (death && CLEAN_EXITS.includes(death.code ?? -1)) renameSync(draft, archive);
      else rmSync(draft);
    },
  };
}
