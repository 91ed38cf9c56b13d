import { describe, expect, test } from 'vitest';
import { EVERY_RELEASE, type JudgedPackage, type Statement, supportOf } from '../../src/advisory/index.ts';
import { asInstant } from '../../src/time/index.ts';
import { briefly, judge } from './judging.ts';
import {
  ALMA9,
  BOOKWORM,
  BULLSEYE,
  debPackage,
  fixedIn,
  JAMMY,
  rpmPackage,
  type Told,
  told,
  toldOfRpm,
  unfixed,
} from './statements.ts';

// Each of these has been seen in real data; the versions are the real ones.

const UBUNTU: Told = { feed: 'ubuntu', release: JAMMY };
const NOBLE: Told = { feed: 'ubuntu', release: { distribution: 'ubuntu', release: 'noble' } };

describe('14, 15: the release first, then the exact order of its own versions', () => {
  test("another release's fix is not compared", () => {
    const openssl = debPackage('openssl', '3.0.22-1~deb12u2');
    const inTrixie = told('CVE-2026-1', 'openssl', fixedIn('3.5.7-1'), { release: { ...BOOKWORM, release: 'trixie' } });
    expect(judge(openssl, inTrixie)).toEqual([]);
    expect(judge(openssl, inTrixie, told('CVE-2026-1', 'openssl', fixedIn('3.0.22-1~deb12u2')))).toMatchObject([
      { verdict: 'fixed' },
    ]);
    const ofUbuntu = told('CVE-2026-1', 'openssl', fixedIn('9'), { release: JAMMY });
    expect(judge(openssl, ofUbuntu, toldOfRpm('CVE-2026-2', 'openssl', fixedIn('9')))).toEqual([]);
  });

  test('a backport is judged by the version of the distribution', () => {
    const git = debPackage('git', '1:2.30.2-1+deb11u5', { release: BULLSEYE });
    expect(judge(git, told('CVE-2025-1', 'git', fixedIn('1:2.30.2-1+deb11u5'), { release: BULLSEYE }))).toMatchObject([
      { verdict: 'fixed' },
    ]);
  });
});

test('16: before the version that brought it in', () => {
  const rsync = debPackage('rsync', '3.2.7-1+deb12u6');
  expect(briefly(rsync, told('CVE-2026-1', 'rsync', fixedIn('3.5.0+ds1-0+deb12u1', '3.3.0')))).toEqual([
    'CVE-2026-1 not-affected version-not-affected -',
  ]);
});

describe('17: advisories list more than they should', () => {
  const sudo = debPackage('sudo', '1.9.9-1ubuntu2.4', { release: JAMMY });
  const names = { vulnerabilities: ['CVE-2025-32462', 'CVE-2025-32463'] };
  const usn = told('USN-7604-1', 'sudo', fixedIn('1.9.9-1ubuntu2.5'), { ...UBUNTU, ...names });
  const inNoble = told('CVE-2025-32463', 'sudo', fixedIn('1.9.15p5-3ubuntu5.24.04.1'), NOBLE);
  const inJammy = told('CVE-2025-32462', 'sudo', fixedIn('1.9.9-1ubuntu2.5'), UBUNTU);

  test('USN-7604-1: the record of CVE-2025-32463 passes over 22.04', () => {
    expect(briefly(sudo, usn, inNoble, inJammy)).toEqual([
      'CVE-2025-32462 affected fix-available 1.9.9-1ubuntu2.5',
      'CVE-2025-32463 not-affected advisory-names-too-much -',
    ]);
  });

  test('the advisory is what people install: the verdict names it', () => {
    expect(judge(sudo, usn, inJammy)[0]).toMatchObject({ vulnerability: 'CVE-2025-32462', advisory: 'USN-7604-1' });
  });

  test('records drop short-lived releases: their silence about those means nothing', () => {
    const oracular = { distribution: 'ubuntu', release: 'oracular' };
    const there = debPackage('sudo', '1.9.15p5-3ubuntu5', { release: oracular });
    const advisory = told('USN-7604-1', 'sudo', fixedIn('1.9.15p5-3ubuntu5.24.10.1'), {
      ...UBUNTU,
      ...names,
      release: oracular,
    });
    expect(judge(there, advisory, inNoble)).toMatchObject([{ verdict: 'affected' }, { verdict: 'affected' }]);
  });

  test('other distributions may have no record for a release that an advisory fixes', () => {
    const bullseye = debPackage('sudo', '1.9.5p2-3', { release: BULLSEYE });
    const dla = told('DLA-4235-1', 'sudo', fixedIn('1.9.5p2-3+deb11u2'), {
      release: BULLSEYE,
      vulnerabilities: ['CVE-2025-32462'],
    });
    const inTrixie = told('CVE-2025-32462', 'sudo', fixedIn('1.9.16p2-3'), {
      release: { ...BULLSEYE, release: 'trixie' },
    });
    expect(judge(bullseye, dla, inTrixie)).toMatchObject([{ verdict: 'affected' }]);
  });

  test("a complete record's open end stands against an advisory that claims a fix", () => {
    const open = told('CVE-2025-32463', 'sudo', unfixed(), UBUNTU);
    expect(briefly({ ...sudo, sourceVersion: '1.9.9-1ubuntu2.5' }, usn, open)[1]).toBe(
      'CVE-2025-32463 affected fix-awaited -',
    );
  });

  test('several advisories for one vulnerability: all of them have to be reached', () => {
    const first = toldOfRpm('ALSA-2023:5763', 'curl-minimal', fixedIn('7.76.1-23.el9_2.4'), {
      vulnerabilities: ['CVE-2023-38545'],
    });
    const second = toldOfRpm('ALSA-2023:6745', 'curl-minimal', fixedIn('7.76.1-26.el9_3.2'), {
      vulnerabilities: ['CVE-2023-38545'],
    });
    const between = rpmPackage('curl-minimal', '7.76.1-24.el9');
    expect(judge(between, first, second)).toMatchObject([
      { verdict: 'affected', fixedVersion: '7.76.1-26.el9_3.2', advisory: 'ALSA-2023:6745' },
    ]);
    const below = rpmPackage('curl-minimal', '7.76.1-14.el9');
    expect(judge(below, first, second)).toMatchObject([{ fixedVersion: '7.76.1-26.el9_3.2' }]);
  });
});

describe('18: a fix that has to be paid for', () => {
  const pro: Told = { ...UBUNTU, entitlement: 'ubuntu-pro' };
  const netty = (version: string) => debPackage('libnetty-java', version, { sourceName: 'netty', release: JAMMY });
  const fix = told('UBUNTU-CVE-2022-24823', 'netty', fixedIn('1:4.1.48-4+deb11u2ubuntu0.1~esm1'), {
    ...pro,
    vulnerabilities: ['CVE-2022-24823'],
  });

  test('affected, and the reason names what it takes', () => {
    expect(judge(netty('1:4.1.48-4+deb11u2'), fix)).toMatchObject([
      { verdict: 'affected', reason: { code: 'fix-needs-entitlement', facts: { entitlement: 'ubuntu-pro' } } },
    ]);
    expect(judge(netty('1:4.1.48-4+deb11u2ubuntu0.1~esm1'), fix)).toMatchObject([{ verdict: 'fixed' }]);
  });

  test('one for everybody goes before', () => {
    const free = told('CVE-2022-24823', 'netty', fixedIn('1:4.1.48-4+deb11u2ubuntu0.1'), UBUNTU);
    expect(briefly(netty('1:4.1.48-4+deb11u2'), fix, free)).toEqual([
      'CVE-2022-24823 affected fix-available 1:4.1.48-4+deb11u2ubuntu0.1',
    ]);
    expect(briefly(netty('1:4.1.48-4+deb11u2ubuntu0.1'), fix, free)).toMatchObject([/ fixed /]);
  });

  test('where everybody waits, the paid one is the only one', () => {
    const open = told('CVE-2022-24823', 'netty', unfixed(), UBUNTU);
    expect(judge(netty('1:4.1.48-4+deb11u2'), fix, open)).toMatchObject([
      { reason: { code: 'fix-needs-entitlement' } },
    ]);
  });
});

test('20: whether an update is one of security is said by its record, wherever it was published', () => {
  const update = told('ALBA-2026:39332', 'tzdata', fixedIn('2'), { security: false });
  expect(judge(debPackage('tzdata', '1'), update)).toMatchObject([{ reason: { facts: { channel: 'other' } } }]);
});

describe('21: architectures', () => {
  const only = (architectures: readonly string[] | null) =>
    toldOfRpm('CVE-2026-1', 'glibc', fixedIn('2.34-100.el9'), { architectures });
  test.each([
    ['x86_64', ['x86_64', 'i686'], 1],
    ['i686', ['x86_64'], 0],
    ['x86_64', ['aarch64'], 0],
    ['noarch', ['aarch64'], 1],
    ['x86_64', null, 1],
  ])('%s against %j', (architecture, architectures, count) => {
    expect(judge(rpmPackage('glibc', '2.34-60.el9', { architecture }), only(architectures))).toHaveLength(count);
  });
});

describe('22: packages of others', () => {
  const nginx = (origin: JudgedPackage['origin']) => debPackage('nginx', '1.29.3-1~bookworm', { origin });
  const fix = told('CVE-2026-1', 'nginx', fixedIn('1.22.1-9+deb12u10'));

  test('however new they are, the feeds of the distribution know nothing of them', () => {
    expect(briefly(nginx('foreign'), fix)).toEqual(['CVE-2026-1 unknown origin-foreign -']);
    expect(judge(nginx('unknown'), fix)).toMatchObject([{ verdict: 'fixed' }]);
  });

  test('a house feed does', () => {
    const house: Told = { feed: 'house', release: EVERY_RELEASE, publisher: 'any' };
    const own = told('CVE-2026-1', 'nginx', fixedIn('1.29.4-1~bookworm'), {
      ...house,
      subject: { kind: 'binary', name: 'nginx' },
    });
    expect(judge(nginx('foreign'), fix, own)).toMatchObject([
      { verdict: 'affected', feed: 'house', fixedVersion: '1.29.4-1~bookworm' },
    ]);
  });
});

describe('23: only some binaries of a source', () => {
  const binaries = [{ name: 'libssl3', version: '3.0.2-0ubuntu1.20' }];
  const fix = told('CVE-2026-1', 'openssl', fixedIn('3.0.2-0ubuntu1.20'), { ...UBUNTU, binaries });
  const of = (name: string, version: string, sourceName = 'openssl') =>
    debPackage(name, version, { sourceName, release: JAMMY });

  test('named, or not named: then nobody knows whether it has the flaw, or was left over from a rename', () => {
    expect(judge(of('libssl3', '3.0.2-0ubuntu1.19'), fix)).toMatchObject([{ verdict: 'affected' }]);
    expect(briefly(of('libssl-doc', '3.0.2-0ubuntu1.19'), fix)).toEqual(['CVE-2026-1 unknown binary-not-named -']);
    expect(judge(of('libssl-doc', '3.0.2-0ubuntu1.20'), fix)).toMatchObject([{ verdict: 'fixed' }]);
  });

  test('a kernel has a new name each time, so that no list can hold the old one', () => {
    const kernel = told('CVE-2026-1', 'linux', fixedIn('5.15.0-113.123'), {
      ...UBUNTU,
      binaries: [{ name: 'linux-image-5.15.0-113-generic', version: '5.15.0-113.123' }],
    });
    expect(judge(of('linux-modules-5.15.0-25-generic', '5.15.0-25.25', 'linux'), kernel)).toMatchObject([
      { verdict: 'affected' },
    ]);
  });
});

describe('24: withdrawn', () => {
  const withdrawnAt = asInstant('2026-07-18T16:42:51.000Z');
  test('alone, it closes what it opened; beside others, it is not there', () => {
    const gone = told('CVE-2013-2208', 'tpp', fixedIn('1.3.1-3'), { withdrawnAt });
    const tpp = debPackage('tpp', '1.3.1-2');
    expect(briefly(tpp, gone)).toEqual(['CVE-2013-2208 not-affected advisory-withdrawn -']);
    const other = told('DSA-1', 'tpp', fixedIn('1.3.1-2'), { vulnerabilities: ['CVE-2013-2208'] });
    expect(briefly(tpp, gone, other)).toEqual(briefly(tpp, other));
  });
});

describe('25: silence after the end of support', () => {
  const now = asInstant('2026-11-21T00:00:00.000Z');
  const status = (
    sourcePackage: string | null,
    kind: 'standard' | 'long-term' | 'extended' | 'limited' | 'ended',
    endsAt: string | null,
  ) => ({
    release: BULLSEYE,
    sourcePackage,
    kind,
    endsAt: endsAt === null ? null : asInstant(`${endsAt}T00:00:00.000Z`),
    note: '',
  });
  const of = (sourceName: string, ...statuses: ReturnType<typeof status>[]) => {
    const { kind, of: what } = supportOf({ release: BULLSEYE, sourceName }, statuses, now);
    return `${kind} ${what}`;
  };
  const STANDARD = status(null, 'standard', '2024-08-14');
  const LTS = status(null, 'long-term', '2026-12-31');

  test.each([
    ['nobody said', [], 'untold release'],
    ['the longest term counts', [STANDARD, LTS], 'supported release'],
    ['all over', [STANDARD, status(null, 'long-term', '2026-08-31')], 'ended release'],
    ['only for money', [STANDARD, status(null, 'extended', '2031-06-30')], 'extended release'],
    ['a package that was given up', [LTS, status('xen', 'ended', '2023-05-09')], 'ended package'],
    ['one that will be', [LTS, status('xen', 'ended', '2026-12-01')], 'supported release'],
    ['a limited one', [LTS, status('xen', 'limited', null)], 'limited package'],
    ['of another release', [{ ...STANDARD, release: BOOKWORM }], 'untold release'],
  ])('%s', (_what, statuses, expected) => expect(of('xen', ...statuses)).toBe(expected));

  test.each([
    ['golang-1.15', 'golang.*', true],
    ['golang-1.15', 'golang*', true],
    ['golang', 'golang.*', true],
    ['notgolang', 'golang.*', false],
    ['php-horde-core', 'php-*-core', true],
    ['php-core', 'php-*-core', false],
    ['libsoupX4', 'libsoup2.4', false],
    ['gnupg1', 'gnupg1', true],
  ])('%s is %s: %s', (name, pattern, isOf) => {
    expect(of(name, LTS, status(pattern, 'limited', null))).toBe(isOf ? 'limited package' : 'supported release');
  });
});

test('27: ids of any width and kind keep apart what they name', () => {
  const ids = ['CVE-2026-1197410', 'CVE-2026-119741', 'TEMP-0841257-5B7F4A', 'ALBA-2026:39332'];
  const judged = debPackage('a', '1');
  const found = judge(judged, told('DTSA-1-1', 'a', fixedIn('2'), { vulnerabilities: ids }));
  expect(new Set(found.map(({ vulnerability }) => vulnerability))).toEqual(new Set(ids));
});

describe('what cannot be read is not compared', () => {
  test.each([
    ['1.0-', fixedIn('2.0')],
    ['', fixedIn('2.0')],
    ['1.0', fixedIn('1.0 beta')],
    ['1.0', fixedIn('2.0', 'a:1')],
    [
      '1.0',
      { ...fixedIn('2.0'), ranges: [{ introduced: null, end: { kind: 'last-affected', version: '' } as const }] },
    ],
  ])('%j against %j', (version, says) => {
    expect(briefly(debPackage('a', version), told('CVE-2026-1', 'a', says))).toEqual([
      'CVE-2026-1 unknown version-invalid -',
    ]);
  });

  test('what dpkg only grumbles about has its place', () => {
    expect(judge(debPackage('a', 'abc'), told('CVE-2026-1', 'a', fixedIn('abd')))).toMatchObject([
      { verdict: 'affected' },
    ]);
  });

  test('open from the first version on needs no comparison', () => {
    expect(judge(debPackage('a', '1.0-'), told('CVE-2026-1', 'a', unfixed()))).toMatchObject([{ verdict: 'affected' }]);
  });
});

describe('ranges', () => {
  const says = (
    ranges: Extract<Statement['says'], { kind: 'affected-in' }>['ranges'],
    versions: readonly string[] = [],
  ) => ({ kind: 'affected-in', ranges, versions, note: null }) as const;
  const upTo = (version: string, introduced: string | null = null) =>
    ({ introduced, end: { kind: 'fixed', version } }) as const;
  const last = (version: string) => ({ introduced: null, end: { kind: 'last-affected', version } }) as const;

  test.each([
    ['the fix itself is fixed', '2.0', says([upTo('2.0')]), 'fixed fix-reached 2.0'],
    ['the first affected one is affected', '1.0', says([upTo('2.0', '1.0')]), 'affected fix-available 2.0'],
    ['before', '0.9', says([upTo('2.0', '1.0')]), 'not-affected version-not-affected -'],
    ['between two ranges', '2.5', says([upTo('2.0', '1.0'), upTo('4.0', '3.0')]), 'fixed fix-reached 2.0'],
    ['in the second', '3.5', says([upTo('2.0', '1.0'), upTo('4.0', '3.0')]), 'affected fix-available 4.0'],
    [
      'in one without an end as well',
      '1.5',
      says([upTo('2.0'), { introduced: '1.0', end: { kind: 'none' } }]),
      'affected fix-awaited -',
    ],
    ['the last affected', '1.5', says([last('1.5')]), 'affected fix-awaited -'],
    ['past it', '1.6', says([last('1.5')]), 'fixed affected-range-passed -'],
    ['named itself', '1.5', says([], ['1.5']), 'affected fix-awaited -'],
    ['named itself, outside of the range', '0.5', says([upTo('2.0', '1.0')], ['0.5']), 'affected fix-available 2.0'],
    ['nothing is named', '1.5', says([]), 'not-affected version-not-affected -'],
  ])('%s', (_what, version, ofThem, expected) => {
    expect(briefly(debPackage('a', version), told('CVE-1', 'a', ofThem))).toEqual([`CVE-1 ${expected}`]);
  });
});

test('only the vulnerabilities that a statement is attributed', () => {
  const both = told('RHSA-1', 'a', fixedIn('2'), { vulnerabilities: ['CVE-1', 'CVE-2'] });
  const one = { ...both, statement: { ...both.statement, vulnerabilities: ['CVE-2'] } };
  expect(judge(debPackage('a', '1'), one).map(({ vulnerability }) => vulnerability)).toEqual(['CVE-2']);
});

test('a statement in the other format says nothing', () => {
  const judged = rpmPackage('a', '1', { release: ALMA9 });
  expect(judge(judged, told('CVE-1', 'a', fixedIn('2'), { release: ALMA9 }))).toEqual([]);
});
