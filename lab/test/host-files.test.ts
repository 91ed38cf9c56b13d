import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoFleet } from '../src/fleet/spec.ts';
import { nspawnArguments } from '../src/host/container.ts';
import { writeIntoRoot } from '../src/host/create.ts';
import { interfaceOf } from '../src/host/interface.ts';

let root = '';
let outside = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-lab-root-'));
  outside = await mkdtemp(join(tmpdir(), 'slipway-lab-outside-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(outside, { recursive: true, force: true });
});

test('files are made with their folders and modes, and replaced', async () => {
  await writeIntoRoot(root, { path: '/etc/slipway/hooks/drain', content: 'one', mode: 0o755 });
  await writeIntoRoot(root, { path: '/etc/slipway/hooks/drain', content: 'two', mode: 0o700 });
  const path = join(root, 'etc/slipway/hooks/drain');
  expect(await readFile(path, 'utf8')).toBe('two');
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('a link at the end is replaced, never written through', async () => {
  const precious = join(outside, 'resolv.conf');
  await writeFile(precious, "the machine's");
  await mkdir(join(root, 'etc'));
  await symlink(precious, join(root, 'etc/resolv.conf'));
  await writeIntoRoot(root, { path: '/etc/resolv.conf', content: "the host's" });
  expect(await readFile(precious, 'utf8')).toBe("the machine's");
  expect(await readFile(join(root, 'etc/resolv.conf'), 'utf8')).toBe("the host's");
});

test('a link on the way that leads out of the root is refused, and nothing is made outside', async () => {
  await symlink(outside, join(root, 'etc'));
  await expect(writeIntoRoot(root, { path: '/etc/new/file', content: 'x' })).rejects.toMatchObject({
    reason: 'not-ours',
  });
  await expect(stat(join(outside, 'new'))).rejects.toThrow('ENOENT');
});

test('with the longest lab name every interface name still fits into the 15 characters of the kernel', () => {
  for (const { name } of demoFleet.hosts) expect(interfaceOf(`sixsix-${name}`).length).toBeLessThanOrEqual(15);
});

test("nspawn's arguments name the host's own root and keep the machine's settings out", () => {
  const args = nspawnArguments({
    name: 'lb1',
    machineName: 'demo-lb1',
    directory: '/x/hosts/lb1',
    bridge: 'slip-demo',
  });
  expect(args).toContain('--directory=/x/hosts/lb1/root');
  expect(args).toContain('--network-bridge=slip-demo');
  expect(args).toEqual(expect.arrayContaining(['--settings=no', '--resolv-conf=off', '--link-journal=no']));
});
