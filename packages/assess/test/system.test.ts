import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { reaches } from '../src/index.ts';
import { readSystem, type SystemTexts } from '../src/system/index.ts';
import { ALMA, affectedIn, assessed, BOOKWORM, dpkgStatus, madeFile, trackerJson } from './made.ts';

const rpmList = (...lines: readonly string[]): SystemTexts['packages'] => ({
  kind: 'rpm-list',
  text: lines.join('\n'),
});
const read = (packages: SystemTexts['packages'], osRelease = BOOKWORM) =>
  readSystem({ osRelease, packages, runningKernel: null });

describe('a dpkg status file', () => {
  it('counts what is unpacked, held ones too, and takes the source with its own version', () => {
    const system = read(
      dpkgStatus([
        { name: 'libssl3', version: '3.0.15-1', source: 'openssl' },
        { name: 'libssh2-1', version: '1.10.0-3+b1', source: 'libssh2 (1.10.0-3)', status: 'hold ok installed' },
        { name: 'gone', version: '1', status: 'deinstall ok config-files' },
        { name: 'half', version: '1', status: 'install ok half-configured' },
      ]),
    );
    expect(system.ok && system.value.packages).toMatchObject([
      { name: 'libssl3', sourceName: 'openssl', sourceVersion: '3.0.15-1' },
      { name: 'libssh2-1', sourceName: 'libssh2', sourceVersion: '1.10.0-3', version: '1.10.0-3+b1' },
      { name: 'half' },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a web page', '<!doctype html><title>404</title>'],
    ['a stanza without a version', 'Package: a\nStatus: install ok installed\nArchitecture: amd64\n'],
    ['a stanza without a status', 'Package: a\nVersion: 1\nArchitecture: amd64\n'],
  ])('of %s is refused', (_what, text) => {
    expect(read({ kind: 'dpkg-status', text })).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
  });
});

describe('an RPM list', () => {
  it('knows epochs, modules, sources, and passes remarks and keys over', () => {
    const system = read(
      rpmList(
        '# name\tepoch\t…',
        'nodejs\t1\t18.14.2\t3.module+el9\tx86_64\tnodejs-18.14.2-3.module+el9.src.rpm\tnodejs:18:9020:1',
        'bash\t0\t5.1.8\t6.el9\tx86_64\tbash-5.1.8-6.el9.src.rpm\t(none)',
        'gpg-pubkey\t0\tb86b3716\t61e69f29\t(none)\t(none)\t(none)',
        'odd\t\t1\t2\tnoarch\t(none)\t',
      ),
      ALMA,
    );
    expect(system.ok && system.value.packages).toMatchObject([
      { name: 'nodejs', version: '1:18.14.2-3.module+el9', module: 'nodejs:18:9020:1', sourceName: 'nodejs' },
      { name: 'bash', version: '5.1.8-6.el9', module: null, epoch: 'known' },
      { name: 'odd', epoch: 'lost', sourceName: 'odd' },
    ]);
  });

  it.each([
    ['too few columns', 'bash\t0\t5'],
    ['an epoch that is none', 'bash\tzero\t5\t6\tx86_64\ta.src.rpm\t'],
    ['columns that were printed with blanks', 'bash 0 5 6 x86_64'],
    ['nothing', '\n'],
  ])('with %s is refused whole', (_what, line) => {
    expect(read(rpmList('a\t0\t1\t2\tnoarch\ta-1-2.src.rpm\t', line === '\n' ? '' : line), ALMA).ok).toBe(
      line === '\n',
    );
    expect(read(rpmList(line), ALMA)).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
  });
});

it('os-release that names no distribution is refused', () => {
  expect(read(dpkgStatus([{ name: 'a', version: '1' }]), 'NAME=x')).toMatchObject({ ok: false });
});

test('no text makes a reader throw or hang', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('Package: a\n', 'Status: install ok installed\n', '\n', 'Version: 1\n', ' x\n', ':\n')),
    fc.array(fc.constantFrom('a', '\t', '0', '\n', '(none)', '-', '.src.rpm')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom('dpkg-status', 'rpm-list'), fc.string(), (made, kind, osRelease) => {
      const packages = { kind, text: Array.isArray(made) ? made.join('') : made } as const;
      expect(read(packages, `${BOOKWORM}${osRelease}`)).toHaveProperty('ok');
    }),
  );
});

test.for(['bookworm-base', 'bookworm-server'])('%s: of the real host every package is read', (host, context) => {
  const folder = join(sharedFolder() ?? endWithout('the shared hosts are missing', context), 'hosts', host);
  const system = read({ kind: 'dpkg-status', text: readFileSync(join(folder, 'dpkg-status'), 'utf8') });
  const listed = readFileSync(join(folder, 'installed.tsv'), 'utf8').split('\n');
  const rows = listed.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  const ours = system.ok ? system.value.packages : [];
  expect(
    ours.map(({ name, version, sourceName, sourceVersion }) => [name, version, sourceName, sourceVersion]),
  ).toEqual(
    expect.arrayContaining(rows.map(([name = '', ...rest]) => [name.replace(/:\w+$/, ''), ...rest.slice(0, 3)])),
  );
  expect(ours.length).toBe(rows.length);
});

test.for(['ubi9-x86_64', 'ubi9-nodejs18-x86_64'])(
  '%s: without its epochs nothing of it is safe or affected',
  async (host, context) => {
    const shared = sharedFolder() ?? endWithout('the shared hosts and advisories are missing', context);
    const folder = join(shared, 'hosts/rpm');
    expect(readdirSync(folder)).toContain(`${host}.inventory.tsv`);
    const text = readFileSync(join(folder, `${host}.inventory.tsv`), 'utf8').replace(/^([^#\t]+)\t\d+\t/gm, '$1\t\t');
    const feed = join(shared, 'data/almalinux/osv-almalinux9-2026-08-21.tar.zst');
    const found = await assessed({ osRelease: ALMA, packages: { kind: 'rpm-list', text }, runningKernel: null }, [
      feed,
    ]);
    expect(new Set(found.verdicts.map(({ verdict }) => verdict.verdict))).toEqual(new Set(['unknown']));
    expect(found.verdicts.length).toBeGreaterThan(300);
  },
);

test('a feed that is refused is part of the answer, and the others are heard', async () => {
  const tracker = madeFile(
    'tracker.json',
    trackerJson([{ source: 'alpha', vulnerability: 'CVE-2026-1000', fixed: '2' }]),
  );
  const page = madeFile('page.json', '<!doctype html><html><title>Moved</title></html>');
  const empty = madeFile('empty.json', '');
  const system = { osRelease: BOOKWORM, packages: dpkgStatus([{ name: 'alpha', version: '1' }]), runningKernel: null };
  const found = await assessed(system, [page, tracker, empty, '/nonexistent/feed']);
  expect(affectedIn(found)).toEqual(['alpha CVE-2026-1000']);
  expect(found.feeds.map((feed) => (feed.kind === 'refused' ? feed.reason.code : feed.kind))).toEqual([
    'feed-is-html',
    'read',
    'feed-kind-unknown',
    'feed-unreachable',
  ]);
});

test('of two installed kernels the one that runs counts, and what nobody runs keeps nothing from passing', async () => {
  const fix = { source: 'linux', vulnerability: 'CVE-2026-1000', fixed: '6.1.2-1' };
  const tracker = madeFile('tracker.json', trackerJson([fix]));
  const kernel = (abi: number) => ({
    name: `linux-image-6.1.0-${abi}-amd64`,
    version: `6.1.${abi}-1`,
    source: `linux-signed-amd64 (6.1.${abi}+1)`,
  });
  const packages = dpkgStatus([kernel(1), kernel(2)]);
  const standings = async (runningKernel: string) => {
    const found = await assessed({ osRelease: BOOKWORM, packages, runningKernel }, [tracker]);
    const old = found.verdicts.find(({ verdict }) => verdict.package === kernel(1).name);
    return [old?.verdict.verdict, old?.standing, reaches(found, 'scheduled')];
  };
  expect(await standings('6.1.0-1-amd64')).toEqual(['affected', 'old-kernel-runs', true]);
  expect(await standings('6.1.0-2-amd64')).toEqual(['affected', 'kernel-not-running', false]);
});

test('a system that no feed speaks of is unknown, not safe', async () => {
  const tracker = madeFile(
    'tracker.json',
    trackerJson([{ source: 'alpha', vulnerability: 'CVE-2026-1000', fixed: '2' }]),
  );
  const osRelease = 'ID=ubuntu\nVERSION_CODENAME=jammy\n';
  const packages = dpkgStatus([{ name: 'alpha', version: '1' }]);
  const found = await assessed({ osRelease, packages, runningKernel: null }, [tracker]);
  expect(found.gaps).toMatchObject([{ package: null, reason: { code: 'release-without-feed' } }]);
  expect([reaches(found, 'unknown'), reaches(found, 'out-of-cycle')]).toEqual([true, false]);
});
