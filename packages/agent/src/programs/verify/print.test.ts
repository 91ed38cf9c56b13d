import { expect, it } from 'vitest';
import { printVerified } from './print.ts';

it('M36: names each file with its package, and what was not looked at', () => {
  expect(
    printVerified({
      packages: 412,
      notWhole: [{ package: 'tzdata', state: 'unpacked' }],
      differing: [
        { package: 'libssl3', path: '/usr/lib/libssl.so.3', how: 'differs' },
        { package: 'openssl', path: '/usr/bin/openssl', how: 'missing' },
      ],
    }),
  ).toBe(
    [
      'differs     /usr/lib/libssl.so.3  (libssl3)',
      'missing     /usr/bin/openssl  (openssl)',
      'package     tzdata is unpacked',
      '412 packages looked at: 2 files are not as their package has them.',
      '',
    ].join('\n'),
  );
});
