import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A question that a reference library answers; see compare-versions.py. */
export type OracleQuestion = 'deb' | 'rpm' | 'rpm-segment' | 'rpm-match';

export type VersionPair = readonly [a: string, b: string];

/** "The library is not installed" is not "no differences": it comes with the command that installs it. */
export type OracleAnswer =
  | { readonly kind: 'orders'; readonly orders: readonly number[] }
  | { readonly kind: 'missing'; readonly text: string };

/** Debian's own interpreter: the bindings are compiled for it, and another python3 may come first in PATH. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'compare-versions.py');
/** The script's status where the library is missing. */
const STATUS_MISSING = 3;
/** 50,000 pairs take half a second; a minute means that something hangs. */
const TIMEOUT_MS = 60_000;
/** Three bytes an answer: room for millions. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Asks libapt or librpm for the order of all pairs, in one process. */
export function askOracle(question: OracleQuestion, pairs: readonly VersionPair[]): OracleAnswer {
  const run = spawnSync(PYTHON, ['-I', SCRIPT, question], {
    input: pairs.map((pair) => `${pair.join('\t')}\n`).join(''),
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
    timeout: TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const absent = run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT';
  if (absent || run.status === STATUS_MISSING) return { kind: 'missing', text: missingText(question) };
  if (run.error !== undefined) throw new Error(`the ${question} oracle did not run`, { cause: run.error });
  if (run.status !== 0) throw new Error(`the ${question} oracle failed: ${run.stderr}`);
  const orders = run.stdout.trimEnd().split('\n').map(Number);
  if (orders.length !== pairs.length)
    throw new Error(`the ${question} oracle answered ${orders.length} of ${pairs.length} pairs`);
  return { kind: 'orders', orders };
}

function missingText(question: OracleQuestion): string {
  const name = question === 'deb' ? 'python3-apt' : 'python3-rpm';
  return `${name} is missing: install it with \`apt-get install ${name}\``;
}
