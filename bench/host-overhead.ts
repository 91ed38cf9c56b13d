// What an attempt costs its host beyond the package manager's own work: from preflight to undrain, beside the same `apt-get` run by
// hand on the same host with the same ten updates.

import { type HostRun, measureHostOverhead, withLab } from '@slipway/lab/measure';
import { type BenchResult, besideFigure, type Figure } from './figure.ts';
import { median } from './quantile.ts';

const WALL_MS_MAX = 5_000;
const PROCESSOR_MS_MAX = 2_000;

export async function benchHostOverhead(): Promise<BenchResult> {
  const measured = await withLab(measureHostOverhead);
  if (measured.kind === 'unable') return measured;
  const { bySlipway, byHand, packages } = measured.value;
  const ours = medians(bySlipway);
  const hand = medians(byHand);
  return {
    kind: 'figures',
    figures: [
      overhead('own time over apt-get by hand', ours.wallMs - hand.wallMs, WALL_MS_MAX),
      overhead('own processor time over it', ours.processorMs - hand.processorMs, PROCESSOR_MS_MAX),
      besideFigure(`${packages} small updates, the whole attempt`, seconds(ours.wallMs)),
      besideFigure('of it processor time of the whole host', seconds(ours.processorMs)),
      besideFigure('of it the step apply', seconds(median(bySlipway.map(({ steps }) => steps.get('apply') ?? 0)))),
      besideFigure('the same updates by hand, apt-get install', seconds(hand.wallMs)),
      besideFigure('of it processor time of the whole host', seconds(hand.processorMs)),
    ],
  };
}

const overhead = (what: string, ms: number, msMax: number): Figure => ({
  what,
  measured: seconds(ms),
  target: `under ${seconds(msMax)}`,
  verdict: ms < msMax ? 'met' : 'missed',
});
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const medians = (runs: readonly HostRun[]): HostRun => ({
  wallMs: median(runs.map(({ wallMs }) => wallMs)),
  processorMs: median(runs.map(({ processorMs }) => processorMs)),
});
