import { describe, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { createExecutorSwitch, createServiceManager, waitInOwnUnit } from './index.ts';
import { isUnitName } from './systemctl.ts';

const ended = (stdout: string, status = 0): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr: status === 0 ? '' : 'Failed to do it.\n',
  output: 'whole',
});

/** States by unit; a restart puts the unit into the state that follows, a start into the last one. */
const systemd = (states: Record<string, readonly [before: string, afterRestart: string, afterStart?: string]>) => {
  const asked: string[] = [];
  const now = new Map(Object.entries(states).map(([unit, [before]]) => [unit, before]));
  const run: RunCommand = async ({ command }) => {
    const [, , , verb = '', ...args] = command;
    const unit = args.at(-1) ?? '';
    if (verb === 'show') return ended(`ActiveState=${now.get(unit) ?? 'inactive'}\nLoadState=loaded\n`);
    asked.push([verb, ...args].join(' '));
    if (verb === 'restart') now.set(unit, states[unit]?.[1] ?? 'failed');
    if (verb === 'start') now.set(unit, states[unit]?.[2] ?? 'failed');
    return ended('');
  };
  return { run, asked };
};

/** As `systemctl show` of systemd 252 prints several units. */
const SHOWN = `Id=nginx.service
ActiveState=active
WantedBy=multi-user.target
RequiredBy=

Id=systemd-hostnamed.service
ActiveState=active
WantedBy=
RequiredBy=

Id=mariadb.service
ActiveState=failed
WantedBy=multi-user.target
RequiredBy=

Id=containerd.service
ActiveState=active
WantedBy=
RequiredBy=docker.service
`;

describe('createServiceManager', () => {
  it('restarts a unit and tells what became of it', async () => {
    const { run, asked } = systemd({ 'a.service': ['active', 'failed'] });
    const services = createServiceManager({ run, own: new Set() });
    expect(await services.restart('a.service')).toEqual({ unit: 'a.service', before: 'active', after: 'failed' });
    expect(asked).toEqual(['restart -- a.service']);
  });

  it('leaves alone what is down, the bus, and itself; the manager is executed anew in place', async () => {
    const { run, asked } = systemd({
      'down.service': ['inactive', 'active'],
      'dbus.service': ['active', 'active'],
      'slipway-executor.service': ['active', 'active'],
      'init.scope': ['active', 'active'],
    });
    const services = createServiceManager({ run, own: new Set(['slipway-executor.service']) });
    const after: string[] = [];
    for (const unit of ['down.service', 'dbus.service', 'slipway-executor.service', 'init.scope'])
      after.push((await services.restart(unit)).after);
    expect(after).toEqual(['inactive', 'active', 'active', 'active']);
    expect(asked).toEqual(['daemon-reexec']);
  });

  it('C30: starts what was started too often, whose count is forgotten first', async () => {
    const { run, asked } = systemd({ 'ssh.service': ['failed', 'failed', 'active'] });
    const services = createServiceManager({ run, own: new Set() });
    expect(await services.start('ssh.service')).toEqual({ unit: 'ssh.service', before: 'failed', after: 'active' });
    expect(asked).toEqual(['reset-failed -- ssh.service', 'start -- ssh.service']);
    expect(await services.start('--now')).toMatchObject({ before: 'unknown', after: 'unknown' });
    expect(asked).toHaveLength(2);
  });

  it('answers "unknown" where systemd does not, and for what is no unit', async () => {
    const services = createServiceManager({ run: async () => ended('', 1), own: new Set() });
    expect(await services.state('ssh.service')).toBe('unknown');
    const { run, asked } = systemd({});
    expect(await createServiceManager({ run, own: new Set() }).state('--now')).toBe('unknown');
    expect(asked).toEqual([]);
    const unknown = { ok: false, reason: { code: 'services-unknown', facts: { detail: 'Failed to do it.' } } };
    expect(await services.failedUnits()).toEqual(unknown);
    expect(await services.runningServices()).toEqual(unknown);
  });

  it('asks again what had no answer, within its patience, and does nothing twice', async () => {
    let nowMs = 0;
    const clock = {
      monotonicMs: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
      },
    };
    const { run, asked } = systemd({ 'a.service': ['active', 'active'] });
    let silent = 3;
    const slow: RunCommand = async (command) => {
      if (command.command[3] !== 'show' || silent === 0) return await run(command);
      silent -= 1;
      nowMs += 30_000;
      return silent === 1 ? ended('', 1) : { kind: 'overdue', stdout: '', stderr: '' };
    };
    const services = createServiceManager({ run: slow, own: new Set(), patience: { clock, seconds: 300 } });
    expect(await services.restart('a.service')).toMatchObject({ before: 'active', after: 'active' });
    expect(asked).toEqual(['restart -- a.service']);
    silent = Number.POSITIVE_INFINITY;
    nowMs = 0;
    expect(await services.runningServices()).toMatchObject({ ok: false, reason: { code: 'services-unknown' } });
    expect(nowMs).toBeGreaterThan(290_000);
    expect(nowMs).toBeLessThan(330_000);
    // The next one meets the same silence, which has cost the window enough.
    const before = nowMs;
    expect(await services.failedUnits()).toMatchObject({ ok: false, reason: { code: 'services-unknown' } });
    expect(nowMs - before).toBeLessThanOrEqual(30_000);
    silent = 0;
    expect(await services.failedUnits()).toMatchObject({ ok: true });
    silent = 3;
    expect(await services.failedUnits()).toMatchObject({ ok: true });
  });

  it('does not wait for a systemd that is not there', async () => {
    const clock = { monotonicMs: () => 0, sleep: () => Promise.reject(new Error('it waited')) };
    const services = createServiceManager({
      run: async () => ({ kind: 'not-started', detail: 'no such file' }),
      own: new Set(),
      patience: { clock, seconds: 300 },
    });
    expect(await services.failedUnits()).toMatchObject({ ok: false, reason: { code: 'services-unknown' } });
  });

  it('tells a unit that is not there from one that is down', async () => {
    const run = async () => ended('LoadState=not-found\nActiveState=inactive\n');
    expect(await createServiceManager({ run, own: new Set() }).state('gone.service')).toBe('not-found');
  });

  it('knows what had nothing to do in this boot from what has fallen', async () => {
    // As `systemctl show` of systemd 252 has systemd-fsck-root.service, where the initial ram disk has looked already.
    const skipped = {
      ActiveState: 'inactive',
      Type: 'oneshot',
      ConditionResult: 'no',
      ConditionTimestampMonotonic: '918273',
    };
    const had = async (over: Partial<typeof skipped>): Promise<boolean> => {
      const text = Object.entries({ ...skipped, ...over }).map(([name, value]) => `${name}=${value}\n`);
      const services = createServiceManager({ run: async () => ended(text.join('')), own: new Set() });
      return await services.hadNothingToDo('systemd-fsck-root.service');
    };
    expect(await had({})).toBe(true);
    expect(await had({ Type: 'simple' })).toBe(false);
    expect(await had({ ActiveState: 'failed' })).toBe(false);
    expect(await had({ ConditionResult: 'yes' })).toBe(false);
    expect(await had({ ConditionTimestampMonotonic: '0' })).toBe(false);
    const silent = createServiceManager({ run: async () => ended('', 1), own: new Set() });
    expect(await silent.hadNothingToDo('systemd-fsck-root.service')).toBe(false);
  });

  it('reads which units have failed, and which services run because something wants them', async () => {
    const services = createServiceManager({ run: async () => ended(SHOWN), own: new Set() });
    expect(await services.failedUnits()).toEqual({ ok: true, value: ['mariadb.service'] });
    expect(await services.runningServices()).toEqual({ ok: true, value: ['containerd.service', 'nginx.service'] });
  });

  it('does not take half an answer for a whole one', async () => {
    const run: RunCommand = async () => ({ ...ended(SHOWN), output: 'cut' }) as CommandResult;
    const services = createServiceManager({ run, own: new Set() });
    expect(await services.runningServices()).toMatchObject({ ok: false, reason: { code: 'services-unknown' } });
  });

  it('orders by what systemd starts after what, and by name where it does not say', async () => {
    const shown = 'Id=a.service\nAfter=b.service basic.target\n\nId=b.service\nAfter=basic.target\n';
    const ordered = createServiceManager({ run: async () => ended(shown), own: new Set() });
    expect(await ordered.restartOrder(['a.service', 'b.service', 'a.service'])).toEqual(['b.service', 'a.service']);
    const silent = createServiceManager({ run: async () => ended('', 1), own: new Set() });
    expect(await silent.restartOrder(['b.service', 'a.service'])).toEqual(['a.service', 'b.service']);
  });
});

describe('unit names', () => {
  it.each([
    ['ssh.service', true],
    ['getty@tty1.service', true],
    ['system-systemd\\x2dcryptsetup.slice', true],
    ['init.scope', true],
    ['ssh', false],
    ['--now', false],
    ['a b.service', false],
    ['../x.service', false],
    ['', false],
  ])('%s: %s', (name, expected) => {
    expect(isUnitName(name)).toBe(expected);
  });
});

describe('createExecutorSwitch', () => {
  const names = { service: 'slipway-executor.service', path: 'slipway-executor.path' };
  const answering = (asked: string[], status: number): RunCommand => {
    return async ({ command }) => {
      asked.push(command.slice(3).join(' '));
      return ended('', status);
    };
  };

  it('masks the executor once nothing starts it, and lets grants start it once it may run', async () => {
    const asked: string[] = [];
    const executorSwitch = createExecutorSwitch({ run: answering(asked, 0), ...names });
    await executorSwitch.mask();
    await executorSwitch.unmask();
    expect(asked).toEqual([
      'disable --quiet --now -- slipway-executor.path',
      'mask --quiet -- slipway-executor.service',
      'unmask --quiet -- slipway-executor.service',
      'enable --quiet -- slipway-executor.service slipway-executor.path',
      'start -- slipway-executor.path',
    ]);
  });

  it('goes no further where systemd refuses, and says so', async () => {
    const asked: string[] = [];
    const executorSwitch = createExecutorSwitch({ run: answering(asked, 1), ...names });
    await expect(executorSwitch.unmask()).rejects.toThrow(/unmask: Failed to do it/);
    expect(asked).toHaveLength(1);
  });
});

describe('waitInOwnUnit', () => {
  it('is waited for, is patient, and has a name of its own each time', () => {
    const prefix = waitInOwnUnit('repair', { LC_ALL: 'C.UTF-8' });
    expect(prefix).toEqual(
      expect.arrayContaining(['--wait', '--property=KillSignal=SIGCONT', '--setenv=LC_ALL=C.UTF-8']),
    );
    expect(prefix.at(-1)).toBe('--');
    expect(waitInOwnUnit('repair', {})).not.toEqual(waitInOwnUnit('repair', {}));
  });
});
