// Version order: comparisons a second, and differences from the reference libraries, over generated pairs.

import { compareDeb, compareRpm, compareRpmForMatching } from '@slipway/core/version';
import { askOracle, debPair, rpmPair, samplePairs, type VersionPair } from '@slipway/testkit/version-oracle';
import compareByNpm from 'deb-version-compare';
import {
  type BenchResult,
  besideFigure,
  countText,
  errorsFigure,
  type Figure,
  perSecondText,
  speedFigure,
} from './figure.ts';

const PAIRS = 50_000;
const PER_SECOND_MIN = 3_000_000;
/** Until the compiler has settled: speeds rise over the first two or three rounds. */
const WARM_UP_ROUNDS = 4;
/** Odd, so that the median is one of them; enough that another program on the machine does not decide it. */
const ROUNDS = 21;

type Compare = (a: string, b: string) => number;

/** Measures both formats against their libraries; the npm package knows Debian's alone. */
export function benchVersion(): BenchResult {
  const seed = Number(process.env['BENCH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`  ${countText(PAIRS)} generated pairs for each format, BENCH_SEED=${seed}, median of ${ROUNDS} rounds`);
  const deb = sample(debPair, seed);
  const rpm = sample(rpmPair, seed);
  const libapt = askOracle('deb', deb);
  const librpm = askOracle('rpm', rpm);
  const librpmMatch = askOracle('rpm-match', rpm);
  if (libapt.kind === 'missing' || librpm.kind === 'missing' || librpmMatch.kind === 'missing') {
    const texts = [libapt, librpm].flatMap((answer) => (answer.kind === 'missing' ? [answer.text] : []));
    return { kind: 'unable', text: texts.join('\n  ') };
  }

  // What it throws on it cannot be timed on.
  const answered = deb.filter(([a, b]) => !Number.isNaN(npmOrder(a, b)));
  const npmErrors = differences(npmOrder, deb, libapt.orders);
  const figures: readonly Figure[] = [
    speedFigure('deb: comparisons', perSecond(compareDeb, deb), PER_SECOND_MIN),
    errorsFigure('deb: differences from libapt', differences(compareDeb, deb, libapt.orders)),
    besideFigure('deb-version-compare (npm): comparisons', perSecondText(perSecond(compareByNpm, answered))),
    besideFigure('deb-version-compare (npm): differences from libapt', shareText(npmErrors, deb.length)),
    speedFigure('rpm: comparisons', perSecond(compareRpm, rpm), PER_SECOND_MIN),
    errorsFigure('rpm: differences from librpm', differences(compareRpm, rpm, librpm.orders)),
    errorsFigure(
      'rpm, matching dependencies: differences from librpm',
      differences(compareRpmForMatching, rpm, librpmMatch.orders),
    ),
  ];
  return { kind: 'figures', figures };
}

/** Through JSON, as an inventory arrives: the engine reads a text slowly that is still a chain of the pieces it was made of. */
function sample(pairs: typeof debPair, seed: number): readonly VersionPair[] {
  return JSON.parse(JSON.stringify(samplePairs(pairs, { count: PAIRS, seed }))) as VersionPair[];
}

/** Comparisons a second over all pairs: the median of the rounds. */
function perSecond(compare: Compare, pairs: readonly VersionPair[]): number {
  const speeds: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const began = performance.now();
    let sum = 0;
    for (const pair of pairs) sum += compare(pair[0], pair[1]);
    const seconds = (performance.now() - began) / 1000;
    // The sum is used, so that no compiler may leave the comparisons out.
    if (Number.isNaN(sum)) throw new Error('a comparison returned no number');
    if (round >= 0) speeds.push(pairs.length / seconds);
  }
  return speeds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

/** How many pairs `compare` puts in another order than the library. No answer is a wrong answer. */
function differences(compare: Compare, pairs: readonly VersionPair[], orders: readonly number[]): number {
  return pairs.filter(([a, b], at) => Math.sign(compare(a, b)) !== orders[at]).length;
}

/** The npm package's answer, or NaN where it throws. */
function npmOrder(a: string, b: string): number {
  try {
    return compareByNpm(a, b);
  } catch {
    return Number.NaN;
  }
}

const shareText = (count: number, all: number): string => `${countText(count)} (${((100 * count) / all).toFixed(1)} %)`;
