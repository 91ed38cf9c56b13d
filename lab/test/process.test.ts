import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endProcess, isAlive, recordOf } from '../src/process/record.ts';
import { parseProcessStat } from '../src/process/stat.ts';

test.each([
  ['1234 (systemd) S 1 1234 1234 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 200', 1234, 'S', 1, 98765],
  ['77 (a) b) (c) Z 5 0 0 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 42 0 0', 77, 'Z', 5, 42],
])('%s', (text, pid, state, parentPid, startTicks) => {
  expect(parseProcessStat(text)).toEqual({ pid, state, parentPid, startTicks });
});

test.each(['', 'nonsense', '12 (cut', '12 (short) S 1'])('no stat: %j', (text) => {
  expect(parseProcessStat(text)).toBeNull();
});

test('a record names one process: another start time is another process, and is never ended', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const record = recordOf(child.pid!)!;
  expect(isAlive(record)).toBe(true);
  const stranger = { ...record, startTicks: record.startTicks - 1 };
  expect(isAlive(stranger)).toBe(false);
  expect(await endProcess(stranger, 'SIGKILL')).toBe(true);
  expect(isAlive(record)).toBe(true);
  expect(await endProcess(record, 'SIGKILL')).toBe(true);
  expect(isAlive(record)).toBe(false);
});

test('a process that is gone counts as ended', async () => {
  expect(await endProcess(null, 'SIGKILL')).toBe(true);
  expect(await endProcess({ pid: 2 ** 30, startTicks: 1 }, 'SIGKILL')).toBe(true);
});
