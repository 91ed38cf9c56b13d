import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readingOfPlugIn } from '@slipway/core/reading';
import { endWithout } from '@slipway/testkit/absence';
import { THE_MORNING } from '@slipway/testkit/builders';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command/index.ts';
import { createFileAges, createFolderPlugIns } from './index.ts';

const NOBODY = 65534;

describe('what only the host can say', () => {
  let folder: string;
  let directory: string;
  beforeEach((context) => {
    if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
    // Not below /tmp, which everybody may write: a link is followed only where root alone writes all the way.
    folder = mkdtempSync('/root/plug-ins-');
    directory = join(folder, 'plug-ins');
    mkdirSync(directory, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, lines: string, mode = 0o755): void => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(directory, name), mode);
  };
  const call = async (plugIn: string, parameters: Readonly<Record<string, string>> = {}, seconds = 10) =>
    await createFolderPlugIns({ run: runCommand, directory }).plugIn({ plugIn, parameters }, seconds);

  it('follows a link to what root alone may change, under the name of the link', async () => {
    mkdirSync(join(folder, 'distribution'));
    writeFileSync(join(folder, 'distribution', 'check_any'), '#!/bin/sh\n/usr/bin/basename "$0"\n', { mode: 0o755 });
    symlinkSync(join(folder, 'distribution', 'check_any'), join(directory, 'check_tcp'));
    expect(await call('check_tcp')).toEqual({ ok: true, value: { status: 0, output: 'check_tcp\n' } });
  });

  it.each([
    ['a file that somebody else owns', (file: string) => chownSync(file, NOBODY, NOBODY)],
    ['a file that all may write', (file: string) => chmodSync(file, 0o757)],
    ['a folder that all may write', () => chmodSync(join(folder, 'distribution'), 0o777)],
    ['a folder of somebody else', () => chownSync(join(folder, 'distribution'), NOBODY, NOBODY)],
  ])('follows no link to %s', async (_case, spoil) => {
    mkdirSync(join(folder, 'distribution'));
    const file = join(folder, 'distribution', 'check_any');
    writeFileSync(file, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    symlinkSync(file, join(directory, 'check_any'));
    expect(await call('check_any')).toMatchObject({ ok: true });
    spoil(file);
    expect(await call('check_any')).toMatchObject({ ok: false, reason: { code: 'plug-in-not-trusted' } });
  });

  it('tells what one complained of that printed nothing', async () => {
    put('check', "echo >&2 'cannot find utils.pm'\nexit 2");
    expect(await call('check')).toEqual({ ok: true, value: { status: 2, output: 'cannot find utils.pm\n' } });
    put('check', "echo >&2 'a warning of the interpreter'\necho 'OK - as ever'");
    expect(await call('check')).toEqual({ ok: true, value: { status: 0, output: 'OK - as ever\n' } });
  });

  it('runs nothing of a folder that others may write, and none whose declaration they may', async () => {
    put('check', 'exit 0');
    writeFileSync(join(directory, 'check.json'), '{}', { mode: 0o644 });
    chmodSync(join(directory, 'check.json'), 0o666);
    expect(await call('check')).toMatchObject({ reason: { code: 'plug-in-not-trusted' } });
    chmodSync(join(directory, 'check.json'), 0o644);
    expect(await call('check')).toMatchObject({ ok: true });
    chmodSync(directory, 0o777);
    expect(await call('check')).toMatchObject({ reason: { code: 'plug-in-not-trusted' } });
  });

  it('takes nothing for an answer that is none: not to be run, a broken declaration, too much said', async () => {
    put('check', 'exit 0', 0o644);
    expect(await call('check')).toMatchObject({ ok: false, reason: { code: 'plug-in-failed' } });
    put('check', 'exit 0');
    writeFileSync(join(directory, 'check.json'), '{"parameters":');
    expect(await call('check')).toMatchObject({ ok: false, reason: { code: 'plug-in-failed' } });
    put('loud', '/usr/bin/head -c 100000 /dev/zero; exit 0');
    expect(await call('loud')).toMatchObject({ ok: false, reason: { code: 'plug-in-failed' } });
  });

  it('ends what takes too long with all that it started, and nothing else', async () => {
    put('slow', `/bin/sleep 60 & echo $! > ${folder}/child; wait`);
    put('slow.json', '', 0o644);
    writeFileSync(join(directory, 'slow.json'), '{"timeoutSeconds":1}');
    expect(await call('slow')).toMatchObject({ reason: { code: 'plug-in-timed-out', facts: { seconds: 1 } } });
    const child = Number(readFileSync(`${folder}/child`, 'utf8'));
    const isAlive = (): boolean => {
      try {
        return process.kill(child, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(isAlive, { timeout: 5000 }).toBe(false);
  });

  it('takes an end by a signal for unknown', async () => {
    put('killed', 'echo OK; kill -KILL $$');
    expect(readingOfPlugIn(await call('killed'), THE_MORNING)).toMatchObject({ state: 'unknown', exit: 137 });
  });

  it('gives it nothing of its own environment', async () => {
    put('names', '/usr/bin/env | /usr/bin/cut -d= -f1 | /usr/bin/sort | /usr/bin/tr "\\n" " "');
    const answer = await call('names');
    const names = answer.ok ? answer.value.output.split(' ') : [];
    expect(names.filter((name) => !['', 'PWD', 'SHLVL', '_'].includes(name))).toEqual(['HOME', 'LC_ALL', 'PATH']);
  });

  it.each([
    ['is not there', null],
    ['is no JSON', '{'],
    ['names no list', '{"folders":"/var"}'],
    ['names half a path', '{"folders":["var"]}'],
    ['says something that is not known', '{"folders":[],"also":1}'],
  ])('tells no age where the list of folders %s', async (_case, text) => {
    const allowed = join(directory, 'file-ages.json');
    if (text !== null) writeFileSync(allowed, text);
    const answer = await createFileAges({ allowed }).fileModifiedAt('/etc/hostname');
    expect(answer).toMatchObject({ ok: false, reason: { code: 'file-age-unknown' } });
  });

  it('tells no age where others may write the list, nor of what a link leads to elsewhere', async () => {
    const allowed = join(directory, 'file-ages.json');
    mkdirSync(join(folder, 'backups'));
    symlinkSync('/etc/hostname', join(folder, 'backups', 'link'));
    writeFileSync(join(folder, 'backups', 'file'), '');
    writeFileSync(allowed, JSON.stringify({ folders: [join(folder, 'backups')] }));
    const age = async (name: string) => await createFileAges({ allowed }).fileModifiedAt(join(folder, 'backups', name));
    expect(await age('file')).toMatchObject({ ok: true });
    expect(await age('link')).toMatchObject({ ok: false });
    chmodSync(allowed, 0o666);
    expect(await age('file')).toMatchObject({ ok: false });
  });

  it('tells no age that no message can carry, such as of the year 10000', async () => {
    const allowed = join(directory, 'file-ages.json');
    // In memory: file systems on disk mostly end before that year.
    const memory = mkdtempSync('/dev/shm/file-ages-');
    writeFileSync(allowed, JSON.stringify({ folders: [memory] }));
    const age = async (seconds: number) => {
      writeFileSync(join(memory, 'file'), '');
      utimesSync(join(memory, 'file'), seconds, seconds);
      return await createFileAges({ allowed }).fileModifiedAt(join(memory, 'file'));
    };
    try {
      expect(await age(Date.UTC(9999, 0) / 1000)).toEqual({ ok: true, value: '9999-01-01T00:00:00.000Z' });
      expect(await age(Date.UTC(10_000, 0) / 1000)).toMatchObject({ ok: false, reason: { code: 'file-age-unknown' } });
    } finally {
      rmSync(memory, { recursive: true });
    }
  });
});
