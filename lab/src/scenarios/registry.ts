import type { LabSettings } from '../settings.ts';

export interface Scenario {
  readonly name: string;
  /** What must hold, in one line, for `lab list`-like overviews and CI's output. */
  readonly claim: string;
  /** Ends by itself and leaves nothing behind; an exception is a failure. */
  readonly run: (settings: LabSettings, report: (line: string) => void) => Promise<void>;
}

/** One line per scenario, in the order in which `all` runs them. */
export const scenarios: readonly Scenario[] = [];
