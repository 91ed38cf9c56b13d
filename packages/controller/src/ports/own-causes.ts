import type { Cause } from '@slipway/core/diagnosis';

/** An operator's own rows of the table of known causes, in files beside the database. */
export interface OwnCauses {
  /** As the files are now. One that cannot be read whole gives no row, and says why; never throws. */
  read(): Promise<ReadCauses>;
}

export interface ReadCauses {
  /** In the order of file names, and in each file as they stand. The same array for as long as the files are the same. */
  readonly causes: readonly OwnCause[];
  readonly refused: readonly { readonly file: string; readonly problems: readonly CauseProblem[] }[];
}

export interface OwnCause {
  readonly file: string;
  readonly cause: Cause;
}

export interface CauseProblem {
  /** From 1. */
  readonly line: number;
  readonly detail: string;
}
