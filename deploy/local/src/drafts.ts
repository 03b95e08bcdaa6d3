/** Files and folders that are made beside their place and put there when they are whole. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from './process-identity.ts';

const DRAFT = /\.(\d+)-\d+\.draft(\.work)?$/;
let made = 0;

/** A name beside a path that no other process and no other draft of this one has. */
export function draftOf(path: string): string {
  made += 1;
  return `${path}.${process.pid}-${made}.draft`;
}

/** Deletes what processes that no longer live have left half made in a folder. */
export function sweepDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = DRAFT.exec(name)?.[1];
    if (pid !== undefined && identityOf(Number(pid)) === null)
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}
