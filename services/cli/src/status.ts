/** `scrip status`: one line a log, one a projection that lags. */
import { ask } from './ask.ts';
import { SERVICES } from './audit.ts';
import type { Reach } from './reach.ts';

interface Status {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly waitingCommands: number;
  readonly relay: { readonly holder: boolean; readonly lag: number; readonly problem: string | null };
  readonly projections: readonly {
    readonly name: string;
    readonly position: number;
    readonly lag: number;
    readonly halted: boolean;
  }[];
}

/** Prints the status of every service; true when nothing is halted. */
export async function showStatus(reach: Reach, json: boolean): Promise<boolean> {
  const all = await Promise.all(SERVICES.map((service) => ask<Status>(reach, 'operator', 'GET', `/${service}/v1/log`)));
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else for (const status of all) process.stdout.write(textOf(status));
  return all.every(({ projections }) => projections.every(({ halted }) => !halted));
}

function textOf(status: Status): string {
  const { service, epoch, position, relay, projections } = status;
  const behind = projections.filter(({ lag, halted }) => lag > 0 || halted);
  const relayWords =
    relay.lag === 0 ? 'all published' : `${relay.lag} to publish${relay.problem ? `: ${relay.problem}` : ''}`;
  const head = `${service.padEnd(13)} position ${position} (epoch ${epoch}), ${relayWords}, ${projections.length} projections`;
  const rows = behind.map(({ name, lag, halted }) => `    ${name}: ${lag} behind${halted ? ', HALTED' : ''}\n`);
  return `${head}${behind.length === 0 ? ' up to date' : ''}\n${rows.join('')}`;
}
