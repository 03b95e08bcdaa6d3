/** What cards is made of. The log, its projections and the door come from the chassis. */

import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ServiceConfig } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { CardHttp } from './card/card.http.ts';
import { CardDeskHttp } from './card/card-desk.http.ts';
import { CardDue } from './card/card-due.ts';
import { CardLossHttp } from './card/card-loss.http.ts';
import { CardNumbers } from './card/card-number.ts';
import { CardReplacementHttp } from './card/card-replacement.http.ts';
import { CardCommands } from './card/card-route.ts';
import { HolderCheck } from './card/holder-check.ts';
import { PinHttp } from './card/pin.http.ts';
import { PinAuthorisations } from './card/pin-authorisation.ts';
import { PinVault } from './card/pin-vault.ts';
import { type CardsConfig, readCardsConfig } from './config.ts';
import { HolderHttp } from './holder/holder.http.ts';
import { LedgerClient } from './ledger-client.ts';
import { ProgrammeHttp } from './programme/programme.http.ts';
import { ProgrammeCheckHttp } from './programme/programme-check.http.ts';
import { ProgrammeChecks } from './programme/programme-check.ts';
import { ProgrammeDraftHttp } from './programme/programme-draft.http.ts';
import { ServiceTokens } from './service-tokens.ts';
import { createKeyFile, readKeyFile, upgradeKeyFile } from './vault/key-file.ts';
import { KEYS, type KeyStore } from './vault/key-store.ts';
import { Vault } from './vault/vault.ts';

const CONFIG = Symbol('CardsConfig');
/** RFC 9512, and what was sent before it. */
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** What of Fastify is needed here. */
interface BodyParsers {
  addContentTypeParser(
    types: readonly string[],
    options: { readonly parseAs: 'string' },
    parser: (request: unknown, text: string, done: (failure: null, body: string) => void) => void,
  ): void;
}

@Module({
  controllers: [
    ProgrammeHttp,
    ProgrammeDraftHttp,
    ProgrammeCheckHttp,
    HolderHttp,
    CardHttp,
    CardDeskHttp,
    CardLossHttp,
    CardReplacementHttp,
    PinHttp,
  ],
  providers: [
    {
      provide: CONFIG,
      useFactory: (service: ServiceConfig) => readCardsConfig(process.env, service),
      inject: [ServiceConfig],
    },
    { provide: KEYS, useFactory: openKeys, inject: [CONFIG] },
    { provide: Vault, useFactory: (log: EventLog, keys: KeyStore) => Vault.open(log, keys), inject: [EventLog, KEYS] },
    { provide: ProgrammeChecks, useFactory: (log: EventLog) => new ProgrammeChecks(log), inject: [EventLog] },
    { provide: CardDue, useFactory: (log: EventLog) => new CardDue(log), inject: [EventLog] },
    { provide: CardCommands, useFactory: (log: EventLog) => new CardCommands(log), inject: [EventLog] },
    { provide: HolderCheck, useFactory: (vault: Vault) => new HolderCheck(vault), inject: [Vault] },
    {
      provide: PinVault,
      useFactory: (log: EventLog, keys: KeyStore) => new PinVault(log, keys),
      inject: [EventLog, KEYS],
    },
    { provide: PinAuthorisations, useFactory: (keys: KeyStore) => new PinAuthorisations(keys), inject: [KEYS] },
    { provide: CardNumbers, useFactory: (log: EventLog) => new CardNumbers(log.pool), inject: [EventLog] },
    {
      provide: LedgerClient,
      useFactory: ({ ledgerUrl, identity }: CardsConfig) =>
        new LedgerClient({ ledgerUrl, tokens: new ServiceTokens(identity) }),
      inject: [CONFIG],
    },
  ],
})
export class CardsModule implements OnModuleInit {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  /** Programmes are written in YAML; their text reaches the handler as it was sent. */
  onModuleInit(): void {
    const fastify = this.#host.httpAdapter.getInstance<BodyParsers>();
    fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, text, done) => done(null, text));
  }
}

/** The keys of this service. In local mode they are made where there are none, and said to have been made. */
async function openKeys({ keyFile: { path, make } }: CardsConfig): Promise<KeyStore> {
  const told = new Logger('Vault');
  if (make && (await createKeyFile(path))) {
    told.warn(
      `LOCAL MODE: new vault keys were made in ${path}. Whoever has this file can read every profile; without it none can be read again. Production brings a key file of its own (SCRIP_VAULT_KEY_FILE).`,
    );
  }
  if (make && (await upgradeKeyFile(path))) {
    told.warn(`LOCAL MODE: keys for PINs, mother keys and signatures were added to the vault keys in ${path}.`);
  }
  return readKeyFile(path);
}
