import type { CheckAgain } from '../check/index.ts';
import type { AttemptId, Digest } from '../ids/index.ts';
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
  /**
   * Every file of every package, and all versions: asked once, at that moment. With the digest of the versions that whoever asks
   * believes in; `null`: it believes nothing.
   */
  | { readonly kind: 'whole-host'; readonly askedAt: Instant; readonly believes: Digest | null }
  /** What the package transaction of this attempt has printed so far, while the attempt is under way. */
  | { readonly kind: 'output'; readonly attemptId: AttemptId }
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
  /** Of `whole-host`; absent: nothing could be said. */
  readonly wholeHost?: WholeHost;
  /** Of `output`; absent: no transaction has begun. */
  readonly output?: RunningOutput;
}

export interface RunningOutput {
  /** Name of its unit: each try has one of its own. */
  readonly transaction: string;
  /** That it has printed in all; only grows while the unit is the same. */
  readonly bytes: number;
  /** The last lines, printable, at most 4096 bytes of them. The very last may not be whole yet. */
  readonly text: string;
}

export interface VersionOfPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

export interface WholeHost {
  /** Whose files were looked at. */
  readonly packages: number;
  /** Of all versions that are there, half-way ones included. */
  readonly versionsDigest: Digest;
  /** All of them, where they are not those that were believed in. */
  readonly versions?: readonly VersionOfPackage[];
  /** The first of those whose files were not looked at: the package itself is not as it should be. */
  readonly notWhole: readonly { readonly package: string; readonly state: string }[];
  readonly notWholeInAll: number;
  /** The first by path. */
  readonly differing: readonly DifferingFile[];
  readonly differingInAll: number;
}

export interface DifferingFile {
  readonly package: string;
  readonly path: string;
  readonly how: 'missing' | 'differs' | 'unreadable';
}
