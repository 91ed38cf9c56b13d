// Files of the host that dpkg, apt and administrators have written, whole and damaged: what cannot be read is refused or read as less
// sure, never as "nothing to see".

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damagedText } from '../../../test/damaged.ts';
import { readStanzas } from './deb822.ts';
import { readDiversions } from './diversions.ts';
import { visitStanzas } from './list-stanzas.ts';
import { isUnpacked } from './path-rules.ts';
import { type Published, readIndex, wantedOf } from './published.ts';
import { readDigests } from './recorded-files.ts';
import { sourcesOf } from './repositories.ts';
import { isNo, isTrustedIn, signedByIn } from './signed-by.ts';

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
/** As packages have them: blanks and letters of every script, no newline. */
const path = fc.stringMatching(/^[a-zé0-9][a-zA-Z0-9é_. +-]{0,12}(\/[a-z0-9][a-zA-Z0-9é_. +-]{0,12}){0,3}$/);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `null`: refused. */
const readIfWhole = (text: string): ReturnType<typeof readDigests> | null => {
  try {
    return readDigests(text, 'p');
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};

describe('digests of a package', () => {
  const written = (entries: readonly (readonly [string, string])[], mark = '  ', before = '') =>
    entries.map(([digest, file]) => `${digest}${mark}${before}${file}\n`).join('');

  it('are read as they were written, in each of the forms that packages have', () => {
    const form = fc.constantFrom(['  ', ''], ['  ', './'], ['  ', '/'], [' *', ''] as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(hex, path)), form, (entries, [mark, before]) => {
        const read = readDigests(written(entries, mark, before), 'p');
        expect(read.map(({ hex: digest, path: file }) => [digest, file])).toEqual(
          entries.map(([digest, file]) => [digest, `/${file}`]),
        );
      }),
    );
  });

  it('of a damaged list are refused, or there is one for each of its lines', () => {
    const text = fc.array(fc.tuple(hex, path), { minLength: 1, maxLength: 5 }).map((entries) => written(entries));
    fc.assert(
      fc.property(text.chain(damagedText), (broken) => {
        const lines = broken.split('\n').filter((line) => line !== '');
        const read = readIfWhole(broken);
        expect(read?.length ?? lines.length).toBe(lines.length);
        for (const { hex: digest, path: file } of read ?? []) expect(`${digest} ${file}`).toMatch(/^[0-9a-f]{32} \/./);
      }),
    );
  });
});

describe('diversions', () => {
  it('are read as dpkg wrote them', async () => {
    const diversion = fc.record({ from: path, to: path, by: fc.constantFrom(':', 'base-files', 'nginx') });
    await fc.assert(
      fc.asyncProperty(fc.array(diversion), async (written) => {
        const text = written.map(({ from, to, by }) => `/${from}\n/${to}\n${by}\n`).join('');
        writeFileSync(join(folder, 'diversions'), text);
        const read = await readDiversions(join(folder, 'diversions'));
        expect(read).toEqual(written.map(({ from, to, by }) => ({ from: `/${from}`, to: `/${to}`, by })));
      }),
    );
  });
});

describe('what dpkg leaves out', () => {
  const glob = fc.string({
    unit: fc.constantFrom('*', '?', '[', ']', '!', '^', '-', '\\', 'a', 'z', '/', '.', '(', '+'),
  });

  it('is told of any pattern and any path, without a throw', () => {
    fc.assert(
      fc.property(glob, glob, (pattern, file) => {
        expect(() => isUnpacked(file, [{ rule: 'exclude', pattern }])).not.toThrow();
      }),
      { examples: [['[z-a]', 'm']] },
    );
  });

  it.each([
    ['/usr/share/doc/*', '/usr/share/doc/a/b', true],
    ['/usr/share/locale/[a-d]?/*', '/usr/share/locale/de/x', true],
    ['/usr/share/locale/[!de]*', '/usr/share/locale/de', false],
    ['/[]a]', '/]', true],
    ['/[^]a]', '/b', true],
    ['/[a', '/[a', true],
    ['/[z-a]', '/m', false],
    ['/a.b', '/axb', false],
    ['/[\\]', '/\\', true],
  ])('as fnmatch(3) has it: %s, %s: %s', (pattern, file, matches) => {
    expect(isUnpacked(file, [{ rule: 'exclude', pattern }])).toBe(!matches);
  });

  it('is exactly the file that a plain pattern names', () => {
    fc.assert(
      fc.property(path, path, (named, file) => {
        expect(isUnpacked(file, [{ rule: 'exclude', pattern: named }])).toBe(file !== named);
      }),
    );
  });

  it('is for the last rule to say', () => {
    const rule = fc.record({ rule: fc.constantFrom('exclude' as const, 'include' as const), pattern: glob });
    fc.assert(
      fc.property(fc.array(rule), path, (rules, file) => {
        expect(isUnpacked(file, [...rules, { rule: 'include', pattern: '*' }])).toBe(true);
        expect(isUnpacked(file, [...rules, { rule: 'exclude', pattern: '*' }])).toBe(false);
      }),
    );
  });
});

describe('sources', () => {
  const LINES = 'deb http://a.example b c\ndeb [arch=amd64 signed-by=/b.gpg] http://a.example b c\n';
  const DEB822 = 'Types: deb\nSigned-By: /a.gpg\n\nTypes: deb\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n';
  const TARGETS =
    'MetaKey: main/binary-amd64/Packages\nSite: http://a.example/debian\nRelease: bookworm\nRepo-URI: http://a.example/debian/\nComponent: main\nOrigin: Debian\nSourcesentry: /etc/apt/sources.list:1\n\n';

  it.each([
    ['/etc/apt/sources.list', LINES],
    ['/etc/apt/sources.list.d/a.sources', DEB822],
  ])('of %s name a key or none, however they are damaged', (name, text) => {
    fc.assert(
      fc.property(damagedText(text), fc.integer({ min: -1, max: 9 }), (broken, number) => {
        const found = signedByIn(name, broken, number);
        expect(found === null || found.trim().length > 0).toBe(true);
      }),
    );
  });

  it('are trusted without a signature wherever they say so in words that are not a plain no', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,9}$/), (word) => {
        const line = `deb [arch=amd64 trusted=${word}] http://a.example b c\n`;
        expect(isTrustedIn('/etc/apt/sources.list', line, 1)).toBe(!isNo(word));
        expect(isTrustedIn('/a.sources', `Types: deb\nTrusted: ${word}\n`, 1)).toBe(!isNo(word));
        expect(isTrustedIn('/etc/apt/sources.list', LINES, 2)).toBe(false);
      }),
    );
    fc.assert(fc.property(damagedText(LINES), (text) => !isTrustedIn('/etc/apt/sources.list', text, 2)));
    fc.assert(fc.property(fc.string(), (text) => !isNo(`yes${text}`)));
  });

  it('are one for each address and suite, whatever apt says of them', () => {
    fc.assert(
      fc.property(damagedText(TARGETS.repeat(3)), (broken) => {
        const stanzas = readStanzas(broken);
        const sources = sourcesOf(stanzas, new Map());
        expect(sources.length).toBeLessThanOrEqual(stanzas.length);
        expect(sources.length > 0).toBe(stanzas.length > 0);
        expect(new Set(sources.map(({ key }) => key)).size).toBe(sources.length);
      }),
    );
  });
});

describe('a package index', () => {
  const stanza = (name: string, version: string): string =>
    `Package: ${name}\nSource: ${name}-src (${version})\nVersion: ${version}\nArchitecture: amd64\nDescription: of ${name}\n and more\n`;
  const INDEX = ['openssl', 'curl', 'nginx'].map((name, at) => stanza(name, `1.${at}-1`)).join('\n');
  const WANTED = wantedOf([
    {
      ...{ name: 'curl', architecture: 'amd64', version: '1.1-1', sourceName: 'curl-src', sourceVersion: '1.1-1' },
      ...{ state: 'installed', automatic: false, held: false },
    },
  ]);

  it('that is damaged offers no version that does not stand in it', async () => {
    await fc.assert(
      fc.asyncProperty(damagedText(INDEX), async (broken) => {
        const list = join(folder, 'x_Packages');
        writeFileSync(list, broken);
        const published: Published = {
          ...{ origin: '', label: '', codename: '', uri: null },
          ...{ exact: new Set(), newest: new Map(), newestOfSource: new Map() },
        };
        await readIndex(list, WANTED, published);
        const bytes = Buffer.from(broken, 'utf8').toString('latin1');
        const versions = [...published.newest.values(), ...published.newestOfSource.values()];
        for (const version of versions) expect(bytes).toContain(version);
        expect(published.exact.size === 0 || bytes.includes('1.1-1')).toBe(true);
      }),
    );
  });

  it('that is damaged is visited whole', async () => {
    await fc.assert(
      fc.asyncProperty(damagedText(INDEX), async (broken) => {
        const list = join(folder, 'x_Packages');
        writeFileSync(list, broken, 'latin1');
        const visited: string[] = [];
        await visitStanzas(list, (one) => visited.push(one));
        const written = Buffer.from(broken, 'latin1').toString('latin1').replaceAll(/\s/g, '');
        expect(visited.join('').replaceAll(/\s/g, '')).toBe(written);
      }),
    );
  });
});
