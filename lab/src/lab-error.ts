/** Why the lab could not do something. A stable word, so that a caller can tell "cannot here" from "broke". */
export type LabReason =
  | 'bad-setting'
  | 'command-failed'
  | 'command-missing'
  | 'command-overdue'
  | 'lab-busy'
  | 'lab-not-up'
  | 'mount-in-the-way'
  | 'no-free-subnet'
  | 'no-package-archive'
  | 'not-ours'
  | 'not-running'
  | 'not-settled'
  | 'unknown-host'
  | 'unreadable-state';

/** The lab stands on outside programs, so its failures are exceptions; the reason says which kind. */
export class LabError extends Error {
  readonly reason: LabReason;

  constructor(reason: LabReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.reason = reason;
  }
}
