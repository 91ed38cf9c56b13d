import type { StaleProcess } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep, StepKind } from '@slipway/core/step';
import { addSeconds } from '@slipway/core/time';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { OtherLook, RunningInterpreter } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { fallenServices } from './fallen.ts';
import { callHook } from './hook.ts';
import { bringServicesBack, restart } from './restart.ts';

const stale = (unit: string | null): StaleProcess => ({ pid: 1, executable: '/usr/sbin/x', unit, files: [] });

interface Host {
  /** Run old code. */
  readonly stale?: readonly string[];
  /** What the host's other program finds. */
  readonly other?: OtherLook;
  /** Packages that were updated, in an apply of a minute ago. */
  readonly updated?: readonly string[];
  readonly interpreters?: readonly RunningInterpreter[];
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
    hostPlan: {
      transaction: [
        ...(host.removes === true ? [{ kind: 'remove', name: 'gone', from: '1' }] : []),
        ...(host.updated ?? []).map((name) => ({ kind: 'upgrade', name, from: '1' })),
      ],
    },
    attempt: { steps: [{ step: 'apply', begunAt: THE_MORNING, begunInBoot: 'boot' }] },
    conditions: { bootId: 'boot' },
    ports: {
      clock: { sleep: async () => acts.push('pause'), now: () => addSeconds(THE_MORNING, 60) },
      system: {
        staleProcesses: async () => [...old].map(stale).concat(stale(null)),
        otherLook: async () => host.other ?? null,
        interpreters: async () => host.interpreters ?? [],
      },
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

  it('restarts as well what needrestart alone finds, and tells how the two differ', async () => {
    const other: OtherLook = { program: 'needrestart', kind: 'known', units: ['b.service', 'python.service'] };
    const { context, acts } = onHost({ stale: ['a.service', 'b.service', 'init.scope'], other });
    const result = await restart(context);
    expect(acts.filter((act) => act !== 'pause')).toEqual(
      ['a.service', 'b.service', 'init.scope', 'python.service'].map((unit) => `restart ${unit}`),
    );
    expect(result).toMatchObject({
      outcome: 'done',
      reason: {
        code: 'old-code-told-otherwise',
        facts: { program: 'needrestart', also: 'python.service', not: 'a.service' },
      },
    });
  });

  it('C24: restarts nothing for what needs-restarting finds by the clock, and tells of it', async () => {
    const units = Array.from({ length: 12 }, (_, at) => `s${String(at).padStart(2, '0')}.service`);
    const { context, acts } = onHost({
      stale: ['s00.service'],
      other: { program: 'needs-restarting', kind: 'known', units },
    });
    expect(await restart(context)).toMatchObject({
      outcome: 'done',
      reason: {
        code: 'old-code-told-otherwise',
        facts: { not: 'none', also: expect.stringMatching(/s10\.service, more$/) },
      },
    });
    expect(acts).toEqual(['restart s00.service']);
  });

  it.each<[string, OtherLook | undefined, string | undefined]>([
    ['there is no such program', undefined, undefined],
    ['it finds the same', { program: 'needrestart', kind: 'known', units: ['a.service'] }, undefined],
    ['it cannot be read', { program: 'needrestart', kind: 'unknown', detail: 'status 2' }, 'old-code-unasked'],
  ])('goes by the processes themselves where %s', async (_case, other, code) => {
    const { context, acts } = onHost({ stale: ['a.service'], ...(other === undefined ? {} : { other }) });
    const result = await restart(context);
    expect(acts).toEqual(['restart a.service']);
    expect([result.outcome, result.reason?.code]).toEqual(['done', code]);
  });

  it('tells which interpreters have run since before their modules were replaced, where nobody else looks into them', async () => {
    const python = { interpreter: 'python', executable: '/usr/bin/python3.11' } as const;
    const interpreters: readonly RunningInterpreter[] = [
      { ...python, pid: 410, unit: 'fail2ban.service', secondsUp: 61 },
      { ...python, pid: 411, unit: 'begun-since.service', secondsUp: 59 },
      { interpreter: 'perl', executable: '/usr/bin/perl', pid: 412, unit: null, secondsUp: 9000 },
    ];
    const updated = ['python3-requests', 'openssl'];
    const toldOf = async (host: Host) => (await restart(onHost({ updated, interpreters, ...host }).context)).reason;
    expect(await toldOf({})).toEqual({
      code: 'modules-unlooked',
      facts: { packages: 'python3-requests', processes: '/usr/bin/python3.11 (fail2ban.service, 410)' },
    });
    expect(await toldOf({ updated: ['openssl'] })).toBeNull();
    expect(await toldOf({ other: { program: 'needrestart', kind: 'known', units: [] } })).toBeNull();
    const unread: OtherLook = { program: 'needrestart', kind: 'unknown', detail: 'status 2' };
    expect(await toldOf({ other: unread })).toMatchObject({ code: 'modules-unlooked' });
    expect(await toldOf({ other: unread, updated: [] })).toMatchObject({ code: 'old-code-unasked' });
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
