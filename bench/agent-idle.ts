// What an idle agent costs on a real host, with the intervals as shipped. Beside it what Debian's own unattended-upgrades
// keeps resident.

import { measureIdleAgent, withLab } from '@slipway/lab/measure';
import type { BenchResult, Figure } from './figure.ts';

const MEGABYTES_MAX = 80;

export async function benchAgentIdle(): Promise<BenchResult> {
  const measured = await withLab(measureIdleAgent);
  if (measured.kind === 'unable') return measured;
  const { residentBytes, ticks, overSeconds, executor, unattendedUpgradesBytes } = measured.value;
  const figures: readonly Figure[] = [
    {
      what: 'reporter, resident',
      measured: megabytes(residentBytes),
      target: `under ${MEGABYTES_MAX} MB`,
      verdict: residentBytes < MEGABYTES_MAX * 1e6 ? 'met' : 'missed',
    },
    {
      what: `its processor time between check-ins, over ${overSeconds} s`,
      measured: `${ticks * 10} ms`,
      target: 'not measurable: under 10 ms',
      verdict: ticks === 0 ? 'met' : 'missed',
    },
    {
      what: 'executor',
      measured: executor,
      target: 'not running',
      verdict: executor === 'not running' ? 'met' : 'broken',
    },
    {
      what: "unattended-upgrades' waiting process, resident",
      measured: megabytes(unattendedUpgradesBytes),
      target: '',
      verdict: 'beside',
    },
  ];
  return { kind: 'figures', figures };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
