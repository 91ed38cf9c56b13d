import type { CheckAgain } from '../check/index.ts';
import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';

/** What is read. The same subject is the same reading, whoever asks for it. */
export type ReadingSubject =
  | {
      readonly kind: 'plug-in';
      /** File name in the folder that the host's root keeps. */
      readonly plugIn: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  /** Of the host's service manager. */
  | { readonly kind: 'unit-active'; readonly unit: string }
  /** All checks of the plan that the host's newest attempt ended under, as root keeps it: nothing of them is named here. */
  | { readonly kind: 'checks'; readonly hostPlanDigest: Digest }
  /** Below a folder that the host's root allows. */
  | { readonly kind: 'file-age'; readonly path: string };

/** As Nagios plug-ins have it. A file whose age is known is `ok`: how old is too old, whoever asks decides. */
export type ReadingState = 'ok' | 'warning' | 'critical' | 'unknown';

export interface Reading {
  readonly state: ReadingState;
  /** One printable line: what the plug-in said first, or why nothing is known. */
  readonly text: string;
  /** By the host's clock. */
  readonly takenAt: Instant;
  /** Exit status of the plug-in; `null`: it did not end by itself, or there was none. */
  readonly exit: number | null;
  /** Of the file, by the host's clock. */
  readonly modifiedAt: Instant | null;
  /** Of `checks`, each of them in the plan's order; absent: none could be asked. */
  readonly checks?: readonly CheckAgain[];
}
