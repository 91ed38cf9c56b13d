import { expect, it } from 'vitest';
import { withoutSecrets } from './secrets.ts';

it.each([
  ['E: Failed to fetch https://bob:hunter2@repo.example/x 401', 'E: Failed to fetch https://***@repo.example/x 401'],
  ['env: DB_PASSWORD=hunter2 PORT=1', 'env: DB_PASSWORD=*** PORT=1'],
  ['{"apiKey": "abc def", "n": 1}', '{"apiKey": ***, "n": 1}'],
  ["connecting with password='a b'", 'connecting with password=***'],
  ['mysql --password hunter2 -h db', 'mysql --password *** -h db'],
  ['run --auth-token s3cr3t --fast', 'run --auth-token *** --fast'],
  ['Authorization: Bearer abcdef.ghijkl-123', 'Authorization: Bearer ***'],
  ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl back', 'got *** back'],
  ['key AKIAIOSFODNN7EXAMPLE used', 'key *** used'],
  ['-----BEGIN RSA PRIVATE KEY----- MIIEpAIBAAKCAQEA', '***'],
  ['MIIEpAIBAAKCAQEA1c7h9Q2mT8yR4vXz0bL3nP6sW5kJfGdE2aB9oC1uI7', '***'],
])('%j leaves the host as %j', (line, left) => {
  expect(withoutSecrets(line)).toBe(left);
});

it.each([
  ' installed lab-postinst package post-installation script subprocess returned error exit status 7',
  'FATAL: password authentication failed for user "app"',
  ' - SHA256:4f8b40ec29573a3a1142b77df2ee17ea9879aecedb1e42c83ed7e7394b5f4cea',
  'update-initramfs: failed for /boot/initrd.img-6.1.0-56-cloud-amd64 with 1.',
  'dev-disk-by\\x2duuid-0f1c3c52\\x2d1d1e\\x2d4ad8.device: Job timed out',
  '/usr/lib/x86_64-linux-gnu/perl-base/IPC/Open3.pm line 178.',
  'slipway-apply-attempt-0123456789abcdef0123456789abcdef-1.service: Main process exited',
])('%j stays as it is', (line) => {
  expect(withoutSecrets(line)).toBe(line);
});

it('costs little on lines made to cost much', () => {
  const begun = performance.now();
  for (const piece of ['password', '://', 'a-', '--token ', 'eyJaaaaaaaa.', 'Aa1']) withoutSecrets(piece.repeat(5000));
  expect(performance.now() - begun).toBeLessThan(2000);
});
