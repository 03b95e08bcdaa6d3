/** Who may get a token from the local issuer, and for what: one client per role, and one per service that calls others. */
import { existsSync, readFileSync } from 'node:fs';
import { randomSecret, writeSecret } from './secret-files.ts';

/** How long a local token is good: a working day, so that nobody who plays has to ask again. Production takes minutes. */
export const TOKEN_LIFETIME_S = 8 * 60 * 60;

/** The audience that every service of Scrip expects in a token. */
export const AUDIENCE = 'scrip';
/** The card issuer whose world the local system plays; the claim `scrip_issuer` of every role's token. */
export const DEMO_ISSUER = 'iss_demo';
/** The merchant that the local till belongs to; its claim `scrip_merchant`. */
export const DEMO_MERCHANT = 'mer_demo';

const TILL = [
  'ledger:spend',
  'ledger:hold',
  'ledger:return',
  'ledger:cancel',
  'ledger:read',
  'cards:pin.verify',
  'commands:read',
  'points:receipt.record',
  'points:receipt.return',
  'points:redeem',
  'points:read',
  'tiering:quote',
];
const DESK = [
  'cards:holder.write',
  'cards:holder.read',
  'cards:holder.list',
  'cards:holder.propose',
  'cards:application.write',
  'cards:application.read',
  'cards:card.write',
  'cards:card.read',
  'cards:card.suspend',
  'cards:card.replace',
  'cards:pin.write',
  'cards:pin.verify',
  'cards:loss.report',
  'cards:loss.hotline',
  'cards:unblock.propose',
  'cards:replacement.write',
  'cards:vendor.read',
  'cards:vendor.close',
  'cards:stock.write',
  'cards:stock.read',
  'cards:sale',
  'cards:staff.write',
  'cards:programme.read',
  'ledger:recharge',
  'ledger:client.write',
  'ledger:distributor.write',
  'ledger:cancel',
  'ledger:cancel.any',
  'ledger:refund',
  'ledger:transfer',
  'ledger:fee',
  'ledger:signatory.write',
  'ledger:dispute',
  'ledger:invoice',
  'ledger:purse.load',
  'ledger:read',
  'commands:read',
  'points:redeem',
  'points:gift.write',
  'points:lottery.write',
  'points:read',
  'tiering:join',
  'tiering:quote',
  'tiering:read',
  'tiering:metrics.read',
  'tiering:rating.read',
  'tiering:application.write',
  'tiering:instant.record',
  'tiering:authority.customer-manager',
  'tiering:contract.write',
  'tiering:contract.relatives',
  'tiering:entitlement.use',
  'tiering:reception.write',
  'notifications:call.write',
  'notifications:case.write',
  'notifications:hall.write',
  'notifications:consent.write',
  'notifications:feedback.write',
  'notifications:delivery.resolve',
  'notifications:inbox',
  'notifications:read',
  'notifications:draft.write',
  'notifications:authority.shop',
  'notifications:flag.clear',
];
const PROGRAMMES = [
  'cards:programme.publish',
  'cards:programme.propose',
  'cards:programme.settings',
  'cards:programme.read',
  'points:simulate',
  'tiering:simulate',
];
const ENTERPRISE = [
  'cards:enterprise.keys',
  'cards:card.wash',
  'cards:card.read',
  'cards:purse.load',
  'cards:terminal.write',
  'cards:terminal.read',
  'cards:terminal.sync',
  'cards:records.upload',
  'cards:records.read',
  'ledger:read',
];
const READERS = ['cards:programme.read', 'cards:card.read', 'ledger:read', 'points:read', 'tiering:read'];

/** The scopes of each role that a person or a program outside can have. */
export const ROLES = {
  /** Takes payments at one merchant's counter. */
  till: TILL,
  /** Registers holders, issues and blocks cards, recharges, lets members join. */
  desk: DESK,
  /** Runs the cards of a campus or a company: loads them over the air, washes them, registers terminals and sends their records. */
  enterprise: ENTERPRISE,
  /** Publishes programme documents: terms, rates, grades. */
  programmes: PROGRAMMES,
  /** Reads the journal and replays it against the log; settles merchants and records their payouts. */
  finance: [
    'ledger:read',
    'ledger:invoice',
    'ledger:purse.settle',
    'cards:records.read',
    'ledger:journal.read',
    'ledger:claim.write',
    'ledger:adjust',
    'ledger:freeze',
    'ledger:dispute',
    'ledger:settle',
    'ledger:payout',
    'ledger:settlement.read',
    'points:adjust',
    'points:read',
    'tiering:read',
    'tiering:rating.read',
    'tiering:fee.run',
    'tiering:fee.settle',
    'cards:programme.read',
    'cards:vendor.read',
    'audit:replay',
  ],
  /** Approves what finance and the desk propose, overrules an agreement for a holder's sake, settles what is owed for it. */
  supervisor: [
    'cards:holder.read',
    'cards:holder.list',
    'cards:holder.propose',
    'cards:holder.approve',
    'cards:holder.export',
    'cards:holder.erase',
    'cards:application.read',
    'cards:application.decide',
    'cards:authority.reviewer',
    'cards:authority.general-manager',
    'cards:authority.deputy-manager',
    'cards:authority.director',
    'cards:authority.department-manager',
    'cards:authority.branch-head',
    'tiering:read',
    'tiering:application.decide',
    'tiering:instant.decide',
    'tiering:authority.branch-head',
    'tiering:authority.head-office',
    'tiering:authority.union-head',
    'tiering:authority.county-head',
    'tiering:entitlement.reverse',
    'tiering:reception.decide',
    'tiering:authority.general-manager',
    'tiering:authority.deputy-general-manager',
    'tiering:authority.director',
    'tiering:authority.department-manager',
    'notifications:call.assign',
    'notifications:call.check',
    'notifications:case.approve',
    'notifications:authority.service-desk',
    'notifications:authority.service-manager',
    'notifications:authority.general-manager',
    'notifications:read',
    'cards:batch.order',
    'cards:stock.read',
    'ledger:read',
    'ledger:journal.read',
    'ledger:adjust',
    'ledger:adjust.approve',
    'ledger:freeze',
    'ledger:client.write',
    'ledger:client.override',
    'ledger:claim.write',
    'points:read',
    'points:adjust',
    'points:adjust.approve',
    'cards:card.read',
    'cards:card.void',
    'cards:vendor.write',
    'cards:unblock.approve',
    'tiering:metrics.read',
    'tiering:rating.run',
    'tiering:rating.read',
    'tiering:segment.run',
    'tiering:fee.run',
    'cards:programme.approve',
    'cards:programme.read',
    'notifications:announce',
    'notifications:draft.write',
    'notifications:draft.approve',
    'notifications:authority.contact-centre',
  ],
  /** Makes and posts cards: fetches its card-making files, reports what it made and posted. */
  vendor: ['cards:vendor.read', 'cards:vendor.file', 'cards:vendor.report'],
  /** Keeps the system running: parked messages, projections, the local clock. */
  operator: ['cards:vault.keys', 'ops:parked', 'ops:projections', 'audit:replay', 'clock:move'],
  /** A partner's system that reads, reports what it measured of holders, and brings their answers to messages. */
  integrator: [
    ...READERS,
    'notifications:read',
    'notifications:reply',
    'tiering:metrics.write',
    'tiering:metrics.read',
  ],
  /** Brings in history with the times at which it happened; the demo and data migrations. */
  importer: [
    ...new Set([
      ...TILL,
      ...DESK,
      ...ENTERPRISE,
      ...PROGRAMMES,
      'cards:batch.order',
      'ledger:purse.settle',
      'ledger:batch',
      'ledger:import',
      'tiering:metrics.write',
      'tiering:metrics.read',
      'tiering:rating.run',
      'tiering:rating.read',
      'tiering:segment.run',
      'tiering:fee.run',
      'notifications:announce',
      'notifications:reply',
      'backdate',
    ]),
  ],
} as const satisfies Record<string, readonly string[]>;

/** One of the roles. */
export type Role = keyof typeof ROLES;

/** The claim `scrip_issuer` of services among themselves: they act for whichever issuer the fact belongs to, and name it. */
const EVERY_ISSUER = '*';

/** What each service may ask of the others; one that asks nothing has no client. */
const SERVICE_SCOPES: Readonly<Record<string, readonly string[]>> = {
  // A loss report blocks the wallet in the ledger before it is answered; a replacement charges its fee there. Cards checks the
  // MACs of records of spends, has the ledger take them, and has loads of purses authorised. Before a holder is erased the
  // ledger is asked what the holder's wallets hold and when they were used.
  'service-cards': ['ledger:card.block', 'ledger:fee', 'ledger:purse.load', 'ledger:purse.record', 'ledger:read'],
  // What was said in a call goes into the vault of cards and may complete a profile there; a compensation is recorded in the
  // ledger. Whom to greet on a birthday only the vault knows. Addresses are asked when messages are handed over; who answers
  // a message is found by the number. Whose a wallet is that was opened before it was kept here, the ledger says.
  'service-notifications': [
    'birthdays:read',
    'cards:holder.export',
    'cards:holder.read',
    'cards:holder.write',
    'cards:note.write',
    'ledger:compensate',
    'ledger:read',
  ],
  // A birthday doubles points and gives a gift; who was born when stays in the vault of cards.
  'service-points': ['birthdays:read'],
  // A gift on a birthday, and the age of relatives on the first day of a contract: yes or no, as the vault says.
  'service-tiering': ['birthdays:read', 'cards:relative.age'],
};

/** A client of the local issuer, as `clients.json` in the state folder keeps it. */
export interface Client {
  readonly secret: string;
  readonly scopes: readonly string[];
  /** The claim `scrip_issuer`: a card issuer's id, or `*` for services. */
  readonly issuerId: string;
  /** The claim `scrip_merchant`; null for all but tills. */
  readonly merchantId: string | null;
}

/** Client id → client. Ids of roles are the roles' names. */
export type Clients = Readonly<Record<string, Client>>;

/** Reads the clients of a state. */
export function readClients(file: string): Clients {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Makes the clients of a new state, and brings an older one up to this list; secrets stay. Mode 0600. */
export function keepClients(file: string): Clients {
  const known: Clients = existsSync(file) ? readClients(file) : {};
  const scopes: Readonly<Record<string, readonly string[]>> = { ...ROLES, ...SERVICE_SCOPES };
  const clients = Object.fromEntries(
    Object.entries(scopes).map(([id, own]): [string, Client] => [
      id,
      {
        secret: known[id]?.secret ?? randomSecret(),
        scopes: own,
        issuerId: id in SERVICE_SCOPES ? EVERY_ISSUER : DEMO_ISSUER,
        merchantId: id === 'till' ? DEMO_MERCHANT : null,
      },
    ]),
  );
  writeSecret(file, `${JSON.stringify(clients, null, 2)}\n`);
  return clients;
}
