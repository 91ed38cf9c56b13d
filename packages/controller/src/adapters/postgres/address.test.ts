// Where the database is, and what is never taken: a password that others can read, a connection in the clear by accident.

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseAddress } from './index.ts';

const aPasswordFile = async (text: string, mode: number): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-password-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'password');
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
};

const detailOf = async (url: string, file: string | null = null): Promise<unknown> => {
  const refused = await databaseAddress(url, file);
  return refused.ok ? null : refused.reason;
};

describe('the address of a database', () => {
  it('takes its password from a file, and says it nowhere', async () => {
    const file = await aPasswordFile('s3cret\nmore\n', 0o600);
    const address = await databaseAddress('postgres://slipway@db.example:5433/slipway?sslmode=disable', file);
    expect(address).toMatchObject({
      value: { where: 'postgres://slipway@db.example:5433/slipway', client: { password: 's3cret', port: 5433 } },
    });
  });

  it('verifies the certificate over a network unless it is told not to, and asks a socket for none', async () => {
    const clientOf = async (url: string) => {
      const address = await databaseAddress(url, null);
      return address.ok ? address.value.client : address.reason;
    };
    expect(await clientOf('postgres://slipway@db.example/slipway')).toMatchObject({
      ssl: { rejectUnauthorized: true },
    });
    expect(await clientOf('postgres://slipway@db.example/slipway?sslmode=disable')).toMatchObject({ ssl: false });
    expect(await clientOf('postgres://slipway@/slipway?host=/run/postgresql')).not.toHaveProperty('ssl');
  });

  it.each([
    ['a password in the URL', 'postgres://slipway:s3cret@db.example/slipway', 'holds a password'],
    ['another kind of database', 'mysql://db.example/slipway', 'does not begin with postgres://'],
    ['no database', 'postgres://slipway@db.example', 'names no database'],
    ['nonsense', 'postgres://[', ''],
  ])('refuses %s, and does not repeat the secret', async (_what, url, detail) => {
    const said = JSON.stringify(await detailOf(url));
    expect(said).toContain('database-address-refused');
    expect(said).toContain(detail);
    expect(said).not.toContain('s3cret');
  });

  it.each([
    ['others may read', 's3cret\n', 0o640, 'can be read by others'],
    ['is empty', '\n', 0o600, 'is empty'],
  ])('refuses a password file that %s', async (_what, text, mode, detail) => {
    const said = JSON.stringify(await detailOf('postgres://db.example/slipway', await aPasswordFile(text, mode)));
    expect(said).toContain(detail);
    expect(said).not.toContain('s3cret');
  });

  it('refuses a password file that is not there', async () => {
    expect(JSON.stringify(await detailOf('postgres://db.example/slipway', '/nowhere/password'))).toContain('ENOENT');
  });
});
