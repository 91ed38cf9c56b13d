export interface Terminal {
  /** Standard output: what was asked for. Text as it comes; control characters are made visible. */
  out(text: string): void;
  /** Standard error: what went wrong, what is asked, what is awaited. */
  err(text: string): void;
  /** Standard output for a stream of any length: resolves when more may be written. */
  outStream(text: string): Promise<void>;
  /** What is awaited, on standard error: one line that is written over, or in a pipe a line whenever it changes. */
  status(text: string): void;
  /**
   * Standard output, only where `isInteractive`: a picture that is drawn over the one before, cut to what fits. Empty
   * takes it away. Whatever else is written leaves it standing, and the next one is drawn below.
   */
  picture(text: string): void;
  /** Columns of standard output, `null` where it is no terminal: then nothing is cut or wrapped. */
  readonly width: number | null;
  readonly height: number | null;
  /** Standard output is a terminal that can be redrawn. */
  readonly isInteractive: boolean;
  readonly style: Style;
  /** One line from a person; `null` where nobody can be asked. `secret`: not shown while typed. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string | null>;
  /** All of standard input, as it comes. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard input is a person's keyboard. */
  readonly isInputInteractive: boolean;
}

/** Plain text where colour is not wanted. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}
