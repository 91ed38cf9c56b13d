// Where the database is. A URL without a password: a command line is for everybody to read.

import { readFile, stat } from 'node:fs/promises';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { ClientConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

export interface DatabaseAddress {
  /** For people: no secret in it. */
  readonly where: string;
  readonly client: ClientConfig;
}

/** Anybody but the owner. */
const OTHERS_MAY_READ = 0o077;

/**
 * `postgres://USER@HOST:PORT/NAME?sslmode=verify-full&sslrootcert=FILE`, or `postgres:///NAME?host=/run/postgresql` for a
 * socket. The password is the first line of a file that only its owner may read; without one the database must trust the
 * connection itself (peer, a client certificate). Over a network TLS is asked for and the certificate verified, unless the
 * URL says `sslmode=disable`. Refuses with `database-address-refused`.
 */
export const databaseAddress = async (url: string, passwordFile: string | null): Promise<Outcome<DatabaseAddress>> => {
  const refused = (detail: string) => refuse('database-address-refused', { where: withoutSecret(url), detail });
  if (!/^postgres(ql)?:\/\//.test(url)) return refused('it does not begin with postgres://');
  let client: ClientConfig;
  try {
    client = parseIntoClientConfig(url);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  if (client.password !== undefined && client.password !== null && client.password !== '')
    return refused('it holds a password; put that into a file and name the file with --database-password');
  if (client.database === undefined || client.database === '') return refused('it names no database');
  const isSocket = client.host?.startsWith('/') === true;
  // parseIntoClientConfig leaves `ssl` out where the URL says nothing of it, and the driver would then speak in the clear.
  const ssl = isSocket ? {} : { ssl: client.ssl ?? { rejectUnauthorized: true } };
  if (passwordFile === null) return ok({ where: withoutSecret(url), client: { ...client, ...ssl } });
  const password = await secretIn(passwordFile);
  if (!password.ok) return refused(password.detail);
  return ok({ where: withoutSecret(url), client: { ...client, ...ssl, password: password.text } });
};

const withoutSecret = (url: string): string =>
  url.replace(/^([a-z]+:\/\/[^:/@?]*):[^@/]*@/, '$1@').replace(/\?.*$/s, '');

type Secret = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly detail: string };

const secretIn = async (path: string): Promise<Secret> => {
  try {
    if (((await stat(path)).mode & OTHERS_MAY_READ) !== 0)
      return { ok: false, detail: `${path} can be read by others than its owner (chmod 600)` };
    const [text = ''] = (await readFile(path, 'utf8')).split('\n');
    return text === '' ? { ok: false, detail: `${path} is empty` } : { ok: true, text };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
};
