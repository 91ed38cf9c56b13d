import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asHostId } from '../../ids/index.ts';
import { type OpenWave, type PackedHost, packHosts, type WaveLimits } from './packing.ts';

const CLUSTERS = ['c0', 'c1', 'c2', 'c3'] as const;

/** Small enough for an exhaustive search. */
const HOSTS_MAX = 8;

const fleet = (options: { readonly clustersPerHost: number; readonly groups: readonly (string | null)[] }) =>
  fc.record({
    hosts: fc
      .array(
        fc.record({
          group: fc.constantFrom(...options.groups),
          clusters: fc.subarray([...CLUSTERS], { maxLength: options.clustersPerHost }),
        }),
        { minLength: 1, maxLength: HOSTS_MAX, size: 'max' },
      )
      .map((hosts) => hosts.map((host, index): PackedHost => ({ ...host, hostId: asHostId(`h${index}`) }))),
    limits: fc.tuple(fc.integer({ min: 1, max: 5 }), ...CLUSTERS.map(() => fc.integer({ min: 1, max: 2 }))).map(
      ([awayMax, ...rooms]): WaveLimits => ({
        awayMax,
        clusterRoom: new Map(CLUSTERS.map((name, index) => [name, rooms[index] ?? 1])),
      }),
    ),
  });

/** The fewest waves there are, by trying all ways. Its own reading of the rules, on purpose. */
function fewestWaves(hosts: readonly PackedHost[], { awayMax, clusterRoom }: WaveLimits): number {
  const place = (rest: readonly PackedHost[], waves: readonly (readonly PackedHost[])[], most: number): boolean => {
    const [host, ...others] = rest;
    if (host === undefined) return true;
    const mayJoin = (wave: readonly PackedHost[]): boolean =>
      wave.length < awayMax &&
      new Set([...wave, host].flatMap(({ group }) => group ?? [])).size <= 1 &&
      host.clusters.every(
        (name) => wave.filter(({ clusters }) => clusters.includes(name)).length < (clusterRoom.get(name) ?? 0),
      );
    return (
      waves.some((wave, at) => mayJoin(wave) && place(others, waves.with(at, [...wave, host]), most)) ||
      (waves.length < most && place(others, [...waves, [host]], most))
    );
  };
  for (let most = 1; ; most++) if (place(hosts, [], most)) return most;
}

function expectLegal(hosts: readonly PackedHost[], waves: readonly OpenWave<PackedHost>[], limits: WaveLimits): void {
  expect(waves.flatMap((wave) => [...wave.hosts]).toSorted(byId)).toEqual(hosts.toSorted(byId));
  for (const wave of waves) {
    expect(wave.hosts.size).toBeGreaterThan(0);
    expect(wave.hosts.size).toBeLessThanOrEqual(limits.awayMax);
    expect(new Set([...wave.hosts].flatMap(({ group }) => group ?? [])).size).toBeLessThanOrEqual(1);
    for (const name of CLUSTERS) {
      const taken = [...wave.hosts].filter(({ clusters }) => clusters.includes(name)).length;
      expect(taken).toBeLessThanOrEqual(limits.clusterRoom.get(name) ?? 0);
    }
  }
}

const byId = (a: PackedHost, b: PackedHost): number => (a.hostId < b.hostId ? -1 : 1);

describe('packing', () => {
  it('needs the fewest waves that there are, where a host is in one cluster at most and there are no groups', () => {
    fc.assert(
      fc.property(fleet({ clustersPerHost: 1, groups: [null] }), ({ hosts, limits }) => {
        const waves = packHosts(hosts, limits);
        expectLegal(hosts, waves, limits);
        expect(waves.length).toBe(fewestWaves(hosts, limits));
      }),
      { numRuns: 500 },
    );
  });

  it('needs one wave more at most where hosts are in several clusters or groups', () => {
    fc.assert(
      fc.property(fleet({ clustersPerHost: 3, groups: [null, 'a', 'b'] }), ({ hosts, limits }) => {
        const waves = packHosts(hosts, limits);
        expectLegal(hosts, waves, limits);
        expect(waves.length - fewestWaves(hosts, limits)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('needs more than the fewest in fewer than one of a hundred such fleets', () => {
    const samples = fc.sample(fleet({ clustersPerHost: 3, groups: [null, 'a', 'b'] }), { numRuns: 2000, seed: 42 });
    const worse = samples.filter(({ hosts, limits }) => packHosts(hosts, limits).length > fewestWaves(hosts, limits));
    expect(worse.length).toBeLessThan(20);
  });

  it('keeps the waves of a group together, in the order of the names, and the others last', () => {
    fc.assert(
      fc.property(fleet({ clustersPerHost: 2, groups: [null, 'a', 'b', 'c'] }), ({ hosts, limits }) => {
        const groups = packHosts(hosts, limits).map(({ group }) => group ?? 'none');
        const rank = ['a', 'b', 'c', 'none'];
        expect(groups).toEqual(groups.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)));
      }),
    );
  });

  it('spreads hosts evenly over the waves that it needs', () => {
    const hosts = Array.from(
      { length: 10 },
      (_, at): PackedHost => ({
        hostId: asHostId(`h${at}`),
        group: null,
        clusters: at < 3 ? ['c0'] : [],
      }),
    );
    const waves = packHosts(hosts, { awayMax: 5, clusterRoom: new Map([['c0', 1]]) });
    expect(waves.map((wave) => wave.hosts.size)).toEqual([4, 3, 3]);
  });
});
