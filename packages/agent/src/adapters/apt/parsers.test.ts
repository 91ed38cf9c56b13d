// What apt and dpkg really print, and whatever else could stand there: a parser may refuse, it may never throw, and it
// may never turn something unreadable into "nothing".

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConffiles } from './conffiles.ts';
import { readStanzas } from './deb822.ts';
import { readHookReport } from './hook-report.ts';
import { readMarks, readRows } from './packages.ts';
import { isSecurity } from './pending.ts';
import { failedSources } from './refresh.ts';
import { sourcesOf } from './repositories.ts';
import { keyringText, signedByIn } from './signed-by.ts';
import { hookLine } from './simulate.ts';

/** Recorded from apt 2.6.1 (Debian 12), shortened to one package of each mode. */
const RECORDED = JSON.stringify({
  jsonrpc: '2.0',
  method: 'org.debian.apt.hooks.install.statistics',
  params: {
    command: 'dist-upgrade',
    'search-terms': [],
    'unknown-packages': [],
    packages: [
      {
        id: 7,
        name: 'openssl',
        architecture: 'amd64',
        mode: 'upgrade',
        automatic: false,
        versions: {
          candidate: { id: 6, version: '3.0.17-1~deb12u3', architecture: 'amd64', pin: 500, origins: [{ site: '' }] },
          install: {
            id: 6,
            version: '3.0.17-1~deb12u3',
            architecture: 'amd64',
            pin: 500,
            origins: [
              {
                archive: 'oldstable-security',
                codename: 'bookworm-security',
                version: '12',
                origin: 'Debian',
                label: 'Debian-Security',
                site: 'deb.example',
              },
            ],
          },
          current: { id: 11, version: '3.0.16-1~deb12u1', architecture: 'amd64', pin: 100, origins: [] },
        },
      },
      {
        id: 4,
        name: 'rival',
        architecture: 'amd64',
        mode: 'deinstall',
        automatic: false,
        versions: { current: { id: 3, version: '1.0', architecture: 'all', pin: 500, origins: [{ site: '' }] } },
      },
    ],
  },
});

describe('readHookReport', () => {
  it('reads what apt 2.6.1 says', () => {
    expect(readHookReport(RECORDED)).toMatchObject({
      phase: 'statistics',
      unknownPackages: [],
      packages: [
        {
          name: 'openssl',
          mode: 'upgrade',
          current: { version: '3.0.16-1~deb12u1', origins: [] },
          install: { version: '3.0.17-1~deb12u3', origins: [{ label: 'Debian-Security', origin: 'Debian' }] },
        },
        { name: 'rival', mode: 'deinstall', current: { architecture: 'all' }, install: null },
      ],
    });
  });

  it('refuses a message with any part missing or of another kind, and never throws', () => {
    const paths: (readonly string[])[] = [
      ['method'],
      ['params'],
      ['params', 'packages'],
      ['params', 'unknown-packages'],
      ['params', 'packages', '0', 'name'],
      ['params', 'packages', '0', 'mode'],
      ['params', 'packages', '0', 'versions'],
      ['params', 'packages', '0', 'versions', 'install', 'version'],
      ['params', 'packages', '0', 'versions', 'install', 'architecture'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.constantFrom(undefined, null, 7, true), (path, value) => {
        const message = JSON.parse(RECORDED) as Record<string, unknown>;
        let at = message;
        for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
        at[path.at(-1) ?? ''] = value;
        expect(readHookReport(JSON.stringify(message))).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readHookReport(text)).toBeNull();
      }),
    );
  });
});

describe('readRows', () => {
  const line = 'ii \topenssl\tamd64\t3.0.16-1\topenssl\t3.0.16-1\n';
  it('reads whole lines and nothing but whole lines', () => {
    expect(readRows('')).toBeNull();
    expect(readRows('\n')).toBeNull();
    expect(readRows(line)).toHaveLength(1);
    expect(readRows(line.repeat(3))).toHaveLength(3);
    for (let cut = 1; cut < line.length; cut++) expect(readRows(line + line.slice(0, cut)), `${cut}`).toBeNull();
    expect(readRows(`${line}dpkg-query: warning\n`)).toBeNull();
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readRows(text)).not.toThrow();
      }),
    );
  });
});

describe('readStanzas', () => {
  it('gives back what deb822 can carry', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    const stanza = fc.dictionary(name, fc.array(value, { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.array(stanza), (stanzas) => {
        const text = stanzas
          .map((one) =>
            Object.entries(one)
              .map(([key, lines]) => `${key.toUpperCase()}: ${lines.join('\n ')}\n`)
              .join(''),
          )
          .join('\n');
        const read = readStanzas(text).map((one) => Object.fromEntries(one));
        expect(read).toEqual(
          stanzas.map((one) => Object.fromEntries(Object.entries(one).map(([key, lines]) => [key, lines.join('\n')]))),
        );
      }),
    );
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => readStanzas(text)).not.toThrow();
      }),
    );
  });
});

describe('readMarks', () => {
  it('reads apt’s file of marks', () => {
    const text =
      'Package: a\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: b\nArchitecture: amd64\nAuto-Installed: 0\n\n';
    expect([...readMarks(text)]).toEqual(['a/amd64']);
  });
});

describe('readConffiles', () => {
  it('says what no longer belongs to the package, and leaves out what is not unpacked yet', () => {
    const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
    const text = `\topenssl\n /etc/ssl/openssl.cnf ${md5}\n /etc/a b ${md5}\n /etc/old ${md5} obsolete\n /etc/new newconffile\n\n\tadduser\n /etc/adduser.conf ${md5}\n`;
    expect(readConffiles(text)).toEqual([
      { package: 'openssl', path: '/etc/ssl/openssl.cnf', md5, obsolete: false },
      { package: 'openssl', path: '/etc/a b', md5, obsolete: false },
      { package: 'openssl', path: '/etc/old', md5, obsolete: true },
      { package: 'adduser', path: '/etc/adduser.conf', md5, obsolete: false },
    ]);
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readConffiles(text)).not.toThrow();
      }),
    );
  });
});

describe('failedSources', () => {
  const sources = [
    { key: 'http://deb.example/debian bookworm' },
    { key: 'http://deb.example/debian bookworm-updates' },
    { key: 'http://deb.example/debian-security bookworm-security' },
  ];
  it.each([
    ['Err:3 http://deb.example/debian bookworm-updates InRelease\n', ['http://deb.example/debian bookworm-updates']],
    [
      'Hit:1 http://deb.example/debian bookworm InRelease\nErr:2 http://deb.example/debian bookworm/main amd64 Packages\n',
      ['http://deb.example/debian bookworm'],
    ],
  ])('names the ones that apt names: %s', (output, failed) => {
    expect([...failedSources(output, sources)]).toEqual(failed);
  });
  it('holds all for failed where apt names none of them', () => {
    fc.assert(
      fc.property(fc.string(), (output) => {
        expect([...failedSources(output, sources)]).toEqual(sources.map(({ key }) => key));
      }),
    );
  });
});

describe('sourcesOf', () => {
  it('puts components together and takes what is known later', () => {
    const target = (component: string, more = '') =>
      `Repo-URI: http://deb.example/debian/\nSite: http://deb.example/debian\nRelease: bookworm\nComponent: ${component}\nSourcesentry: /etc/apt/sources.list.d/debian.sources:2\n${more}\n`;
    const known = 'Origin: Debian\nLabel: Debian\nCodename: bookworm\n';
    const keyrings = new Map([['/etc/apt/sources.list.d/debian.sources:2', '/usr/share/keyrings/a.gpg']]);
    expect(sourcesOf(readStanzas(target('main') + target('contrib') + target('main', known)), keyrings)).toEqual([
      {
        key: 'http://deb.example/debian bookworm',
        repository: {
          uri: 'http://deb.example/debian/',
          suite: 'bookworm',
          components: ['contrib', 'main'],
          origin: 'Debian',
          label: 'Debian',
          codename: 'bookworm',
          signedBy: '/usr/share/keyrings/a.gpg',
        },
      },
    ]);
  });
});

describe('signedByIn', () => {
  const deb822 =
    'Types: deb\nSigned-By: /a.gpg\n\n# Signed-By: /no.gpg\nTypes: deb\n\nTypes: deb\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n';
  const lines =
    'deb http://a b c\n# no\ndeb [arch=amd64 signed-by=/b.gpg] http://a b c\ndeb [trusted=yes] http://a b c\n';
  it.each([
    ['/etc/apt/sources.list.d/a.sources', deb822, 1, '/a.gpg'],
    ['/etc/apt/sources.list.d/a.sources', deb822, 2, null],
    ['/etc/apt/sources.list.d/a.sources', deb822, 3, 'a key in the source itself'],
    ['/etc/apt/sources.list.d/a.sources', deb822, 4, null],
    ['/etc/apt/sources.list', lines, 1, null],
    ['/etc/apt/sources.list', lines, 3, '/b.gpg'],
    ['/etc/apt/sources.list', lines, 4, null],
    ['/etc/apt/sources.list', lines, 9, null],
  ])('%s %# paragraph or line %d', (path, text, number, keyring) => {
    const found = signedByIn(path, text, number);
    expect(found === null ? null : keyringText(found)).toBe(keyring);
  });
});

describe('isSecurity', () => {
  const origin = { origin: '', label: '', codename: '', archive: '' };
  it.each([
    [
      { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security', archive: 'oldstable-security' },
      true,
    ],
    [{ origin: 'Ubuntu', label: 'Ubuntu', codename: 'noble', archive: 'noble-security' }, true],
    [{ origin: 'House-Security', label: 'House', codename: 'stable', archive: 'stable' }, true],
    [{ origin: 'Debian', label: 'Debian', codename: 'bookworm', archive: 'oldstable' }, false],
    [{ origin: 'Debian', label: 'Debian', codename: 'bookworm-updates', archive: 'oldstable-updates' }, false],
    [{ origin: 'security.example', label: 'my security tools', codename: 'x', archive: 'x' }, false],
  ])('%o: %s', (fields, expected) => {
    expect(isSecurity({ ...origin, ...fields })).toBe(expected);
  });
});

describe('hookLine', () => {
  it('lets nothing through that a shell could read otherwise', () => {
    expect(hookLine(['/usr/lib/slipway/slipway-agent', 'apt-hook', '/tmp/a-1/b.json'])).toBe(
      '/usr/lib/slipway/slipway-agent apt-hook /tmp/a-1/b.json',
    );
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...' \t\n"\'$`\\;&|<>()*?[]{}~#!'.split('')), (text, special) => {
        expect(() => hookLine(['/bin/true', `${text}${special}`])).toThrow(/cannot hold/);
      }),
    );
  });
});
