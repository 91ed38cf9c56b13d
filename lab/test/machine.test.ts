import { expect, test } from 'vitest';
import { aptSettingLines } from '../src/machine/apt-settings.ts';
import { parseDeb822Sources, parseOneLineSources } from '../src/machine/apt-sources.ts';
import { pickArchive, sourceStanza } from '../src/machine/archive.ts';
import { onlyLoopback } from '../src/machine/resolver.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

test('deb822 sources: comments, several suites, what is switched off or of source type is left out', () => {
  const text = `# the archive
Types: deb deb-src
# a comment between fields
URIs: http://archive.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: ${KEYRING}

Types: deb-src
URIs: http://archive.example/sources
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;
  expect(parseDeb822Sources(text)).toEqual([
    {
      uris: ['http://archive.example/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main', 'contrib'],
      signedBy: KEYRING,
    },
  ]);
});

test('deb822 sources: an armoured key in Signed-By keeps its lines', () => {
  const text = `Types: deb
URIs: http://archive.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEabc
 -----END PGP PUBLIC KEY BLOCK-----
`;
  expect(parseDeb822Sources(text)[0]?.signedBy).toBe(
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc\n-----END PGP PUBLIC KEY BLOCK-----',
  );
});

test('one-line sources: options, comments, source lines', () => {
  const text = `# deb http://commented.example bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/x.gpg] http://archive.example/debian bookworm main contrib # why
deb-src http://archive.example/debian bookworm main
deb http://archive.example/debian-security bookworm-security main
`;
  expect(parseOneLineSources(text)).toEqual([
    {
      uris: ['http://archive.example/debian'],
      suites: ['bookworm'],
      components: ['main', 'contrib'],
      signedBy: '/etc/apt/keyrings/x.gpg',
    },
    {
      uris: ['http://archive.example/debian-security'],
      suites: ['bookworm-security'],
      components: ['main'],
      signedBy: null,
    },
  ]);
});

const source = (uri: string, ...suites: readonly string[]) => ({
  uris: [uri],
  suites,
  components: ['main'],
  signedBy: null,
});

test('the archive is the one with our release; third parties and local files are not it', () => {
  const sources = [
    source('http://third.example/repo', 'nodistro'),
    source('file:/media/cdrom', 'bookworm'),
    source('http://archive.example/debian', 'bookworm', 'bookworm-updates'),
    source('http://archive.example/debian-security', 'bookworm-security'),
  ];
  const { main, security } = pickArchive(sources, 'bookworm');
  expect(main).toMatchObject({ uri: 'http://archive.example/debian', suite: 'bookworm' });
  expect(security).toMatchObject({ uri: 'http://archive.example/debian-security', suite: 'bookworm-security' });
});

test('a machine of another release lends its address, with our suite', () => {
  const sources = [
    source('http://archive.example/debian', 'trixie'),
    source('http://archive.example/s', 'trixie-security'),
  ];
  expect(pickArchive(sources, 'bookworm')).toMatchObject({
    main: { uri: 'http://archive.example/debian', suite: 'bookworm' },
    security: { uri: 'http://archive.example/s', suite: 'bookworm-security' },
  });
});

test('a machine without an archive or without security is told which is missing', () => {
  expect(() => pickArchive([], 'bookworm')).toThrow(/bookworm/);
  expect(() => pickArchive([source('http://a.example', 'bookworm')], 'bookworm')).toThrow(/bookworm-security/);
});

test('a stanza reads back as what it was made from', () => {
  const stanza = sourceStanza({
    uri: 'http://a.example/d',
    suite: 'bookworm',
    component: 'main',
    signedBy: null,
    keyring: KEYRING,
  });
  expect(parseDeb822Sources(stanza)).toEqual([{ ...source('http://a.example/d', 'bookworm'), signedBy: KEYRING }]);
});

test('only what fetching needs is passed on to hosts, and nothing with a password in it', () => {
  const dump = `APT "";
Acquire::Check-Valid-Until "false";
Acquire::http::Proxy "http://proxy.example:3142";
Acquire::http::Proxy::archive.example "DIRECT";
Acquire::https::Proxy "http://user:secret@proxy.example:3142";
Acquire::https::SslKey "/root/key.pem";
Acquire::Languages:: "none";
DPkg::Post-Invoke:: "/usr/bin/touch /tmp/x";
Acquire::Retries "3";
`;
  expect(aptSettingLines(dump)).toEqual([
    'Acquire::Check-Valid-Until "false";',
    'Acquire::http::Proxy "http://proxy.example:3142";',
    'Acquire::http::Proxy::archive.example "DIRECT";',
    'Acquire::Retries "3";',
  ]);
});

test.each([
  ['nameserver 127.0.0.53\noptions edns0\n', true],
  ['nameserver ::1\n', true],
  ['nameserver 127.0.0.1\nnameserver 192.0.2.1\n', false],
  ['search example\n', false],
  ['# nameserver 127.0.0.1\nnameserver 192.0.2.1\n', false],
])('a resolver on loopback is no use to a host: %j', (text, expected) => {
  expect(onlyLoopback(text)).toBe(expected);
});
