/**
 * CI after the machine is prepared: `.ci/run` starts this under the project's own Node and tells how long its own
 * two parts took (`machine=FROM-TO`, seconds since the epoch).
 * Runs the parts, prints their times against the budgets, and `N passed, N failed` as the last line.
 */

import {
  months,
  mutations,
  nights,
  type PartEnd,
  runParts,
  scenarios,
  script,
  simulation,
  tests,
} from '../parts/index.ts';
import { MINUTES_MAX } from './budgets.ts';
import { report } from './report.ts';

function spent(argument: string): PartEnd {
  const found = /^(\w+)=([\d.]+)-([\d.]+)$/.exec(argument);
  if (found?.[1] === undefined) throw new Error(`${argument} is not NAME=FROM-TO`);
  const seconds = Number(found[3]) - Number(found[2]);
  return { name: found[1], seconds, ok: true, passed: 0, failed: 0, notes: [] };
}

const before = process.argv.slice(2).map(spent);
const limitMs = MINUTES_MAX * 60_000 - before.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
const parts = [
  script('check'),
  tests,
  scenarios('ci'),
  simulation({ hosts: 24, seeds: 1 }),
  nights({ hosts: 24, seeds: 4 }),
  mutations,
  months({ hosts: 24, months: 6 }),
];
const { ok, lines } = report([...before, ...(await runParts(parts, limitMs))]);
console.log(`\n${lines.join('\n')}`);
process.exitCode = ok ? 0 : 1;
