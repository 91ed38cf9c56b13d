// What was measured, as figures beside their bounds.

import { atMostFigure, besideFigure, countText, errorsFigure, type Figure } from '../figure.ts';
import { quantile } from '../quantile.ts';
import type { Busy } from './busy.ts';
import type { LoadOptions, Setting } from './setting.ts';
import type { Storm } from './storm.ts';
import type { Watched } from './watched.ts';

const PROCESSOR_SHARE_MAX = 0.5;
const RESIDENT_GIGABYTES_MAX = 1.5;
const CHECK_IN_MS_MAX = 50;
const DRAIN_SECONDS_MAX = 180;
const NINETY_NINTH = 0.99;

type Wanted = Pick<LoadOptions, 'agents' | 'transactions' | 'checkInSeconds'>;

export const enrolFigures = ({ hosts, processorMs }: Setting['enrolled']): readonly Figure[] => [
  besideFigure('enrolling, with check-in and inventory: processor for each', ms(processorMs / hosts)),
];

/** `residentBytesMost`: of the controller since it was started. */
export const busyFigures = (
  { transactions }: Wanted,
  { watched, awayMost, live, importSeconds, ends }: Busy,
  residentBytesMost: number,
): readonly Figure[] => [
  ...seenFigures('busy', watched),
  besideFigure('busy: transactions at once, at most', countText(awayMost)),
  besideFigure('busy: looks at their output, that showed some', `${countText(live.looks)}, ${countText(live.told)}`),
  besideFigure('busy: the feed, until it was stored', seconds(importSeconds)),
  errorsFigure('busy: transactions without a good end', transactions - (ends['done'] ?? 0)),
  besideFigure('memory until then, at most', gigabytes(residentBytesMost)),
];

export const stormFigures = ({ transactions }: Wanted, storm: Storm): readonly Figure[] => [
  besideFigure('storm: a start after SIGKILL', seconds(storm.startSeconds)),
  atMostFigure('storm: all at once, until each was answered', storm.drainSeconds, DRAIN_SECONDS_MAX, 's', 1),
  ...seenFigures('storm', storm.watched),
  besideFigure('storm: told when to come again (429, 503)', countText(storm.watched.line.turnedAway)),
  besideFigure('storm: lines cut or not answered', countText(storm.watched.line.unanswered)),
  besideFigure('storm: transactions that had ended before it', countText(storm.endedAtDeath)),
  errorsFigure('storm: transactions without a good end', transactions - (storm.ends['done'] ?? 0)),
];

export const lossFigures = (lost: number): readonly Figure[] => [errorsFigure('acknowledged messages lost', lost)];

export const idleFigures = ({ agents, checkInSeconds }: Wanted, seen: Watched): readonly Figure[] => {
  const { line, processorMs, residentBytes, seconds: took } = seen;
  const rate = line.checkInMs.length / took;
  return [
    besideFigure(
      `idle: check-ins, over ${took.toFixed(0)} s (a whole interval: ${(agents / checkInSeconds).toFixed(1)} /s)`,
      `${rate.toFixed(1)} /s`,
    ),
    atMostFigure('idle: of one processor', (processorMs / took / 1000) * 100, PROCESSOR_SHARE_MAX * 100, '%', 1),
    besideFigure('idle: processor for each check-in, all else included', ms(processorMs / line.checkInMs.length)),
    atMostFigure('idle: memory, at most', residentBytes / 1e9, RESIDENT_GIGABYTES_MAX, 'GB', 2),
    atMostFigure('idle: check-ins, 99th percentile', quantile(line.checkInMs, NINETY_NINTH), CHECK_IN_MS_MAX, 'ms', 1),
    besideFigure('idle: check-ins, median', ms(quantile(line.checkInMs, 0.5))),
    ...readFigures('idle', seen),
  ];
};

const seenFigures = (when: string, seen: Watched): readonly Figure[] => {
  const { line, processorMs, residentBytes, seconds: took } = seen;
  return [
    besideFigure(`${when}: of one processor, over ${took.toFixed(0)} s`, `${(processorMs / took / 10).toFixed(1)} %`),
    besideFigure(`${when}: memory, at most`, gigabytes(residentBytes)),
    besideFigure(`${when}: check-ins answered at once`, countText(line.checkInMs.length)),
    besideFigure(`${when}: check-ins, median and 99th percentile`, both(line.checkInMs)),
    ...readFigures(when, seen),
  ];
};

const readFigures = (when: string, { readMs }: Watched): readonly Figure[] => [
  besideFigure(`${when}: API reads, median and 99th percentile`, both(readMs)),
];

const both = (values: readonly number[]): string =>
  `${ms(quantile(values, 0.5))}, ${ms(quantile(values, NINETY_NINTH))}`;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
