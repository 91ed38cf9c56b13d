import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../ports/index.ts';
import { runCommand } from './index.ts';
import { createTail } from './tail.ts';

const request = (command: readonly [string, ...string[]], change: Partial<CommandRequest> = {}): CommandRequest => ({
  command,
  environment: { PATH: '/usr/bin:/bin' },
  timeLimitMs: 10_000,
  whenOverdue: 'end',
  outputBytesMax: 1000,
  ...change,
});
const sh = (line: string, change: Partial<CommandRequest> = {}): CommandRequest =>
  request(['/bin/sh', '-c', line], change);

describe('runCommand', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-command-'));
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  it('answers with status and both streams', async () => {
    expect(await runCommand(sh('echo out; echo err >&2; exit 3'))).toEqual({
      kind: 'ended',
      status: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      output: 'whole',
    });
  });

  it('tells an end by a signal from an end by itself', async () => {
    expect(await runCommand(sh('kill -TERM $$'))).toMatchObject({ kind: 'ended', status: 143 });
  });

  it('passes arguments as they are: nothing in them is a shell to anyone', async () => {
    const argument = '$(touch nothing) ; "a b" `id` \n*';
    expect(await runCommand(request(['/bin/echo', '-n', argument]))).toMatchObject({ stdout: argument });
  });

  it('hands over the named environment and nothing else', async () => {
    const result = await runCommand(request(['/usr/bin/env'], { environment: { ONE: '1' } }));
    expect(result).toMatchObject({ stdout: 'ONE=1\n' });
  });

  it('keeps the last bytes of a long output and says that it is cut', async () => {
    const result = await runCommand(sh('i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done'));
    expect(result).toMatchObject({ kind: 'ended', output: 'cut' });
    if (result.kind !== 'ended') return;
    expect(result.stdout.length).toBe(1000);
    expect(result.stdout.endsWith('line 499\n')).toBe(true);
  });

  it('says that a program is not there', async () => {
    expect(await runCommand(request(['/nonexistent/program']))).toMatchObject({ kind: 'not-started' });
  });

  it('ends a whole group where that is allowed', async () => {
    const pidFile = join(folder, 'pid');
    const result = await runCommand(sh(`sleep 60 & echo $! > ${pidFile}; wait`, { timeLimitMs: 300 }));
    expect(result.kind).toBe('overdue');
    const pid = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });

  it('leaves an overdue package manager alone, output and all', async () => {
    const mark = join(folder, 'mark');
    const line = `sleep 0.5; echo still writing; echo still writing >&2; echo done > ${mark}`;
    const result = await runCommand(sh(line, { timeLimitMs: 50, whenOverdue: 'leave' }));
    expect(result.kind).toBe('overdue');
    await expect.poll(async () => await readFile(mark, 'utf8').catch(() => ''), { timeout: 5000 }).toBe('done\n');
  });
});

describe('createTail', () => {
  it('is the end of what was pushed, for any chunks and any limit', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), fc.integer({ min: 1, max: 20 }), (texts, limit) => {
        const tail = createTail(limit);
        for (const text of texts) tail.push(Buffer.from(text));
        const all = texts.join('');
        expect(tail.text()).toBe(all.slice(-limit));
        expect(tail.isCut()).toBe(all.length > limit);
      }),
      { examples: [[['', 'a'], 1]] },
    );
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
