import type { AdvisoryRecord, Statement, VulnerabilityFacts } from '@slipway/core/advisory';
import { describe, expect, test } from 'vitest';
import { memoryFile, readFormat } from '../../test/read-format.ts';
import type { Found } from '../format.ts';
import { osv } from './index.ts';

const entry = (ecosystem: string, name: string, more: object = {}) => ({
  package: { ecosystem, name, purl: 'pkg:deb/ubuntu/x?arch=src?distro=jammy' },
  ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2-3' }] }],
  ...more,
});

const record = (id: string, affected: readonly object[], more: object = {}) => ({
  schema_version: '1.7.0',
  id,
  modified: '2026-11-01T08:00:00Z',
  published: '2026-10-31',
  affected,
  ...more,
});

const read = async (value: unknown): Promise<readonly Found[]> =>
  await readFormat(osv, { 'x.json': JSON.stringify(value) });

const advisories = (found: readonly Found[]): readonly AdvisoryRecord[] =>
  found.flatMap((one) => (one.kind === 'advisory' ? one.record : []));
const facts = (found: readonly Found[]): readonly VulnerabilityFacts[] =>
  found.flatMap((one) => (one.kind === 'vulnerability-facts' ? one.facts : []));
const problems = (found: readonly Found[]): readonly (readonly [string, string])[] =>
  found.flatMap((one) => (one.kind === 'problem' ? [[one.problem.where, one.problem.reason.code] as const] : []));

const only = async (value: unknown): Promise<AdvisoryRecord> => {
  const found = await read(value);
  expect(problems(found)).toEqual([]);
  const [one, ...more] = advisories(found);
  if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} records`);
  return one;
};

const statement = async (affected: object): Promise<Statement> => {
  const [one] = (await only(record('DSA-1', [affected]))).statements;
  if (one === undefined) throw new Error('no statement');
  return one;
};

const fixedAt = (version: string) => [{ introduced: null, end: { kind: 'fixed', version } }];

describe('a record', () => {
  test('of Debian is about sources, with the urgency of its packages', async () => {
    const urgent = { ecosystem_specific: { urgency: 'medium**' } };
    const one = await only(
      record('DEBIAN-CVE-2026-119741', [entry('Debian:12', 'curl', urgent), entry('Debian:13', 'curl')], {
        details: 'Something\nhappens.',
        references: [{ url: 'https://a.example/1' }, { url: 'https://a.example/1' }, { url: 'javascript:x' }, {}],
      }),
    );
    expect(one).toEqual({
      recordId: 'DEBIAN-CVE-2026-119741',
      name: 'DEBIAN-CVE-2026-119741',
      kind: 'vulnerability',
      summary: 'Something happens.',
      publishedAt: '2026-10-31T00:00:00.000Z',
      modifiedAt: '2026-11-01T08:00:00.000Z',
      withdrawnAt: null,
      vulnerabilities: ['CVE-2026-119741'],
      security: true,
      severity: 'medium',
      references: ['https://a.example/1'],
      statements: ['bookworm', 'trixie'].map((release) => ({
        release: { distribution: 'debian', release },
        format: 'deb',
        subject: { kind: 'source', name: 'curl' },
        module: null,
        architectures: null,
        vulnerabilities: null,
        says: { kind: 'affected-in', ranges: fixedAt('1.2-3'), versions: [], note: null },
        entitlement: null,
        binaries: [],
      })),
    });
  });

  test('of Ubuntu names binaries, what is needed for them, and its own priority', async () => {
    const binaries = [{ binary_name: 'sudo', binary_version: '1.2-3' }, { binary_name: 7 }];
    const pro = 'Available with Ubuntu Pro (Infra-only): https://ubuntu.example/pro';
    const legacy = 'Available with Ubuntu Pro with Legacy support add-on: https://ubuntu.example/pro';
    const one = await only(
      record(
        'UBUNTU-CVE-2026-1001',
        [
          entry('Ubuntu:22.04:LTS', 'sudo', {
            ecosystem_specific: { binaries, availability: 'No subscription required', ubuntu_priority: 'low' },
          }),
          entry('Ubuntu:Pro:18.04:LTS', 'sudo', { ecosystem_specific: { binaries, availability: pro } }),
          entry('Ubuntu:Pro:14.04:LTS', 'sudo', { ecosystem_specific: { binaries, availability: legacy } }),
          entry('Ubuntu:25.04', 'sudo', {
            ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
            ecosystem_specific: { binaries },
          }),
        ],
        {
          upstream: ['CVE-2026-1001'],
          severity: [
            { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
            { type: 'Ubuntu', score: 'critical' },
          ],
        },
      ),
    );
    expect(one.severity).toBe('critical');
    expect(
      one.statements.map(({ release, entitlement, binaries: named }) => [release.release, entitlement, named.length]),
    ).toEqual([
      ['jammy', null, 1],
      ['bionic', 'ubuntu-pro', 1],
      ['trusty', 'ubuntu-pro-legacy', 1],
      // Named at the newest version that there is: it carries no fix.
      ['plucky', null, 0],
    ]);
  });

  test('of AlmaLinux is about binaries, and one per release: its ids repeat', async () => {
    const found = await read(
      record(
        'ALSA-2022:4940',
        [entry('AlmaLinux:8', 'xz'), entry('AlmaLinux:9', 'xz'), entry('AlmaLinux:9', 'xz-libs')],
        {
          summary: 'Important: xz security update',
          related: ['CVE-2022-1271', 'RHSA-2022:4940'],
        },
      ),
    );
    expect(advisories(found)).toMatchObject([
      { recordId: 'ALSA-2022:4940@almalinux-8', name: 'ALSA-2022:4940', severity: 'high', kind: 'advisory' },
      { recordId: 'ALSA-2022:4940@almalinux-9', vulnerabilities: ['CVE-2022-1271'], security: true },
    ]);
    expect(advisories(found).map(({ statements }) => statements.map(({ subject }) => subject))).toEqual([
      [{ kind: 'binary', name: 'xz' }],
      [
        { kind: 'binary', name: 'xz' },
        { kind: 'binary', name: 'xz-libs' },
      ],
    ]);
  });

  test('that fixes no named vulnerability fixes itself; a bug fix is no security update unless it names one', async () => {
    const dsa = await only(record('DSA-5001-1', [entry('Debian:12', 'x')]));
    expect([dsa.vulnerabilities, dsa.security]).toEqual([['DSA-5001-1'], true]);
    for (const id of ['ALBA-2026:1', 'RLEA-2026:1', 'RHBA-2026:1']) {
      const ecosystem = entry('Rocky Linux:9', 'x');
      expect((await only(record(id, [ecosystem]))).security, id).toBe(false);
      expect((await only(record(id, [ecosystem], { related: ['CVE-2026-1001'] }))).security, id).toBe(true);
    }
  });

  test('"related" names what is fixed only where nothing else does', async () => {
    const related = ['CVE-2026-1002', 'USN-1'];
    const affected = [entry('Ubuntu:22.04:LTS', 'x')];
    const of = async (more: object) => (await only(record('USN-2-1', affected, more))).vulnerabilities;
    expect(await of({ related })).toEqual(['CVE-2026-1002']);
    expect(await of({ related, upstream: ['UBUNTU-CVE-2026-1001', 'UBUNTU-CVE-2026-1001'] })).toEqual([
      'CVE-2026-1001',
    ]);
    expect(await of({ related, aliases: ['CVE-2026-1003'] })).toEqual(['CVE-2026-1003']);
    expect((await only(record('UBUNTU-CVE-2026-1009', affected, { related }))).vulnerabilities).toEqual([
      'CVE-2026-1009',
    ]);
  });

  test('that was withdrawn stays, also without packages', async () => {
    const withdrawn = '2026-11-02T00:00:00Z';
    expect((await only(record('DSA-1', [entry('Debian:12', 'x')], { withdrawn }))).withdrawnAt).toBe(
      '2026-11-02T00:00:00.000Z',
    );
    expect(await only(record('DSA-1', [], { withdrawn }))).toMatchObject({ statements: [] });
  });

  test('of other ecosystems is passed over, and what a known name only begins is another', async () => {
    for (const ecosystem of ['npm', 'Debian', 'Debian:99', 'Ubuntu:Pro:FIPS:22.04:LTS', 'debian:12', 'Ubuntu:22.04'])
      expect(await read(record('X-1', [entry(ecosystem, 'x')])), ecosystem).toEqual([
        { kind: 'passed-over', where: 'x.json' },
      ]);
    const mixed = await only(record('X-1', [entry('npm', 'x'), entry('Debian:12', 'x')]));
    expect(mixed.statements).toHaveLength(1);
  });
});

describe('modules', () => {
  const modular = (version: string) => ({
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: version }] }],
  });
  const modulesIn = async (summary: string, version: string): Promise<readonly (string | null)[]> =>
    (await only(record('ALSA-2026:1', [entry('AlmaLinux:8', 'x', modular(version))], { summary }))).statements.map(
      ({ module }) => module,
    );
  const built = '1:18.20.4-1.module_el8.10.0+3874+ab12';

  test('stand in the summary, for packages that are built in one', async () => {
    expect(await modulesIn('Moderate: nodejs:18 security, bug fix, and enhancement update', built)).toEqual([
      'nodejs:18',
    ]);
    expect(await modulesIn('Moderate: nodejs:18 security update', '1:18.20.4-1.el8')).toEqual([null]);
    expect(await modulesIn('virt:rhel and virt-devel:rhel bug fix', '2-1.module+el8.10.0+1+a')).toEqual([
      'virt:rhel',
      'virt-devel:rhel',
    ]);
    expect(await modulesIn('Low: 389-ds:1.4 update of 12:30', built)).toEqual(['389-ds:1.4']);
    expect(await modulesIn('ALSA-2022:5468: php:8.0 bug fix', built)).toEqual(['php:8.0']);
  });

  test('that nobody names are left to the judge, who sees the mark in the version', async () => {
    expect(await modulesIn('Important: varnish security update', built)).toEqual([null]);
  });
});

describe('ranges', () => {
  const events = (...list: readonly object[]) => ({ ranges: [{ type: 'ECOSYSTEM', events: list }] });
  const rangesOf = async (more: object) => {
    const { says } = await statement(entry('Debian:12', 'x', more));
    if (says.kind !== 'affected-in') throw new Error(says.kind);
    return { ranges: says.ranges, versions: says.versions };
  };

  test('are put in order, and end at the next fix', async () => {
    expect(
      await rangesOf(events({ fixed: '3' }, { introduced: '2' }, { fixed: '1:1' }, { introduced: '1:0' })),
    ).toEqual({
      ranges: [
        { introduced: '2', end: { kind: 'fixed', version: '3' } },
        { introduced: '1:0', end: { kind: 'fixed', version: '1:1' } },
      ],
      versions: [],
    });
    expect((await rangesOf(events({ introduced: '0' }, { last_affected: '1~rc1' }))).ranges).toEqual([
      { introduced: null, end: { kind: 'last-affected', version: '1~rc1' } },
    ]);
    expect((await rangesOf(events({ introduced: '0' }))).ranges).toEqual([{ introduced: null, end: { kind: 'none' } }]);
    expect((await rangesOf(events({ introduced: '0' }, { fixed: '2' }, { introduced: '2' }))).ranges).toHaveLength(2);
  });

  test('of upstream sources say nothing here; listed versions do, beside the ranges', async () => {
    const git = { type: 'GIT', repo: 'x', events: [{ introduced: '0' }, { fixed: 'abc' }] };
    expect(await rangesOf({ ranges: [git], versions: ['1', '2'] })).toEqual({ ranges: [], versions: ['1', '2'] });
    const [range] = events({ introduced: '0' }, { fixed: '2' }).ranges;
    expect(await rangesOf({ ranges: [git, range], versions: ['1', '2~rc1', '2', '1:0'] })).toEqual({
      ranges: fixedAt('2'),
      versions: ['2', '1:0'],
    });
  });

  test('with a version that is none leave the package unknown, never safe', async () => {
    const found = await read(
      record('DSA-1', [
        entry('Debian:12', 'good'),
        entry('Debian:12', 'bad', events({ introduced: '0' }, { fixed: '1 2' })),
        entry('Debian:12', 'empty', events({ introduced: '0' }, { fixed: '' })),
        entry('Debian:12', 'silent', { ranges: [] }),
      ]),
    );
    expect(problems(found)).toEqual([
      ['DSA-1', 'version-invalid'],
      ['DSA-1', 'record-unreadable'],
      ['DSA-1', 'record-unreadable'],
    ]);
    expect(advisories(found)[0]?.statements.map(({ subject, says }) => [subject.name, says.kind])).toEqual([
      ['good', 'affected-in'],
      ['bad', 'undetermined'],
      ['empty', 'undetermined'],
      ['silent', 'undetermined'],
    ]);
  });

  test('that are all bad make the record a problem', async () => {
    const found = await read(record('DSA-1', [entry('Debian:12', 'bad', { versions: [' '], ranges: [] })]));
    expect([advisories(found).length, problems(found).length]).toEqual([0, 1]);
  });
});

test("Debian's words for what nobody fixes", async () => {
  const noteOf = async (urgency: string) => {
    const { says } = await statement(entry('Debian:12', 'x', { ecosystem_specific: { urgency } }));
    return says.kind === 'affected-in' ? says.note : says.kind;
  };
  expect(await noteOf('unimportant')).toBe('unimportant');
  expect(await noteOf('end-of-life')).toBe('end-of-life');
  expect(await noteOf('not yet assigned')).toBe(null);
});

describe('facts', () => {
  const severity = [
    { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
    { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
    { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
    { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
    { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N' },
    { type: 'CVSS_V3', score: '9.8' },
    { type: 'Ubuntu', score: 'low' },
  ];

  test('of a vulnerability are its ratings, recomputed', async () => {
    const found = await read(record('UBUNTU-CVE-2026-1001', [entry('Ubuntu:22.04:LTS', 'x')], { severity }));
    expect(facts(found)).toMatchObject([
      { vulnerability: 'CVE-2026-1001', summary: null, publishedAt: '2026-10-31T00:00:00.000Z' },
    ]);
    expect(facts(found)[0]?.cvss.map(({ source, scoreTenths }) => [source, scoreTenths])).toEqual([
      ['test-osv', 98],
      ['test-osv', 93],
      ['test-osv', 75],
    ]);
  });

  test('are not taken from advisories, whose rating is of the worst they fix', async () => {
    const found = await read(
      record('USN-1-1', [entry('Ubuntu:22.04:LTS', 'x')], { severity, upstream: ['CVE-2026-1001'] }),
    );
    expect(facts(found)).toEqual([]);
  });

  test('that say nothing are left out', async () => {
    const details = '[Unknown description]';
    expect(facts(await read(record('UBUNTU-CVE-2026-1001', [entry('Ubuntu:22.04:LTS', 'x')], { details })))).toEqual(
      [],
    );
  });
});

describe('a file', () => {
  const one = record('DSA-1', [entry('Debian:12', 'x')]);
  test('may hold one record, an array, or a line each, wherever its chunks end', async () => {
    const contents = {
      'x.json': JSON.stringify(one, null, 2),
      'y.json': ` \n[${JSON.stringify(one)} , ${JSON.stringify(one)}]`,
      'z.jsonl': `${JSON.stringify(one)}\r\n\n${JSON.stringify(one)}`,
    };
    const files = Object.entries(contents).map(([name, content]) => memoryFile(name, content, 7));
    expect(advisories(await readFormat(osv, files))).toHaveLength(5);
  });

  test('that is no JSON, or no record, is a problem with its name', async () => {
    const found = await readFormat(osv, {
      'a.json': '{',
      'b.json': '"text"',
      'c.jsonl': 'x\n{}',
      'd.json': '[1,,{"id":"\\u0000"}]',
    });
    expect(problems(found).map(([where]) => where)).toEqual([
      'a.json',
      'b.json',
      'c.jsonl:1',
      'c.jsonl:2',
      'd.json[0]',
      'd.json[1]',
      'd.json[2]',
    ]);
    expect(advisories(found)).toEqual([]);
  });

  test('is taken by its name', () => {
    expect(['a.json', 'b/C.JSON', 'x.jsonl'].every(osv.takes)).toBe(true);
    expect(['LICENSE', 'a.json.asc', 'json'].some(osv.takes)).toBe(false);
  });
});
