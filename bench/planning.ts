// Planning: 10,000 hosts in 500 clusters, time and memory, and how good the waves are.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { atMostFigure, type BenchResult, besideFigure, countText, errorsFigure, type Figure } from './figure.ts';
import type { PlanningMeasures } from './planning-process.ts';

const SECONDS_MAX = 2;
const GIGABYTES_MAX = 1;
/** Many times what it takes: a machine that is busy elsewhere may be slow, one that hangs should be noticed. */
const TIMEOUT_MS = 120_000;

export function benchPlanning(): BenchResult {
  const program = join(import.meta.dirname, 'planning-process.ts');
  const output = execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: TIMEOUT_MS });
  const measures = JSON.parse(output) as PlanningMeasures;
  console.log(
    `  ${countText(measures.hosts)} hosts, 500 clusters, a plan of ${countText(measures.planBytes / 1e6)} MB`,
  );
  return { kind: 'figures', figures: figuresOf(measures) };
}

const figuresOf = (measures: PlanningMeasures): readonly Figure[] => [
  atMostFigure('planning, first time', measures.firstMs / 1000, SECONDS_MAX, 's'),
  besideFigure('processor time of that', seconds(measures.firstProcessorMs / 1000)),
  atMostFigure('planning, median of 5 more', measures.medianMs / 1000, SECONDS_MAX, 's'),
  atMostFigure('planning again over standing host plans', measures.againMs / 1000, SECONDS_MAX, 's'),
  besideFigure('JSON.stringify of the same plan alone', seconds(measures.stringifyMs / 1000)),
  besideFigure('checking the plan', seconds(measures.checkMs / 1000)),
  atMostFigure('peak memory, fleet included', measures.peakBytes / 1e9, GIGABYTES_MAX, 'GB'),
  errorsFigure('errors that the checker finds', measures.checkerErrors),
  errorsFigure('other digests when planned again', measures.isSameAgain ? 0 : 1),
  besideFigure('waves', countText(measures.waves)),
  besideFigure('waves, one host of a cluster after the other', countText(measures.oneAtATimeWaves)),
];

const seconds = (value: number): string => `${value.toFixed(2)} s`;
