import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoFleet, layoutOf } from '../src/fleet/spec.ts';
import { runOk } from '../src/run.ts';
import { haproxySettings } from '../src/service/haproxy.ts';
import { keepalivedSettings } from '../src/service/keepalived.ts';
import { pageText, servedBy } from '../src/service/nginx.ts';
import { HOOK_DIRECTORY, serviceSetup } from '../src/service/setup.ts';

const FIXTURES = join(import.meta.dirname, '../src/service/fixtures');
const layout = layoutOf(demoFleet, '10.213.40');
const lb1 = { name: 'lb1', address: '10.213.40.11' };
const app1 = { name: 'app1', address: '10.213.40.21' };
const fixtures = (
  await Promise.all(
    ['app', 'dev', 'lb', 'lib'].map(async (folder) =>
      (await readdir(join(FIXTURES, folder))).map((name) => ({ folder, name, path: join(FIXTURES, folder, name) })),
    ),
  )
).flat();
const hooks = fixtures.filter(({ folder, name }) => folder !== 'lib' && !name.endsWith('.json'));

test('the demo fleet: two groups behind one address, and a host of dev', () => {
  expect(layout).toEqual({
    virtualAddress: '10.213.40.100',
    loadBalancers: [lb1, { name: 'lb2', address: '10.213.40.12' }],
    apps: [app1, { name: 'app2', address: '10.213.40.22' }],
    queues: [],
    databases: [],
  });
  const group = (wanted: string) => demoFleet.hosts.filter((host) => host.group === wanted).map(({ name }) => name);
  expect([group('1'), group('2')]).toEqual([
    ['lb1', 'app1'],
    ['lb2', 'app2'],
  ]);
});

test('every part has the hooks that a rollout asks for', () => {
  const of = (folder: string) => hooks.filter((hook) => hook.folder === folder).map(({ name }) => name);
  expect(of('app')).toEqual(['ask-cluster', 'confirm', 'drain', 'settle', 'undrain']);
  expect(of('lb')).toEqual(['ask-cluster', 'confirm', 'drain', 'settle', 'undrain']);
  expect(of('dev')).toEqual(['confirm', 'settle']);
});

test.each(hooks.map(({ folder, name, path }) => [`${folder}/${name}`, path]))('hook %s', async (_, path) => {
  expect((await stat(path)).mode & 0o111).toBe(0o111);
  await runOk(['sh', '-n', path], { timeoutMs: 10_000 });
  const sidecar = JSON.parse(await readFile(`${path}.json`, 'utf8'));
  expect(Object.keys(sidecar)).toEqual(['parameters', 'timeoutSeconds']);
  expect(sidecar.timeoutSeconds).toBeGreaterThan(0);
  for (const pattern of Object.values<string>(sidecar.parameters)) {
    expect(pattern).toMatch(/^\^.*\$$/);
    expect(() => new RegExp(pattern)).not.toThrow();
  }
});

test('what the hooks stand on is sh too', async () => {
  for (const { path } of fixtures.filter(({ folder }) => folder === 'lib')) {
    expect(await runOk(['sh', '-n', path], { timeoutMs: 10_000 })).toBe('');
  }
});

test('a load balancer: executables stay executable, sidecars do not become so', async () => {
  const { files, enabledUnits } = await serviceSetup('lb', lb1, layout);
  const mode = (path: string) => files.find((file) => file.path === path)?.mode;
  expect(mode(`${HOOK_DIRECTORY}/drain`)).toBe(0o755);
  expect(mode(`${HOOK_DIRECTORY}/drain.json`)).toBe(0o644);
  expect(mode('/usr/local/lib/slipway-lab/haproxy-serves')).toBe(0o755);
  expect(mode('/etc/haproxy/haproxy.cfg')).toBe(0o644);
  expect(enabledUnits).toEqual(['haproxy.service', 'keepalived.service', 'slipway-lab-state.socket']);
  expect(files.find(({ path }) => path.endsWith('service.conf'))?.content).toBe(
    'SELF=lb1\nSELF_ADDRESS=10.213.40.11\nPEER_ADDRESS=10.213.40.12\nVIRTUAL_ADDRESS=10.213.40.100\nLOAD_BALANCERS="10.213.40.11 10.213.40.12"\n',
  );
});

test('an app host runs nginx and no part of the pair', async () => {
  const { files, enabledUnits } = await serviceSetup('app', app1, layout);
  expect(enabledUnits).toEqual(['nginx.service']);
  expect(files.some(({ path }) => path.includes('haproxy.cfg') || path.includes('keepalived.conf'))).toBe(false);
});

test('both load balancers have the same priority, so that the address never moves back by itself', () => {
  const priority = (name: string, address: string) =>
    /^ {2}priority (\d+)$/m.exec(keepalivedSettings({ name, address }, layout))?.[1];
  expect(priority('lb1', '10.213.40.11')).toBe(priority('lb2', '10.213.40.12'));
  expect(keepalivedSettings(lb1, layout)).toContain('unicast_peer {\n    10.213.40.12\n  }');
});

test('haproxy knows every app host and what a drained one answers', () => {
  const text = haproxySettings(lb1, layout);
  expect(text).toContain('  server app1 10.213.40.21:80 check\n  server app2 10.213.40.22:80 check\n');
  expect(text).toContain('http-check disable-on-404');
  expect(text).toContain('stats socket ipv4@10.213.40.11:9999 level admin');
});

test('a page says who served it', () => {
  expect(servedBy(pageText('app2'))).toBe('app2');
  expect(servedBy('<h1>It works!</h1>')).toBeNull();
});
