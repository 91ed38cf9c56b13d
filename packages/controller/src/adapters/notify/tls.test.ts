// Over real TLS on loopback: who proves themselves by an authority that this Node trusts is told, and nobody else.
// A Node reads its further authorities once, at its start: each delivery here is by one of its own.

import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'notify-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const openssl = (...words: readonly string[]): void => void execFileSync('openssl', words, { stdio: 'ignore' });
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;

const authority = (): string => {
  openssl(
    ...['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=house', '-keyout', at('ca.key'), '-out', at('ca.pem')],
  );
  return at('ca.pem');
};
/** For this name, by that authority. */
const issued = (name: string, subject: string): { readonly key: Buffer; readonly cert: Buffer } => {
  const [key, request, cert, names] = [at(`${name}.key`), at(`${name}.csr`), at(`${name}.pem`), at(`${name}.ext`)];
  writeFileSync(names, `subjectAltName=${subject}\n`);
  openssl('req', '-new', ...NEW_KEY, '-subj', '/CN=receiver', '-keyout', key, '-out', request);
  openssl(
    ...['x509', '-req', '-in', request, '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-days', '2', '-extfile', names, '-out', cert],
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
};

const receiver = async (tls: { readonly key: Buffer; readonly cert: Buffer }) => {
  const received: string[] = [];
  const server = createServer(tls, (request, response) => {
    received.push(String(request.headers['slipway-event']));
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/in` };
};

const SCRIPT = `
  import { openNotify } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
  const letter = { letterId: 'event-1', at: '2026-11-21T09:00:00.000Z', kind: 'test', subject: 's', lines: [], body: {} };
  const audience = { name: 'hook', kind: 'webhook', url: process.argv[1], key: 'k' };
  const told = await openNotify({ mail: null }).deliver(audience, letter);
  process.stdout.write(told.ok ? 'taken' : told.reason.facts.detail);
`;
const deliver = async (url: string, trusted: string | null): Promise<string> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--experimental-strip-types', '--no-warnings', '--eval', SCRIPT, url],
    {
      cwd: import.meta.dirname,
      env: {
        PATH: process.env['PATH'],
        LC_ALL: 'C.UTF-8',
        ...(trusted === null ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
      },
      timeout: 30_000,
    },
  );
  return stdout;
};

describe('a receiver over TLS', () => {
  const trusted = authority();

  it('that an authority vouches for which this Node trusts is told', async () => {
    const { received, url } = await receiver(issued('good', 'IP:127.0.0.1'));
    expect(await deliver(url, trusted)).toBe('taken');
    expect(received).toEqual(['event-1']);
  });

  it('that nobody we trust vouches for is not told', async () => {
    const { received, url } = await receiver(issued('unknown', 'IP:127.0.0.1'));
    expect(await deliver(url, null)).toMatch(/unable to verify|self-signed|issuer/);
    expect(received).toEqual([]);
  });

  it('that vouches for itself is not told', async () => {
    openssl(
      ...['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=own', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', at('own.key'), '-out', at('own.pem')],
    );
    const { received, url } = await receiver({ key: readFileSync(at('own.key')), cert: readFileSync(at('own.pem')) });
    expect(await deliver(url, trusted)).toMatch(/self-signed/);
    expect(received).toEqual([]);
  });

  it('of another name is not told', async () => {
    const { received, url } = await receiver(issued('other', 'DNS:elsewhere.example'));
    expect(await deliver(url, trusted)).toMatch(/altnames/);
    expect(received).toEqual([]);
  });
});
