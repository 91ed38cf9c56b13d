// C09: kernels cleaned before: which old ones go before a new one comes, and which never do.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage, KernelFacts } from '../inventory/index.ts';
import { type MadeRoom, madeRoom, plannedKernels, type RoomWish } from './index.ts';

const MB = 1024 * 1024;
const release = (abi: number): string => `6.1.0-${abi}-amd64`;
const META = 'linux-image-amd64';
const NEW = `linux-image-${release(56)}`;
const aPackage = (name: string, changes: Partial<InstalledPackage> = {}): InstalledPackage => ({
  ...{ name, architecture: 'amd64', version: '1', sourceName: 'linux', sourceVersion: '1' },
  ...{ state: 'installed', automatic: true, held: false, ...changes },
});
const image = (abi: number, changes: Partial<InstalledPackage> = {}) =>
  aPackage(`linux-image-${release(abi)}`, changes);
const headers = (abi: number) => aPackage(`linux-headers-${release(abi)}`);

const sized = (abis: readonly number[]) => abis.map((abi) => ({ release: release(abi), bytes: 80 * MB }));

/** A host that runs and boots the newest of these, each of 80 MB with its headers, and needs 98 MB for one more. */
const wish = (
  abis: readonly number[],
  freeMb: number,
  changes: Partial<RoomWish> & { readonly kernelFacts?: Partial<KernelFacts> } = {},
): RoomWish => {
  const newest = release(Math.max(...abis));
  const room = { freeBytes: freeMb * MB, kernelBytes: 90 * MB, kernels: sized(abis) };
  const { kernelFacts, ...others } = changes;
  return {
    ...{ rules: { keep: 2, trial: 'wanted' }, can: true, names: [META], are: 'asked' },
    kernel: { running: newest, nextBoot: newest, installed: abis.map(release), room, ...kernelFacts },
    packages: abis.flatMap((abi) => [image(abi), headers(abi)]),
    ...others,
  };
};
const gone = (found: MadeRoom): readonly string[] | 'short' =>
  found.kind === 'short' ? 'short' : [...new Set(found.removals.map((one) => one.release))];
const without = (kernelFacts: Partial<KernelFacts>) => ({ kernelFacts });

describe('C09: what goes before a new kernel comes', () => {
  it.each<[string, RoomWish, readonly string[] | 'short']>([
    ['nothing where it fits and policy keeps as many', wish([47, 50], 98), []],
    ['what policy lets go already, the oldest, wherever it fits', wish([44, 47, 50], 500), [release(44)]],
    ['no more than the room wants', wish([44, 47, 50, 51], 20, { rules: { keep: 4, trial: 'wanted' } }), [release(44)]],
    ['as many as it wants, two always staying', wish([41, 44, 47, 50], 0), [release(41), release(44)]],
    ['none of two', wish([47, 50], 97), 'short'],
    ['none where even all of them are not enough', wish([44, 47, 50], 0), 'short'],
    ['none that policy keeps', wish([44, 47, 50], 20, { rules: { keep: 4, trial: 'wanted' } }), 'short'],
    ['none where policy says nothing', wish([44, 47, 50], 20, { rules: null }), 'short'],
    ['none by an agent that cannot', wish([44, 47, 50], 20, { can: false }), 'short'],
    ['not the one that runs', wish([44, 47, 50], 20, without({ running: release(44) })), [release(47)]],
    ['not the one that boots next', wish([44, 47, 50], 20, without({ nextBoot: release(44) })), [release(47)]],
    ['not the last good one', wish([44, 47, 50], 20, without({ lastGood: release(44) })), [release(47)]],
    ['none where nobody knows what boots next', wish([44, 47, 50], 20, without({ nextBoot: null })), 'short'],
    ['none where a carrier brings the kernel', wish([44, 47, 50], 20, without({ running: '6.12.1-amd64' })), 'short'],
    [
      'none where nothing comes beside them',
      wish([44, 47, 50], 20, { names: [`linux-image-${release(50)}`] }),
      'short',
    ],
    ['none for a kernel of another flavour', wish([44, 47, 50], 20, { names: ['linux-image-rt-amd64'] }), 'short'],
    ['nothing for what points at one that is there', wish([44, 47, 50], 500, { are: 'whole' }), []],
    [
      'what policy lets go for what comes',
      wish([44, 47, 50], 500, { names: [META, NEW], are: 'whole' }),
      [release(44)],
    ],
    ['nothing for what is none', wish([44, 47, 50], 0, { names: ['nginx'] }), []],
  ])('%s', (_name, asked, expected) => {
    expect(gone(madeRoom(asked))).toEqual(expected);
  });

  it('goes with all of its packages, each by name, architecture and version', () => {
    const found = madeRoom(wish([44, 47, 50], 20));
    expect(found.kind === 'enough' && found.removals).toEqual(
      [headers(44), image(44)].map(({ name }) => ({
        ...{ name, architecture: 'amd64', version: '1', release: release(44) },
      })),
    );
  });

  it('stays where one of its packages is held or changes itself, and does not count as one to boot where it is broken', () => {
    const held = [headers(44), image(44, { held: true }), image(47), image(50)];
    expect(gone(madeRoom(wish([44, 47, 50], 20, { packages: held })))).toEqual([release(47)]);
    const named = [META, `linux-image-${release(44)}`];
    expect(gone(madeRoom(wish([44, 47, 50], 110, { names: named })))).toEqual([release(47)]);
    const broken = [image(44), image(47, { state: 'half-configured' }), image(50)];
    expect(gone(madeRoom(wish([44, 47, 50], 20, { packages: broken })))).toBe('short');
  });

  it('says why none makes the room', () => {
    const why = (asked: RoomWish) => {
      const found = madeRoom(asked);
      return found.kind === 'short' ? found.why : 'enough';
    };
    expect(why(wish([44, 47, 50], 20, { rules: null }))).toBeNull();
    expect(why(wish([44, 47, 50], 20, { can: false }))).toContain('kernels/2');
    expect(why(wish([44, 47, 50], 20, without({ nextBoot: null })))).toContain('the next boot takes');
    expect(why(wish([44, 47, 50], 0))).toContain(`without ${release(44)} it would be ${80 * MB} bytes more`);
    expect(why(wish([47, 50], 0))).toContain('none of its kernels may go');
    const untold = without({ room: { freeBytes: 0, kernelBytes: 90 * MB } });
    expect(why(wish([44, 47, 50], 0, untold))).toContain('does not tell what each');
  });

  it('of rpm goes by version, since all kernels have packages of the same names', () => {
    const parts = ['kernel', 'kernel-core', 'kernel-modules'];
    const of = (abi: number) =>
      parts.map((name) => aPackage(name, { architecture: 'x86_64', version: `5.14.0-${abi}.el9` }));
    const releases = [70, 162, 362].map((abi) => `5.14.0-${abi}.el9.x86_64`);
    const [oldest = '', , newest = ''] = releases;
    const kernels = releases.map((one) => ({ release: one, bytes: 80 * MB }));
    const kernel = {
      ...{ running: newest, nextBoot: newest, installed: releases },
      room: { freeBytes: 20 * MB, kernelBytes: 90 * MB, kernels },
    };
    const packages = [...of(70), ...of(162), ...of(362)];
    for (const [are, names] of [
      ['asked', ['kernel']],
      ['whole', ['kernel-core', 'kernel']],
    ] as const) {
      const found = madeRoom({ ...wish([1], 0), kernel, packages, names, are });
      expect(found.kind === 'enough' && found.removals).toEqual(
        parts.map((name) => ({ name, architecture: 'x86_64', version: '5.14.0-70.el9', release: oldest })),
      );
    }
  });
});

const hosts = fc
  .record({
    abis: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
    keep: fc.integer({ min: 2, max: 6 }),
    freeMb: fc.integer({ min: 0, max: 300 }),
    running: fc.nat(),
    nextBoot: fc.nat(),
    lastGood: fc.option(fc.nat(), { nil: undefined }),
    held: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ abis, keep, freeMb, held, ...at }) => {
    const pick = (index: number) => release(abis[index % abis.length] ?? 0);
    const kept = held === undefined ? null : pick(held);
    const asked = wish(abis, freeMb, {
      rules: { keep, trial: 'wanted' },
      kernelFacts: {
        running: pick(at.running),
        nextBoot: pick(at.nextBoot),
        ...(at.lastGood === undefined ? {} : { lastGood: pick(at.lastGood) }),
      },
    });
    const packages = asked.packages.map((one) => ({ ...one, held: kept !== null && one.name.endsWith(kept) }));
    return { asked: { ...asked, packages }, kept };
  });

it('C09: whatever the host: what runs, boots next, was good last or is held stays, two are left, and all that goes policy lets go', () => {
  fc.assert(
    fc.property(hosts, ({ asked, kept }) => {
      const found = madeRoom(asked);
      if (found.kind === 'short') return;
      const { kernel, packages, rules } = asked;
      const away = new Set(found.removals.map((one) => one.release));
      const stays: readonly unknown[] = [kernel.running, kernel.nextBoot, kernel.lastGood, kept];
      expect([...away].filter((one) => stays.includes(one))).toEqual([]);
      const left = kernel.installed.filter((one) => !away.has(one)).length;
      expect(away.size === 0 || left >= 2).toBe(true);
      const freed = kernel.room?.kernels?.filter((one) => away.has(one.release)) ?? [];
      const free = freed.reduce((sum, { bytes }) => sum + bytes, kernel.room?.freeBytes ?? 0);
      expect(away.size === 0 || free >= 98 * MB).toBe(true);
      // As the rule counts behind the change, with the new one among the newest.
      if (rules === null) throw new Error('there are rules');
      const coming = [{ name: 'linux-image-6.1.0-99-amd64', architecture: 'amd64', from: null, to: '1' }];
      const planned = plannedKernels({ rules, kernel, packages, transaction: coming, reboots: true, before: [] });
      const after = new Set(planned?.removals.map((one) => one.release));
      for (const one of away) expect(after).toContain(one);
    }),
    { numRuns: 1000 },
  );
});
