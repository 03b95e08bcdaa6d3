/** `system.json` in the state folder: what runs and how to reach it, for the command line, the demo and tests. Mode 0600. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lives, type ProcessMark } from './process-identity.ts';
import { writeSecret } from './secret-files.ts';
import type { ServiceProcess } from './services.ts';

/** A running system, as others see it. */
export interface SystemDescription {
  /** The launcher that supervises it; when that is gone, so is the system. */
  readonly launcher: ProcessMark;
  /** The state folder, absolute. */
  readonly stateDir: string;
  readonly mode: 'local';
  /** The one address for people and programs: every service lies under `/<service>` of it. */
  readonly frontDoor: string;
  /** The token issuer; its token endpoint is `/token` below it. */
  readonly issuer: string;
  readonly audience: string;
  /** Process → its own base URL. */
  readonly services: Readonly<Partial<Record<ServiceProcess, string>>>;
  /** Brokers, `host:port,…`. */
  readonly kafka: string;
  /** Base URL of the Confluent API. */
  readonly registry: string;
  readonly topicPrefix: string;
  /** Connection URLs with passwords: the administrator's, and per service those of its owner and of its own role. */
  readonly postgres: {
    readonly adminUrl: string;
    readonly services: Readonly<Record<string, { readonly ownerUrl: string; readonly appUrl: string }>>;
  };
  /** The issuer's clients, with their secrets. */
  readonly clientsFile: string;
  /** One file with a ready access token per role. */
  readonly tokensDir: string;
  readonly logsDir: string;
  /** Name → process id of all that runs. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Where the description of a state's running system lies. */
export function systemFile(stateDir: string): string {
  return join(stateDir, 'system.json');
}

/** Says what runs. */
export function writeSystem(description: SystemDescription): void {
  writeSecret(systemFile(description.stateDir), `${JSON.stringify(description, null, 2)}\n`);
}

/** The system that runs on a state folder; null when none does. */
export function readSystem(stateDir: string): SystemDescription | null {
  const file = systemFile(stateDir);
  if (!existsSync(file)) return null;
  const description: SystemDescription = JSON.parse(readFileSync(file, 'utf8'));
  return lives(description.launcher) ? description : null;
}
