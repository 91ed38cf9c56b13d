import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asInstant } from '@slipway/core/time';
import { describeTransactionUnit } from '@slipway/testkit/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { miniatureSystemd } from '../../../test/miniature-systemd.ts';
import type { RunCommand, TransactionUnit } from '../../ports/index.ts';
import { durableFiles } from '../durable-files/index.ts';
import { runCommand } from '../run-command/index.ts';
import { createTransactionOutput, createTransactionUnit } from './index.ts';
import { hasSucceeded, readTransactionEnd, syncChanged, writeTransactionEnd } from './transaction-end.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');

/** What main.ts does for `transaction-ended`. */
const endProgram = (folder: string): readonly string[] => {
  const path = join(folder, 'end.mjs');
  const href = (name: string): string => pathToFileURL(join(import.meta.dirname, name)).href;
  writeFileSync(
    path,
    `import { writeTransactionEnd } from '${href('transaction-end.ts')}';
     import { durableFiles } from '${href('../durable-files/index.ts')}';
     import { readFileSync } from 'node:fs';
     const bootId = readFileSync('${join(folder, 'boot-id')}', 'utf8');
     const sync = async () => undefined;
     await writeTransactionEnd({ sync, files: durableFiles, path: process.argv[2], environment: process.env, bootId });`,
  );
  return [process.execPath, path];
};

const unitIn = (
  folder: string,
  run: RunCommand,
  bootId: () => string,
  sleep: () => Promise<void> = async () => undefined,
): TransactionUnit =>
  createTransactionUnit({
    run,
    files: durableFiles,
    clock: { now: () => NOW, sleep },
    bootId: async () => bootId(),
    directory: join(folder, 'transactions'),
    endCommand: endProgram(folder),
  });

/** Says its line, and ends with the status that it finds in the file once something stands there. */
const waitingProgram = (line: string, path: string): string => `
import { existsSync, readFileSync } from 'node:fs';
console.log(${JSON.stringify(line)});
const status = () => (existsSync(${JSON.stringify(path)}) ? readFileSync(${JSON.stringify(path)}, 'utf8') : '');
while (status() === '') await new Promise((resolve) => setTimeout(resolve, 50));
process.exitCode = Number(status());
`;

const setUp = () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  const systemd = miniatureSystemd();
  let boot = 1;
  const boots = (next: number): void => {
    boot = next;
    writeFileSync(join(folder, 'boot-id'), `boot-${boot}`);
  };
  boots(1);
  const open = (): TransactionUnit => unitIn(folder, systemd.run, () => `boot-${boot}`);
  /** A program that waits for a file that names its exit status. */
  const command = (line: string, name = 'finish') => {
    const path = join(folder, name);
    const script = join(folder, `${name}.mjs`);
    writeFileSync(script, waitingProgram(line, path));
    return { command: [process.execPath, script], finish: (status: number): void => writeFileSync(path, `${status}`) };
  };
  const dispose = (): void => {
    systemd.cut();
    rmSync(folder, { recursive: true });
  };
  return { folder, systemd, boots, boot: () => boot, open, command, dispose };
};

describeTransactionUnit('a systemd unit', async () => {
  const { folder, systemd, boots, boot, open, command, dispose } = setUp();
  let commands = 0;
  return {
    unit: open(),
    output: createTransactionOutput({ directory: join(folder, 'transactions') }),
    reopen: async () => open(),
    async command(line) {
      commands += 1;
      const made = command(line, `finish-${commands}`);
      return { command: made.command, finish: async (status) => made.finish(status) };
    },
    async cut() {
      systemd.cut();
      boots(boot() + 1);
    },
    dispose: async () => dispose(),
  };
});

describe('createTransactionUnit', () => {
  let host: ReturnType<typeof setUp>;
  beforeEach(() => {
    host = setUp();
  });
  afterEach(() => host.dispose());
  const name = 'slipway-apply-a-1';

  it('starts the unit so that neither a kill of ours nor a shutdown breaks dpkg', async () => {
    const { command, finish } = host.command('x');
    await host.open().start({ name, command, environment: { LC_ALL: 'C.UTF-8' } });
    const [call] = host.systemd.calls;
    expect(call).toEqual(
      expect.arrayContaining([
        `--unit=${name}`,
        '--property=Type=exec',
        '--property=KillMode=mixed',
        '--property=KillSignal=SIGCONT',
        '--property=TimeoutStopSec=30min',
        '--setenv=LC_ALL=C.UTF-8',
      ]),
    );
    finish(0);
  });

  it('counts an apt that was ended by a signal as failed, whatever systemd calls it', () => {
    const end = { serviceResult: 'success', bootId: 'b' };
    expect(hasSucceeded({ ...end, exitCode: 'killed', exitStatus: 'TERM' })).toBe(false);
    expect(hasSucceeded({ ...end, exitCode: 'exited', exitStatus: '100' })).toBe(false);
    expect(hasSucceeded({ ...end, exitCode: '', exitStatus: '' })).toBe(false);
    expect(hasSucceeded({ ...end, exitCode: 'exited', exitStatus: '0' })).toBe(true);
  });

  it('does not believe systemd about a unit that it no longer knows', async () => {
    const { command } = host.command('x');
    const unit = host.open();
    await unit.start({ name, command, environment: {} });
    // The unit is gone in the same boot and nobody wrote its end: killed together with the program that would have.
    host.systemd.cut();
    expect(await unit.look(name)).toEqual({ kind: 'unknown' });
  });

  it('C05: says that it ended once what was written has reached the disk, and not before', async () => {
    const path = join(host.folder, 'end');
    const settled = Promise.withResolvers<void>();
    let asked = false;
    const written = writeTransactionEnd({
      sync: async () => {
        asked = true;
        await settled.promise;
      },
      files: durableFiles,
      path,
      environment: { SERVICE_RESULT: 'success', EXIT_CODE: 'exited', EXIT_STATUS: '0' },
      bootId: 'boot-1',
    });
    await expect.poll(() => asked).toBe(true);
    expect(await readTransactionEnd(durableFiles, path)).toBeNull();
    settled.resolve();
    await written;
    expect(await readTransactionEnd(durableFiles, path)).toMatchObject({ exitStatus: '0', bootId: 'boot-1' });
  });

  it('C05: syncs the file systems that packages write to, and waits no longer than it says', async () => {
    const calls: Parameters<RunCommand>[0][] = [];
    await syncChanged(async (call) => {
      calls.push(call);
      return { kind: 'not-started', detail: 'no such program' };
    });
    expect(calls).toMatchObject([{ whenOverdue: 'leave', timeLimitMs: 600_000 }]);
    expect(calls[0]?.command.slice(0, 3)).toEqual(['/usr/bin/sync', '--file-system', '/']);
    expect(calls[0]?.command).toEqual(expect.arrayContaining(['/usr', '/var', '/boot']));
    await syncChanged(runCommand);
  });

  it('takes a failure of an earlier boot for an interruption, and a success for a success', async () => {
    const [failing, working] = [host.command('x', 'one'), host.command('x', 'two')];
    const unit = host.open();
    await unit.start({ name, command: failing.command, environment: {} });
    await unit.start({ name: 'slipway-apply-a-2', command: working.command, environment: {} });
    failing.finish(100);
    working.finish(0);
    await expect.poll(async () => (await unit.look(name)).kind).toBe('ended');
    await expect.poll(async () => (await unit.look('slipway-apply-a-2')).kind).toBe('ended');
    host.boots(2);
    expect(await unit.look(name)).toEqual({ kind: 'unknown' });
    expect(await unit.look('slipway-apply-a-2')).toMatchObject({ kind: 'ended', succeeded: true });
  });

  it('says that nothing was started where systemd found no program, and remembers nothing of it', async () => {
    const unit = host.open();
    const started = await unit.start({ name, command: ['/nonexistent/program'], environment: {} });
    expect(started).toMatchObject({ ok: false, reason: { code: 'apply-failed' } });
    expect(await unit.look(name)).toEqual({ kind: 'absent' });
  });

  it('waits where systemd does not answer: what it cannot see may be a running dpkg', async () => {
    const { command } = host.command('x');
    await host.open().start({ name, command, environment: {} });
    const silent: RunCommand = async () => ({ kind: 'overdue', stdout: '', stderr: '' });
    expect(await unitIn(host.folder, silent, () => 'boot-1').look(name)).toMatchObject({ kind: 'running' });
  });

  it('waits for what a slow systemd has begun without saying so', async () => {
    const { command, finish } = host.command('x');
    const slow: RunCommand = async (request) => {
      const result = await host.systemd.run(request);
      return request.command[0].endsWith('systemd-run') ? { kind: 'overdue', stdout: '', stderr: '' } : result;
    };
    const unit = unitIn(host.folder, slow, () => 'boot-1');
    expect(await unit.start({ name, command, environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toMatchObject({ kind: 'running' });
    finish(0);
  });

  it.each([
    ['which gave no answer', { kind: 'overdue', stdout: '', stderr: '' }],
    ['whose own patience was over', { kind: 'ended', status: 1, stdout: '', stderr: 'timed out', output: 'whole' }],
  ] as const)('sees the end of what ran well under a systemd-run %s', async (_what, answer) => {
    const { command, finish } = host.command('x');
    const slow: RunCommand = async (request) => {
      const result = await host.systemd.run(request);
      if (!request.command[0].endsWith('systemd-run')) return result;
      finish(0);
      // systemd has forgotten the unit by the time that somebody asks.
      await expect.poll(() => readdirSync(join(host.folder, 'transactions'))).toContain(`${name}.end`);
      return answer;
    };
    const unit = unitIn(host.folder, slow, () => 'boot-1');
    expect(await unit.start({ name, command, environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toMatchObject({ kind: 'ended', succeeded: true });
  });

  it('waits for what systemd begins after systemd-run was given up', async () => {
    const { command, finish } = host.command('x');
    const late: (() => Promise<unknown>)[] = [];
    const run: RunCommand = async (request) => {
      if (!request.command[0].endsWith('systemd-run')) return await host.systemd.run(request);
      late.push(async () => await host.systemd.run(request));
      return { kind: 'overdue', stdout: '', stderr: '' };
    };
    const unit = unitIn(
      host.folder,
      run,
      () => 'boot-1',
      async () => {
        await late.pop()?.();
      },
    );
    expect(await unit.start({ name, command, environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toMatchObject({ kind: 'running' });
    finish(0);
  });

  /** systemd gives no answer until it has come to what it was asked, which is when `begins` is called; it knows of no unit before. */
  const awakening = (silentLooks: number) => {
    let looks = 0;
    let begins: () => Promise<unknown> = async () => undefined;
    const run: RunCommand = async (request) => {
      if (request.command[0].endsWith('systemd-run')) {
        begins = async () => await host.systemd.run(request);
        return { kind: 'overdue', stdout: '', stderr: '' };
      }
      looks += 1;
      return looks <= silentLooks ? { kind: 'overdue', stdout: '', stderr: '' } : await host.systemd.run(request);
    };
    return { run, looks: () => looks, begins: () => begins() };
  };

  it.each([1, 3])('does not take a unit for lost that a systemd begins late, after %i silent looks', async (silent) => {
    const { command, finish } = host.command('x');
    const systemd = awakening(silent);
    // The second answer that knows of no such unit is not the last word either.
    const sleep = async (): Promise<void> => {
      if (systemd.looks() === silent + 2) await systemd.begins();
    };
    const unit = unitIn(host.folder, systemd.run, () => 'boot-1', sleep);
    expect(await unit.start({ name, command, environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toMatchObject({ kind: 'running' });
    expect(await unit.look(name)).toMatchObject({ kind: 'running' });
    finish(0);
    await expect.poll(async () => (await unit.look(name)).kind).toBe('ended');
  });

  it('gives a unit up where a systemd that was silent at first knows of none, several times over', async () => {
    const { command } = host.command('x');
    const unit = unitIn(host.folder, awakening(3).run, () => 'boot-1');
    // Nothing was heard at all by then: it may have begun.
    expect(await unit.start({ name, command, environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['failed', { kind: 'unknown' }],
    // Its job may still wait in systemd's queue.
    ['inactive', { kind: 'running', since: NOW }],
  ])('of which only systemd knows that it is %s, and no end was written, is %j', async (active, expected) => {
    const run: RunCommand = async ({ command: [program] }) =>
      program.endsWith('systemd-run')
        ? { kind: 'overdue', stdout: '', stderr: '' }
        : {
            ...({ kind: 'ended', status: 0, stderr: '', output: 'whole' } as const),
            stdout: `LoadState=loaded\nActiveState=${active}\n`,
          };
    const unit = unitIn(host.folder, run, () => 'boot-1');
    expect(await unit.start({ name, command: ['/bin/true'], environment: {} })).toEqual({ ok: true });
    expect(await unit.look(name)).toEqual(expected);
  });

  it('asks systemd about a long transaction every few seconds, and sees its end at once', async () => {
    let seconds = 0;
    const asked = () => host.systemd.calls.filter((call) => call.includes('show')).length;
    const { command, finish } = host.command('x');
    const unit = createTransactionUnit({
      run: host.systemd.run,
      files: durableFiles,
      clock: {
        now: () => asInstant(new Date(Date.parse(NOW) + seconds * 1000).toISOString()),
        sleep: async () => undefined,
      },
      bootId: async () => 'boot-1',
      directory: join(host.folder, 'transactions'),
      endCommand: endProgram(host.folder),
    });
    await unit.start({ name, command, environment: {} });
    const before = asked();
    for (seconds = 0; seconds < 60; seconds += 0.5) expect((await unit.look(name)).kind).toBe('running');
    expect(asked() - before).toBe(12);
    finish(0);
    await expect.poll(async () => (await unit.look(name)).kind).toBe('ended');
  });

  it('keeps the traces of the last transactions only', async () => {
    const { command, finish } = host.command('x');
    finish(0);
    const unit = host.open();
    for (let number = 1; number <= 45; number++) {
      await unit.start({ name: `slipway-apply-a-${number}`, command, environment: {} });
    }
    const started = readdirSync(join(host.folder, 'transactions')).filter((file) => file.endsWith('.started'));
    expect(started).toHaveLength(41);
    expect(started).toContain('slipway-apply-a-45.started');
  });
});
