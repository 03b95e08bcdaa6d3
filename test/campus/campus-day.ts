/** A planned day played on a campus: cards and terminals made ready, files sent, and the books read back. */
import type { Body, Client } from '@scrip/testing';
import type { Books } from './plain.ts';
import type { Plan } from './plan.ts';
import { Campus, each, type ModuleKeys, type Roles, type SimCard } from './simulator.ts';

/** What the progress of files says of all their records together. */
export type Progress = Pick<Books, 'accepted' | 'duplicates' | 'refused'> & { readonly remaining: number };

export class CampusDay {
  readonly #campus: Campus;
  readonly #plan: Plan;
  readonly #roles: Roles;
  /** Epoch milliseconds that the day begins at. */
  readonly #dayStart: number;
  readonly #cards: SimCard[] = [];

  private constructor(campus: Campus, plan: Plan, roles: Roles, dayStart: number) {
    this.#campus = campus;
    this.#plan = plan;
    this.#roles = roles;
    this.#dayStart = dayStart;
  }

  /**
   * Registers the terminals, washes and loads the cards.
   * @param cardIds cards in use whose wallets can pay for the plan's load.
   */
  static async begin(
    roles: Roles,
    plan: Plan,
    cardIds: readonly string[],
    options: { readonly name: string; readonly module: ModuleKeys; readonly dayStart: number },
  ): Promise<CampusDay> {
    const day = new CampusDay(await Campus.open(roles, options), plan, roles, options.dayStart);
    await each(Array.from({ length: plan.size.terminals }), async (_, terminal) => {
      await day.#campus.registerTerminal(`t${terminal}`, `m${terminal}`);
    });
    await each(cardIds, async (cardId, index) => {
      const card = await day.#campus.wash(cardId);
      const { loadId } = await day.#campus.authorise(card, plan.loadFen, 1, 0);
      await day.#campus.acknowledge(card, loadId, 1, plan.loadFen, plan.loadFen);
      day.#cards[index] = card;
    });
    return day;
  }

  /** Sends a file of the plan under a key of its own: sent again, it is the same file. Its id. */
  send(place: number): Promise<string> {
    return this.#campus.sendLines(this.#recordsOf(place), `file ${place}`);
  }

  /** How far files have been taken, all together. */
  async progress(fileIds: readonly string[]): Promise<Progress> {
    const sum = { accepted: 0, duplicates: 0, refused: 0, remaining: 0 };
    for (const fileId of fileIds) {
      const answer = await this.#roles.enterprise.get<Progress>(`/cards/v1/record-files/${fileId}`);
      const file = answer.ok();
      for (const name of Object.keys(sum) as (keyof Progress)[]) sum[name] += file[name];
    }
    return sum;
  }

  /** The books as the ledger has them, in the form of the plain ones. */
  async books(): Promise<Pick<Books, 'cards' | 'terminals' | 'missing' | 'forged' | 'wrong'>> {
    const { finance } = this.#roles;
    const cards: Books['cards'][number][] = [];
    const found: Record<string, number[]> = { gap: [], refused: [], difference: [] };
    await each(this.#cards, async ({ cardId }, index) => {
      const listed = (await finance.get<{ items: Body[] }>(`/ledger/v1/purses?cardId=${cardId}`)).ok();
      const purseId = String(listed.items[0]?.['purseId']);
      cards[index] = await purseIn(finance, purseId);
      const open = `/ledger/v1/purse-exceptions?purseId=${purseId}&state=open&limit=200`;
      for (const { kind } of (await finance.get<{ items: Body[] }>(open)).ok().items) found[String(kind)]?.push(index);
    });
    const terminals: number[] = [];
    await each(Array.from({ length: this.#plan.size.terminals }), async (_, terminal) => {
      terminals[terminal] = await owedTo(finance, this.#campus.codeOf(`m${terminal}`));
    });
    const sorted = (kind: string): number[] => (found[kind] ?? []).sort((a, b) => a - b);
    return { cards, terminals, missing: sorted('gap'), forged: sorted('refused'), wrong: sorted('difference') };
  }

  /** Code of a terminal of the day. */
  terminalId(terminal: number): string {
    return this.#campus.codeOf(`t${terminal}`);
  }

  /** Records of a file; an altered copy stands beside the first sending of its record. */
  #recordsOf(place: number): readonly object[] {
    const sentBefore = new Set(this.#plan.files.slice(0, place).flat());
    const records: object[] = [];
    for (const record of this.#plan.files[place] ?? []) {
      if (record < 0) {
        records.push(this.#passOf(-1 - record));
        continue;
      }
      const spend = this.#spendOf(record);
      if (this.#plan.spends[record]?.fault === 'forged' && !sentBefore.has(record)) {
        records.push({ ...spend, amountFen: (this.#plan.spends[record]?.amountFen ?? 0) + 1 });
      }
      sentBefore.add(record);
      records.push(spend);
    }
    return records;
  }

  #spendOf(record: number): object {
    const spend = this.#plan.spends[record];
    const card = this.#cards[spend?.card ?? -1];
    if (!spend || !card) throw new Error(`there is no spend ${record}`);
    const { counter, amountFen, balanceFen } = spend;
    const terminalId = this.terminalId(spend.terminal);
    const spentAt = this.#dayStart + spend.atMs;
    return this.#campus.spend(card, { counter, amountFen, balanceFen, terminalId, spentAt });
  }

  #passOf(record: number): object {
    const pass = this.#plan.passes[record];
    const card = this.#cards[pass?.card ?? -1];
    if (!pass || !card) throw new Error(`there is no pass ${record}`);
    return this.#campus.pass(card, `t${pass.terminal}`, pass.counter, this.#dayStart + pass.atMs);
  }
}

/** What the books ask of a purse's view; amounts in fen. */
interface PurseRead {
  readonly valueFen: number;
  readonly suspenseFen: number;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

async function purseIn(finance: Client, purseId: string): Promise<Books['cards'][number]> {
  const path = `/ledger/v1/purses/${purseId}`;
  const purse = (await finance.get<PurseRead>(path)).ok();
  const { items } = (await finance.get<{ items: Body[] }>(`${path}/records?limit=200`)).ok();
  const gaps = purse.gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return { valueFen: purse.valueFen, suspenseFen: purse.suspenseFen, spends: items.length, gaps };
}

/** What a merchant was owed in all, line by line of the journal. */
async function owedTo(finance: Client, merchantId: string): Promise<number> {
  const path = `/ledger/v1/journal/lines?account=payable:merchant:${merchantId}&order=oldest&limit=200`;
  let sum = 0;
  for (let cursor = ''; ; ) {
    const page = (await finance.get<{ items: Body[]; next: string | null }>(path + cursor)).ok();
    // What was settled meanwhile, since a day was over, was owed all the same.
    for (const { amountFen, type } of page.items) if (type !== 'MerchantSettled') sum -= Number(amountFen);
    if (page.next === null) return sum;
    cursor = `&cursor=${page.next}`;
  }
}
