import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restartOrderOf } from './restart-order.ts';

const order = (units: readonly string[], after: Readonly<Record<string, readonly string[]>> = {}) =>
  restartOrderOf(units, (unit) => after[unit] ?? []);

describe('the order of restarts', () => {
  it('is that of names, what a host is reached by last', () => {
    expect(order(['ssh.service', 'nginx.service', 'docker.service', 'cron.service'])).toEqual([
      'cron.service',
      'nginx.service',
      'docker.service',
      'ssh.service',
    ]);
  });

  it('puts what others start after before them, also where that is the critical one', () => {
    expect(
      order(['docker.service', 'app.service', 'containerd.service'], {
        'app.service': ['docker.service', 'network.target'],
        'docker.service': ['containerd.service'],
      }),
    ).toEqual(['containerd.service', 'docker.service', 'app.service']);
  });

  it('has each unit once, and an end also where units are after each other in a circle', () => {
    const UNITS = ['a.service', 'b.service', 'c.service', 'ssh.service', 'docker.service'];
    const some = fc.array(fc.constantFrom(...UNITS), { maxLength: 4 });
    const graph = fc
      .tuple(...UNITS.map(() => some))
      .map((all) => new Map(UNITS.map((unit, at) => [unit, all[at] ?? []])));
    fc.assert(
      fc.property(some, graph, (units, after) => {
        const ordered = restartOrderOf(units, (unit) => after.get(unit) ?? []);
        expect([...ordered].sort()).toEqual([...new Set(units)].sort());
      }),
    );
  });
});
