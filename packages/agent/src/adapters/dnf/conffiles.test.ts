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

  /** From one version to the other, with the plan's word on what was named or without; answers what was named. */
  const upgraded = async (config: 'noreplace' | 'replace', decided: 'keep' | 'by rpm'): Promise<readonly string[]> => {
    const { rpm } = dnf;
    rpm.install([made('1.0-1', filesOf('before'), config)]);
    for (const { path, lying } of CASES) {
      rmSync(join(rpm.root, path), { force: true });
      if (lying !== null) rpm.write(path.slice(1), `${lying}\n`);
    }
    const newer = made('1.1-1', filesOf('coming'), config);
    const conffiles = [{ name: 'app', architecture: 'noarch', version: '1.1-1', files: COMING_FILES }];
    const proposal = await dnf.propose([newer], [target('app', '1.1-1')], { conffiles });
    const { staged } = dnf.patchSet([newer]);
    await dnf.executor.proposeRemaining({ patchSetDigest: PATCH_SET, staged, targets: [] });
    const kept = proposal.conffiles.map((one) => ({ ...one, decision: 'keep' as const }));
    const planned = decided === 'keep' ? kept : [];
    runTransaction(dnf.executor.transactionCommand({ staged, changes: [UPGRADE], conffiles: planned }));
    return proposal.conffiles.map(({ path }) => path).sort();
  };
  const contentOf = (path: string): string | null =>
    existsSync(join(dnf.rpm.root, path)) ? readFileSync(join(dnf.rpm.root, path), 'utf8') : null;

  it.each(['noreplace', 'replace'] as const)(
    'are named exactly where rpm itself finds two (C10): %s',
    async (config) => {
      const named = await upgraded(config, 'by rpm');
      const endings = ['.rpmnew', '.rpmsave', '.rpmorig'];
      const aside = CASES.filter(({ path }) => endings.some((end) => contentOf(`${path}${end}`) !== null));
      expect(named).toEqual(aside.map(({ path }) => path).sort());
      expect(named.length).toBeGreaterThan(4);
    },
  );

  it.each(['noreplace', 'replace'] as const)(
    'are kept where the plan keeps them, in whatever way rpm sets them aside: %s',
    async (config) => {
      const named = await upgraded(config, 'keep');
      const found = CASES.filter(({ path }) => named.includes(path)).map(({ path }) => [path, contentOf(path)]);
      const own = CASES.filter(({ path }) => named.includes(path)).map(({ path, lying }) => [path, `${lying}\n`]);
      expect(found).toEqual(own);
    },
  );

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
