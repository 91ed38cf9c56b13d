// What a vendor publishes, of any form: it is verified by its hash before it is read, and still may hold anything.

import { parseParagraph } from '@slipway/core/deb822';
import type { PackageOrigin } from '@slipway/core/inventory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryOf, indexStanza, namedEntryOf, relationsIn, stanzasOf } from './packages-index.ts';
import { listedFiles } from './release.ts';

const ORIGIN: PackageOrigin = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const URI = 'http://archive.example/debian';

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const word = fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{0,12}$/);
const version = fc.stringMatching(/^([0-9]:)?[0-9][a-z0-9.+~]{0,8}(-[a-z0-9]{1,4})?$/);
const size = fc.integer({ min: 0, max: 2 ** 40 });
const published = fc.record({
  name: word,
  version,
  source: fc.option(word),
  file: word,
  hex,
  size,
  more: fc.boolean(),
});
type Published = typeof published extends fc.Arbitrary<infer One> ? One : never;

const stanzaOf = (one: Published): string =>
  [
    `Package: ${one.name}`,
    ...(one.source === null ? [] : [`Source: ${one.source} (1)`]),
    `Version: ${one.version}`,
    'Architecture: amd64',
    'Depends: libc6 (>= 2.36), a | b',
    `Filename: pool/${one.file}.deb`,
    `Size: ${one.size}`,
    `SHA256: ${one.hex}`,
    ...(one.more ? ['Description: text', ' Filename: no field', ' .', ' and more'] : []),
    '',
  ].join('\n');

/** One line of it is gone, doubled or another; or it ends in the middle. */
const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .record({ at: fc.nat(text.length), length: fc.nat(60), other: fc.string({ unit: 'binary', maxLength: 20 }) })
    .map(({ at, length, other }) => text.slice(0, at) + other + text.slice(at + length));

describe('the list of a Release file', () => {
  const line = fc.record({ hex, size, path: word }).map((one) => ` ${one.hex} ${one.size} ${one.path}`);
  it('has what stands there by SHA-256, and nothing by a weaker hash', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const weak = ' d41d8cd98f00b204e9800998ecf8427e 0 main/weak';
        const files = listedFiles(parseParagraph(`MD5Sum:\n${weak}\nSHA256:\n${lines.join('\n')}\n`));
        const paths = new Set(lines.map((one) => one.split(' ').at(-1)));
        expect(new Set(files.keys())).toEqual(paths);
      }),
    );
  });
  it('that is damaged names no file without its whole hash', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }).chain((lines) => damaged(`SHA256:\n${lines.join('\n')}\n`)),
        (text) => {
          for (const file of listedFiles(parseParagraph(text)).values()) {
            expect(file.sha256).toMatch(/^sha256:[0-9a-f]{64}$/);
            expect(text).toContain(file.sha256.slice('sha256:'.length));
          }
        },
      ),
    );
  });
});

describe('a Packages index', () => {
  it('is read as it was written, one entry for each stanza', () => {
    fc.assert(
      fc.property(fc.array(published, { maxLength: 6 }), (all) => {
        const found = [...stanzasOf(all.map(stanzaOf).join('\n'))];
        expect(found.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
        const entries = found.map(({ stanza }) => entryOf({ stanza, uri: URI, origin: ORIGIN }));
        expect(entries.map((entry) => [entry?.version, entry?.sourceName, entry?.file.sizeBytes, entry?.uri])).toEqual(
          all.map((one) => [one.version, one.source ?? one.name, one.size, `${URI}/pool/${one.file}.deb`]),
        );
      }),
    );
  });

  it('that hosts read is the vendor’s but for where the file lies, and is read back as it was', () => {
    fc.assert(
      fc.property(published, (one) => {
        const stanza = stanzaOf(one).trimEnd();
        const entry = namedEntryOf(stanza);
        if (entry === null) throw new Error('it is an entry');
        const written = indexStanza(entry);
        const changed = written
          .trimEnd()
          .split('\n')
          .filter((line, at) => line !== stanza.split('\n')[at]);
        expect(changed).toEqual([`Filename: ${one.hex}.deb`]);
        expect(namedEntryOf(written)).toEqual({ ...entry, stanza: written });
      }),
    );
  });

  it('of any form is read without a throw, and offers nothing without a hash that stands in it', () => {
    const index = fc.array(published, { minLength: 1, maxLength: 3 }).map((all) => all.map(stanzaOf).join('\n'));
    fc.assert(
      fc.property(fc.oneof(index.chain(damaged), fc.string({ unit: 'binary' })), (text) => {
        for (const { stanza } of stanzasOf(text)) {
          relationsIn(stanza);
          const entry = entryOf({ stanza, uri: URI, origin: ORIGIN });
          if (entry === null) continue;
          expect(stanza).toContain(entry.file.sha256.slice('sha256:'.length));
          expect(Number.isSafeInteger(entry.file.sizeBytes)).toBe(true);
        }
      }),
    );
  });
});
