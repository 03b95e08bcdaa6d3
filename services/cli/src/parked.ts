/** `scrip parked`: what consumers could not apply, looked at and driven again. */
import { ask, withQuery } from './ask.ts';
import { SERVICES } from './audit.ts';
import { type Reach, UsageError } from './reach.ts';
import { wordsFor } from './words.ts';

interface Parked {
  readonly group: string;
  readonly topic: string;
  readonly epoch: number;
  readonly position: number;
  readonly streamId: string;
  readonly type: string;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

/** Names one parked message, or what of a group to drive again. */
export interface ParkedChoice {
  readonly group: string;
  readonly topic?: string | undefined;
  readonly epoch?: number | undefined;
  readonly position?: number | undefined;
  readonly stream?: string | undefined;
}

/** Lists parked messages of one service, or of all. */
export async function listParked(
  reach: Reach,
  filter: {
    readonly service?: string | undefined;
    readonly group?: string | undefined;
    readonly type?: string | undefined;
    readonly reason?: string | undefined;
    readonly stream?: string | undefined;
    readonly limit: number;
    readonly json: boolean;
  },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { service, group, type, reason, stream: streamId, limit } = filter;
  const services = service ? [service] : group ? [serviceOf(group)] : SERVICES;
  const found: Parked[] = [];
  for (const name of services) {
    const path = withQuery(`/${name}/v1/parked`, { group, type, reason, streamId, limit });
    found.push(...(await ask<{ items: Parked[] }>(reach, 'operator', 'GET', path)).items);
  }
  if (filter.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  if (found.length === 0) process.stdout.write(`${wordsFor(env).nothingParked}\n`);
  for (const message of found) {
    const place = `${message.topic} ${message.epoch}/${message.position}`;
    process.stdout.write(
      `${message.parkedAt}  ${message.group}  ${place}  ${message.streamId}  ${message.type}\n    ${message.reason}: ${message.detail} (tried ${message.attempts}×)\n`,
    );
  }
}

/** Shows one parked message. */
export async function showParked(reach: Reach, choice: ParkedChoice): Promise<void> {
  const { group, topic, epoch, position } = choice;
  if (topic === undefined || position === undefined)
    throw new UsageError('Name the message: --group, --topic and --position.');
  const path = withQuery(`/${serviceOf(group)}/v1/parked/message`, { group, topic, epoch: epoch ?? 1, position });
  process.stdout.write(`${JSON.stringify(await ask<object>(reach, 'operator', 'GET', path), null, 2)}\n`);
}

/** Drives messages again; true when none failed. */
export async function redriveParked(reach: Reach, choice: ParkedChoice): Promise<boolean> {
  const { group, topic, epoch, position, stream } = choice;
  const what =
    topic !== undefined && position !== undefined
      ? { group, topic, epoch: epoch ?? 1, position }
      : stream !== undefined
        ? { group, streamId: stream }
        : { group };
  const path = `/${serviceOf(group)}/v1/parked/redrives`;
  const result = await ask<{ applied: number; failed: (Parked & { reason: string; detail: string })[] }>(
    reach,
    'operator',
    'POST',
    path,
    what,
  );
  process.stdout.write(`applied ${result.applied}, failed ${result.failed.length}\n`);
  for (const failed of result.failed) {
    process.stdout.write(`  ${failed.topic} ${failed.epoch}/${failed.position}  ${failed.reason}: ${failed.detail}\n`);
  }
  return result.failed.length === 0;
}

/** A group is named after the service that consumes: `<service>.<topic>`. */
function serviceOf(group: string): string {
  const service = group.slice(0, group.indexOf('.'));
  if (!(SERVICES as readonly string[]).includes(service)) {
    throw new UsageError(`"${group}" is not a consumer group; one looks like points.tiering-membership.`);
  }
  return service;
}
