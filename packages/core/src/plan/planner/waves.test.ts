import { describe, expect, it } from 'vitest';
import { asHostId } from '../../ids/index.ts';
import type { CanaryCandidate } from './canaries.ts';
import { awayMaxOf, layWaves, type WaveWish } from './waves.ts';

const host = (hostId: string, given: Partial<CanaryCandidate> = {}): CanaryCandidate => ({
  hostId: asHostId(hostId),
  group: null,
  clusters: [],
  unproven: [],
  ...given,
});

const lay = (hosts: readonly CanaryCandidate[], given: Partial<WaveWish<CanaryCandidate>> = {}) =>
  layWaves({
    hosts,
    limits: { awayMax: 10, clusterRoom: new Map([['c', 1]]) },
    rules: { canaryHosts: 0, percentMax: 100 },
    templateHost: null,
    gates: { soakSeconds: 10, person: 'not-asked' },
    unprovenSoakSeconds: 3600,
    ...given,
  }).map(
    ({ kind, group, hosts: names, gates }) => `${kind} ${group ?? '-'} ${names.join('+')} soak ${gates.soakSeconds}`,
  );

describe('the percentage', () => {
  it.each([
    [4, 50, 2],
    [10, 25, 2],
    [3, 10, 1],
    [1, 100, 1],
    [200, 1, 2],
  ])('of %i hosts and %i percent is %i', (hosts, percent, expected) => {
    expect(awayMaxOf(hosts, percent)).toBe(expected);
  });
});

describe('waves', () => {
  it('are one where nothing keeps the hosts apart', () => {
    expect(lay([host('b'), host('a')])).toEqual(['rest - a+b soak 10']);
  });

  it('put a canary before all others, on a host that fewest clusters need', () => {
    const hosts = [host('a', { clusters: ['c'] }), host('b'), host('c')];
    expect(lay(hosts, { rules: { canaryHosts: 1, percentMax: 100 } })).toEqual([
      'canary - b soak 10',
      'rest - a+c soak 10',
    ]);
  });

  it('keep as many canaries as the limits let, never more', () => {
    const hosts = [host('a', { clusters: ['c'] }), host('b', { clusters: ['c'] }), host('c', { clusters: ['c'] })];
    expect(lay(hosts, { rules: { canaryHosts: 2, percentMax: 100 } })[0]).toBe('canary - a soak 10');
  });

  it('give an unproven target a canary with the longer soak, even where policy wants none', () => {
    const hosts = [host('a'), host('b', { unproven: ['x/amd64/1'] }), host('c', { unproven: ['x/amd64/1'] })];
    expect(lay(hosts)).toEqual(['canary - b soak 3600', 'rest - a+c soak 10']);
  });

  it('choose canaries that together carry every unproven target', () => {
    const hosts = [
      host('a', { unproven: ['x/amd64/1'] }),
      host('b', { unproven: ['x/amd64/1', 'y/amd64/1'] }),
      host('c', { unproven: ['z/amd64/1'] }),
      host('d', { unproven: ['x/amd64/1', 'y/amd64/1', 'z/amd64/1'] }),
    ];
    expect(lay(hosts.slice(0, 3))[0]).toBe('canary - b+c soak 3600');
    expect(lay(hosts)[0]).toBe('canary - d soak 3600');
  });

  it('take a further canary wave where the limits keep the carriers apart', () => {
    const hosts = [
      host('a', { clusters: ['c'], unproven: ['x/amd64/1'] }),
      host('b', { clusters: ['c'], unproven: ['y/amd64/1'] }),
    ];
    expect(lay(hosts)).toEqual(['canary - a soak 3600', 'canary - b soak 3600']);
  });

  it('give a later group canaries of its own for what only it carries', () => {
    const hosts = [
      host('a', { group: '1', unproven: ['x/amd64/1'] }),
      host('b', { group: '1', unproven: ['x/amd64/1'] }),
      host('c', { group: '2', unproven: ['x/amd64/1', 'y/amd64/1'] }),
      host('d', { group: '2' }),
    ];
    expect(lay(hosts)).toEqual([
      'canary 1 a soak 3600',
      'group 1 b soak 10',
      'canary 2 c soak 3600',
      'group 2 d soak 10',
    ]);
  });

  it('let hosts without a group ride along, and none of them with a canary', () => {
    const hosts = [host('a', { group: '1' }), host('b', { group: '2' }), host('c'), host('d', { group: '1' })];
    expect(lay(hosts, { rules: { canaryHosts: 1, percentMax: 100 } })).toEqual([
      'canary - c soak 10',
      'group 1 a+d soak 10',
      'group 2 b soak 10',
    ]);
    expect(lay(hosts)).toEqual(['group 1 a+d soak 10', 'group 2 b+c soak 10']);
  });
});

describe('the host that updates first', () => {
  const template = { hosts: 'first = yes', gates: { soakSeconds: 60, person: 'not-asked' } } as const;
  const given = { rules: { canaryHosts: 1, percentMax: 100, template }, templateHost: asHostId('t') };

  it('is alone before all others, canaries included, with gates of its own', () => {
    const hosts = [host('a'), host('t'), host('b', { clusters: ['c'] })];
    expect(lay(hosts, given)).toEqual(['canary - t soak 60', 'canary - a soak 10', 'rest - b soak 10']);
    expect(lay([host('t')], given)).toEqual(['canary - t soak 60']);
  });

  it('proves what it carries, with the longer soak', () => {
    const hosts = ['a', 't', 'b'].map((hostId) => host(hostId, { unproven: ['x/amd64/1'] }));
    const rules = { canaryHosts: 0, percentMax: 100, template };
    expect(lay(hosts, { ...given, rules })).toEqual(['canary - t soak 3600', 'rest - a+b soak 10']);
  });

  it('has its group go on after it, so that no group comes back', () => {
    const hosts = [host('a', { group: '1' }), host('b', { group: '2' }), host('t', { group: '2' }), host('c')];
    expect(lay(hosts, given)).toEqual([
      'canary 2 t soak 60',
      'canary - c soak 10',
      'group 2 b soak 10',
      'group 1 a soak 10',
    ]);
  });

  it('that is not planned moves nobody else to the front', () => {
    expect(lay([host('a'), host('b')], given)).toEqual(['canary - a soak 10', 'rest - b soak 10']);
  });

  it('keeps everybody else from beginning unless it is done, also without conditions of its own', () => {
    const [first, second] = layWaves({
      hosts: [host('t'), host('a')],
      limits: { awayMax: 10, clusterRoom: new Map() },
      gates: { soakSeconds: 10, person: 'not-asked' },
      unprovenSoakSeconds: 0,
      ...given,
    });
    expect(first?.gates.conditions).toEqual([]);
    expect(second?.gates.conditions).toBeUndefined();
  });
});
