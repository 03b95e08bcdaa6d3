/**
 * A gateway that is a folder: each message one JSON file, for whoever picks them up (and for trying Scrip on one machine).
 *
 * A file is written under a name that nobody looks at, flushed to the disk, and then given its real name by link(2), which
 * fails when the name is taken. So a file is seen whole or not at all, and two workers or a retry cannot make two.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvariantError } from '@scrip/decider';
import type { OutboxMessage } from './outbox-message.ts';

const OUTREACH_ID = /^out_[0-9A-HJKMNP-TV-Z]{26}$/;
/** Files are spread over 32 × 32 folders by the first two characters of the id, which are random: ten million messages make some ten thousand files in each. */
const SHARD_CHARS = 2;
/** Files on their way; the same file system, so that a link can be made. */
const WRITING = '.writing';
/** A file takes milliseconds to write: what is still there after this was left by a process that died. */
const LEFTOVER_MS = 60 * 60_000;
/** Texts say what a holder did: for the service's own user only. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** The disk takes nothing now. */
export class OutboxUnavailableError extends Error {
  override readonly name = 'OutboxUnavailableError';
}

export class FileOutbox {
  readonly #folder: string;
  /** Folders whose own names are on the disk for certain. */
  readonly #settled = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder where it is missing and clears away what dead processes left half written. Throws the file system's errors. */
  static async open(folder: string): Promise<FileOutbox> {
    const outbox = new FileOutbox(folder);
    const writing = join(folder, WRITING);
    await mkdir(writing, { recursive: true, mode: FOLDER_MODE });
    await flushFolder(folder);
    await removeLeftovers(writing);
    return outbox;
  }

  /** Where a message is, or will be: `<folder>/7Q/out_7Q….json`. Throws InvariantError for what is no id of a message. */
  pathOf(outreachId: string): string {
    return join(this.#shardOf(outreachId), `${outreachId}.json`);
  }

  /** Writes the message's file; one that is there already stays as it is. Throws OutboxUnavailableError when the disk does not take it. */
  async send(message: OutboxMessage): Promise<void> {
    const shard = this.#shardOf(message.outreachId);
    const temporary = join(this.#folder, WRITING, `${message.outreachId}.${randomUUID()}`);
    try {
      await this.#settle(shard);
      await writeFlushed(temporary, `${JSON.stringify(message, undefined, 2)}\n`);
      await publish(temporary, this.pathOf(message.outreachId));
      // Also when it was there already: whoever made it may have died before this.
      await flushFolder(shard);
    } catch (error) {
      throw new OutboxUnavailableError('the outbox cannot be written', { cause: error });
    } finally {
      // What cannot be removed now goes with the leftovers at the next start.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #shardOf(outreachId: string): string {
    if (!OUTREACH_ID.test(outreachId))
      throw new InvariantError('a message whose id is none of ours cannot name a file');
    const random = outreachId.slice('out_'.length);
    return join(this.#folder, random.slice(0, SHARD_CHARS));
  }

  async #settle(shard: string): Promise<void> {
    if (this.#settled.has(shard)) return;
    await mkdir(shard, { recursive: true, mode: FOLDER_MODE });
    await flushFolder(this.#folder);
    this.#settled.add(shard);
  }
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

async function publish(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A name survives a power failure once its folder is flushed. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeLeftovers(writing: string): Promise<void> {
  for (const name of await readdir(writing)) {
    const path = join(writing, name);
    // Another process may be finishing it, or clearing up too.
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > LEFTOVER_MS) await rm(path, { force: true });
  }
}
