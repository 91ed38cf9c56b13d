import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LabError } from '../src/lab-error.ts';
import { recordOf } from '../src/process/record.ts';
import { run, runOk } from '../src/run.ts';

const TIMEOUT = { timeoutMs: 10_000 };

test('the environment is the given one and nothing of ours', async () => {
  process.env['SLIPWAY_LAB_LEAK'] = 'leaked';
  const printed = await runOk(['env'], { ...TIMEOUT, env: { GIVEN: 'yes' } });
  delete process.env['SLIPWAY_LAB_LEAK'];
  expect(printed).toContain('LC_ALL=C.UTF-8');
  expect(printed).toContain('GIVEN=yes');
  expect(printed).not.toContain('leaked');
});

test('an argument is never read by a shell', async () => {
  expect(await runOk(['printf', '%s', '$(id) ; `id` "x"'], TIMEOUT)).toBe('$(id) ; `id` "x"');
});

test('a non-zero exit is an answer for run and an error, with the words of the command, for runOk', async () => {
  const argv = ['sh', '-c', 'echo out; echo err >&2; exit 3'];
  expect(await run(argv, TIMEOUT)).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', ending: 'exited' });
  await expect(runOk(argv, TIMEOUT)).rejects.toThrow(/exit code 3[\s\S]*err/);
});

test('a program that does not exist is an error with a reason', async () => {
  const failure = await run(['/nowhere/at-all'], TIMEOUT).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(LabError);
  expect(failure).toMatchObject({ reason: 'command-missing' });
});

test('past its time the command ends with everything it started', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-lab-test-'));
  const pidFile = join(directory, 'pid');
  const result = await run(['sh', '-c', `sleep 60 & echo $! > ${pidFile}; wait`], { timeoutMs: 300 });
  expect(result).toMatchObject({ ending: 'overdue', exitCode: null });
  await pause(50);
  expect(recordOf(Number(await readFile(pidFile, 'utf8')))).toBeNull();
  await rm(directory, { recursive: true });
});

test('a package manager past its time is left running, and its output still has where to go', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-lab-test-'));
  const outputFile = join(directory, 'log');
  const argv = ['sh', '-c', 'sleep 0.5; echo done'];
  const result = await run(argv, { timeoutMs: 100, outputFile, whenOverdue: 'leave' });
  expect(result.ending).toBe('overdue');
  await expect.poll(() => readFile(outputFile, 'utf8'), { timeout: 5_000 }).toBe('done\n');
  await rm(directory, { recursive: true });
});

test('output is bounded and says so', async () => {
  const result = await run(['head', '-c', '6000000', '/dev/zero'], TIMEOUT);
  expect(result.truncated).toBe(true);
  expect(result.stdout.length).toBeLessThan(6_000_000);
});

test('a daemon that keeps our pipe open does not keep us waiting', async () => {
  const startedAt = performance.now();
  await run(['sh', '-c', 'sleep 5 & exit 0'], TIMEOUT);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
