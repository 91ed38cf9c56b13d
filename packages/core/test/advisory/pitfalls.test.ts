import { describe, expect, test } from 'vitest';
import {
  fixInArchive,
  type JudgedPackage,
  judgePackage,
  neededSubjects,
  type PackageSupport,
  type Statement,
} from '../../src/advisory/index.ts';
import { asInstant } from '../../src/time/index.ts';
import { brief, briefly, judge, SUPPORTED } from './judging.ts';
import {
  BOOKWORM,
  BULLSEYE,
  debPackage,
  FEED_DATE,
  fixedIn,
  NOT_AFFECTED,
  rpmPackage,
  type Told,
  told,
  toldOfRpm,
  UNDETERMINED,
  unfixed,
} from './statements.ts';

// Each of these has been seen in real data; the versions are the real ones.

const ENDED: PackageSupport = { ...SUPPORTED, kind: 'ended' };

test('a verdict says what was compared, by which feed of which day', () => {
  const libssl = debPackage('libssl3', '3.0.20-1~deb12u2', { sourceName: 'openssl' });
  expect(judge(libssl, told('CVE-2026-34180', 'openssl', fixedIn('3.0.22-1~deb12u2')))).toEqual([
    {
      vulnerability: 'CVE-2026-34180',
      verdict: 'affected',
      reason: {
        code: 'fix-available',
        facts: { package: 'libssl3', installed: '3.0.20-1~deb12u2', fixed: '3.0.22-1~deb12u2' },
      },
      sourcePackage: 'openssl',
      package: 'libssl3',
      architecture: 'amd64',
      installedVersion: '3.0.20-1~deb12u2',
      fixedVersion: '3.0.22-1~deb12u2',
      advisory: 'CVE-2026-34180',
      feed: 'debian',
      feedDate: FEED_DATE,
    },
  ]);
});

describe('1: source is compared with source', () => {
  test.each([
    ['dmsetup', '2:1.02.185-2', 'lvm2', '2.03.16-2', '2.03.16-3', 'affected'],
    ['bsdutils', '1:2.38.1-5+deb12u3', 'util-linux', '2.38.1-5+deb12u3', '2.38.1-5+deb12u4', 'affected'],
    [
      'libldb2',
      '2:2.6.2+samba4.17.12+dfsg-0+deb12u1',
      'samba',
      '2:4.17.12+dfsg-0+deb12u1',
      '2:4.17.12+dfsg-0+deb12u1',
      'fixed',
    ],
  ])('%s %s of %s %s against %s', (name, version, sourceName, sourceVersion, fixed, verdict) => {
    const judged = debPackage(name, version, { sourceName, sourceVersion });
    expect(judge(judged, told('CVE-2026-1', sourceName, fixedIn(fixed)))).toMatchObject([
      { verdict, installedVersion: sourceVersion },
    ]);
  });

  test('a statement about a source says nothing about a binary of that name, and the other way round', () => {
    const judged = debPackage('perl-base', '5.36.0-7', { sourceName: 'perl' });
    const bySource = told('CVE-2026-1', 'perl-base', fixedIn('9'));
    const byBinary = told('CVE-2026-1', 'perl', fixedIn('9'), { subject: { kind: 'binary', name: 'perl' } });
    expect(judge(judged, bySource, byBinary)).toEqual([]);
  });
});

test("2: a rebuild's own suffix is not compared", () => {
  const rebuilt = debPackage('libssh2-1', '1.10.0-3+b1', { sourceName: 'libssh2', sourceVersion: '1.10.0-3' });
  expect(judge(rebuilt, told('CVE-2026-1', 'libssh2', fixedIn('1.10.0-3+deb12u1')))).toMatchObject([
    { verdict: 'affected', installedVersion: '1.10.0-3' },
  ]);
});

describe('3: a signed kernel is the kernel that was signed', () => {
  const signed = (sourceName: string, sourceVersion: string, more: Partial<JudgedPackage> = {}) =>
    debPackage('linux-image-6.1.0-50-cloud-amd64', '6.1.176-1', { sourceName, sourceVersion, ...more });

  test.each([
    ['linux-signed-amd64', '6.1.176+1', 'linux', '6.1.176-1'],
    ['linux-signed-arm64', '6.1.176+1', 'linux', '6.1.176-1'],
    ['linux-signed-6.1-amd64', '6.1.176+1~deb11u1', 'linux-6.1', '6.1.176-1~deb11u1'],
    ['linux-signed', '5.15.0-25.25', 'linux', '5.15.0-25.25'],
    ['linux-signed-hwe-6.8', '6.8.0-60.63~22.04.1', 'linux-hwe-6.8', '6.8.0-60.63~22.04.1'],
  ])('%s %s is %s %s', (sourceName, sourceVersion, linux, version) => {
    const judged = signed(sourceName, sourceVersion);
    expect(neededSubjects(judged)).toEqual([
      { kind: 'source', name: sourceName },
      { kind: 'source', name: linux },
      { kind: 'binary', name: judged.name },
    ]);
    expect(judge(judged, told('CVE-2026-1', linux, fixedIn(`${version}+1`)))).toMatchObject([
      { verdict: 'affected', installedVersion: version },
    ]);
    expect(judge(judged, told('CVE-2026-1', linux, fixedIn(version)))).toMatchObject([{ verdict: 'fixed' }]);
  });

  test('the name of the signed source counts as well', () => {
    expect(
      judge(signed('linux-signed-amd64', '6.1.176+1'), told('CVE-2026-1', 'linux-signed-amd64', fixedIn('6.1.192+2'))),
    ).toMatchObject([{ verdict: 'affected', installedVersion: '6.1.176+1', fixedVersion: '6.1.192+2' }]);
  });

  test.each(['linux-meta', 'linux-latest', 'linux-base', 'linux-firmware'])('%s is no kernel', (sourceName) => {
    const judged = signed(sourceName, '5.15.0.25.27');
    expect(judge(judged, told('CVE-2026-1', 'linux', fixedIn('5.15.0-113.123')))).toEqual([]);
  });
});

test('6: an update without a vulnerability bears its own name, and the reason says so', () => {
  const update = told('DLA-5000-1', 'tzdata', fixedIn('2026f-0+deb12u1'));
  expect(judge(debPackage('tzdata', '2026b-0+deb12u1'), update)).toMatchObject([
    {
      vulnerability: 'DLA-5000-1',
      reason: { code: 'update-names-no-vulnerability', facts: { channel: 'security' } },
    },
  ]);
});

describe('7: states without a fix are affected, and are overtaken by one', () => {
  const curl = (version: string) => debPackage('curl', version, { release: BULLSEYE });
  const postponed = told('CVE-2024-8096', 'curl', unfixed('postponed'), { release: BULLSEYE });
  const fix = told('DLA-4000-1', 'curl', fixedIn('7.74.0-1.3+deb11u14'), {
    release: BULLSEYE,
    vulnerabilities: ['CVE-2024-8096'],
  });

  test.each([
    ['no-dsa', 'fix-not-planned'],
    ['postponed', 'fix-not-planned'],
    ['ignored', 'fix-not-planned'],
    ['deferred', 'fix-awaited'],
    ['needs-triage', 'fix-awaited'],
    ['end-of-life', 'fix-never'],
    [null, 'fix-awaited'],
  ] as const)('%s', (note, code) => {
    const open = told('CVE-2024-8096', 'curl', unfixed(note), { release: BULLSEYE });
    expect(briefly(curl('7.74.0-1.3'), open)).toEqual([`CVE-2024-8096 affected ${code} -`]);
  });

  test('postponed, and then fixed after all', () => {
    expect(briefly(curl('7.74.0-1.3+deb11u13'), postponed, fix)).toEqual([
      'CVE-2024-8096 affected fix-available 7.74.0-1.3+deb11u14',
    ]);
    expect(briefly(curl('7.74.0-1.3+deb11u14'), postponed, fix)).toEqual([
      'CVE-2024-8096 fixed fix-reached 7.74.0-1.3+deb11u14',
    ]);
  });

  test('unimportant is not worth an alert', () => {
    const unimportant = told('CVE-2026-9672', 'curl', unfixed('unimportant'), { release: BULLSEYE });
    expect(briefly(curl('7.74.0-1.3'), unimportant)).toEqual([
      'CVE-2026-9672 not-affected vulnerability-unimportant -',
    ]);
  });

  test('undetermined is unknown, until somebody determines it', () => {
    const undetermined = told('CVE-2024-8096', 'curl', UNDETERMINED, { release: BULLSEYE });
    expect(briefly(curl('7.74.0-1.3'), undetermined)).toEqual(['CVE-2024-8096 unknown vendor-undetermined -']);
    expect(briefly(curl('7.74.0-1.3'), undetermined, fix)).toEqual([
      'CVE-2024-8096 affected fix-available 7.74.0-1.3+deb11u14',
    ]);
  });
});

test('8: unfixed has no version to reach, and after the end of support none will come', () => {
  const openssh = debPackage('openssh-server', '1:9.2p1-2+deb12u7', { sourceName: 'openssh' });
  const open = told('CVE-2026-3497', 'openssh', unfixed());
  expect(briefly(openssh, open)).toEqual(['CVE-2026-3497 affected fix-awaited -']);
  expect(brief(judgePackage(openssh, [open], ENDED))).toEqual(['CVE-2026-3497 affected fix-never -']);
});

test("9: a fix that the archive does not have is the feed's fault or the archive's, and is told", () => {
  const wanted = { name: 'xz-utils', format: 'deb', fixedVersion: '5.4.1-2+deb12u1' } as const;
  expect(fixInArchive({ ...wanted, candidates: ['5.4.1-1', '5.4.1-1+deb12u1'] })).toMatchObject({
    kind: 'missing',
    reason: { code: 'fix-not-in-archive', facts: { newest: '5.4.1-1+deb12u1' } },
  });
  expect(fixInArchive({ ...wanted, candidates: ['5.4.1-3', '5.4.1-1'] })).toEqual({
    kind: 'there',
    version: '5.4.1-3',
  });
  expect(fixInArchive({ ...wanted, candidates: [] })).toEqual({ kind: 'unknown' });
});

describe('10: what is said of unstable is borrowed where nobody speaks of the release', () => {
  const sid: Told = { release: { distribution: 'debian', release: 'sid' } };
  const inSid = (says: Statement['says']) => told('CVE-2026-8286', 'curl', says, sid);
  const curl = (version: string) => debPackage('curl', version);

  test('below the fix of unstable: affected, and that fix is nothing to update to', () => {
    expect(briefly(curl('7.88.1-10+deb12u12'), inSid(fixedIn('8.21.0~rc2-1')))).toEqual([
      'CVE-2026-8286 affected fix-awaited -',
    ]);
    expect(briefly(curl('8.21.0-1'), inSid(fixedIn('8.21.0~rc2-1')))).toEqual([
      'CVE-2026-8286 fixed fix-reached 8.21.0~rc2-1',
    ]);
  });

  test('gone from unstable says nothing about those who stayed', () => {
    const postgresql = debPackage('postgresql-17', '17.9-0+deb13u1', { release: { ...BOOKWORM, release: 'trixie' } });
    expect(briefly(postgresql, told('CVE-2026-6473', 'postgresql-17', UNDETERMINED, sid))).toEqual([
      'CVE-2026-6473 unknown vendor-undetermined -',
    ]);
    const fix = told('DSA-6270-1', 'postgresql-17', fixedIn('17.10-0+deb13u1'), {
      release: { ...BOOKWORM, release: 'trixie' },
      vulnerabilities: ['CVE-2026-6473'],
    });
    expect(briefly(postgresql, told('CVE-2026-6473', 'postgresql-17', UNDETERMINED, sid), fix)).toEqual([
      'CVE-2026-6473 affected fix-available 17.10-0+deb13u1',
    ]);
  });

  test('anybody who speaks of the release is believed before', () => {
    const curlHere = curl('7.88.1-10+deb12u12');
    for (const [says, expected] of [
      [NOT_AFFECTED, 'not-affected'],
      [unfixed('no-dsa'), 'affected'],
      [fixedIn('7.88.1-10+deb12u12'), 'fixed'],
    ] as const) {
      const own = told('CVE-2026-8286', 'curl', says);
      expect(judge(curlHere, inSid(fixedIn('8.21.0~rc2-1')), own)).toMatchObject([{ verdict: expected }]);
    }
  });
});

test('11: nobody spoke, so there is no verdict; every one that there is bears the day of its feed', () => {
  const freetype = debPackage('libfreetype6', '2.10.4+dfsg-1+deb11u1', { sourceName: 'freetype', release: BULLSEYE });
  expect(judge(freetype)).toEqual([]);
  const older = { release: BULLSEYE, feedDate: asInstant('2025-03-01T00:00:00.000Z') };
  expect(judge(freetype, told('CVE-2025-27363', 'freetype', unfixed(), older))).toMatchObject([
    { feed: 'debian', feedDate: '2025-03-01T00:00:00.000Z' },
  ]);
});

describe('12: streams of a module are other packages', () => {
  const ofStream = (module: string | null) =>
    toldOfRpm('CVE-2026-1', 'nodejs', fixedIn('1:20.19.2-1.module_el9.6.0+1'), { module });
  const plain = toldOfRpm('CVE-2026-1', 'nodejs', fixedIn('1:16.19.1-2.el9_2'));
  const installed = '1:18.14.2-3.module+el9.2.0.z+18964+42696395';

  test.each([
    ['its own stream', 'nodejs:18', ofStream('nodejs:18'), ['affected fix-available']],
    [
      'a label with version and context',
      'nodejs:18:9020020230327152102:rhel9:x86_64',
      ofStream('nodejs:18'),
      ['affected fix-available'],
    ],
    ['another stream', 'nodejs:18', ofStream('nodejs:20'), []],
    ['a stream that begins with the same letters', 'nodejs:1', ofStream('nodejs:18'), []],
    ['a plain advisory for a modular package', 'nodejs:18', plain, []],
    ['an advisory that names no stream', 'nodejs:18', ofStream(null), ['unknown module-unknown']],
    ['a label that was lost', null, ofStream('nodejs:20'), ['unknown module-unknown']],
    ['a label that was lost, and a plain advisory', null, plain, []],
    ['a label that is none', 'nodejs', ofStream('nodejs:20'), ['unknown module-unknown']],
  ])('%s', (_what, module, statement, expected) => {
    const found = judge(rpmPackage('nodejs', installed, { module }), statement);
    expect(found.map(({ verdict, reason }) => `${verdict} ${reason.code}`)).toEqual(expected);
  });

  test('a modular advisory for a plain package', () => {
    expect(judge(rpmPackage('nodejs', '1:16.20.2-8.el9'), ofStream('nodejs:18'), ofStream(null))).toEqual([]);
  });
});

describe('13: epochs', () => {
  const carp = toldOfRpm('CVE-2026-1', 'perl-podlators', fixedIn('5.74-481.el9'));

  test('a missing one is 0 in an advisory, and unknown where the inventory lost it', () => {
    expect(judge(rpmPackage('perl-podlators', '4:5.74-480.el9'), carp)).toMatchObject([{ verdict: 'fixed' }]);
    const lost = rpmPackage('perl-podlators', '5.74-480.el9', { epoch: 'lost' });
    expect(briefly(lost, carp)).toEqual(['CVE-2026-1 unknown epoch-lost -']);
  });

  test('what needs no comparison is said all the same', () => {
    const lost = rpmPackage('perl-podlators', '5.74-480.el9', { epoch: 'lost' });
    expect(judge(lost, toldOfRpm('CVE-2026-1', 'perl-podlators', NOT_AFFECTED))).toMatchObject([
      { verdict: 'not-affected' },
    ]);
  });

  test('a version that names no release is reached by any', () => {
    const judged = rpmPackage('sed', '4.8-9.el9');
    expect(judge(judged, toldOfRpm('CVE-2026-1', 'sed', fixedIn('4.8')))).toMatchObject([{ verdict: 'fixed' }]);
  });
});
