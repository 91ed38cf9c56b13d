import type { StaleProcess } from '@slipway/core/inventory';
import type { PlannedStep } from '@slipway/core/step';
import { describe, expect, it } from 'vitest';
import type { AttemptContext, StepResult } from '../context.ts';
import { verify } from './verify.ts';

const STEP: PlannedStep = { kind: 'verify', run: { how: 'built-in' }, timeoutSeconds: 300 };
const process = (pid: number, executable: string, unit: string | null): StaleProcess => ({
  pid,
  executable,
  unit,
  files: ['/usr/lib/x86_64-linux-gnu/libssl.so.3'],
});
const NGINX = process(410, '/usr/sbin/nginx', 'nginx.service');
const BUS = process(300, '/usr/bin/dbus-daemon', 'dbus.service');
const PAGER = process(9000, '/usr/bin/less', null);
const MUX = process(9001, '/usr/bin/tmux', null);

/** A host at its planned versions on which these run old code, at each look the next. */
const verifiedWith = async (
  looks: readonly (readonly StaleProcess[])[],
  restart: 'affected-units' | 'none' = 'affected-units',
  steps: readonly unknown[] = [],
): Promise<{ readonly result: StepResult; readonly seconds: number }> => {
  let nowMs = 0;
  let look = 0;
  const context = {
    direction: 'planned',
    attempt: { steps },
    unitsBefore: new Map(),
    hostPlan: { transaction: [], checks: [], restart },
    ports: {
      clock: {
        monotonicMs: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
      },
      packages: { readPackages: async () => ({ ok: true, value: { packages: [] } }) },
      services: { runningServices: async () => ({ ok: true, value: [] }) },
      system: { staleProcesses: async () => looks[Math.min(look++, looks.length - 1)] ?? [] },
    },
  } as unknown as AttemptContext;
  return { result: await verify(context, STEP), seconds: nowMs / 1000 };
};

describe('old code at verification', () => {
  it('is looked for, and nowhere', async () => {
    expect((await verifiedWith([[]])).result).toEqual({
      outcome: 'done',
      reason: null,
      evidence: { versions: [], staleProcesses: [] },
    });
  });

  it('that only the reboot would have ended is told, and fails nothing, where the reboot stayed blocked', async () => {
    const blocked = { step: 'reboot', outcome: 'skipped', reason: { code: 'reboot-refused', facts: {} } };
    const { result, seconds } = await verifiedWith([[BUS]], 'affected-units', [blocked]);
    expect(result).toMatchObject({ outcome: 'done', reason: { code: 'memory-still-old' } });
    expect(seconds).toBe(0);
  });

  it('in a login is told with its process and fails nothing, at once', async () => {
    const { result, seconds } = await verifiedWith([[PAGER, MUX]]);
    expect(result).toEqual({
      outcome: 'done',
      reason: {
        code: 'sessions-still-old',
        facts: { count: 2, processes: '/usr/bin/less (9000), /usr/bin/tmux (9001)' },
      },
      evidence: {
        versions: [],
        staleProcesses: [
          { pid: 9000, executable: '/usr/bin/less', unit: null },
          { pid: 9001, executable: '/usr/bin/tmux', unit: null },
        ],
      },
    });
    expect(seconds).toBe(0);
  });

  it("in a login, in somebody's own service or in a container is told with whose it is", async () => {
    const owned: readonly StaleProcess[] = [
      { ...PAGER, owner: { kind: 'session', session: '3', user: 'anna' } },
      { ...MUX, owner: { kind: 'user-unit', unit: 'tmux.service', user: 'ben' } },
      { ...process(9002, '/usr/sbin/app', null), owner: { kind: 'container', engine: 'docker', name: '0123456789ab' } },
    ];
    const { result } = await verifiedWith([owned]);
    expect(result.reason?.facts['processes']).toBe(
      '/usr/bin/less (session 3 of anna, 9000), /usr/bin/tmux (tmux.service of ben, 9001), /usr/sbin/app (docker container 0123456789ab, 9002)',
    );
    // Controllers of earlier versions read the evidence strictly.
    expect(Object.keys(result.evidence?.staleProcesses?.[0] ?? {})).toEqual(['pid', 'executable', 'unit']);
  });

  it('in a service fails, by that service alone, and the evidence has all', async () => {
    const { result, seconds } = await verifiedWith([[PAGER, NGINX]]);
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: { code: 'memory-still-old', facts: { count: 1, processes: '/usr/sbin/nginx (nginx.service, 410)' } },
    });
    expect(result.evidence?.staleProcesses?.map(({ pid }) => pid)).toEqual([410, 9000]);
    expect(seconds).toBeLessThan(61);
  });

  it('in the message bus, which only a reboot helps, still fails where the plan did not reboot', async () => {
    expect((await verifiedWith([[BUS]])).result).toMatchObject({
      outcome: 'failed',
      reason: { code: 'memory-still-old' },
    });
  });

  it('in a service that ends its last old process meanwhile is none', async () => {
    const { result } = await verifiedWith([[NGINX, PAGER], [NGINX, PAGER], [PAGER]]);
    expect(result).toMatchObject({ outcome: 'done', reason: { code: 'sessions-still-old', facts: { count: 1 } } });
  });

  it('is told where the plan restarts nothing', async () => {
    const { result } = await verifiedWith([[NGINX, PAGER]], 'none');
    expect(result).toMatchObject({ outcome: 'done', reason: { code: 'memory-still-old', facts: { count: 2 } } });
    expect(result.evidence?.staleProcesses).toHaveLength(2);
  });

  it('of thousands of logins still fits into a ledger line, and hides no service', async () => {
    const many = Array.from({ length: 12_000 }, (_, index) => process(10_000 + index, '/usr/bin/less', null));
    const { result } = await verifiedWith([[...many, NGINX]]);
    expect(result.evidence?.staleProcesses).toHaveLength(1000);
    expect(result.evidence?.staleProcesses?.[0]?.unit).toBe('nginx.service');
    expect(JSON.stringify(result).length).toBeLessThan(120_000);
  });
});

describe('services at verification', () => {
  const verifiedAfter = async (
    looks: readonly (readonly string[])[],
    {
      nothingToDo = [],
      state = 'inactive',
    }: { readonly nothingToDo?: readonly string[]; readonly state?: string } = {},
  ) => {
    let nowMs = 0;
    let look = 0;
    const context = {
      direction: 'planned',
      attempt: { steps: [] },
      unitsBefore: new Map([
        ['docker.service', 'active'],
        ['off.service', 'inactive'],
      ]),
      hostPlan: { transaction: [], checks: [], restart: 'none' },
      ports: {
        clock: {
          monotonicMs: () => nowMs,
          sleep: async (ms: number) => {
            nowMs += ms;
          },
        },
        packages: { readPackages: async () => ({ ok: true, value: { packages: [] } }) },
        services: {
          runningServices: async () => ({ ok: true, value: looks[Math.min(look++, looks.length - 1)] ?? [] }),
          state: async () => state,
          hadNothingToDo: async (unit: string) => nothingToDo.includes(unit),
        },
        system: { staleProcesses: async () => [] },
      },
    } as unknown as AttemptContext;
    return { result: await verify(context, STEP), seconds: nowMs / 1000 };
  };

  it('C30: one that ran before and does not run now fails it, though no check names it', async () => {
    const { result, seconds } = await verifiedAfter([[]]);
    expect(result).toMatchObject({
      outcome: 'failed',
      reason: { code: 'unit-not-active', facts: { unit: 'docker.service', state: 'inactive' } },
    });
    expect(seconds).toBeGreaterThan(100);
    expect(seconds).toBeLessThan(121);
  });

  it('one that does its work once, and had none to do in this boot, is as it was', async () => {
    const { result, seconds } = await verifiedAfter([[]], { nothingToDo: ['docker.service'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(seconds).toBe(0);
    const failed = await verifiedAfter([[]], { nothingToDo: ['docker.service'], state: 'failed' });
    expect(failed.result).toMatchObject({ outcome: 'failed' });
  });

  it('one that a boot is still starting is waited for', async () => {
    const { result, seconds } = await verifiedAfter([[], [], ['docker.service']]);
    expect(result).toMatchObject({ outcome: 'done' });
    expect(seconds).toBe(2);
  });
});
