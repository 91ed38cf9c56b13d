// `slipway help exit-codes` and docs/operator/cli.md print this table.

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 70;

export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'refused by the controller or by a host; the reason is printed with its code',
  2: 'wrong use: the command line, or a file or standard input given to it, cannot be read',
  3: 'the controller cannot be reached, or is not the one that was pinned at login',
  4: 'not allowed: no valid token, or a role is missing',
  5: 'a rollout ended, and not every host is done; or the controller stopped it',
  6: 'a check found errors: the plan cannot be approved, a policy file has problems, the audit chain does not hold, an assessment reached --fail-on',
  70: 'a fault in Slipway; SLIPWAY_DEBUG=1 shows where',
};
