import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { certificateRequest, newHostKey } from './index.ts';

test.each(['app1', 'a-rather-long-name-of-a-host-that-needs-a-length-of-two-bytes.example.invalid'])(
  'OpenSSL reads and verifies the request of %s',
  (name) => {
    const pem = certificateRequest(newHostKey(), name);
    const args = ['req', '-verify', '-noout', '-subject'];
    const output = execFileSync('openssl', args, { input: pem, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    expect(output).toContain(`CN = ${name.slice(0, 64)}`);
  },
);

test('a request whose signature was changed is not verified', () => {
  const pem = certificateRequest(newHostKey(), 'app1');
  const [head, ...body] = pem.trimEnd().split('\n');
  const foot = body.pop();
  const bytes = Buffer.from(body.join(''), 'base64');
  const last = bytes.byteLength - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  const changed = `${head}\n${bytes.toString('base64')}\n${foot}\n`;
  const verify = (): Buffer => execFileSync('openssl', ['req', '-verify', '-noout'], { input: changed, stdio: 'pipe' });
  expect(verify).toThrow(/verify failure|Command failed/);
});
