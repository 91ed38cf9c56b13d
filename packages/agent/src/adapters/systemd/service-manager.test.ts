import { describe, expect, it } from 'vitest';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { createExecutorSwitch, createServiceManager, waitInOwnUnit } from './index.ts';
import { firstWords } from './service-manager.ts';
import { isUnitName } from './systemctl.ts';

const ended = (stdout: string, status = 0): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr: status === 0 ? '' : 'Failed to do it.\n',
  output: 'whole',
});

/** States by unit; a restart puts the unit into the state that follows. */
const systemd = (states: Record<string, readonly [before: string, after: string]>) => {
  const asked: string[] = [];
  const now = new Map(Object.entries(states).map(([unit, [before]]) => [unit, before]));
  const run: RunCommand = async ({ command }) => {
    const [, , , verb = '', ...args] = command;
    const unit = args.at(-1) ?? '';
    if (verb === 'show') return ended(`ActiveState=${now.get(unit) ?? 'inactive'}\n`);
    asked.push([verb, ...args].join(' '));
    if (verb === 'restart') now.set(unit, states[unit]?.[1] ?? 'failed');
    return ended('');
  };
  return { run, asked };
};

describe('createServiceManager', () => {
  it('restarts each unit once, in order, and tells what became of it', async () => {
    const { run, asked } = systemd({ 'b.service': ['active', 'active'], 'a.service': ['active', 'failed'] });
    const services = createServiceManager({ run, own: new Set() });
    expect(await services.restart(['b.service', 'a.service', 'b.service'])).toEqual([
      { unit: 'b.service', before: 'active', after: 'active' },
      { unit: 'a.service', before: 'active', after: 'failed' },
    ]);
    expect(asked).toEqual(['restart -- b.service', 'restart -- a.service']);
  });

  it('leaves alone what is down, the bus, and itself; the manager is executed anew in place', async () => {
    const { run, asked } = systemd({
      'down.service': ['inactive', 'active'],
      'dbus.service': ['active', 'active'],
      'slipway-executor.service': ['active', 'active'],
      'init.scope': ['active', 'active'],
    });
    const services = createServiceManager({ run, own: new Set(['slipway-executor.service']) });
    const done = await services.restart(['down.service', 'dbus.service', 'slipway-executor.service', 'init.scope']);
    expect(done.map(({ after }) => after)).toEqual(['inactive', 'active', 'active', 'active']);
    expect(asked).toEqual(['daemon-reexec']);
  });

  it('answers "unknown" where systemd does not, and for what is no unit', async () => {
    const services = createServiceManager({ run: async () => ended('', 1), own: new Set() });
    expect(await services.state('ssh.service')).toBe('unknown');
    const { run, asked } = systemd({});
    expect(await createServiceManager({ run, own: new Set() }).state('--now')).toBe('unknown');
    expect(asked).toEqual([]);
    await expect(services.failedUnits()).rejects.toThrow(/does not say/);
  });

  it('reads the list of failed units', async () => {
    const listed =
      'nginx.service          loaded failed failed A high performance web server\nsystemd-x@1:0.service loaded failed failed X\n';
    const services = createServiceManager({ run: async () => ended(listed), own: new Set() });
    expect(await services.failedUnits()).toEqual(['nginx.service', 'systemd-x@1:0.service']);
    expect(firstWords('\n')).toEqual([]);
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
