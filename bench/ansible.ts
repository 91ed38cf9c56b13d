// The same update on the same four hosts by Ansible, from the archive's own package: wall time, what it costs the machine that drives,
// and what became of the hosts when that was killed half-way.

import { type Killed, measureBesideAnsible, withLab } from '@slipway/lab/measure';
import { type BenchResult, besideFigure, type Figure } from './figure.ts';

export async function benchAnsible(): Promise<BenchResult> {
  const measured = await withLab(measureBesideAnsible);
  if (measured.kind === 'unable') return measured;
  const { slipway, ansible, slipwayKilled, ansibleKilled } = measured.value;
  return {
    kind: 'figures',
    figures: [
      besideFigure('one update on four hosts in two groups, by Slipway', seconds(slipway.wallMs)),
      besideFigure("of it the controller's processor time", seconds(slipway.processorMs)),
      besideFigure('the same by ansible-playbook, serial: 2', seconds(ansible.wallMs)),
      besideFigure('of it processor time of the machine that it runs on', seconds(ansible.processorMs)),
      killed('Slipway’s controller killed half-way', slipwayKilled),
      { ...killed('ansible-playbook killed half-way', ansibleKilled), verdict: 'beside', target: '' },
    ],
  };
}

/** Ours must leave nobody out of service, and end what it began once it is back. */
const killed = (what: string, { hosts, done, away, doneAfterRestart }: Killed): Figure => ({
  what: `${what}: hosts out of service a minute later, done, done after another start`,
  measured: `${away}, ${done}, ${doneAfterRestart} of ${hosts}`,
  target: `0, any, ${hosts}`,
  verdict: away === 0 && doneAfterRestart === hosts ? 'met' : 'broken',
});
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
