/** The terms that a wallet's rules decide under, out of the programme documents that this service has heard of. */
import type { Terms } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import { type Programme, productOf, publishedProgramme } from '@scrip/programme';
import type { WalletTerms } from './wallet.decider.ts';
import type { WalletEntry } from './wallet-directory.ts';

/** Versions of products that are remembered; a version never changes. */
const REMEMBERED_MAX = 1_000;

/** Either the terms, or why there are none: as a stable code with the ids behind it. */
export type TermsFound =
  | { readonly kind: 'terms'; readonly terms: WalletTerms; readonly programme: Programme }
  | {
      readonly kind: 'none';
      readonly code: 'programme_unknown' | 'product_unknown';
      readonly members: Readonly<Record<string, string | number>>;
    };

/** Whose terms are asked for: those of a wallet, or of a client that loads such wallets. */
export type TermsOf = Pick<WalletEntry, 'issuerId' | 'programmeId' | 'productKey'>;

/** Finds terms by moment or by version. */
export class ProgrammeTerms {
  readonly #inForce: Terms;
  readonly #log: EventLog;
  readonly #versions = new Map<string, WalletTerms>();

  constructor(inForce: Terms, log: EventLog) {
    this.#inForce = inForce;
    this.#log = log;
  }

  /**
   * The terms of a wallet's product in force at a moment (epoch milliseconds). None, in the order tried:
   * `programme_unknown` (no version had begun then, or its document has not arrived yet); `product_unknown` (the version
   * has no such product).
   */
  async at(wallet: TermsOf, moment: number): Promise<TermsFound> {
    const { programmeId, productKey } = wallet;
    const programme = await this.#inForce.inForce(wallet.issuerId, programmeId, moment);
    if (!programme) return { kind: 'none', code: 'programme_unknown', members: { programmeId } };
    const terms = termsOf(programme, productKey);
    if (terms) return { kind: 'terms', terms, programme };
    const members = { programmeId, programmeVersion: programme.version, productKey };
    return { kind: 'none', code: 'product_unknown', members };
  }

  /** The terms of a version that something was decided under here. Throws InvariantError when they are not here. */
  async ofVersion(wallet: TermsOf, programmeVersion: number): Promise<WalletTerms> {
    const { issuerId, programmeId, productKey } = wallet;
    const id = [issuerId, programmeId, productKey, programmeVersion].join('\n');
    const known = this.#versions.get(id);
    if (known) return known;
    const { rows } = await this.#log.pool.query<{ document: string }>(
      'SELECT document FROM programme_terms WHERE issuer_id = $1 AND programme_id = $2 AND version = $3',
      [issuerId, programmeId, programmeVersion],
    );
    const terms = rows[0] && termsOf(publishedProgramme(rows[0].document), productKey);
    if (!terms) throw new InvariantError(`${programmeId} version ${programmeVersion} has no ${productKey} any more`);
    if (this.#versions.size >= REMEMBERED_MAX) this.#versions.clear();
    this.#versions.set(id, terms);
    return terms;
  }
}

function termsOf(programme: Programme, productKey: string): WalletTerms | undefined {
  const product = productOf(programme, productKey);
  return product && { programmeVersion: programme.version, product };
}
