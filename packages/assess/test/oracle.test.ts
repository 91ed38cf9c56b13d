import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gunzipSync } from 'node:zlib';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import fc from 'fast-check';
import { expect, type TestContext, test } from 'vitest';
import {
  affectedIn,
  assessed,
  BOOKWORM,
  dpkgStatus,
  type MadeFix,
  type MadePackage,
  madeFile,
  madeFolder,
  trackerJson,
} from './made.ts';

// Debian's own debsecan on the same inventory and the same data. It and we share no code, not even the order of versions.

const SYSTEMS = 25;

/** `package vulnerability`, sorted. `data` is debsecan's form, before zlib. */
function byDebsecan(context: TestContext, data: string, status: string): readonly string[] {
  const folder = madeFolder();
  writeFileSync(join(folder, 'bookworm'), deflateSync(data));
  const statusPath = join(folder, 'status');
  writeFileSync(statusPath, status);
  const ran = spawnSync(
    '/usr/bin/debsecan',
    ['--source', `file://${folder}`, '--suite', 'bookworm', '--status', statusPath, '--format', 'simple'],
    { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' }, maxBuffer: 64 * 1024 * 1024 },
  );
  if (ran.error !== undefined) return endWithout('debsecan is not installed', context);
  expect(ran.stderr).toBe('');
  // `CVE-2026-1 openssl (fixed, low urgency)`
  const lines = ran.stdout.split('\n').filter((line) => line !== '');
  return [...new Set(lines.map((line) => line.split(' ').slice(0, 2).reverse().join(' ')))].sort();
}

test.for(['bookworm-base', 'bookworm-server', 'bookworm-base/after-upgrade', 'bookworm-server/after-dist-upgrade'])(
  'debsecan finds the same on the real host %s',
  async (host, context) => {
    const shared = sharedFolder() ?? endWithout('the shared hosts and advisories are missing', context);
    const text = readFileSync(join(shared, 'hosts', host, 'dpkg-status'), 'utf8');
    const data = gunzipSync(readFileSync(join(shared, 'data/debian/derived/debsecan-bookworm.txt.gz'))).toString();
    const ours = await assessed({ osRelease: BOOKWORM, packages: { kind: 'dpkg-status', text }, runningKernel: null }, [
      join(shared, 'data/debian/osv/Debian-12.zip'),
    ]);
    expect(affectedIn(ours)).toEqual(byDebsecan(context, data, text));
  },
);

test(`debsecan finds the same on ${SYSTEMS} made systems`, async (context) => {
  await fc.assert(
    fc.asyncProperty(madeSystem, async ({ packages, fixes }) => {
      const status = dpkgStatus(packages);
      const tracker = madeFile('tracker.json', trackerJson(fixes));
      const ours = await assessed({ osRelease: BOOKWORM, packages: status, runningKernel: null }, [tracker]);
      expect(affectedIn(ours)).toEqual(byDebsecan(context, debsecanData(fixes), status.text));
    }),
    { numRuns: SYSTEMS },
  );
});

/** Versions that differ where versions differ: epochs, revisions, tildes, binary rebuilds. */
const version = fc
  .tuple(
    fc.constantFrom('', '', '1:'),
    fc.constantFrom('1.0', '1.0~rc1', '1.2+dfsg', '1.10'),
    fc.constantFrom('', '-1', '-1+deb12u1', '-1~deb12u2', '-2'),
  )
  .map((parts) => parts.join(''));
const source = fc.constantFrom('alpha', 'beta', 'gamma');

const madePackage: fc.Arbitrary<MadePackage> = fc.record(
  {
    name: fc.constantFrom('alpha', 'libalpha1', 'beta', 'beta-data', 'gamma'),
    version,
    source: fc.oneof(
      source,
      fc.tuple(source, version).map(([name, own]) => `${name} (${own})`),
    ),
    status: fc.constantFrom('install ok installed', 'hold ok installed', 'deinstall ok config-files'),
  },
  { requiredKeys: ['name', 'version'] },
);
const madeSystem = fc.record({
  packages: fc
    .uniqueArray(madePackage, { selector: ({ name }) => name, minLength: 1, maxLength: 5 })
    // A system in which nothing is installed is refused.
    .map((made): readonly MadePackage[] => [{ name: 'always-there', version: '1' }, ...made]),
  fixes: fc.uniqueArray(
    fc.record({
      source,
      vulnerability: fc.integer({ min: 1, max: 9 }).map((number) => `CVE-2026-${1000 + number}`),
      fixed: fc.option(version),
    }),
    { selector: ({ source: of, vulnerability }) => `${of} ${vulnerability}`, minLength: 1, maxLength: 12 },
  ),
});

/** debsecan's form: names, then a row for each source: flags `S`, urgency, remote, fixed, and the fixed version. */
const debsecanData = (fixes: readonly MadeFix[]): string => {
  const names = [...new Set(fixes.map(({ vulnerability }) => vulnerability))];
  const rows = fixes.map(
    ({ source: of, vulnerability, fixed }) =>
      `${of},${names.indexOf(vulnerability)},S  ${fixed === null ? ' ' : 'F'},${fixed ?? ''},`,
  );
  return ['VERSION 1', ...names.map((name) => `${name},,made`), '', ...rows, '', ''].join('\n');
};
