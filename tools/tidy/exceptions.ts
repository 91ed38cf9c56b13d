/** Where a rule does not apply, and why. An exception that nothing needs any more fails the gate. */

export interface Exception {
  readonly rule: string;
  /** A file, or a folder with its closing slash. */
  readonly path: string;
  readonly reason: string;
}

export const exceptions: readonly Exception[] = [];
