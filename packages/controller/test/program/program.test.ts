import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../api/support/http.ts';
import { aFolder, freePort, type Served, serve, start } from './support.ts';

const authorityOf = async (dataDirectory: string): Promise<string> =>
  await readFile(join(dataDirectory, 'authority.pem'), 'utf8');

const listHosts = async (dataDirectory: string, { port }: Served, token: string | null): Promise<number> => {
  const headers = { authorization: `Bearer ${token ?? ''}` };
  const ca = await authorityOf(dataDirectory);
  return (await ask({ port, ca, method: 'GET', path: '/api/v1/hosts', headers })).status;
};

/** What people see: one line, and nothing of the inside. */
const expectOneLine = (text: string): void => {
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  expect(text).toMatch(/^slipway-controller: /);
  expect(text).not.toMatch(/node:|\.ts:|Error/);
};

describe('the program', () => {
  it('shows the way in at its first start and never again, and ends by itself when asked', async () => {
    const data = join(await aFolder(), 'data');
    const port = await freePort();
    const first = await serve(data, port);
    expect(await listHosts(data, first, first.token)).toBe(200);
    expect(first.output()).toContain(
      `slipway-agent enrol --controller https://127.0.0.1:${port} --token ${first.enrolmentToken} --trust ${first.trust}`,
    );
    first.child.kill('SIGTERM');
    expect(await first.ended()).toBe(0);

    const second = await serve(data, port);
    expect(second.token).toBeNull();
    expect(second.output()).not.toContain('slipway_');
    expect(second.trust).toBe(first.trust);
    expect(await listHosts(data, second, first.token)).toBe(200);
    second.child.kill('SIGINT');
    expect(await second.ended()).toBe(0);
    expect(first.errors() + second.errors()).not.toContain('slipway_');
  });

  it('ends within ten seconds while somebody is connected, and while a request is half sent', async () => {
    const data = join(await aFolder(), 'data');
    const served = await serve(data, await freePort());
    const ca = await authorityOf(data);
    const { connect } = await import('node:tls');
    const idle = connect({ port: served.port, host: '127.0.0.1', ca });
    const half = connect({ port: served.port, host: '127.0.0.1', ca });
    for (const socket of [idle, half]) socket.on('error', () => socket.destroy());
    await Promise.all([once(idle, 'secureConnect'), once(half, 'secureConnect')]);
    half.write(
      'POST /agent/v1/enrol HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begun = performance.now();
    served.child.kill('SIGTERM');
    // A service manager sends it to each process of a unit, and `slipway serve` passes its own on.
    await new Promise((resolve) => setTimeout(resolve, 100));
    served.child.kill('SIGTERM');
    expect(await served.ended()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('starts again after kill -9, with everything that it had promised', async () => {
    const data = join(await aFolder(), 'data');
    const port = await freePort();
    const first = await serve(data, port);
    await writeFile(join(data, 'work', 'half-read'), 'a feed that was being read');
    first.child.kill('SIGKILL');
    await first.ended();
    const second = await serve(data, port);
    expect(second.trust).toBe(first.trust);
    expect(await readdir(join(data, 'work'))).toEqual([]);
    expect(await listHosts(data, second, first.token)).toBe(200);
  });

  it('keeps keys to itself', async () => {
    const data = join(await aFolder(), 'data');
    await serve(data, await freePort());
    expect((await stat(data)).mode & 0o077).toBe(0);
    expect((await stat(join(data, 'keys'))).mode & 0o077).toBe(0);
    for (const name of await readdir(join(data, 'keys'))) {
      expect((await stat(join(data, 'keys', name))).mode & 0o077).toBe(0);
    }
  });

  it('says that the port is in use and leaves nothing behind', async () => {
    const folder = await aFolder();
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const refused = start('serve', '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`);
    expect(await refused.ended()).toBe(1);
    expectOneLine(refused.errors());
    expect(refused.errors()).toContain(`127.0.0.1:${port} is in use`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says which process has the data directory', async () => {
    const data = join(await aFolder(), 'data');
    const first = await serve(data, await freePort());
    const second = start('serve', '--data', data, '--listen', `127.0.0.1:${await freePort()}`);
    expect(await second.ended()).toBe(1);
    expectOneLine(second.errors());
    expect(second.errors()).toContain(`in use by process ${first.child.pid} since`);
    expect(await listHosts(data, first, first.token)).toBe(200);
  });

  it('refuses a data directory of a newer program, and changes nothing in it', async () => {
    const data = join(await aFolder(), 'data');
    const port = await freePort();
    const first = await serve(data, port);
    first.child.kill('SIGTERM');
    await first.ended();
    const path = join(data, 'slipway.db');
    const newer = new SqliteDatabase(path);
    newer.exec("insert into schema_version (version, name) values (99, '0099-from-the-future')");
    newer.close();
    const before = await readFile(path);
    const refused = start('serve', '--data', data, '--listen', `127.0.0.1:${port}`);
    expect(await refused.ended()).toBe(1);
    expectOneLine(refused.errors());
    expect(refused.errors()).toContain('Use the newer program');
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('refuses a data directory whose key and trust root do not belong together', async () => {
    const data = join(await aFolder(), 'data');
    const port = await freePort();
    const first = await serve(data, port);
    first.child.kill('SIGTERM');
    await first.ended();
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeFile(join(data, 'keys', 'controller-key.pem'), pem);
    const refused = start('serve', '--data', data, '--listen', `127.0.0.1:${port}`);
    expect(await refused.ended()).toBe(70);
    expect(refused.errors()).toContain("does not name this controller's key");
    expect(refused.errors().trimEnd().split('\n')).toHaveLength(1);
  });

  it('says what is wrong with a command line, and how it goes', async () => {
    const program = start('serve', '--bla');
    expect(await program.ended()).toBe(2);
    expect(program.errors()).toContain("Unknown option '--bla'");
    expect(program.errors()).toContain('slipway-controller serve');
  });

  it('says what it can, and which version it is', async () => {
    const help = start('--help');
    expect(await help.ended()).toBe(0);
    expect(help.output()).toContain('slipway-controller serve');
    const version = start('version');
    expect(await version.ended()).toBe(0);
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('backup and restore', () => {
  it('make the same controller again: its keys, its tokens, its files', async () => {
    const folder = await aFolder();
    const data = join(folder, 'data');
    const served = await serve(data, await freePort());
    const { openContentFiles } = await import('../../src/adapters/content-files/index.ts');
    const stored = await (await openContentFiles(join(data, 'content'))).putBytes(Buffer.from('a package'));
    if (!stored.ok) throw new Error('not kept');
    const to = join(folder, 'backup.tar');
    const backup = start('backup', '--data', data, '--to', to);
    expect(await backup.ended()).toBe(0);
    expect((await stat(to)).mode & 0o777).toBe(0o600);

    const again = start('backup', '--data', data, '--to', to);
    expect(await again.ended()).toBe(1);
    expect(again.errors()).toContain('it exists already');
    // Root may have made it; the controller of another user tells how old it is.
    expect((await stat(join(data, 'last-backup.json'))).mode & 0o777).toBe(0o644);

    const byTime = join(folder, 'by-time');
    await mkdir(byTime);
    for (const name of ['slipway-20260101T000000Z.tar', 'others.tar']) await writeFile(join(byTime, name), '');
    const kept = start('backup', '--data', data, '--into', byTime, '--keep', '1');
    expect(await kept.ended()).toBe(0);
    expect((await readdir(byTime)).sort()).toEqual([
      'others.tar',
      expect.stringMatching(/^slipway-\d{8}T\d{6}Z\.tar$/),
    ]);
    expect(kept.output()).toContain('slipway-20260101T000000Z.tar: gone');
    served.child.kill('SIGTERM');
    await served.ended();

    const restoredTo = join(folder, 'restored');
    const restore = start('restore', '--data', restoredTo, '--from', to);
    expect(await restore.ended()).toBe(0);
    expect(restore.output()).toContain('Rollouts stopped: 0');
    const restored = await serve(restoredTo, served.port);
    expect(restored.trust).toBe(served.trust);
    expect(await listHosts(restoredTo, restored, served.token)).toBe(200);
    const content = await openContentFiles(join(restoredTo, 'content'));
    expect(await content.has(stored.value.sha256)).toBe(true);
    const headers = { authorization: `Bearer ${served.token}` };
    const version = await ask({
      port: restored.port,
      ca: await authorityOf(restoredTo),
      method: 'GET',
      path: '/api/v1/version',
      headers,
    });
    expect(version.json).toMatchObject({ restoredAt: expect.stringMatching(/^\d{4}-/) });
  });

  it('refuse what would write over something, what is no backup, and what was changed', async () => {
    const folder = await aFolder();
    const data = join(folder, 'data');
    const served = await serve(data, await freePort());
    const to = join(folder, 'backup.tar');
    expect(await start('backup', '--data', data, '--to', to, '--without-content').ended()).toBe(0);

    const over = start('restore', '--data', data, '--from', to);
    expect(await over.ended()).toBe(1);
    expect(over.errors()).toContain('is not empty');

    const bytes = await readFile(to);
    const at = bytes.indexOf('slipway.backup/1');
    expect(at).toBeGreaterThan(0);
    const cases: readonly (readonly [Buffer, RegExp])[] = [
      [Buffer.from('hello'), /tar/],
      [flipped(bytes, bytes.indexOf('SQLite format 3') + 5000), /was changed/],
      [Buffer.from(bytes).fill('x', at, at + 7), /not a backup of this program/],
      [bytes.subarray(0, 20_000), /tar|missing/],
    ];
    for (const [content, says] of cases) {
      const path = join(folder, 'bad.tar');
      await writeFile(path, content);
      const refused = start('restore', '--data', join(folder, 'new'), '--from', path);
      expect(await refused.ended()).toBe(1);
      expectOneLine(refused.errors());
      expect(refused.errors()).toMatch(says);
      expect(existsSync(join(folder, 'new'))).toBe(false);
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    }
    expect(await listHosts(data, served, served.token)).toBe(200);
  });
});

const flipped = (bytes: Buffer, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};
