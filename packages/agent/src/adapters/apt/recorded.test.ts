// What apt and dpkg of three Debian releases really print (test/recordings), read whole; and whatever damage it comes to
// on the way: a reader may refuse, it never throws, and nothing unreadable reads as "all is well".

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damagedText } from '../../../test/damaged.ts';
import { readConffiles } from './conffiles.ts';
import { readStanzas } from './deb822.ts';
import { readDiversions } from './diversions.ts';
import { readHookReport } from './hook-report.ts';
import { readMarks, readRows } from './packages.ts';

const FOLDER = join(import.meta.dirname, '../../../test/recordings');
const RELEASES = ['bullseye', 'bookworm', 'trixie'] as const;
/** apt 2.2.4 has no hook for upgrades, and tells no origins (docs/adr/0010). */
const TELLS_LESS: ReadonlySet<string> = new Set(['bullseye']);
const recorded = (release: string, name: string): string => readFileSync(join(FOLDER, release, name), 'utf8');

it('the releases are recorded, without the name of any archive', () => {
  for (const release of RELEASES) {
    const names = readdirSync(join(FOLDER, release));
    expect(names.length).toBe(TELLS_LESS.has(release) ? 7 : 8);
    for (const name of names) expect(recorded(release, name)).not.toMatch(/\bdebian\.(org|net|com)|mirror/);
  }
  expect(existsSync(join(FOLDER, 'record-main.ts'))).toBe(true);
});

describe.each(RELEASES)('%s', (release) => {
  const rows = readRows(recorded(release, 'packages.txt')) ?? [];
  const row = (name: string) => rows.find((one) => one.name === name);

  it('has a database of which every row is read, with holds and what is only unpacked', () => {
    expect(rows.length).toBe(recorded(release, 'packages.txt').trimEnd().split('\n').length);
    expect(rows.length).toBeGreaterThan(70);
    expect(row('bash')?.status).toBe('hi ');
    expect(row('less')?.status).toBe('iU ');
    expect(row('vim-tiny')).toMatchObject({ status: 'ii ', sourceName: 'vim' });
    for (const { name, architecture, version, sourceVersion } of rows) {
      expect([name, architecture, version, sourceVersion].every((field) => /^\S+$/.test(field))).toBe(true);
    }
  });

  it('has conffiles of packages that are there, and marks of what came with others', () => {
    const conffiles = readConffiles(recorded(release, 'conffiles.txt'));
    expect(conffiles).toContainEqual(expect.objectContaining({ path: '/etc/vim/vimrc.tiny', package: 'vim-tiny' }));
    expect(conffiles.every((one) => row(one.package) !== undefined)).toBe(true);
    const marks = readMarks(recorded(release, 'extended_states'));
    expect(marks).toContain('vim-common/amd64');
    expect(marks).not.toContain('vim-tiny/amd64');
  });

  it('has a diversion of its administrator', async () => {
    const diversions = await readDiversions(join(FOLDER, release, 'diversions'));
    expect(diversions).toContainEqual({ from: '/usr/bin/bc', to: '/usr/bin/bc.ours', by: ':' });
  });

  it('says by its hooks what would be installed, what would go, and what it does not know', () => {
    const install = readHookReport(recorded(release, 'install.json'));
    const nano = install?.packages.find(({ name }) => name === 'nano');
    expect(nano).toMatchObject({ mode: 'install', current: null, install: { architecture: 'amd64' } });
    const origins = (TELLS_LESS.has(release) ? [] : ['Debian']).map((origin) => expect.objectContaining({ origin }));
    expect(nano?.install?.origins).toEqual(expect.arrayContaining(origins));
    expect(nano?.install?.origins.length === 0).toBe(TELLS_LESS.has(release));
    const removal = readHookReport(recorded(release, 'remove.json'));
    const gone = removal?.packages.filter(({ mode }) => mode === 'deinstall').map(({ name }) => name);
    expect(gone?.toSorted()).toEqual(['vim-common', 'vim-tiny']);
    expect(readHookReport(recorded(release, 'unknown.json'))).toMatchObject({
      phase: 'fail',
      unknownPackages: ['no-such-package'],
    });
  });
});

it.each(RELEASES.filter((release) => !TELLS_LESS.has(release)))(
  '%s says by its hooks that nothing is to be done',
  (release) => {
    const nothing = readHookReport(recorded(release, 'nothing.json'));
    expect(nothing?.packages.filter(({ mode }) => mode === 'install')).toEqual([]);
  },
);

describe.each(RELEASES)('%s, damaged', (release) => {
  it('in its database, never says that nothing is installed, nor of a row less than is written', () => {
    const text = recorded(release, 'packages.txt');
    fc.assert(
      fc.property(damagedText(text), (broken) => {
        const rows = readRows(broken);
        if (rows === null) return;
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.length).toBe(broken.split('\n').length - 1);
        for (const { status, name } of rows) expect([status.length, name === '']).toEqual([3, false]);
      }),
    );
  });

  it.each(['install.json', 'remove.json', 'unknown.json'])(
    'in %s, is refused or says no less than the whole',
    (name) => {
      const text = recorded(release, name);
      const whole = readHookReport(text);
      fc.assert(
        fc.property(damagedText(text), (broken) => {
          const report = readHookReport(broken);
          if (report === null) return;
          // JSON that is still JSON: another letter in a name, never a message with fewer packages or another phase's end.
          expect(report.packages.length).toBeGreaterThanOrEqual((whole?.packages.length ?? 0) - 1);
          expect(report.unknownPackages.length).toBeGreaterThanOrEqual((whole?.unknownPackages.length ?? 0) - 1);
        }),
      );
      for (const cut of [0.25, 0.5, 0.75, 0.99]) expect(readHookReport(text.slice(0, text.length * cut))).toBeNull();
    },
  );

  it.each(['conffiles.txt', 'extended_states'] as const)('in %s, is read without a throw', (name) => {
    fc.assert(
      fc.property(damagedText(recorded(release, name)), (broken) => {
        for (const { path, md5 } of readConffiles(broken)) expect([path[0], md5.length]).toEqual(['/', 32]);
        for (const mark of readMarks(broken)) expect(mark).toContain('/');
        for (const stanza of readStanzas(broken)) expect(stanza.size).toBeGreaterThan(0);
      }),
    );
  });

  it('in its diversions, is read without a throw', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diversions-'));
    try {
      await fc.assert(
        fc.asyncProperty(damagedText(recorded(release, 'diversions')), async (broken) => {
          writeFileSync(join(folder, 'diversions'), broken);
          const read = await readDiversions(join(folder, 'diversions'));
          expect(read.length).toBeLessThanOrEqual(broken.split('\n').length / 3);
        }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
