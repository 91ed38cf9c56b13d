import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolders, pidsOfLocks } from './lock-holders.ts';

/** Takes a lock as dpkg and apt do, tells so, and keeps it until its input ends. */
const HOLD = `
import fcntl, sys
file = open(sys.argv[1], 'w')
if sys.argv[2] == 'lock':
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
elif sys.argv[2] == 'flock':
    fcntl.flock(file, fcntl.LOCK_EX)
print('ready', flush=True)
sys.stdin.read()
`;

describe('lockHolders', () => {
  let folder: string;
  let admin: string;
  let lists: string;
  const holders: ChildProcess[] = [];
  beforeEach((context) => {
    if (statSync('/usr/bin/python3', { throwIfNoEntry: false }) === undefined) {
      endWithout('python3, which can take POSIX locks, is missing', context);
    }
    folder = mkdtempSync(join(tmpdir(), 'locks-'));
    [admin, lists] = [join(folder, 'dpkg'), join(folder, 'lists')];
    for (const path of [admin, lists]) mkdirSync(path);
    writeFileSync(join(folder, 'hold.py'), HOLD);
  });
  afterEach(async () => {
    for (const holder of holders.splice(0)) await end(holder);
    rmSync(folder, { recursive: true });
  });

  const hold = async (path: string, how: 'lock' | 'flock' | 'open'): Promise<ChildProcess> => {
    const holder = spawn('/usr/bin/python3', [join(folder, 'hold.py'), path, how], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    holders.push(holder);
    await new Promise((resolve) => holder.stdout?.once('data', resolve));
    return holder;
  };
  const end = async (holder: ChildProcess): Promise<void> => {
    if (holder.exitCode !== null) return;
    const exited = new Promise((resolve) => holder.once('exit', resolve));
    holder.stdin?.end();
    await exited;
  };
  const look = async () =>
    await lockHolders.ofFiles([join(admin, 'lock-frontend'), join(admin, 'lock'), join(lists, 'lock')]);

  it('sees nobody where nobody is', async () => {
    expect(await look()).toBeNull();
  });

  it.each([['dpkg/lock-frontend'], ['dpkg/lock'], ['lists/lock']])(
    'names who holds %s and since when, and sees that it is free again',
    async (path) => {
      const holder = await hold(join(folder, path), 'lock');
      const found = await look();
      expect(found?.holder).toMatch(new RegExp(`^python3.*\\(pid ${holder.pid}[,)]`));
      expect(isInstant(found?.since ?? '')).toBe(true);
      expect(Math.abs(Date.parse(found?.since ?? '') - Date.now())).toBeLessThan(120_000);
      await end(holder);
      expect(await look()).toBeNull();
    },
  );

  it('describes a process by its number alone, while it is there', async () => {
    const holder = await hold(join(admin, 'lock'), 'open');
    const found = await lockHolders.ofProcess(holder.pid ?? 0);
    expect(found?.holder).toMatch(new RegExp(`^python3.*\\(pid ${holder.pid}[,)]`));
    await end(holder);
    expect(await lockHolders.ofProcess(holder.pid ?? 0)).toBeNull();
  });

  it('takes neither an open file nor another kind of lock for one, nor a lock of another file', async () => {
    await hold(join(admin, 'lock'), 'open');
    await hold(join(admin, 'lock-frontend'), 'flock');
    await hold(join(admin, 'something'), 'lock');
    expect(await look()).toBeNull();
  });
});

describe('pidsOfLocks', () => {
  it('reads holders of POSIX write locks, and not those who wait for one', () => {
    const text =
      '1: POSIX  ADVISORY  WRITE 812 00:1f:5678 0 EOF\n1: -> POSIX  ADVISORY  WRITE 900 00:1f:5678 0 EOF\n2: FLOCK  ADVISORY  WRITE 13 00:1f:99 0 EOF\n3: POSIX  ADVISORY  READ 14 00:1f:98 128 128\n4: OFDLCK ADVISORY  WRITE -1 00:1f:97 0 0\n5: POSIX  ADVISORY  WRITE 812 00:1f:5679 0 EOF\n';
    expect(pidsOfLocks(text)).toEqual([812]);
  });
});
