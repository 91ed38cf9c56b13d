// C09: a kernel for which there is no room below /boot is left out alone, with its reason; the rest is planned.

import {
  aHost,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
  sha256,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { KernelRoom } from '../inventory/index.ts';
import { kernelsAmong, madeRoom } from '../kernel/index.ts';
import type { ProposedChange, RefusedTarget } from '../patch-set/index.ts';
import { checkPlan, makePlan } from './index.ts';

const MB = 1024 * 1024;
const SHORT: KernelRoom = { freeBytes: 60 * MB, kernelBytes: 90 * MB };
const META = 'linux-image-amd64';
const NEW = 'linux-image-6.1.0-41-amd64';
const patchSet = aPatchSet({
  targets: [
    aTarget({ name: META, version: '6.1.2' }),
    aTarget({ name: NEW, version: '6.1.2', role: 'dependency' }),
    aTarget({ name: 'nginx', version: '1.2' }),
    aTarget({ name: 'xtables', version: '2' }),
  ],
  replaced: ['nginx', 'xtables', META].map((name) => aReplacedVersion({ name, version: '1' })),
});
const packages = [META, 'nginx', 'xtables'].map((name) => aPackage({ name, version: '1' }));
const upgrade = (name: string, to: string): ProposedChange => ({
  ...{ kind: 'upgrade', name, architecture: 'amd64', from: '1', to, automatic: false },
});
const image: ProposedChange = {
  ...{ kind: 'install', name: NEW, architecture: 'amd64', from: null, to: '6.1.2', automatic: true },
};
const ALL = [upgrade('nginx', '1.2'), upgrade('xtables', '2'), upgrade(META, '6.1.2'), image];

const planned = (room: KernelRoom | undefined, changes = ALL, refused: readonly RefusedTarget[] = []) => {
  const kernel = { running: '6.1.0-40-amd64', nextBoot: null, installed: ['6.1.0-40-amd64'] };
  const inventory = anInventory({ packages, system: { kernel: room === undefined ? kernel : { ...kernel, room } } });
  const { fingerprint } = inventory.packageDatabase;
  const patchSetDigest = digestOfPatchSet(patchSet);
  const proposal = {
    schema: 'slipway.proposal/1',
    patchSetDigest,
    fingerprint,
    changes,
    conffiles: [],
    refused,
  } as const;
  const input = aPlanningInput({ patchSet, patchSetDigest, hosts: [aHost({ hostId: 'app', inventory, proposal })] });
  const { plan, report } = makePlan(input, sha256);
  const errors =
    plan === null ? [] : checkPlan({ plan, report, input, sha256 }).filter((one) => one.severity === 'error');
  const names = plan?.hostPlans.flatMap(({ transaction }) => transaction.map(({ name }) => name).sort()) ?? null;
  return {
    names,
    errors,
    plan,
    input,
    report,
    codes: report.updatesLeftOut.map(({ name, reason }) => [name, reason.code]),
  };
};

describe('C09: a kernel without room below /boot', () => {
  it('is planned where there is room, and where nobody can tell', () => {
    const whole = [NEW, META, 'nginx', 'xtables'];
    for (const room of [undefined, { ...SHORT, freeBytes: 98 * MB }]) {
      expect(planned(room)).toMatchObject({ names: whole, errors: [], codes: [] });
    }
    expect(planned({ ...SHORT, freeBytes: 98 * MB - 1 }).names).toBeNull();
  });

  it('is left out alone, with what is free and what is needed', () => {
    const { names, errors, report } = planned(SHORT, ALL.slice(0, 2));
    expect([names, errors]).toEqual([['nginx', 'xtables'], []]);
    expect(report.updatesLeftOut).toMatchObject([
      { name: META, reason: { code: 'boot-room-short', facts: { freeBytes: 60 * MB, neededBytes: 98 * MB } } },
    ]);
  });

  it('takes with it what cannot come without it', () => {
    const against = { kind: 'avoided', name: NEW, architecture: 'amd64', version: null, relation: '' } as const;
    const refused = { name: 'xtables', architecture: 'amd64', version: '2', cause: 'dependency', against } as const;
    expect(planned(SHORT, ALL.slice(0, 1), [refused])).toMatchObject({
      names: ['nginx'],
      codes: [
        ['xtables', 'boot-room-short'],
        [META, 'boot-room-short'],
      ],
    });
  });

  it('leaves out a host that proposes it all the same, or needs nothing else', () => {
    expect(planned(SHORT).report.leftOut).toMatchObject([{ reason: { code: 'boot-room-short' } }]);
    // Of two kernels one would have fitted: nobody could foresee the second.
    const second = { ...image, name: 'linux-image-6.1.0-41-rt-amd64' };
    expect(planned({ ...SHORT, freeBytes: 100 * MB }, [...ALL, second]).names).toBeNull();
  });

  it('is found by the checker, too', () => {
    const { plan, report, input } = planned(undefined);
    if (plan === null) throw new Error('a plan is expected');
    const hosts = input.hosts.map((host) => {
      if (host.inventory === null) return host;
      const { system } = host.inventory;
      return {
        ...host,
        inventory: { ...host.inventory, system: { ...system, kernel: { ...system.kernel, room: SHORT } } },
      };
    });
    const notes = checkPlan({ plan, report, input: { ...input, hosts }, sha256 });
    expect(notes).toContainEqual(
      expect.objectContaining({ severity: 'error', reason: expect.objectContaining({ code: 'boot-room-short' }) }),
    );
  });
});

describe('how many kernels come', () => {
  it.each<[number, readonly string[]]>([
    [0, ['linux-headers-6.1.0-41-amd64', 'linux-libc-dev', 'linux-image-6.1.0-41-amd64-dbg', 'nginx']],
    [1, [META, NEW]],
    [1, ['kernel', 'kernel-core', 'kernel-modules']],
    [1, ['kernel']],
    [2, ['kernel-core', 'kernel-rt-core', 'kernel-rt']],
    [1, ['linux-image-unsigned-6.8.0-50-generic']],
  ])('%d', (count, names) => {
    expect(kernelsAmong(names)).toBe(count);
  });

  it('is told before what points at them is resolved', () => {
    const asked = (room: KernelRoom, names: readonly string[]) => {
      const kernel = { running: '6.1.0-40-amd64', nextBoot: null, installed: [], room };
      return madeRoom({ rules: null, can: false, kernel, packages: [], names, are: 'asked' });
    };
    const fits = { ...SHORT, freeBytes: 98 * MB };
    expect(asked(fits, [META])).toEqual({ kind: 'enough', removals: [] });
    expect(asked(fits, [META, 'linux-image-rt-amd64'])).toMatchObject({ short: { neededBytes: 188 * MB }, why: null });
    expect(asked(SHORT, ['linux-headers-amd64']).kind).toBe('enough');
  });
});
