// The controller's own share of a rollout on real hosts: its time without the longest chain of host steps and without
// what the plan waits for on purpose. Beside it a script that does the same to the same hosts and proves nothing.

import { measureRolloutShare, withLab } from '@slipway/lab/measure';
import { type BenchResult, besideFigure } from './figure.ts';

const SHARE_MAX = 0.1;

export async function benchRolloutShare(): Promise<BenchResult> {
  const measured = await withLab(measureRolloutShare);
  if (measured.kind === 'unable') return measured;
  const { real, made, scriptMs } = measured.value;
  return {
    kind: 'figures',
    figures: [
      {
        what: "the controller's own share, twenty real updates on four hosts",
        measured: percent(real.share),
        target: `under ${percent(SHARE_MAX)}`,
        verdict: real.share < SHARE_MAX ? 'met' : 'missed',
      },
      besideFigure('that rollout', seconds(real.wallMs)),
      besideFigure('one small update on the same hosts, by Slipway, soak aside', seconds(made.wallMs - made.soakMs)),
      besideFigure('of it the host steps', seconds(made.hostStepsMs)),
      besideFigure('such an update by a script: the same hooks, apt-get, no proof', seconds(scriptMs)),
    ],
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
