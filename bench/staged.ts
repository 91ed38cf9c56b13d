// What of a window a large update takes where its files were on the host before, beside the same over the same slow link with nothing
// fetched ahead, and beside plain apt-get.

import { measureStaged, withLab } from '@slipway/lab/measure';
import { type BenchResult, besideFigure } from './figure.ts';

const SHARE_MAX = 0.5;

export async function benchStaged(): Promise<BenchResult> {
  const measured = await withLab(measureStaged);
  if (measured.kind === 'unable') return measured;
  const { stagedMs, unstagedMs, aptMs, megabytes, megabitsPerSecond } = measured.value;
  const share = stagedMs / unstagedMs;
  return {
    kind: 'figures',
    figures: [
      {
        what: 'window time staged, of that unstaged',
        measured: `${(share * 100).toFixed(0)} %`,
        target: `under ${(SHARE_MAX * 100).toFixed(0)} %`,
        verdict: share < SHARE_MAX ? 'met' : 'missed',
      },
      besideFigure(`${megabytes} MB over ${megabitsPerSecond} Mbit/s, staged`, seconds(stagedMs)),
      besideFigure('unstaged, with the version before for the way back', seconds(unstagedMs)),
      besideFigure('by hand, apt-get install, nothing fetched for a way back', seconds(aptMs)),
    ],
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
