import { spawnSync } from 'node:child_process';
import {
  compareDeb,
  compareRpm,
  compareRpmForMatching,
  compareRpmSegment,
  type Order,
  parseDebVersion,
} from '@slipway/core/version';
import { endWithout } from '@slipway/testkit/absence';
import {
  askOracle,
  debPair,
  type OracleQuestion,
  rpmPair,
  rpmSegmentPair,
  samplePairs,
  type VersionPair,
} from '@slipway/testkit/version-oracle';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Our order against the real ones: libapt and librpm through their Python bindings, and the dpkg program itself.
// Another seed each run, printed, so that a difference can be looked at again: VERSION_ORACLE_SEED=… npm test.

const seed = Number(process.env['VERSION_ORACLE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
process.stdout.write(`version oracle: VERSION_ORACLE_SEED=${seed}\n`);

const PAIRS = 5_000;
/** Texts or pairs put before the dpkg program, which takes a process of some milliseconds for each question. */
const PROGRAM_QUESTIONS = 200;

interface Oracle {
  readonly name: string;
  readonly question: OracleQuestion;
  readonly pairs: fc.Arbitrary<VersionPair>;
  readonly compare: (a: string, b: string) => Order;
}

const ORACLES: readonly Oracle[] = [
  { name: 'libapt', question: 'deb', pairs: debPair, compare: compareDeb },
  { name: 'librpm', question: 'rpm', pairs: rpmPair, compare: compareRpm },
  { name: 'librpm, one part', question: 'rpm-segment', pairs: rpmSegmentPair, compare: compareRpmSegment },
  { name: 'librpm, dependencies', question: 'rpm-match', pairs: rpmPair, compare: compareRpmForMatching },
];

for (const { name, question, pairs: arbitrary, compare } of ORACLES) {
  test(`${name} orders ${PAIRS} generated pairs as we do`, (context) => {
    const pairs = samplePairs(arbitrary, { count: PAIRS, seed });
    const answer = askOracle(question, pairs);
    if (answer.kind === 'missing') return endWithout(answer.text, context);
    expect(new Set(answer.orders), 'a sample that never meets one of the answers proves little').toEqual(
      new Set([-1, 0, 1]),
    );
    const differences = pairs.flatMap(([a, b], at) => {
      const ours = compare(a, b);
      return ours === answer.orders[at] ? [] : [{ a, b, ours, theirs: answer.orders[at] }];
    });
    expect(differences).toEqual([]);
  });
}

test(`dpkg --compare-versions orders ${PROGRAM_QUESTIONS} generated pairs as we do`, (context) => {
  for (const [a, b] of samplePairs(debPair, { count: PROGRAM_QUESTIONS, seed })) {
    const order = compareDeb(a, b);
    const relation = { '-1': 'lt', '0': 'eq', '1': 'gt' }[order];
    const status = dpkgStatus(['--compare-versions', a, relation, b]);
    if (status === 'missing') return endWithout(DPKG_MISSING, context);
    expect({ a, relation, b, status }).toEqual({ a, relation, b, status: 0 });
  }
});

test(`dpkg --validate-version judges ${PROGRAM_QUESTIONS} generated texts as we do`, (context) => {
  const nasty = fc
    .array(fc.constantFrom('0', '1', '42', 'a', 'Z', '~', '+', '.', '-', ':', '1:', '-1', '_', ' ', '\t', 'é', '!'), {
      maxLength: 6,
    })
    .map((pieces) => pieces.join(''))
    // A leading hyphen reads as an option of dpkg, and a signed epoch is the difference that parseDebVersion documents.
    .filter((text) => !text.startsWith('-') && !/^[ \t]*[+-][0-9]+:/.test(text));
  const texts = fc.sample(
    fc.oneof(
      nasty,
      debPair.map(([a]) => a),
    ),
    { numRuns: PROGRAM_QUESTIONS, seed },
  );
  for (const text of texts) {
    const status = dpkgStatus(['--validate-version', text]);
    if (status === 'missing') return endWithout(DPKG_MISSING, context);
    const parsed = parseDebVersion(text);
    const ours = parsed.ok ? 0 : { warning: 1, error: 2 }[parsed.severity];
    expect({ text, status: ours }).toEqual({ text, status });
  }
});

const DPKG = '/usr/bin/dpkg';
/** It answers in milliseconds; ten seconds mean that it hangs. */
const DPKG_TIMEOUT_MS = 10_000;
const DPKG_MISSING = 'dpkg is missing: install it with `apt-get install dpkg`';

/** The exit status of the real dpkg: 0 is yes; for --validate-version 1 is "with a warning" and 2 "no". */
function dpkgStatus(args: readonly string[]): number | 'missing' {
  const run = spawnSync(DPKG, args, { env: { LC_ALL: 'C.UTF-8' }, timeout: DPKG_TIMEOUT_MS });
  if (run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT') return 'missing';
  if (run.status === null) throw new Error(`dpkg ${args.join(' ')} did not end`, { cause: run.error });
  return run.status;
}
