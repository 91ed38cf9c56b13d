import type { StaleProcess } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep, StepKind } from '@slipway/core/step';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { fallenServices } from './fallen.ts';
import { callHook } from './hook.ts';
import { bringServicesBack, restart } from './restart.ts';

const stale = (unit: string | null): StaleProcess => ({ pid: 1, executable: '/usr/sbin/x', unit, files: [] });

interface Host {
  /** Run old code. */
  readonly stale?: readonly string[];
  /** Restarted along with the unit, as `PartOf` has it. */
  readonly together?: Readonly<Record<string, readonly string[]>>;
  /** What these are in once they were restarted; `active` unless said. */
  readonly afterRestart?: Readonly<Record<string, string>>;
  readonly afterStart?: Readonly<Record<string, string>>;
  readonly before?: readonly string[];
  readonly running?: Outcome<readonly string[]>;
  readonly removes?: boolean;
  readonly states?: Readonly<Record<string, string>>;
}

const onHost = (host: Host) => {
  const old = new Set(host.stale ?? []);
  const acts: string[] = [];
  const context = {
    unitsBefore: new Map((host.before ?? []).map((unit) => [unit, 'active'])),
    hostPlan: { transaction: host.removes === true ? [{ kind: 'remove' }] : [] },
    ports: {
      clock: { sleep: async () => acts.push('pause') },
      system: { staleProcesses: async () => [...old].map(stale).concat(stale(null)) },
      services: {
        restartOrder: async (units: readonly string[]) => units,
        runningServices: async () => host.running ?? ok(host.before ?? []),
        state: async (unit: string) => host.states?.[unit] ?? 'inactive',
        hadNothingToDo: async () => false,
        restart: async (unit: string) => {
          acts.push(`restart ${unit}`);
          for (const one of [unit, ...(host.together?.[unit] ?? [])]) old.delete(one);
          return { unit, before: 'active', after: host.afterRestart?.[unit] ?? 'active' };
        },
        start: async (unit: string) => {
          acts.push(`start ${unit}`);
          return { unit, before: 'failed', after: host.afterStart?.[unit] ?? 'active' };
        },
      },
    },
  } as unknown as AttemptContext;
  return { context, acts };
};

describe('the restart step', () => {
  it('restarts each unit with old code once, with a pause between two, and leaves what is no unit', async () => {
    const { context, acts } = onHost({ stale: ['a.service', 'b.service'] });
    const result = await restart(context);
    expect(acts).toEqual(['restart a.service', 'pause', 'restart b.service']);
    expect(result).toMatchObject({ outcome: 'done', evidence: { staleProcesses: [{ unit: null }] } });
  });

  it('C30: does not restart again what was restarted along with another', async () => {
    const { context, acts } = onHost({ stale: ['a.service', 'b.service'], together: { 'a.service': ['b.service'] } });
    expect(await restart(context)).toMatchObject({ outcome: 'done' });
    expect(acts).toEqual(['restart a.service', 'pause']);
  });

  it('C30: starts once what its restart did not bring back, and goes on with the next', async () => {
    const { context, acts } = onHost({
      stale: ['ssh.service', 'z.service'],
      afterRestart: { 'ssh.service': 'failed' },
    });
    expect(await restart(context)).toMatchObject({
      outcome: 'done',
      evidence: { units: [{ unit: 'ssh.service', before: 'active', after: 'active' }, { unit: 'z.service' }] },
    });
    expect(acts).toEqual(['restart ssh.service', 'start ssh.service', 'pause', 'restart z.service']);
  });

  it('fails with the first that stays down, and restarts no other', async () => {
    const down = { 'a.service': 'failed' };
    const { context, acts } = onHost({ stale: ['a.service', 'b.service'], afterRestart: down, afterStart: down });
    expect(await restart(context)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'unit-not-active', facts: { unit: 'a.service', state: 'failed' } },
    });
    expect(acts).not.toContain('restart b.service');
  });

  it('C30: starts what ran before and was taken down by somebody else: containerd is upgraded, docker stays stopped', async () => {
    const before = ['containerd.service', 'docker.service'];
    const { context, acts } = onHost({ before, running: ok(['containerd.service']) });
    expect(await restart(context)).toMatchObject({ outcome: 'done' });
    expect(acts).toEqual(['start docker.service']);
    const dead = onHost({ before, running: ok(['containerd.service']), afterStart: { 'docker.service': 'failed' } });
    expect(await restart(dead.context)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'unit-not-active', facts: { unit: 'docker.service' } },
    });
  });

  it('fails where nobody can say what runs', async () => {
    const { context } = onHost({ before: ['a.service'], running: refuse('services-unknown', { detail: 'no answer' }) });
    expect(await restart(context)).toMatchObject({ outcome: 'failed', reason: { code: 'services-unknown' } });
  });
});

describe('the services after a way back', () => {
  it('run again where they ran before, although no script of rpm starts what has failed', async () => {
    const { context, acts } = onHost({
      stale: ['a.service'],
      before: ['a.service', 'app.service'],
      running: ok(['a.service']),
    });
    expect(await bringServicesBack(context)).toMatchObject([
      { unit: 'a.service', after: 'active' },
      { unit: 'app.service', before: 'active', after: 'active' },
    ]);
    expect(acts).toEqual(['restart a.service', 'start app.service']);
  });

  it('are left to verification where nobody can say what runs', async () => {
    const { context, acts } = onHost({
      before: ['a.service'],
      running: refuse('services-unknown', { detail: 'no answer' }),
    });
    expect(await bringServicesBack(context)).toEqual([]);
    expect(acts).toEqual([]);
  });
});

describe('services that have fallen', () => {
  it.each<[string, Host, readonly string[]]>([
    ['none where all run', { before: ['a.service'] }, []],
    ['one that does not run', { before: ['a.service', 'b.service'], running: ok(['b.service']) }, ['a.service']],
    [
      'none that runs though nothing wants it any more',
      { before: ['a.service'], running: ok([]), states: { 'a.service': 'active' } },
      [],
    ],
    [
      'one that is not there any more',
      { before: ['a.service'], running: ok([]), states: { 'a.service': 'not-found' } },
      ['a.service'],
    ],
    [
      'none that went with a package the plan removes',
      { before: ['a.service'], running: ok([]), states: { 'a.service': 'not-found' }, removes: true },
      [],
    ],
    [
      'one that cannot be asked',
      { before: ['a.service'], running: ok([]), states: { 'a.service': 'unknown' } },
      ['a.service'],
    ],
  ])('%s', async (_name, host, fallen) => {
    expect(await fallenServices(onHost(host).context)).toEqual(ok(fallen));
  });
});

describe('what a drain takes down', () => {
  const step = (kind: StepKind): PlannedStep => ({
    kind,
    run: { how: 'hook', call: { hook: 'drain', parameters: {} } },
    timeoutSeconds: 30,
  });
  const calling = async (kind: StepKind) => {
    const { context } = onHost({ before: ['a.service', 'nginx.service'], running: ok(['a.service']) });
    const hooks = { call: async () => ok({ status: 0, output: 'drained' }) };
    const clock = { monotonicMs: () => 0 };
    return await callHook(
      { ...context, manifest: {}, ports: { ...context.ports, clock, hooks } } as unknown as AttemptContext,
      step(kind),
      { hook: 'drain', parameters: {} },
    );
  };

  it('is noted, so that nobody takes it for a fault of the change', async () => {
    const units = [{ unit: 'nginx.service', before: 'active', after: 'inactive' }];
    for (const kind of ['drain', 'quiesce'] as const) {
      expect((await calling(kind)).evidence).toEqual({ output: 'drained', exitStatus: 0, units });
    }
    expect((await calling('undrain')).evidence).toEqual({ output: 'drained', exitStatus: 0 });
  });
});
