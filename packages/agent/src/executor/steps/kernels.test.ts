import type { StepRun } from '@slipway/core/execution';
import type { PlannedKernels } from '@slipway/core/kernel';
import type { PlannedChange } from '@slipway/core/plan';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import { aPackage } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { Kernels, WayDown } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { bootedKernel, holdKernel, leaveKernel, mayBootOnce, removeKernels, wrongKernel } from './kernels.ts';
import { reboot } from './reboot.ts';

const OLD = '6.1.0-50-cloud-amd64';
const NEW = '6.1.0-56-cloud-amd64';
const [BOOT_ONE, BOOT_TWO] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const REMOVED = { name: `linux-image-${OLD}`, architecture: 'amd64', version: '1', release: OLD };

interface Story {
  readonly kernels?: Partial<PlannedKernels>;
  readonly running?: string;
  /** What the manifest found running. */
  readonly before?: string;
  readonly direction?: 'planned' | 'back';
  readonly open?: Partial<StepRun>;
  readonly can?: boolean;
  readonly whole?: boolean;
  /** What the boot loader takes by itself; `null` or absent: nobody can tell. */
  readonly nextBoot?: string | null;
  readonly facts?: Outcome<never>;
  /** Seconds from now in which somebody blocks shutdowns. */
  readonly blockedSeconds?: number;
}

/** A host with these kernels, and what its boot loader was told. */
const hostIn = ({ running = OLD, before = OLD, direction = 'planned', ...story }: Story) => {
  const told: string[] = [];
  let nowMs = 0;
  const tell = (what: string) => async () => {
    told.push(what);
    return ok(undefined);
  };
  const kernels: Kernels = {
    running: async () => running,
    whole: async (kernel) =>
      story.whole === false ? refuse('kernel-not-whole', { kernel, detail: 'no module' }) : ok(undefined),
    boots: async () => ok(undefined),
    nextOnce: async () => ok(null),
    canTry: async () => (story.can === false ? refuse('boot-once-impossible', { detail: 'no GRUB' }) : ok(undefined)),
    hold: async (proven) => await tell(`hold ${proven}`)(),
    tryOnce: async ({ release, proven }) => await tell(`once ${release}, else ${proven}`)(),
    take: async ({ release, proven }) => await tell(`always ${release}, else ${proven}`)(),
    giveBack: tell('given back'),
  };
  const manifest = { step: 'manifest', outcome: 'done', evidence: { kernel: before }, entries: 1 };
  const open = { step: 'reboot', outcome: null, begunInBoot: BOOT_ONE, boots: [BOOT_ONE], ...story.open };
  const context = {
    attempt: { steps: [manifest, open] },
    conditions: { bootId: BOOT_TWO, contact: 'lost' },
    direction,
    attemptId: 'attempt',
    hostPlan: {
      ...{ reboot: 'if-needed', transaction: [], wayBack: { kind: 'none' } },
      kernels: { boot: NEW, trial: 'wanted', removals: [], ...story.kernels },
    },
    ports: {
      clock: {
        monotonicMs: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
      },
      kernels,
      system: {
        rebootNeed: async () => ({ kind: 'needed', causes: [] }),
        facts: async () => story.facts ?? ok({ kernel: { running: OLD, nextBoot: story.nextBoot ?? null } }),
        reboot: async () => {
          if (nowMs < (story.blockedSeconds ?? 0) * 1000) {
            return refuse('host-refuses-more', { detail: 'no reboot: inhibited by apt' });
          }
          told.push('reboot');
          return ok(undefined);
        },
      },
    },
  } as unknown as AttemptContext;
  return { context, told, seconds: () => nowMs / 1000 };
};
/** A host of rpm with these versions of `kernel-core`, on which a transaction takes away what its command names. */
const portsWithKernels = (
  there: Set<string>,
  ran: (versions: readonly string[]) => void,
  would?: readonly string[],
) => {
  const changeOf = (from: string) => ({ kind: 'remove', name: 'kernel-core', architecture: 'x86_64', from, to: null });
  let ended = false;
  return {
    staging: { stage: async () => ok({}) },
    packages: {
      readPackages: async () =>
        ok({
          packages: [...there].map((version) => aPackage({ name: 'kernel-core', architecture: 'x86_64', version })),
        }),
      proposeRemaining: async ({ back }: { readonly back: WayDown }) =>
        ok({ changes: (would ?? back.remove.map(({ version }) => version)).map(changeOf), refused: [] }),
      transactionCommand: ({ changes }: { readonly changes: readonly PlannedChange[] }) =>
        changes.map(({ from }) => from),
      restoreMarks: async () => ok(undefined),
    },
    transactionUnit: {
      look: async () => (ended ? { kind: 'ended', succeeded: true, status: '0', output: '' } : { kind: 'absent' }),
      start: async ({ command }: { readonly command: readonly string[] }) => {
        for (const version of command) there.delete(version);
        ran(command);
        ended = true;
        return ok(undefined);
      },
    },
  };
};
const stillUp = { begunInBoot: BOOT_TWO, boots: [BOOT_TWO] };

describe('the reboot into a kernel', () => {
  it('is told once to the boot loader, with the one that runs to fall back to', async () => {
    const { context, told } = hostIn({ open: stillUp });
    expect(await reboot(context)).toBe('rebooting');
    expect(told).toEqual([`once ${NEW}, else ${OLD}`, 'reboot']);
  });

  it('C25: waits ten minutes for whoever blocks shutdowns; then forward the update stands without, and back it has failed', async () => {
    const patient = hostIn({ open: stillUp, blockedSeconds: 300 });
    expect(await reboot(patient.context)).toBe('rebooting');
    expect([patient.told.at(-1), patient.seconds()]).toEqual(['reboot', 300]);
    const endless = hostIn({ open: stillUp, blockedSeconds: 9999 });
    expect(await reboot(endless.context)).toMatchObject({
      outcome: 'skipped',
      reason: { code: 'reboot-refused', facts: { detail: expect.stringContaining('inhibited by apt') } },
    });
    expect(endless.told).not.toContain('reboot');
    expect(endless.seconds()).toBeLessThanOrEqual(600);
    const back = hostIn({ open: stillUp, direction: 'back', blockedSeconds: 9999 });
    expect(await reboot(back.context)).toMatchObject({ outcome: 'failed', reason: { code: 'host-refuses-more' } });
  });

  it('C31: does not happen where a driver was not built for it', async () => {
    const { context, told } = hostIn({ open: stillUp, whole: false });
    expect(await reboot(context)).toMatchObject({ outcome: 'failed', reason: { code: 'kernel-not-whole' } });
    expect(told).toEqual([]);
  });

  it.each([
    ['says nothing of kernels', undefined],
    ['boots none', { boot: null }],
  ])(
    'C31: does not happen into another kernel that is not whole where the plan %s; the update stands',
    async (_how, kernels) => {
      const plan = (host: ReturnType<typeof hostIn>) => ({
        ...host.context,
        hostPlan: {
          ...host.context.hostPlan,
          kernels: kernels === undefined ? undefined : { ...host.context.hostPlan.kernels, ...kernels },
        } as AttemptContext['hostPlan'],
      });
      const there = hostIn({ open: stillUp, whole: false, nextBoot: NEW });
      expect(await reboot(plan(there))).toMatchObject({
        outcome: 'skipped',
        reason: { code: 'reboot-refused', facts: { detail: expect.stringContaining('no module') } },
      });
      const back = hostIn({ open: stillUp, whole: false, nextBoot: NEW, direction: 'back' });
      expect(await reboot(plan(back))).toMatchObject({ outcome: 'failed', reason: { code: 'kernel-not-whole' } });
      const unknown = hostIn({
        open: stillUp,
        facts: refuse('input-invalid', { what: 'file os-release', detail: 'no' }),
      });
      expect(await reboot(plan(unknown))).toMatchObject({ outcome: 'skipped', reason: { code: 'reboot-refused' } });
      for (const host of [there, back, unknown]) expect(host.told).toEqual([]);
      // The one that runs is what boots, or nobody can tell which one does.
      for (const nextBoot of [OLD, null]) {
        expect(await reboot(plan(hostIn({ open: stillUp, whole: false, nextBoot })))).toBe('rebooting');
      }
    },
  );

  it('is the boot loader’s own choice where it cannot be told, unless policy demands more', async () => {
    const plain = hostIn({ open: stillUp, can: false });
    expect(await reboot(plain.context)).toBe('rebooting');
    expect(plain.told).toEqual(['reboot']);
    const strict = hostIn({ open: stillUp, can: false, kernels: { trial: 'required' } });
    expect(await reboot(strict.context)).toMatchObject({ reason: { code: 'boot-once-impossible' } });
    expect(await mayBootOnce(strict.context)).toMatchObject({ ok: false });
    expect(await mayBootOnce(plain.context)).toEqual(ok(undefined));
  });

  it('is proven by what runs, which every boot takes from then on', async () => {
    const { context, told } = hostIn({ running: NEW });
    expect(await reboot(context)).toMatchObject({ outcome: 'done', evidence: { kernel: NEW, bootIdAfter: BOOT_TWO } });
    expect(told).toEqual([`always ${NEW}, else ${OLD}`]);
  });

  it('C25: has failed where the host came back with the kernel before', async () => {
    const { context, told } = hostIn({ running: OLD });
    expect(await reboot(context)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'kernel-did-not-boot', facts: { planned: NEW, running: OLD } },
      evidence: { kernel: OLD },
    });
    expect(told).toEqual([]);
  });
});

describe('what is held and what is proven', () => {
  it('holds the running kernel before anything is installed, and says no where it must', async () => {
    const { context, told } = hostIn({});
    expect((await holdKernel(context)).ok).toBe(true);
    expect(told).toEqual([`hold ${OLD}`]);
    expect((await holdKernel(hostIn({ can: false }).context)).ok).toBe(true);
    expect((await holdKernel(hostIn({ can: false, kernels: { trial: 'required' } }).context)).ok).toBe(false);
  });

  it('verifies the planned one forward and the one before on the way back', async () => {
    expect(await wrongKernel(hostIn({ running: OLD }).context)).toMatchObject({ code: 'kernel-not-planned' });
    expect(await wrongKernel(hostIn({ running: NEW }).context)).toBeNull();
    expect(await wrongKernel(hostIn({ running: NEW, direction: 'back' }).context)).not.toBeNull();
    expect(await wrongKernel(hostIn({ running: OLD, direction: 'back' }).context)).toBeNull();
    expect(await bootedKernel(hostIn({ running: OLD, direction: 'back' }).context)).toBeNull();
  });

  it('keeps an update whose reboot stayed blocked, and takes no kernel away before the new one is proven', async () => {
    const open = { outcome: 'skipped', reason: reason('reboot-refused', { detail: 'backup' }) } as const;
    const kernels = { removals: [REMOVED] };
    expect(await wrongKernel(hostIn({ running: OLD, open }).context)).toBeNull();
    expect(await wrongKernel(hostIn({ running: NEW, direction: 'back', open }).context)).not.toBeNull();
    const running = '6.1.0-53-cloud-amd64';
    expect(await removeKernels(hostIn({ running, before: running, open, kernels }).context)).toMatchObject({
      outcome: 'already',
    });
  });

  it('leaves the new kernel before its package goes, and does not try for ever', async () => {
    const open = { step: 'way-back', boots: [BOOT_TWO] } as const;
    const { context, told } = hostIn({ running: NEW, direction: 'back', open });
    expect(await leaveKernel(context)).toBe('reboot');
    expect(told).toEqual([`hold ${OLD}`]);
    expect(await leaveKernel(hostIn({ running: OLD, open }).context)).toBeNull();
    const often = { step: 'way-back', boots: ['a', 'b', BOOT_TWO] } as const;
    expect(await leaveKernel(hostIn({ running: NEW, open: often }).context)).toBeNull();
  });
});

describe('old kernels', () => {
  it.each([
    ['runs', { running: OLD, before: NEW }],
    ['ran before the attempt', { running: NEW, before: OLD }],
  ])('C09: are not taken away where one of them %s, whatever the plan says', async (_, story) => {
    const { context } = hostIn({ ...story, kernels: { removals: [REMOVED] } });
    expect(await removeKernels(context)).toMatchObject({ outcome: 'failed', reason: { code: 'kernel-still-needed' } });
  });

  it('of rpm go by version: those that stay have packages of the same names', async () => {
    const version = (release: string) => release.replace('.x86_64', '');
    const [old, before, new_] = ['5.14.0-70.el9.x86_64', '5.14.0-162.el9.x86_64', '5.14.0-427.el9.x86_64'];
    const removals = [{ name: 'kernel-core', architecture: 'x86_64', version: version(old), release: old }];
    const { context } = hostIn({ running: new_, before, kernels: { boot: new_, removals } });
    const there = new Set([old, before, new_].map(version));
    const gone: string[] = [];
    const ports = portsWithKernels(there, (back) => gone.push(...back));
    const story = { ...context, ports: { ...context.ports, ...ports } } as unknown as AttemptContext;
    expect(await removeKernels(story)).toMatchObject({ outcome: 'done' });
    expect(gone).toEqual([version(old)]);
    expect([...there]).toEqual([version(before), version(new_)]);
  });

  it('of rpm stay where another version would go with the planned one', async () => {
    const [old, new_] = ['5.14.0-70.el9.x86_64', '5.14.0-427.el9.x86_64'];
    const removals = [{ name: 'kernel-core', architecture: 'x86_64', version: '5.14.0-70.el9', release: old }];
    const { context } = hostIn({ running: new_, before: new_, kernels: { boot: new_, removals } });
    const there = new Set(['5.14.0-70.el9', '5.14.0-162.el9']);
    const ports = portsWithKernels(there, () => undefined, [...there]);
    const story = { ...context, ports: { ...context.ports, ...ports } } as unknown as AttemptContext;
    expect(await removeKernels(story)).toMatchObject({ reason: { code: 'kernel-still-needed' } });
    expect(there.size).toBe(2);
  });

  it('are none where the plan names none', async () => {
    expect(await removeKernels(hostIn({}).context)).toMatchObject({ outcome: 'already' });
  });
});
