// Against the real controller, which runs as a process of its own: what a person at a shell gets.

import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControllerProcess, type Ran, runSlipway, runSlipwayHere, startController } from './support/index.ts';

let controller: ControllerProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  controller = await startController();
});
afterAll(async () => {
  await controller.stop();
  await rm(folder, { recursive: true });
});

type Given = Parameters<typeof runSlipwayHere>[1];

const slipway = async (words: readonly string[], given: Given = {}): Promise<Ran> =>
  await runSlipwayHere(words, { ...given, environment: { ...controller.environment, ...given.environment } });

/** With all of a process about it: descriptors, exit status, programs that it starts in turn. */
const slipwayProcess = async (words: readonly string[], given: Given = {}): Promise<Ran> =>
  await runSlipway(words, { ...given, environment: { ...controller.environment, ...given.environment } });

const json = async (...words: readonly string[]): Promise<unknown> => {
  const { status, out, err } = await slipway([...words, '--json']);
  if (status !== 0) throw new Error(`slipway ${words.join(' ')}: ${status} ${err}`);
  return JSON.parse(out);
};

describe('slipway login', () => {
  const nobody = { SLIPWAY_URL: '', SLIPWAY_TOKEN: '', SLIPWAY_CA: '' };
  const login = async (given: { readonly trust?: string; readonly token?: string }) =>
    await slipwayProcess(['login', controller.url, '--trust', given.trust ?? controller.trustDigest], {
      input: `${given.token ?? controller.token}\n`,
      environment: { ...nobody, XDG_CONFIG_HOME: join(folder, 'login') },
    });

  it('keeps what later commands need, for its owner alone', async () => {
    const environment = { ...nobody, XDG_CONFIG_HOME: join(folder, 'login') };
    expect((await slipway(['host', 'list'], { environment })).status).toBe(2);
    const ran = await login({});
    expect([ran.status, ran.err]).toEqual([0, '']);
    expect((await stat(join(folder, 'login/slipway/cli.json'))).mode & 0o777).toBe(0o600);
    expect((await slipway(['host', 'list'], { environment })).status).toBe(0);
  });

  it('takes the token from a file too', async () => {
    const file = join(folder, 'token');
    await writeFile(file, controller.token);
    const environment = { ...nobody, XDG_CONFIG_HOME: join(folder, 'by-file') };
    const words = ['login', controller.url, '--trust', controller.trustDigest, '--token-file', file];
    expect((await slipway(words, { environment })).status).toBe(0);
  });

  it('keeps nothing when the digest is another one: then the token was not even sent', async () => {
    await rm(join(folder, 'login'), { recursive: true, force: true });
    const wrong = `sha256:${'0'.repeat(64)}`;
    const { status, err } = await login({ trust: wrong });
    expect([status, err]).toEqual([3, expect.stringContaining(`does not have the trust root ${wrong}`)]);
    expect(existsSync(join(folder, 'login'))).toBe(false);
  });

  it('keeps nothing when the token is not good, or none was given', async () => {
    expect(await login({ token: 'slipway_nonsense' })).toMatchObject({ status: 4 });
    expect(await login({ token: '' })).toMatchObject({ status: 2 });
    expect(await login({ trust: 'sha256:abc' })).toMatchObject({ status: 2 });
    expect(existsSync(join(folder, 'login'))).toBe(false);
  });
});

describe('a new controller', () => {
  it('knows no hosts, and says what to do', async () => {
    expect((await slipway(['host', 'list'])).out).toContain('`slipway enrol token`');
    expect((await slipway(['report'])).out).toContain('No host is enrolled.');
    expect(await json('updates')).toEqual({ items: [], hosts: 0, unknown: [] });
    for (const words of [
      ['package', 'list'],
      ['patch-set', 'list'],
      ['plan', 'list'],
      ['rollout', 'list'],
    ]) {
      expect(await json(...words)).toEqual([]);
    }
  });

  it('makes the one line that enrols a host, alone on standard output', async () => {
    const { status, out, err } = await slipwayProcess([
      'enrol',
      'token',
      '--label',
      'environment=dev',
      '--uses',
      '3',
      '--expires',
      '2h',
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(
      /^slipway-agent enrol --controller https:\/\/\S+ --token slipway_\S+ --trust sha256:[0-9a-f]{64}\n$/,
    );
    expect(out).toContain(controller.trustDigest);
    expect(err).toContain('good for 3 hosts');
    expect(await json('enrol', 'token', '--label', 'a=b')).toMatchObject({ labels: { a: 'b' }, usesLeft: 1 });
  });

  it('refuses what it cannot do, with the reason', async () => {
    expect(await slipway(['patch-set', 'cut'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('[nothing-pending]'),
    });
    expect(await slipway(['plan', 'make', 'prod'])).toMatchObject({ status: 2 });
    expect(await slipway(['host', 'show', 'nobody'])).toMatchObject({ status: 1 });
    expect(await slipway(['host', 'list', '--where', 'environment ='])).toMatchObject({
      status: 1,
      err: expect.stringContaining('[selector-invalid]'),
    });
    const none = `sha256:${'0'.repeat(64)}`;
    for (const words of [
      ['plan', 'show', none],
      ['plan', 'approve', none, '--yes'],
      ['patch-set', 'show', none],
      ['rollout', 'start', none],
      ['rollout', 'show', 'rollout-2'],
      ['rollout', 'pause', 'rollout-2'],
      ['report', 'rollout-2'],
      ['token', 'revoke', 'token-2'],
    ]) {
      expect(await slipway(words)).toMatchObject({
        status: 1,
        err: expect.stringContaining('[not-found]'),
      });
    }
  });
});

describe('enrolment tokens', () => {
  it('are made, listed, and revoked', async () => {
    expect((await slipway(['enrol', 'token', '--label', 'environment=dev', '--uses', '7'])).status).toBe(0);
    const listed = async () =>
      (await json('enrol', 'list')) as readonly { readonly tokenId: string; readonly usesLeft: number }[];
    const made = (await listed()).find(({ usesLeft }) => usesLeft === 7);
    expect(made).toMatchObject({ createdBy: 'administrator', labels: { environment: 'dev' }, revokedAt: null });
    const revoke = ['enrol', 'revoke', made?.tokenId ?? ''];
    expect((await slipway(revoke)).status).toBe(0);
    expect((await slipway(['enrol', 'list'])).out).toMatch(/ 7 +environment=dev +revoked \d+ s ago/);
    expect(await slipway(revoke)).toMatchObject({ status: 1, err: expect.stringContaining('[not-found]') });
  });
});

describe('tokens', () => {
  it('are made, listed, limited to their roles, and revoked', async () => {
    const made = await slipway([
      'token',
      'create',
      'kim',
      '--role',
      'viewer',
      '--team',
      'operations',
      '--expires',
      '1h',
    ]);
    const secret = made.out.trim();
    expect(secret).toMatch(/^slipway_\S+$/);
    const asKim = { environment: { SLIPWAY_TOKEN: secret } };
    expect((await slipway(['host', 'list'], asKim)).status).toBe(0);
    expect(await slipway(['switch', 'stop'], asKim)).toMatchObject({
      status: 4,
      err: expect.stringContaining('This needs the role operator. [role-missing]'),
    });
    const tokens = (await json('token', 'list')) as readonly { readonly tokenId: string; readonly person: string }[];
    const kims = tokens.find(({ person }) => person === 'kim');
    expect(kims).toMatchObject({ roles: ['viewer'], teams: ['operations'] });
    expect((await slipway(['token', 'revoke', kims?.tokenId ?? ''])).status).toBe(0);
    expect(await slipway(['host', 'list'], asKim)).toMatchObject({ status: 4 });
    expect((await slipway(['token', 'list'])).out).toMatch(/kim .* revoked 0 s ago|kim .* revoked \d+ s ago/);
  });
});

describe('the switch and the audit events', () => {
  it('is thrown and released, and both are told with who did it', async () => {
    expect(await json('switch', 'stop')).toEqual({ state: 'stopped' });
    expect((await slipway(['switch', 'show'])).out).toContain('Thrown');
    expect(await json('switch', 'release')).toEqual({ state: 'running' });
    const { out } = await slipway(['audit', 'list', '--limit', '2']);
    expect(out).toMatch(/administrator +switch\.stop/);
    expect(out).toMatch(/administrator +switch\.release/);
  });

  it('hold together as recomputed here, and an unknown head is noticed', async () => {
    const verified = (await json('audit', 'verify')) as { readonly head: { readonly digest: string } };
    expect((await slipway(['audit', 'verify', '--head', verified.head.digest])).status).toBe(0);
    expect(await slipway(['audit', 'verify', '--head', `sha256:${'1'.repeat(64)}`])).toMatchObject({
      status: 6,
      err: expect.stringContaining('[audit-broken]'),
    });
    expect(await slipway(['audit', 'verify', '--head', 'x'])).toMatchObject({ status: 2 });
  });
});

describe('programs of the same machine', () => {
  it('backup and restore are the controller’s own, with its words and its exit status', async () => {
    const file = join(folder, 'backup.tar');
    const backup = await slipwayProcess(['backup', '--data', controller.dataDirectory, '--to', file]);
    expect([backup.status, backup.err]).toEqual([0, '']);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const data = join(folder, 'restored');
    expect((await slipwayProcess(['restore', '--data', data, '--from', file])).status).toBe(0);
    expect((await readFile(join(data, 'slipway.db'))).length).toBeGreaterThan(0);
    expect((await slipwayProcess(['restore', '--data', data, '--from', file])).status).toBe(1);
    expect((await slipwayProcess(['backup', '--bogus'])).status).toBe(2);
    expect((await slipwayProcess(['serve', '--help'])).out).toContain('--listen');
  });

  it('a port that is in use is told, and leaves nothing behind', async () => {
    const data = join(folder, 'second');
    const listen = new URL(controller.url).host;
    const { status, err } = await slipwayProcess(['serve', '--data', data, '--listen', listen]);
    expect([status, err]).toEqual([1, expect.stringContaining(`The address ${listen} is in use`)]);
    expect(err).not.toMatch(/\n +at /);
    expect(existsSync(data)).toBe(false);
  });
});

it('a settings file that others can read is not used', async () => {
  const environment = { SLIPWAY_URL: '', SLIPWAY_TOKEN: '', SLIPWAY_CA: '', XDG_CONFIG_HOME: join(folder, 'open') };
  const words = ['login', controller.url, '--trust', controller.trustDigest];
  await slipway(words, { environment, input: controller.token });
  await chmod(join(folder, 'open/slipway/cli.json'), 0o640);
  expect(await slipway(['host', 'list'], { environment })).toMatchObject({
    status: 4,
    err: expect.stringContaining('chmod 600'),
  });
});
