// Commands: what each does, one subject a file. Each is loaded only when it is run: a start pays for what it uses.
// Not here: words and options (command-tree), the connection (connection), pages that several commands print.
// May import: command, connection, output, terminal, exit, protocol.

export const commands = {
  assess: async () => await import('./assess.ts'),
  audit: async () => await import('./audit.ts'),
  completion: async () => await import('./completion.ts'),
  enrol: async () => await import('./enrol.ts'),
  help: async () => await import('./help.ts'),
  hostChange: async () => await import('./host-change.ts'),
  hostHistory: async () => await import('./host-history.ts'),
  hostList: async () => await import('./host-list.ts'),
  hostShow: async () => await import('./host-show.ts'),
  login: async () => await import('./login.ts'),
  packages: async () => await import('./packages.ts'),
  patchSetCut: async () => await import('./patch-set-cut.ts'),
  patchSets: async () => await import('./patch-sets.ts'),
  planApprove: async () => await import('./plan-approve.ts'),
  planDiff: async () => await import('./plan-diff.ts'),
  planMake: async () => await import('./plan-make.ts'),
  plans: async () => await import('./plans.ts'),
  policy: async () => await import('./policy.ts'),
  report: async () => await import('./report.ts'),
  rolloutStart: async () => await import('./rollout-start.ts'),
  rolloutSteer: async () => await import('./rollout-steer.ts'),
  rolloutWatch: async () => await import('./rollout-watch.ts'),
  rollouts: async () => await import('./rollouts.ts'),
  switch: async () => await import('./switch.ts'),
  tokens: async () => await import('./tokens.ts'),
  updates: async () => await import('./updates.ts'),
  versionCompare: async () => await import('./version-compare.ts'),
  why: async () => await import('./why.ts'),
} as const;
