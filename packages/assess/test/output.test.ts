import { describe, expect, it } from 'vitest';
import { cyclonedxOf, jsonOf, reaches, sarifOf } from '../src/index.ts';
import { assessed, BOOKWORM, dpkgStatus, madeFile, trackerJson } from './made.ts';

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
  const bom = cyclonedxOf(await made(), '1.2.3');
  const refs = bom.components.map((component) => component['bom-ref']);
  expect(refs).toContain('pkg:deb/debian/libssl3@1%3A3.0-1?arch=amd64&distro=debian-bookworm');
  expect(new Set(refs).size).toBe(3);
  for (const { affects } of bom.vulnerabilities) for (const { ref } of affects) expect(refs).toContain(ref);
  const states = Object.fromEntries(bom.vulnerabilities.map(({ id, analysis }) => [id, analysis.state]));
  expect(states).toEqual({
    'CVE-2026-1001': 'exploitable',
    'CVE-2026-1002': 'exploitable',
    'CVE-2026-1003': 'resolved',
  });
});
