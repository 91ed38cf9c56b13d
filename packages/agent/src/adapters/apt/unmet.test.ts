import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, target } from '../../../test/made-apt-host.ts';
import { readStanzas } from './deb822.ts';
import { PROGRAMS } from './host.ts';
import { unmetIn } from './unmet.ts';

type Fields = Readonly<Record<string, string>>;

const stanzaOf = (fields: Fields): string =>
  Object.entries({ Status: 'install ok installed', Architecture: 'amd64', Version: '1', ...fields })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');

const relationsOf = (...packages: readonly Fields[]): readonly string[] =>
  unmetIn(readStanzas(packages.map(stanzaOf).join('\n')), 'amd64').items.map(
    ({ name, relation }) => `${name} ${relation}`,
  );

describe('unmet dependencies', () => {
  it.each<[string, readonly Fields[], readonly string[]]>([
    ['none', [{ Package: 'app', Depends: 'lib (>= 1)' }, { Package: 'lib' }], []],
    ['gone', [{ Package: 'app', 'Pre-Depends': 'lib (>= 1) | other' }], ['app Pre-Depends: lib (>= 1) | other']],
    ['too old', [{ Package: 'app', Depends: 'lib (>= 2)' }, { Package: 'lib' }], ['app Depends: lib (>= 2)']],
    [
      'only its configuration is left',
      [
        { Package: 'app', Depends: 'lib' },
        { Package: 'lib', Status: 'deinstall ok config-files' },
      ],
      ['app Depends: lib'],
    ],
    [
      'held all the same',
      [
        { Package: 'app', Depends: 'lib' },
        { Package: 'lib', Status: 'hold ok installed' },
      ],
      [],
    ],
    [
      'provided',
      [
        { Package: 'app', Depends: 'mta' },
        { Package: 'exim', Provides: 'mta' },
      ],
      [],
    ],
    [
      'provided without the version that is asked for',
      [
        { Package: 'app', Depends: 'mta (>= 1)' },
        { Package: 'exim', Provides: 'mta' },
      ],
      ['app Depends: mta (>= 1)'],
    ],
    ['excluded', [{ Package: 'app', Breaks: 'lib (<< 2)' }, { Package: 'lib' }], ['app Breaks: lib (<< 2)']],
    ['excluded by what it provides', [{ Package: 'exim', Provides: 'mta', Conflicts: 'mta' }], []],
    [
      'another that provides the same',
      [
        { Package: 'exim', Provides: 'mta', Conflicts: 'mta' },
        { Package: 'postfix', Provides: 'mta' },
      ],
      ['exim Conflicts: mta'],
    ],
    [
      'of another architecture',
      [
        { Package: 'app', Depends: 'lib' },
        { Package: 'lib', Architecture: 'i386', 'Multi-Arch': 'same' },
      ],
      ['app Depends: lib'],
    ],
  ])('%s', (_what, packages, expected) => {
    expect(relationsOf(...packages)).toEqual(expected);
  });

  it('beyond what is named are counted', () => {
    const needs = Array.from({ length: 60 }, (_, at) => `lib${at}`).join(', ');
    const found = unmetIn(readStanzas(stanzaOf({ Package: 'app', Depends: needs })), 'amd64');
    expect([found.items.length, found.total]).toEqual([50, 60]);
  });
});

describe('of any set of packages', () => {
  let folder: string;
  beforeEach((context) => {
    if (!hasApt()) endWithout('this machine has no apt', context);
    folder = mkdtempSync(join(tmpdir(), 'unmet-'));
    for (const path of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'empty'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** apt's own word for it, by its exit status. */
  const isSoundToApt = (status: string): boolean => {
    writeFileSync(join(folder, 'status'), status);
    const options = [
      'Dir::Etc::Parts=/dev/null',
      'Dir::Etc::SourceList=/dev/null',
      'Dir::Etc::SourceParts=/dev/null',
      `Dir::State::Lists=${join(folder, 'lists')}`,
      `Dir::State::status=${join(folder, 'status')}`,
      `Dir::State::extended_states=${join(folder, 'empty')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      'APT::Architecture=amd64',
      'APT::Architectures::=amd64',
      'APT::Architectures::=i386',
      'Debug::NoLocking=true',
    ].flatMap((option) => ['-o', option]);
    const { status: code } = spawnSync(PROGRAMS.aptGet, ['-qq', ...options, 'check'], { env: { LC_ALL: 'C.UTF-8' } });
    if (code !== 0 && code !== 100) throw new Error(`apt-get check ended with ${code}`);
    return code === 0;
  };

  it('says what apt says of them', () => {
    const seen = { sound: 0, unsound: 0 };
    fc.assert(
      fc.property(packageSets, (packages) => {
        const status = packages.map(stanzaOf).join('\n');
        const isSound = isSoundToApt(status);
        seen[isSound ? 'sound' : 'unsound'] += 1;
        expect(unmetIn(readStanzas(status), 'amd64').total === 0, status).toBe(isSound);
      }),
      { numRuns: 200 },
    );
    // Neither may be so rare that nothing is compared.
    expect(Math.min(seen.sound, seen.unsound)).toBeGreaterThan(30);
  });
});

const hasApt = (): boolean => spawnSync(PROGRAMS.aptGet, ['--version']).status === 0;

const NAMES = ['a', 'b', 'c', 'd'] as const;
const versions = fc.constantFrom('1', '1:0.5', '2~rc1', '2');
const bound = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constantFrom('<<', '<=', '=', '>=', '>>'), versions).map(([sign, version]) => ` (${sign} ${version})`),
);
/**
 * Of one architecture only without a version: what provides such a name apt holds by its own version against that, and not by the
 * one that it provides (seen with 2.6.1: `virtual:i386 (<< 2)` is met by a version 1 that provides `virtual (= 2)`).
 */
const relation = (qualifiers: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...NAMES, 'virtual'), fc.constantFrom(...qualifiers), bound)
    .map(([name, qualifier, version]) => `${name}${qualifier}${qualifier === ':i386' ? '' : version}`);
/** Most packages say nothing in most fields; else no set of them would be sound. */
const rarely = (texts: fc.Arbitrary<string>) =>
  fc.oneof({ arbitrary: fc.constant(''), weight: 5 }, { arbitrary: texts, weight: 1 });
const needs = rarely(
  fc
    .array(relation(['', '', '', '', ':any', ':i386']), { minLength: 1, maxLength: 3 })
    .map((alternatives) => alternatives.join(' | ')),
);
const exclusions = rarely(relation(['']));
const provided = fc.constantFrom('', '', 'virtual', 'virtual (= 2)', 'a (= 2)');

const packageOf = (name: string) =>
  fc
    .record({
      Version: versions,
      Architecture: fc.constantFrom('amd64', 'amd64', 'amd64', 'i386', 'all'),
      'Multi-Arch': fc.constantFrom('no', 'foreign', 'allowed', 'same'),
      Depends: needs,
      'Pre-Depends': needs,
      Breaks: exclusions,
      Conflicts: exclusions,
      Provides: provided,
    })
    .map((fields) =>
      Object.fromEntries([['Package', name], ...Object.entries(fields).filter(([, value]) => value !== '')]),
    );

const packageSets = fc
  .tuple(...NAMES.map((name) => fc.option(packageOf(name), { freq: 6 })))
  .map((found) => found.filter((one) => one !== null))
  .filter((found) => found.length > 0);

describe('a host with unmet dependencies', () => {
  let apt: AptOnHost;
  beforeEach((context) => {
    apt = aptOnHost(context);
  });
  afterEach(() => apt?.deb.dispose());

  it('C06: is told of, is not repaired by a repair, and apt plans nothing on it', async () => {
    const app = apt.deb.make({ name: 'app', version: '1.0', fields: { Depends: 'lib (>= 2)' } });
    apt.deb.install([apt.deb.make({ name: 'lib', version: '1.0' }), apt.deb.make({ name: 'tool', version: '1.0' })]);
    apt.deb.dpkg('--force-depends', '--install', app.path);
    const database = {
      state: 'unmet',
      unmet: {
        items: [{ name: 'app', architecture: 'all', version: '1.0', relation: 'Depends: lib (>= 2)' }],
        total: 1,
      },
    };
    expect(await apt.observer().readPackages()).toMatchObject({ value: { database } });
    expect(await apt.executor().repair(null)).toEqual({ ok: true, value: undefined });
    expect(await apt.executor().readPackages()).toMatchObject({ value: { database } });
    const newer = apt.deb.make({ name: 'tool', version: '1.1' });
    expect(await apt.propose([newer], [target('tool', '1.1')])).toMatchObject({
      changes: [],
      refused: [{ name: 'tool', cause: 'dependency' }],
    });
    apt.deb.install([apt.deb.make({ name: 'lib', version: '2.0' })]);
    expect(await apt.observer().readPackages()).toMatchObject({ value: { database: { state: 'whole' } } });
  });
});
