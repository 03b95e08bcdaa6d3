/** What V8 does by habit that does not suit a service. `npm run bench` tells the memory at rest and over ten minutes. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Has every object begin its life among the young ones. What a start allocates mostly stays, from which V8 learns to put
 * what the same lines allocate for requests among the old ones at once; dead within milliseconds, each of those keeps all
 * that it points at until a major collection. Without that lesson about a tenth of what grew old of a command does.
 */
export function keepYoungObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Collects once and gives empty pages back to the machine: V8 keeps those that loading and compiling needed, some 60 MiB
 * of a service, which it never uses again. Stops the process for a tenth of a second: for the moment after the start only.
 */
export function giveBackStartUpMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
