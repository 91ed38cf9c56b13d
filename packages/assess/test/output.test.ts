import { describe, expect, it } from 'vitest';
import { cyclonedxOf, jsonOf, reaches, sarifOf } from '../src/index.ts';
import { ALMA, assessed, BOOKWORM, dpkgStatus, madeFile, trackerJson } from './made.ts';

const MADE = { version: '1.2.3', serial: '3e671687-395b-41f5-a30f-a58921a69b79' };

const made = async () =>
  await assessed(
    {
      osRelease: BOOKWORM,
      packages: dpkgStatus([
        { name: 'libssl3', version: '1:3.0-1', source: 'openssl' },
        { name: 'openssl', version: '1:3.0-1' },
        { name: 'zlib1g', version: '2', source: 'zlib' },
      ]),
      runningKernel: '6.1.0-50-amd64',
    },
    [
      madeFile(
        'tracker.json',
        trackerJson([
          { source: 'openssl', vulnerability: 'CVE-2026-1001', fixed: '1:3.0-2' },
          { source: 'openssl', vulnerability: 'CVE-2026-1002', fixed: null },
          { source: 'zlib', vulnerability: 'CVE-2026-1003', fixed: '1' },
        ]),
      ),
      madeFile(
        'kev.json',
        JSON.stringify({
          catalogVersion: '2026.11.20',
          dateReleased: '2026-11-20T10:00:00.000Z',
          count: 1,
          vulnerabilities: [
            {
              cveID: 'CVE-2026-1001',
              vendorProject: 'a',
              product: 'b',
              vulnerabilityName: 'c',
              dateAdded: '2026-11-19',
              shortDescription: 'd',
              requiredAction: 'update',
              dueDate: '2026-12-10',
              knownRansomwareCampaignUse: 'Unknown',
              notes: '',
              cwes: [],
            },
          ],
        }),
      ),
    ],
  );

describe('the JSON of an assessment', () => {
  it('has the documented shape', async () => {
    const value = jsonOf(await made());
    expect(value.host).toEqual({
      distribution: 'debian',
      release: 'bookworm',
      runningKernel: '6.1.0-50-amd64',
      packages: 3,
    });
    expect(value.feeds).toMatchObject([
      { name: 'tracker.json', records: expect.any(Number), refused: null },
      { name: 'kev.json', kind: 'kev', refused: null },
    ]);
    expect(value.verdicts).toContainEqual(
      expect.objectContaining({
        vulnerability: 'CVE-2026-1001',
        sourcePackage: 'openssl',
        package: 'libssl3',
        installedVersion: '1:3.0-1',
        fixedVersion: '1:3.0-2',
        verdict: 'affected',
        feed: 'tracker.json',
        lane: 'out-of-cycle',
      }),
    );
    expect(value.verdicts.find(({ vulnerability }) => vulnerability === 'CVE-2026-1002')).toMatchObject({
      verdict: 'affected',
      fixedVersion: null,
    });
    expect(value.verdicts.find(({ vulnerability }) => vulnerability === 'CVE-2026-1003')?.verdict).toBe('fixed');
  });

  it('is what --fail-on asks: a lane and everything above it', async () => {
    const found = await made();
    expect(
      ['scheduled', 'unknown', 'out-of-cycle', 'immediate'].map((lane) => reaches(found, lane as 'unknown')),
    ).toEqual([true, true, true, false]);
  });
});

it('SARIF has a rule for each vulnerability that stands and a result for each package', async () => {
  const [run] = sarifOf(await made(), '1.2.3').runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['CVE-2026-1001', 'CVE-2026-1002']);
  expect(run?.results).toHaveLength(4);
  for (const result of run?.results ?? []) {
    expect(run?.tool.driver.rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
    expect(result.message.text).not.toBe('');
  }
});

it('CycloneDX refers only to components that it lists, and tells all four words apart', async () => {
  const bom = cyclonedxOf(await made(), MADE);
  const refs = bom.components.map((component) => component['bom-ref']);
  expect(refs).toContain('pkg:deb/debian/libssl3@1:3.0-1?arch=amd64&distro=debian-bookworm');
  expect(new Set(refs).size).toBe(3);
  for (const { affects } of bom.vulnerabilities) for (const { ref } of affects) expect(refs).toContain(ref);
  const states = Object.fromEntries(bom.vulnerabilities.map(({ id, analysis }) => [id, analysis.state]));
  expect(states).toEqual({
    'CVE-2026-1001': 'exploitable',
    'CVE-2026-1002': 'exploitable',
    'CVE-2026-1003': 'resolved',
  });
});

const rpmSystem = (...lines: readonly string[]) => ({
  osRelease: ALMA,
  packages: { kind: 'rpm-list', text: lines.join('\n') } as const,
  runningKernel: null,
});
const almaRecord = (name: string, fixed: string): string =>
  JSON.stringify({
    id: 'ALSA-2026:1',
    modified: '2026-11-01T00:00:00Z',
    summary: 'Important: made update',
    related: ['CVE-2026-1000'],
    affected: [
      {
        package: { ecosystem: 'AlmaLinux:9', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  });

it('of several installed versions of one name, the vulnerability is of the one that was compared', async () => {
  const feed = madeFile('alma.json', almaRecord('kernel-core', '5.14.0-2.el9'));
  const line = (release: string): string =>
    `kernel-core\t0\t5.14.0\t${release}\tx86_64\tkernel-5.14.0-${release}.src.rpm\t`;
  const found = await assessed(rpmSystem(line('1.el9'), line('2.el9'), line('2.el9')), [feed]);
  const { components, vulnerabilities } = cyclonedxOf(found, MADE);
  const ref = (release: string): string =>
    `pkg:rpm/almalinux/kernel-core@5.14.0-${release}?arch=x86_64&distro=almalinux-9`;
  expect(components.map((component) => component['bom-ref'])).toEqual([ref('1.el9'), ref('2.el9')]);
  expect(vulnerabilities.map(({ analysis, affects }) => [analysis.state, affects])).toEqual([
    ['exploitable', [{ ref: ref('1.el9') }]],
    ['resolved', [{ ref: ref('2.el9') }]],
  ]);
});

it('what nobody can know is no clean bill in any form', async () => {
  const feed = madeFile('alma.json', almaRecord('odd', '2-1'));
  const lost = await assessed(rpmSystem('odd\t\t1\t1\tnoarch\todd-1-1.src.rpm\t'), [feed]);
  expect(['scheduled', 'unknown', 'out-of-cycle'].map((lane) => reaches(lost, lane as 'unknown'))).toEqual([
    true,
    true,
    false,
  ]);
  expect(sarifOf(lost, '1').runs[0]?.results).toMatchObject([{ kind: 'fail', level: 'warning' }]);
  expect(cyclonedxOf(lost, MADE).vulnerabilities.map(({ analysis }) => analysis.state)).toEqual(['in_triage']);

  const page = madeFile('page.json', '<!doctype html>');
  const unspoken = await assessed({ ...rpmSystem(), packages: dpkgStatus([{ name: 'odd', version: '1' }]) }, [
    feed,
    page,
  ]);
  expect(unspoken.gaps).toMatchObject([{ package: null, reason: { code: 'release-without-feed' } }]);
  expect(sarifOf(unspoken, '1').runs[0]?.invocations).toMatchObject([
    { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }, { level: 'warning' }] },
  ]);
  expect(cyclonedxOf(unspoken, MADE).metadata.properties.map(({ name }) => name)).toEqual([
    'slipway:feed:alma.json',
    'slipway:feed-refused',
    'slipway:unknown',
  ]);
});

it('a kernel that does not run is a note', async () => {
  const fix = { source: 'linux', vulnerability: 'CVE-2026-1000', fixed: '6.1.2-1' };
  const kernel = (abi: number) => ({
    name: `linux-image-6.1.0-${abi}-amd64`,
    version: `6.1.${abi}-1`,
    source: `linux-signed-amd64 (6.1.${abi}+1)`,
  });
  const packages = dpkgStatus([kernel(1), kernel(2)]);
  const levels = async (runningKernel: string) => {
    const found = await assessed({ osRelease: BOOKWORM, packages, runningKernel }, [
      madeFile('tracker.json', trackerJson([fix])),
    ]);
    return sarifOf(found, '1').runs[0]?.results.map(({ level }) => level);
  };
  expect(await levels('6.1.0-2-amd64')).toEqual(['note']);
  expect(await levels('6.1.0-1-amd64')).toEqual(['warning']);
});
