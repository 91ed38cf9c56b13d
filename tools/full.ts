/**
 * `npm run full`: the long runs, which CI has no time for. Writes their result, with commit and date, to
 * docs/full-run.md. A further long run is one more line in `parts`.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import {
  bench,
  longTests,
  months,
  mutations,
  nights,
  type Part,
  type PartEnd,
  runParts,
  scenarios,
  script,
  simulation,
  tests,
} from './parts/index.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULT = join(ROOT, 'docs/full-run.md');

/** A night's sleep: what takes longer is not looked at in the morning. */
const LIMIT_MS = 8 * 3_600_000;

const parts: readonly Part[] = [
  script('check'),
  tests,
  longTests,
  scenarios('all'),
  simulation({ hosts: 50, seeds: 2 }),
  nights({ hosts: 200, seeds: 500 }),
  mutations,
  months({ hosts: 300, months: 6 }),
  script('chaos', '--agents', '60'),
  bench,
];

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function document(ends: readonly PartEnd[], commit: string, began: Date): string {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return [
    '# The last full run',
    '',
    `Commit ${commit}, begun ${began.toISOString()}, on ${system} with ${availableParallelism()} cores and ${gibibytes} GiB, Node ${process.version}. Written by \`npm run full\`.`,
    '',
    '| part | minutes | result | passed | failed |',
    '|---|---|---|---|---|',
    ...ends.map(
      ({ name, seconds, ok, passed, failed }) =>
        `| ${name} | ${(seconds / 60).toFixed(1)} | ${ok ? 'ok' : '**failed**'} | ${passed} | ${failed} |`,
    ),
    '',
    ...ends.flatMap(({ name, notes }) => notes.map((note) => `- ${name}: ${note}`)),
    '',
  ].join('\n');
}

const began = new Date();
const commit = `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes not committed'}`;
const ends = await runParts(parts, LIMIT_MS);
mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(RESULT, document(ends, commit, began).replace(/\n+$/, '\n'));
console.log(`\nwritten to ${RESULT}`);
process.exitCode = ends.every(({ ok }) => ok) ? 0 : 1;
