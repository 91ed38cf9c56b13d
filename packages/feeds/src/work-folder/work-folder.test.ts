import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkFolder } from './index.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'work-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

test('a reading that was killed leaves nothing for long; one that goes on keeps its folder', async () => {
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const server = createServer((_request, response) => {
    response.write('[', () => isAsked());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const program = `
    const { readFeed } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
    const source = { name: 'a', kind: 'osv', location: ${JSON.stringify(location)}, release: null, sha256: null, keyring: null };
    await readFeed(source, { mark: null, now: '2026-11-21T12:00:00.000Z', workFolder: ${JSON.stringify(parent)} });
  `;
  const reader = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  await asked;
  const [left] = readdirSync(parent);
  const own = await openWorkFolder(parent);
  expect(readdirSync(parent)).toContain(left);
  reader.kill('SIGKILL');
  await once(reader, 'close');
  server.close();
  expect(readdirSync(parent)).toContain(left);

  const another = await openWorkFolder(parent);
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([own, another].sort());
});

test('the name of a process that is another one now is no protection', async () => {
  const own = await openWorkFolder(parent);
  const earlier = own.replace(/-\d+-\w{6}$/, '-1-aaaaaa');
  mkdirSync(earlier);
  writeFileSync(join(earlier, 'feed'), 'x');
  const another = await openWorkFolder(parent);
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([own, another].sort());
});

test('what is not ours stays: of another namespace, a link, another name', async () => {
  const gone = '4294967295';
  const names = [`slipway-feed-1-${gone}-1-aaaaaa`, 'slipway-feed-', 'slipway-feeds', 'other'];
  for (const name of names) mkdirSync(join(parent, name));
  const own = await openWorkFolder(parent);
  const link = own.replace(/-\d+-\d+-\w{6}$/, `-${gone}-1-aaaaaa`);
  symlinkSync(join(parent, 'other'), link);
  const another = await openWorkFolder(parent);
  expect(readdirSync(parent).sort()).toEqual(
    [...names, ...[own, another, link].map((path) => path.slice(parent.length + 1))].sort(),
  );
});
