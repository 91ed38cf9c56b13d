import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagedConffile } from '@slipway/core/patch-set';
import type { PlannedChange } from '@slipway/core/plan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnfOnHost, dnfOnHost, PATCH_SET, runTransaction, target } from '../../../test/made-dnf-host.ts';

// Where rpm sets one of two versions aside, held against rpm itself: every case in one package.

const BEFORE = [null, 'a'] as const;
const LYING = [null, 'a', 'b', 'c'] as const;
const COMING = ['a', 'b', null] as const;

const CASES = BEFORE.flatMap((before) =>
  LYING.flatMap((lying) =>
    COMING.map((coming) => ({ before, lying, coming, path: `/etc/case-${before}-${lying}-${coming}` })),
  ),
);

const filesOf = (side: 'before' | 'coming'): Record<string, string> =>
  Object.fromEntries(CASES.flatMap((one) => (one[side] === null ? [] : [[one.path, `${one[side]}\n`] as const])));

const hash = (content: string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

const COMING_FILES: readonly PackagedConffile[] = Object.entries(filesOf('coming')).map(([path, content]) => ({
  path,
  hash: hash(content),
}));

const UPGRADE: PlannedChange = {
  ...{ kind: 'upgrade', name: 'app', architecture: 'noarch', from: '1.0-1', to: '1.1-1' },
  ...{ file: null, automatic: false },
};

describe('configuration files, with what the new package brings of them', () => {
  let dnf: DnfOnHost;
  beforeEach((context) => {
    dnf = dnfOnHost(context);
  });
  afterEach(() => dnf?.rpm.dispose());

  const made = (version: string, files: Record<string, string>, config: 'noreplace' | 'replace') =>
    dnf.rpm.make({ name: 'app', version, files: { '/usr/share/app': version, ...files }, config });

  it.each([
    ['noreplace', 'plan'],
    ['replace', 'plan'],
    ['noreplace', 'none'],
    ['replace', 'none'],
  ] as const)('are named exactly where rpm itself finds two (C10): %s, decided by %s', async (config, decidedBy) => {
    const { rpm } = dnf;
    rpm.install([made('1.0-1', filesOf('before'), config)]);
    for (const { path, lying } of CASES) {
      rmSync(join(rpm.root, path), { force: true });
      if (lying !== null) rpm.write(path.slice(1), `${lying}\n`);
    }
    const newer = made('1.1-1', filesOf('coming'), config);
    const conffiles = [{ name: 'app', architecture: 'noarch', version: '1.1-1', files: COMING_FILES }];
    const proposal = await dnf.propose([newer], [target('app', '1.1-1')], { conffiles });
    const named = proposal.conffiles.map(({ path }) => path).sort();
    expect(named.length).toBeGreaterThan(4);

    const { staged } = dnf.patchSet([newer]);
    await dnf.executor.proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] });
    const decisions = proposal.conffiles.map((one) => ({ ...one, decision: 'keep' as const }));
    const planned = decidedBy === 'plan' ? decisions : [];
    runTransaction(dnf.executor.transactionCommand({ staged, changes: [UPGRADE], conffiles: planned }));

    const contentOf = (path: string) =>
      existsSync(join(rpm.root, path)) ? readFileSync(join(rpm.root, path), 'utf8') : null;
    if (decidedBy === 'none') {
      const endings = ['.rpmnew', '.rpmsave', '.rpmorig'];
      const aside = CASES.filter(({ path }) => endings.some((end) => contentOf(`${path}${end}`) !== null));
      expect(named).toEqual(aside.map(({ path }) => path).sort());
      return;
    }
    for (const { path, lying } of CASES.filter((one) => named.includes(one.path))) {
      expect([path, contentOf(path)]).toEqual([path, `${lying}\n`]);
    }
  });

  it('are every changed one of a version of which nobody knows what it brings', async () => {
    const same = { '/etc/app.conf': 'a\n' };
    dnf.rpm.install([made('1.0-1', same, 'noreplace')]);
    dnf.rpm.write('etc/app.conf', 'c\n');
    const newer = made('1.1-1', same, 'noreplace');
    const told = async (version: string) => {
      const files = [{ path: '/etc/app.conf', hash: hash('a\n') }];
      const conffiles = [{ name: 'app', architecture: 'noarch', version, files }];
      return (await dnf.propose([newer], [target('app', '1.1-1')], { conffiles })).conffiles;
    };
    expect(await told('1.1-1')).toEqual([]);
    expect(await told('1.0-1')).toEqual([{ package: 'app', path: '/etc/app.conf' }]);
  });

  it('are told of more packages than an argument has room for', async () => {
    dnf.rpm.install([made('1.0-1', {}, 'noreplace')]);
    const files = [{ path: `/etc/${'x'.repeat(200)}`, hash: hash('a\n') }];
    const others = Array.from({ length: 2000 }, (_, at) => ({
      name: `p${at}`,
      architecture: 'noarch',
      version: '1-1',
      files,
    }));
    const proposal = await dnf.propose([made('1.1-1', {}, 'noreplace')], [target('app', '1.1-1')], {
      conffiles: others,
    });
    expect(proposal).toMatchObject({ changes: [{ name: 'app' }], conffiles: [] });
  });
});
