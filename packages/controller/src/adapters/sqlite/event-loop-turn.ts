/** Several times what most transactions take; a small part of what an agent may wait for its answer. */
const HELD_MS_MAX = 4;

/**
 * SQLite answers within the call, so that whoever awaits one transaction after the other keeps the thread, and nothing that
 * agents and people sent meanwhile is read. Between two transactions the event loop gets a turn when it had none for so long.
 */
export class EventLoopTurn {
  /** Milliseconds, of the first transaction since the last turn; `null`: there was none. */
  #heldSince: number | null = null;

  async give(): Promise<void> {
    if (this.#heldSince === null) {
      this.#heldSince = performance.now();
      setImmediate(() => {
        this.#heldSince = null;
      });
    } else if (performance.now() - this.#heldSince > HELD_MS_MAX) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
