import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { certificateRequest, newHostKey } from './index.ts';

/** `openssl req -verify` ends with 0 either way; what it found stands in its words. */
const verified = (pem: string): string => {
  const { stdout, stderr } = spawnSync('openssl', ['req', '-verify', '-noout', '-subject'], {
    input: pem,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
};

test.each(['app1', 'a-rather-long-name-of-a-host-that-needs-a-length-of-two-bytes.example.invalid'])(
  'OpenSSL reads and verifies the request of %s',
  (name) => {
    const words = verified(certificateRequest(newHostKey(), name));
    expect(words).toContain(`CN = ${name.slice(0, 64)}`);
    expect(words).toContain('verify OK');
  },
);

test('a request whose signature was changed is not verified', () => {
  const pem = certificateRequest(newHostKey(), 'app1');
  const [head, ...body] = pem.trimEnd().split('\n');
  const foot = body.pop();
  const bytes = Buffer.from(body.join(''), 'base64');
  const last = bytes.byteLength - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  const words = verified(`${head}\n${bytes.toString('base64')}\n${foot}\n`);
  expect(words).toContain('verify failure');
  expect(words).not.toContain('verify OK');
});
