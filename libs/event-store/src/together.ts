/** Questions that are asked while others are being answered are put together, in one query for all. */

/** Queries at once; what else is asked gathers meanwhile. */
const QUERIES_MAX = 2;
/** Questions of one query. */
const QUESTIONS_MAX = 64;

interface Asked<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A | Promise<A>) => void;
  readonly reject: (error: unknown) => void;
}

/** Nobody waits for others: a question that comes alone is put alone. */
export class Together<Q, A> {
  readonly #answer: (questions: readonly Q[]) => Promise<readonly (A | Promise<A>)[]>;
  readonly #asked: Asked<Q, A>[] = [];
  #queries = 0;

  /** `answer` gives an answer for each question in their order, or throws for all of them. */
  constructor(answer: (questions: readonly Q[]) => Promise<readonly (A | Promise<A>)[]>) {
    this.#answer = answer;
  }

  /** Throws what `answer` throws. */
  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ question, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#queries >= QUERIES_MAX || this.#asked.length === 0) return;
    const together = this.#asked.splice(0, QUESTIONS_MAX);
    this.#queries += 1;
    void this.#put(together).finally(() => {
      this.#queries -= 1;
      this.#next();
    });
  }

  async #put(together: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const answers = await this.#answer(together.map(({ question }) => question));
      // As many answers as questions: one that is missing would be an answer of undefined.
      for (const [index, { resolve }] of together.entries()) resolve(answers[index] as A | Promise<A>);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}
