/**
 * One after the other, in the order in which they asked. Kysely keeps two transactions off one connection too, but lets
 * whoever asks in the moment between two of them in first.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #ended = false;

  take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended) return Promise.reject(new Error('the store is closed'));
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {
      // Whoever asked gets the error; who comes next only waits for the end.
    });
    return turn;
  }

  /** Resolves when everybody who asked before has had their turn; nobody gets one afterwards. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last;
  }
}
