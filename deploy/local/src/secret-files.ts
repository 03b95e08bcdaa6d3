/** Files that only their owner may read, written so that a crash leaves the old or the new one, never half of one. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** 192 random bits in letters that need no quoting in a URL, a shell or SQL. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** Writes the text with mode 0600, replacing the file at once. */
export function writeSecret(path: string, text: string): void {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}

/** Reads the file, or makes it from `make` when there is none, so that a secret stays the same for the life of a state. */
export function keepSecret(path: string, make: () => string): string {
  if (!existsSync(path)) writeSecret(path, make());
  return readFileSync(path, 'utf8');
}
