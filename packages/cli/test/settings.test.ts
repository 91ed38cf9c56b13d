import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../src/exit/index.ts';
import { controllerUrl, readSettings, settingsPath, writeLogin } from '../src/settings/index.ts';

const LOGIN = {
  url: 'https://controller.example:8443',
  token: 'stored-token',
  authority: 'stored authority',
  trustDigest: `sha256:${'1'.repeat(64)}`,
};

let folder: string;
let path: string;
let authorityFile: string;
const environment = (more: Readonly<Record<string, string>> = {}) => ({ XDG_CONFIG_HOME: folder, ...more });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-settings-'));
  path = settingsPath(environment());
  authorityFile = join(folder, 'authority.pem');
  await writeFile(authorityFile, 'other authority');
  await writeLogin(path, LOGIN);
});
afterAll(async () => await rm(folder, { recursive: true }));

const failure = async (settings: Promise<unknown>): Promise<readonly [number, string]> => {
  const error = await settings.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Failure)) throw new Error('it did not fail as it should', { cause: error });
  return [error.exitCode, error.message];
};

describe('what login stores', () => {
  it('is readable by its owner alone', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'slipway'))).mode & 0o777).toBe(0o700);
  });

  it('is what commands use', async () => {
    const { url, token, authority } = LOGIN;
    expect(await readSettings(environment())).toEqual({ url, token, authority });
  });

  it('replaces what was there as a whole', async () => {
    const other = join(folder, 'other');
    await writeLogin(settingsPath({ XDG_CONFIG_HOME: other }), LOGIN);
    await writeLogin(settingsPath({ XDG_CONFIG_HOME: other }), { ...LOGIN, token: 'newer' });
    expect(JSON.parse(await readFile(settingsPath({ XDG_CONFIG_HOME: other }), 'utf8'))).toMatchObject({
      token: 'newer',
    });
  });

  it('is refused when others can read it, with what to do', async () => {
    await chmod(path, 0o644);
    expect(await failure(readSettings(environment()))).toEqual([4, expect.stringContaining(`chmod 600 ${path}`)]);
    await chmod(path, 0o600);
  });

  it.each(['', '{', 'null', '[]', '{"schema":"slipway.cli/2"}', '{"schema":"slipway.cli/1","url":1}'])(
    'is refused when it is "%s"',
    async (text) => {
      const broken = join(folder, 'broken');
      await writeLogin(settingsPath({ XDG_CONFIG_HOME: broken }), LOGIN);
      await writeFile(settingsPath({ XDG_CONFIG_HOME: broken }), text, { mode: 0o600 });
      expect(await failure(readSettings({ XDG_CONFIG_HOME: broken }))).toEqual([
        2,
        expect.stringContaining('Log in anew'),
      ]);
    },
  );
});

describe('the environment', () => {
  it('stands over what was stored, part by part', async () => {
    const { url, authority } = LOGIN;
    expect(await readSettings(environment({ SLIPWAY_TOKEN: 'given' }))).toEqual({ url, token: 'given', authority });
    expect(await readSettings(environment({ SLIPWAY_CA: authorityFile }))).toEqual({
      url,
      token: 'stored-token',
      authority: 'other authority',
    });
    expect(await readSettings(environment({ SLIPWAY_URL: `${url}/` }))).toEqual({
      url,
      token: 'stored-token',
      authority,
    });
  });

  it('never carries a stored token or authority to another controller', async () => {
    const elsewhere = { SLIPWAY_URL: 'https://elsewhere.example:8443' };
    expect(await failure(readSettings(environment(elsewhere)))).toEqual([4, expect.stringContaining('no token')]);
    expect(await failure(readSettings(environment({ ...elsewhere, SLIPWAY_TOKEN: 't' })))).toEqual([
      2,
      expect.stringContaining('no authority'),
    ]);
  });

  it('is enough where nobody logged in', async () => {
    const settings = { SLIPWAY_URL: 'controller:8443', SLIPWAY_TOKEN: 't', SLIPWAY_CA: authorityFile };
    expect(await readSettings({ HOME: '/nonexistent', ...settings })).toEqual({
      url: 'https://controller:8443',
      token: 't',
      authority: 'other authority',
    });
    expect(await failure(readSettings({ HOME: '/nonexistent' }))).toEqual([
      2,
      expect.stringContaining('slipway login'),
    ]);
    expect(await failure(readSettings({ HOME: '/nonexistent', ...settings, SLIPWAY_CA: '/nonexistent/a' }))).toEqual([
      2,
      expect.stringContaining('SLIPWAY_CA'),
    ]);
  });
});

it.each([
  ['https://a.example:8443', 'https://a.example:8443'],
  ['https://a.example:8443/', 'https://a.example:8443'],
  ['a.example:8443', 'https://a.example:8443'],
  ['https://[::1]:8443', 'https://[::1]:8443'],
])('%s is the controller at %s', (text, url) => {
  expect(controllerUrl(text, 'URL')).toBe(url);
});

it.each(['http://a.example', 'ftp://a', 'https://a/path', 'https://user@a', 'https://a?b=c', '', 'https://'])(
  '"%s" is no address of a controller',
  (text) => {
    expect(() => controllerUrl(text, 'URL')).toThrow('is not the address of a controller');
  },
);
