// C09: old kernels that go before the change, over ports of a host that says what a test wants.

import type { LedgerEntry } from '@slipway/core/execution';
import type { HostPlan } from '@slipway/core/plan';
import { ok, refuse } from '@slipway/core/reasons';
import { aPackage } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { StagedFiles, TransactionState, WayDown } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { makeRoom, mayMakeRoom } from './make-room.ts';

const MB = 1024 * 1024;
const release = (abi: number): string => `6.1.0-${abi}-cloud-amd64`;
const image = (abi: number): string => `linux-image-${release(abi)}`;
const NEW = image(56);
const STAGED = {} as StagedFiles;

interface Host {
  readonly installed?: readonly number[];
  /** Whose packages a person has taken away since. */
  readonly byHand?: readonly number[];
  readonly before?: readonly number[];
  readonly running?: number;
  readonly nextBoot?: number | null;
  readonly once?: string | null;
  readonly onceUnreadable?: boolean;
  /** Kernels that were seen to run, by the ledger. */
  readonly seen?: readonly number[];
  readonly broken?: readonly number[];
  /** A package that would go with them. */
  readonly goesWith?: string;
  readonly held?: boolean;
  /** Below /boot, before any of them has gone. */
  readonly freeMb?: number;
  /** The unit's first look: cut by a sudden stop, with nothing or all of it gone. */
  readonly cut?: 'early' | 'late';
}

const hostIn = (host: Host) => {
  const { installed = [44, 47, 50], byHand = [], before = [44], running = 50, nextBoot = 50 } = host;
  const there = new Set(installed.filter((abi) => !byHand.includes(abi)));
  const acts: string[] = [];
  const units = new Map<string, TransactionState>();
  if (host.cut !== undefined) units.set('slipway-make-room-attempt-1', { kind: 'unknown' });
  if (host.cut === 'late') for (const abi of before) there.delete(abi);
  const removed = before.map((abi) => ({
    name: image(abi),
    architecture: 'amd64',
    version: '1',
    release: release(abi),
  }));
  const seen = (host.seen ?? []).map((abi) => ({
    kind: 'step-ended',
    step: 'verify',
    evidence: { kernel: release(abi) },
  }));
  const context = {
    attempt: { steps: [{ step: 'manifest', outcome: 'done', evidence: { kernel: release(running) } }] },
    attemptId: 'attempt',
    hostPlan: {
      transaction: [
        { kind: 'install', name: NEW, architecture: 'amd64', from: null, to: '2', file: null, automatic: true },
      ] as unknown as HostPlan['transaction'],
      kernels: { boot: release(56), trial: 'wanted', removals: [], before: removed },
      wayBack: { kind: 'none' },
    },
    ports: {
      clock: { sleep: async () => undefined },
      ledger: { read: async () => seen as unknown as readonly LedgerEntry[] },
      system: {
        facts: async () =>
          ok({
            kernel: {
              running: release(running),
              nextBoot: nextBoot === null ? null : release(nextBoot),
              installed: [...there].map(release),
            },
          }),
      },
      kernels: {
        running: async () => release(running),
        nextOnce: async () =>
          host.onceUnreadable === true ? refuse('boot-once-impossible', { detail: 'EIO' }) : ok(host.once ?? null),
        boots: async (kernel: string) =>
          host.broken?.some((abi) => release(abi) === kernel) === true
            ? refuse('kernel-not-whole', { kernel, detail: 'no modules' })
            : ok(undefined),
      },
      conditions: {
        fileSystem: async (path: string) => {
          const isBoot = path === '/boot';
          const gone = installed.length - there.size;
          return ok({
            ...{ mountPoint: isBoot ? '/boot' : '/', freeInodes: 10 ** 6, readOnly: false, noExec: false },
            freeBytes: isBoot ? ((host.freeMb ?? 40) + 80 * gone) * MB : 10 ** 12,
          });
        },
        kernelSizes: async () => new Map([...there].map((abi) => [release(abi), 80 * MB])),
        loaderKernels: async () => ok([]),
      },
      packageFiles: { shareBelow: async () => ok(0) },
      staging: { stage: async () => ok(STAGED) },
      packages: {
        readPackages: async () =>
          ok({
            packages: [...there].map((abi) => aPackage({ name: image(abi), architecture: 'amd64', version: '1' })),
          }),
        proposeRemaining: async ({ back }: { readonly back: WayDown }) => {
          const names = [
            ...back.remove.map(({ name }) => name),
            ...(host.goesWith === undefined ? [] : [host.goesWith]),
          ];
          const changes = names.map((name) => ({ kind: 'remove', name, architecture: 'amd64', from: '1', to: null }));
          const refused = host.held === true ? [{ ...back.remove[0], cause: 'held' }] : [];
          return ok({ changes, refused });
        },
        transactionCommand: ({ changes }: { readonly changes: readonly { readonly name: string }[] }) =>
          changes.map(({ name }) => name),
        restoreMarks: async () => ok(undefined),
        repair: async () => {
          acts.push('repaired');
          return ok(undefined);
        },
      },
      transactionUnit: {
        look: async (name: string) => units.get(name) ?? { kind: 'absent' },
        start: async ({ name, command }: { readonly name: string; readonly command: readonly string[] }) => {
          acts.push(`${name}: ${command.join(' ')}`);
          for (const abi of there) if (command.includes(image(abi))) there.delete(abi);
          units.set(name, { kind: 'ended', succeeded: true, status: '0', output: 'Removing\n' });
          return ok(undefined);
        },
      },
    },
  } as unknown as AttemptContext;
  return { context, acts, there };
};

describe('C09: room is made before the change', () => {
  it('by exactly the planned packages, in a unit of its own, told with the versions that stand', async () => {
    const { context, acts, there } = hostIn({});
    expect(await makeRoom(context)).toMatchObject({
      outcome: 'done',
      evidence: { versions: [{ name: image(44), architecture: 'amd64', version: null }], output: 'Removing\n' },
    });
    expect(acts).toEqual([`slipway-make-room-attempt-1: ${image(44)}`]);
    expect([...there]).toEqual([47, 50]);
    expect(await makeRoom(context)).toMatchObject({ outcome: 'done' });
    expect(acts.length).toBe(1);
  });

  it.each<[string, Host, string]>([
    ['it runs', { running: 44, nextBoot: 50 }, 'it runs'],
    ['it boots next', { nextBoot: 44 }, 'the next boot takes it'],
    ['nobody can tell what boots next', { nextBoot: null }, 'nobody can tell'],
    ['it was good last', { seen: [47, 44, 50] }, 'last good one'],
    ['a person has named it for the next boot', { once: `gnulinux-${release(44)}-advanced-1` }, 'is told to take'],
    ['what is named for the next boot is no kernel', { once: '2' }, 'is told to take'],
    ['one of the two that are left would not boot', { broken: [47] }, `${release(50)} alone would be left`],
    ['only one would be left', { installed: [44, 50] }, `${release(50)} alone would be left`],
    ['something else would go with it', { goesWith: 'app-kmod' }, 'app-kmod would change with it'],
    ['it is held by now', { held: true }, 'may not go'],
  ])('and nothing goes where %s; the host learns it before it is drained', async (_, host, detail) => {
    const { context, acts, there } = hostIn(host);
    const before = there.size;
    const refused = { code: 'kernel-still-needed', facts: { detail: expect.stringContaining(detail) } };
    expect(await mayMakeRoom(context, STAGED)).toMatchObject({ ok: false, reason: refused });
    expect(await makeRoom(context)).toMatchObject({ outcome: 'failed', reason: refused });
    expect([acts, there.size]).toEqual([[], before]);
  });

  it('and nothing goes where what was named for the next boot cannot be read', async () => {
    const { context, acts } = hostIn({ onceUnreadable: true });
    expect(await makeRoom(context)).toMatchObject({ outcome: 'failed', reason: { code: 'boot-once-impossible' } });
    expect(acts).toEqual([]);
  });

  it('also where a person has named another kernel for the next boot, or the ledger knows older ones', async () => {
    const { context } = hostIn({ once: `gnulinux-${release(47)}-advanced-1`, seen: [41, 44, 47, 50] });
    expect(await mayMakeRoom(context, STAGED)).toEqual(ok(undefined));
    expect(await makeRoom(context)).toMatchObject({ outcome: 'done' });
  });

  it('is done already where a person took them away, and asks nobody for what is gone', async () => {
    const all = hostIn({ byHand: [44], nextBoot: null });
    expect(await mayMakeRoom(all.context, STAGED)).toEqual(ok(undefined));
    expect(await makeRoom(all.context)).toMatchObject({ outcome: 'already' });
    expect(all.acts).toEqual([]);
    const some = hostIn({ installed: [41, 44, 47, 50], before: [41, 44], byHand: [41] });
    expect(await makeRoom(some.context)).toMatchObject({ outcome: 'done' });
    expect(some.acts).toEqual([`slipway-make-room-attempt-1: ${image(44)}`]);
  });

  it.each<['early' | 'late']>([['early'], ['late']])(
    'goes forward after a sudden stop, however far it was: %s',
    async (cut) => {
      // What would stand against beginning it stands no more once it was begun.
      const { context, acts, there } = hostIn({ cut, nextBoot: null });
      expect(await makeRoom(context)).toMatchObject({ outcome: 'done' });
      expect(acts[0]).toBe('repaired');
      expect(there.has(44)).toBe(false);
    },
  );

  it('lets nothing be installed where it was not enough', async () => {
    const { context, there } = hostIn({ freeMb: 10 });
    expect(await makeRoom(context)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'disk-full', facts: { path: '/boot', freeBytes: 90 * MB } },
      evidence: { versions: [{ name: image(44), version: null }] },
    });
    expect(there.has(44)).toBe(false);
  });
});
