/** A sleep that others can end early: whoever waits for news sleeps, whoever has news rings. */
export class Bell {
  #rung = false;
  #wake: () => void = () => undefined;

  /** Ends the sleep under way, or else the next one before it begins. */
  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Sleeps until the bell rings, at most `ms`; not at all when it rang since the last sleep. One sleeper at a time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        this.#rung = false;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wake = wake;
      if (this.#rung) wake();
    });
  }
}
