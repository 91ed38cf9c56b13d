import { describe, expect, it } from 'vitest';
import type { InstalledPackage } from '../inventory/index.ts';
import { type KernelWish, kernelPlanText, plannedKernels, releaseOfPackage } from './index.ts';

const image = (abi: number, changes: Partial<InstalledPackage> = {}): InstalledPackage => ({
  name: `linux-image-6.1.0-${abi}-cloud-amd64`,
  architecture: 'amd64',
  version: `6.1.${abi + 100}-1`,
  sourceName: 'linux-signed-amd64',
  sourceVersion: '1',
  state: 'installed',
  automatic: true,
  held: false,
  ...changes,
});
const release = (abi: number): string => `6.1.0-${abi}-cloud-amd64`;
const coming = { name: 'linux-image-6.1.0-56-cloud-amd64', architecture: 'amd64', from: null, to: '6.1.192-2' };

const wish = (changes: Partial<KernelWish> = {}): KernelWish => ({
  rules: { keep: 2, trial: 'wanted' },
  kernel: { running: release(50), nextBoot: release(50), installed: [release(47), release(50)] },
  packages: [image(47), image(50)],
  transaction: [coming],
  reboots: true,
  before: [],
  ...changes,
});

const removed = (changes: Partial<KernelWish>): readonly string[] =>
  (plannedKernels(wish(changes))?.removals ?? []).map(({ name }) => name);

describe('what a plan does about kernels', () => {
  it('C09: boots the newest that there will be, and takes away what the rule lets go', () => {
    expect(plannedKernels(wish())).toEqual({
      boot: release(56),
      trial: 'wanted',
      removals: [{ name: image(47).name, architecture: 'amd64', version: '6.1.147-1', release: release(47) }],
    });
  });

  it('C09: never takes away the one that runs, however many are newer', () => {
    const kernel = { running: release(47), nextBoot: release(55), installed: [47, 50, 55].map(release) };
    const packages = [image(47), image(50), image(55)];
    expect(removed({ kernel, packages })).toEqual([image(50).name]);
  });

  it('counts none as kept whose image is not below /boot, and takes none such away', () => {
    const packages = [40, 47, 50, 55].map((abi) => image(abi));
    const kernel = { running: release(50), nextBoot: release(50), installed: [47, 50].map(release) };
    expect(removed({ kernel, packages })).toEqual([image(47).name]);
    expect(removed({ kernel, packages, transaction: [] })).toEqual([]);
  });

  it('leaves a kernel whole of which a package is held, half installed or in the transaction itself', () => {
    expect(removed({ packages: [image(47, { held: true }), image(50)] })).toEqual([]);
    expect(removed({ packages: [image(47, { state: 'half-configured' }), image(50)] })).toEqual([]);
    const again = { name: image(47).name, architecture: 'amd64', from: image(47).version, to: '6.1.170-4' };
    expect(removed({ transaction: [coming, again] })).toEqual([]);
  });

  it('C23: takes the other packages of the same kernel with it, and none of another flavour', () => {
    const headers = image(47, { name: 'linux-headers-6.1.0-47-cloud-amd64' });
    const others = ['linux-image-6.1.0-40-amd64', 'linux-headers-6.1.0-47-common', 'linux-image-6.1.0-40-rt-amd64'];
    const packages = [image(47), headers, image(50), ...others.map((name) => image(40, { name }))];
    expect(removed({ packages })).toEqual([headers.name, image(47).name]);
  });

  it('says nothing where the carrier or somebody else brings the kernel, and boots none where nothing may reboot', () => {
    const kernel = { running: '6.12.0-9-cloud-amd64', nextBoot: null, installed: [release(50)] };
    expect(plannedKernels(wish({ kernel }))).toBeNull();
    expect(plannedKernels(wish({ reboots: false }))?.boot).toBeNull();
    expect(plannedKernels(wish({ transaction: [], packages: [image(50)] }))).toBeNull();
  });

  it('C09: tells the kernels of rpm by version, whose packages all have the same names', () => {
    const parts = ['kernel', 'kernel-core', 'kernel-devel', 'kernel-modules', 'kernel-modules-core'];
    const of = (abi: number) =>
      parts.map((name) => image(47, { name, architecture: 'x86_64', version: `5.14.0-${abi}.el9` }));
    const once = ['kernel-tools', 'kernel-headers', 'kernel-devel-matched'].map((name) =>
      image(47, { name, architecture: 'x86_64', version: '5.14.0-70.el9' }),
    );
    const there = [70, 162, 362].map((abi) => `5.14.0-${abi}.el9.x86_64`);
    const kernel = { running: '5.14.0-162.el9.x86_64', nextBoot: null, installed: there };
    const beside = { name: 'kernel-core', architecture: 'x86_64', from: null, to: '5.14.0-427.el9' };
    const packages = [...of(70), ...of(162), ...of(362), ...once];
    expect(plannedKernels(wish({ kernel, packages, transaction: [beside] }))).toEqual({
      boot: '5.14.0-427.el9.x86_64',
      trial: 'wanted',
      removals: parts.map((name) => ({
        ...{ name, architecture: 'x86_64', version: '5.14.0-70.el9', release: '5.14.0-70.el9.x86_64' },
      })),
    });
  });

  it('is said in words', () => {
    const plan = plannedKernels(wish());
    expect(plan === null ? [] : kernelPlanText(plan)).toEqual([
      'boots kernel 6.1.0-56-cloud-amd64',
      'takes kernel 6.1.0-47-cloud-amd64 away afterwards',
    ]);
  });
});

it.each([
  ['linux-image-6.1.0-56-cloud-amd64', '1', { release: '6.1.0-56-cloud-amd64', part: 'image' }],
  ['linux-image-unsigned-6.8.0-31-generic', '1', { release: '6.8.0-31-generic', part: 'image' }],
  ['linux-modules-extra-6.8.0-31-generic', '1', { release: '6.8.0-31-generic', part: 'other' }],
  ['linux-image-cloud-amd64', '1', null],
  ['linux-image-6.1.0-56-amd64-dbg', '1', null],
  ['kernel-core', '5.14.0-503.el9', { release: '5.14.0-503.el9.amd64', part: 'image' }],
  ['kernel-rt-core', '5.14.0-503.el9', { release: '5.14.0-503.el9.amd64+rt', part: 'image' }],
  ['kernel-modules-core', '5.14.0-503.el9', { release: '5.14.0-503.el9.amd64', part: 'other' }],
  ['kernel-64k-debug-modules', '5.14.0-503.el9', { release: '5.14.0-503.el9.amd64+64k-debug', part: 'other' }],
  ['kernel-uek-core', '5.15.0-300.el9uek', { release: '5.15.0-300.el9uek.amd64', part: 'image' }],
  ['kernel', '5.14.0-503.el9', { release: '5.14.0-503.el9.amd64', part: 'other' }],
  ['kernel-headers', '5.14.0-503.el9', null],
  ['kernel-tools-libs', '5.14.0-503.el9', null],
  ['kernel-devel-matched', '5.14.0-503.el9', null],
])('C23: the kernel of %s is told from meta packages', (name, version, expected) => {
  expect(releaseOfPackage({ name, architecture: 'amd64' }, version)).toEqual(expected);
});
