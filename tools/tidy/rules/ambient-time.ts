import { isDrivenByPorts, linesMatching, type Rule } from '../rule.ts';

/** oxlint restricts the names (`Date.now`, timers, `crypto`); a constructor without arguments it cannot tell apart. */
export const ambientTime: Rule = {
  name: 'ambient-time',
  why: 'Here time comes in as `now` or from the clock port: the simulator runs this code in virtual time.',
  applies: isDrivenByPorts,
  check: (file) => linesMatching(file, /\bnew Date\(\s*\)|(?<!new )\bDate\(|\bIntl\.DateTimeFormat\(\s*\)/),
};
