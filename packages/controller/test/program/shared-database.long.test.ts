// Two controllers on one database, from the embedded store of one: what people do, with the program itself.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '@slipway/testkit/postgres';
import { expect, it, onTestFinished } from 'vitest';
import { ask } from '../api/support/http.ts';
import { aFolder, freePort, type Served, serve, start } from './support.ts';

const TIME_LIMIT_MS = 180_000;

it(
  'a store is moved, and served by two controllers of which either may be killed',
  async () => {
    const folder = await aFolder();
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const first = await serve(one, await freePort());
    first.child.kill('SIGTERM');
    expect(await first.ended()).toBe(0);
    const ca = await readFile(join(one, 'authority.pem'), 'utf8');
    const headers = { authorization: `Bearer ${first.token ?? ''}`, 'content-type': 'application/json' };
    const auditOf = async ({ port }: Served): Promise<string> =>
      JSON.stringify((await ask({ port, ca, method: 'GET', path: '/api/v1/audit', headers })).json);

    const cluster = await startPostgres({ durable: true });
    onTestFinished(() => cluster.stop());
    await cluster.createDatabase('slipway');
    const password = join(folder, 'password');
    await writeFile(password, 'asked for by nobody here\n', { mode: 0o600 });
    const database = ['--database', cluster.url('slipway'), '--database-password', password];

    const tooEarly = start('serve', '--data', one, '--listen', `127.0.0.1:${await freePort()}`, ...database);
    expect(await tooEarly.ended()).toBe(1);
    expect(tooEarly.errors()).toContain('migrate-store');

    const moving = start('migrate-store', '--data', one, ...database);
    expect(await moving.ended(), moving.errors()).toBe(0);
    expect(moving.output()).toMatch(/^audit_event: [1-9]\d* rows, sha256:[0-9a-f]{64}$/m);

    // The one knows by itself where its store is now; the other has nothing but the keys.
    await mkdir(two, { mode: 0o700 });
    await cp(join(one, 'keys'), join(two, 'keys'), { recursive: true });
    const again = await serve(one, await freePort());
    const other = await serve(two, await freePort(), ...database);
    expect([again.token, other.token]).toEqual([null, null]);
    expect(other.trust).toBe(first.trust);
    expect(await auditOf(other)).toBe(await auditOf(again));

    other.child.kill('SIGKILL');
    await other.ended();
    const made = await ask({
      port: again.port,
      ca,
      method: 'POST',
      path: '/api/v1/enrolment-tokens',
      headers,
      body: JSON.stringify({ labels: {}, uses: 1 }),
    });
    expect(made.status, JSON.stringify(made)).toBe(201);
    const third = await serve(two, await freePort(), ...database);
    expect(await auditOf(third)).toBe(await auditOf(again));
    expect(await auditOf(third)).toContain('enrolment');

    const refused = start('backup', '--data', one, '--to', join(folder, 'b.tar'));
    expect(await refused.ended()).toBe(1);
    expect(refused.errors()).toContain('PostgreSQL');
    const settled = start('settle-restored', ...database);
    expect(await settled.ended(), settled.errors()).toBe(0);
    expect(await auditOf(third)).toContain('controller.restore');

    await cluster.restart();
    await expect
      .poll(async () => (await ask({ port: third.port, ca, method: 'GET', path: '/api/v1/hosts', headers })).status)
      .toBe(200);
    third.child.kill('SIGTERM');
    again.child.kill('SIGTERM');
    expect([await third.ended(), await again.ended()]).toEqual([0, 0]);
  },
  TIME_LIMIT_MS,
);
