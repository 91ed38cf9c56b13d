import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARAMETER_LENGTH_MAX } from '@slipway/core/step';
import { endWithout } from '@slipway/testkit/absence';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command/index.ts';
import { parameterRefused, readDeclaration } from './declaration.ts';
import { createFolderHooks } from './index.ts';

const NOBODY = 65534;

describe('createFolderHooks', () => {
  let folder: string;
  let directory: string;
  beforeEach((context) => {
    if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
    folder = mkdtempSync(join(tmpdir(), 'hooks-'));
    directory = join(folder, 'hooks');
    mkdirSync(directory, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, content: string, mode = 0o755): void => {
    writeFileSync(join(directory, name), content);
    chmodSync(join(directory, name), mode);
  };
  const script = (lines: string): string => `#!/bin/sh\n${lines}\n`;
  const call = async (hook: string, parameters: Readonly<Record<string, string>> = {}, seconds = 10) =>
    await createFolderHooks({ run: runCommand, directory }).call({ hook, parameters }, seconds);

  it('hands parameters over as options and answers with status and the last lines', async () => {
    put('drain', script('printf "%s|" "$@"; echo; echo complaint >&2; exit 1'));
    put('drain.json', '{"parameters":{"server":"^app[0-9]$","weight":"[0-9]+"},"timeoutSeconds":5}', 0o644);
    expect(await call('drain', { server: 'app1', weight: '0' })).toEqual({
      ok: true,
      value: { status: 1, output: '--server|app1|--weight|0|\ncomplaint' },
    });
  });

  it('gives a hook a small environment of its own', async () => {
    put('drain', script('/usr/bin/env | /usr/bin/cut -d= -f1 | /usr/bin/sort | /usr/bin/tr "\\n" " "'));
    const answer = await call('drain');
    expect(
      answer.ok && answer.value.output.split(' ').filter((name) => !['', 'PWD', 'SHLVL', '_'].includes(name)),
    ).toEqual(['HOME', 'LC_ALL', 'PATH']);
  });

  it.each([
    ['a value outside the pattern', { server: 'app1; reboot' }],
    ['a value that only begins well', { server: 'app12' }],
    ['a value with a line behind it', { server: 'app1\n' }],
    ['a parameter that is not declared', { server: 'app1', force: 'yes' }],
    ['a parameter named like a property of every object', { constructor: 'x' }],
  ])('refuses %s', async (_case, parameters) => {
    put('drain', script(`touch ${join(folder, 'ran')}`));
    put('drain.json', '{"parameters":{"server":"app[0-9]"}}', 0o644);
    expect(await call('drain', parameters)).toMatchObject({ ok: false, reason: { code: 'hook-parameter-refused' } });
  });

  it('takes what a policy may give: names and values as long as that', async () => {
    const [name, value] = ['p'.repeat(41), 'v'.repeat(PARAMETER_LENGTH_MAX)];
    put('drain', script('printf "%s" "$2" | wc -c'));
    put('drain.json', `{"parameters":{"${name}":"v+"}}`, 0o644);
    expect(await call('drain', { [name]: value })).toMatchObject({ value: { output: `${PARAMETER_LENGTH_MAX}` } });
    const refused = { ok: false, reason: { code: 'hook-parameter-refused' } };
    expect(await call('drain', { [name]: `${value}v` })).toMatchObject(refused);
  });

  it('takes no parameters without a declaration, and refuses a broken one', async () => {
    put('drain', script('exit 0'));
    expect(await call('drain', { server: 'app1' })).toMatchObject({ reason: { code: 'hook-parameter-refused' } });
    put('drain.json', '{"parameters":', 0o644);
    expect(await call('drain')).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
  });

  it.each(['nothing', '../drain', '/bin/true', 'drain.json', '', '.', 'Drain'])(
    'has no hook named %j',
    async (name) => {
      put('drain.json', '{}', 0o755);
      expect(await call(name)).toMatchObject({ ok: false, reason: { code: 'hook-missing' } });
    },
  );

  it.each([
    ['the hook is writable for its group', () => chmodSync(join(directory, 'drain'), 0o775)],
    ['the hook is writable for all', () => chmodSync(join(directory, 'drain'), 0o757)],
    ['the hook belongs to somebody else', () => chownSync(join(directory, 'drain'), NOBODY, NOBODY)],
    ['the folder is writable for all', () => chmodSync(directory, 0o777)],
    ['the folder belongs to somebody else', () => chownSync(directory, NOBODY, NOBODY)],
    ['the declaration is writable for all', () => chmodSync(join(directory, 'drain.json'), 0o666)],
    [
      'the hook is a link out of the folder',
      () => {
        rmSync(join(directory, 'drain'));
        symlinkSync('/bin/true', join(directory, 'drain'));
      },
    ],
    [
      'the folder is a link',
      () => {
        mkdirSync(join(folder, 'elsewhere'));
        rmSync(directory, { recursive: true });
        symlinkSync(join(folder, 'elsewhere'), directory);
      },
    ],
    [
      'the hook is a folder',
      () => {
        rmSync(join(directory, 'drain'));
        mkdirSync(join(directory, 'drain'));
      },
    ],
  ])('runs nothing where %s', async (_case, spoil) => {
    put('drain', script('exit 0'));
    put('drain.json', '{}', 0o644);
    expect(await call('drain')).toMatchObject({ ok: true });
    spoil();
    expect(await call('drain')).toMatchObject({ ok: false, reason: { code: 'hook-not-trusted' } });
  });

  it('follows a link to a hook of the same folder', async () => {
    put('drain-by-socket', script('echo by socket'));
    symlinkSync('drain-by-socket', join(directory, 'drain'));
    expect(await call('drain')).toEqual({ ok: true, value: { status: 0, output: 'by socket' } });
  });

  it('ends a hook after the shorter of the two times, and says so', async () => {
    put('drain', script('sleep 30'));
    put('drain.json', '{"timeoutSeconds":1}', 0o644);
    expect(await call('drain')).toEqual({
      ok: false,
      reason: { code: 'hook-timed-out', facts: { hook: 'drain', seconds: 1 } },
    });
  });

  it('says that a hook cannot be run', async () => {
    put('drain', script('exit 0'), 0o644);
    expect(await call('drain')).toMatchObject({ ok: false, reason: { code: 'hook-failed' } });
  });
});

describe('declarations', () => {
  it.each([
    '[]',
    'null',
    '{"parameters":[]}',
    '{"parameters":{"a":1}}',
    '{"parameters":{"A b":"x"}}',
    '{"parameters":{"a":"("}}',
    '{"timeoutSeconds":0}',
    '{"timeoutSeconds":"5"}',
    '{"parameter":{}}',
  ])('%s is none', (text) => {
    expect(readDeclaration(text)).toBeNull();
  });

  it('allows exactly what matches as a whole', () => {
    const declaration = readDeclaration('{"parameters":{"server":"app[0-9]|db"}}');
    if (declaration === null) throw new Error('this is a declaration');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('app1', 'db', 'db\n', 'xdb', 'app1x')), (value) => {
        const refused = parameterRefused(declaration, { server: value });
        expect(refused === null).toBe(value === 'db' || /^app[0-9]$(?!\n)/.test(value));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readDeclaration(text)).not.toThrow();
      }),
    );
  });
});
