// Patch sets, selectors and digests on what a real Debian 12 server had installed and pending. The small cases stand in
// src/patch-set; this shows that a whole host of today makes a whole patch set.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  applyPackageDelta,
  fingerprintOf,
  type InstalledPackage,
  type Inventory,
  type PendingUpdate,
  packageDeltaOf,
} from '@slipway/core/inventory';
import { applicableTargets, buildPatchSet, completePatchSet, originatedKey } from '@slipway/core/patch-set';
import { evaluate, parseSelector } from '@slipway/core/selection';
import { endWithout } from '@slipway/testkit/absence';
import { aHost, anInventory, digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { expect, type TestContext, test } from 'vitest';

const INSTALL = /^Inst (\S+) (?:\[(\S+)\] )?\((\S+) ([^:]+):\S+ \[(\S+)\]\)/;

test('a recorded server makes a patch set of its security updates', (context) => {
  const host = recordedHost(context);
  const wish = buildPatchSet({ scope: 'security', inventories: [host] });
  const pending = pendingOf(host);
  expect(pending.length).toBeGreaterThan(50);
  expect(pending.filter(({ security, from }) => security && from !== null).length).toBe(
    wish.targets.filter(({ role }) => role === 'target').length,
  );
  expect(pending.filter(({ from }) => from === null).length).toBe(
    wish.targets.filter(({ role }) => role === 'dependency').length,
  );

  const patchSet = completePatchSet({
    wish,
    targets: new Map(
      wish.targets.map((one) => {
        const key = originatedKey(one);
        const file = { sha256: digestOfText(key), sizeBytes: 1 };
        return [key, { file, sourceName: one.name, sourceVersion: one.version, advisories: [] }];
      }),
    ),
    replaced: new Map(),
    indexes: wish.indexes.map((index) => ({ ...index, digest: digestOfText('index'), sizeBytes: 1 })),
  });
  if (!patchSet.ok) throw new Error(JSON.stringify(patchSet.reason));
  const targets = patchSet.value.targets.filter(({ role }) => role === 'target');
  expect(applicableTargets(patchSet.value, host)).toEqual(targets);
  expect(patchSet.value.replaced.length).toBe(targets.length);

  const after = anInventory({ ...host, packages: updated(host) });
  expect(applicableTargets(patchSet.value, after)).toEqual([]);
  expect(applyPackageDelta(host.packages, packageDeltaOf(host.packages, after.packages))).toHaveLength(
    after.packages.length,
  );
  expect(fingerprintOf(after.packages, sha256)).not.toBe(fingerprintOf(host.packages, sha256));
});

test('its kernel moves alone in the scope kernel, with the new image that it needs', (context) => {
  const { targets } = buildPatchSet({ scope: 'kernel', inventories: [recordedHost(context)] });
  expect(targets.filter(({ role }) => role === 'target').map(({ name }) => name)).toEqual(['linux-image-cloud-amd64']);
  expect(targets.some(({ name, role }) => role === 'dependency' && name.startsWith('linux-image-6'))).toBe(true);
});

test('it is selected by what it carries', (context) => {
  const host = aHost({ hostId: 'recorded', inventory: recordedHost(context) });
  const ask = (text: string) => {
    const parsed = parseSelector(text);
    return parsed.ok ? evaluate({ selector: parsed.value, host, now: THE_MORNING }) : parsed.reason;
  };
  expect(ask('environment = prod and package("openssl") < "3.0.22"')).toBe('yes');
  expect(ask('package("openssl") >= "3.0.22"')).toBe('no');
  expect(ask('package("nginx") and release = bookworm')).toBe('yes');
});

function recordedHost(context: TestContext): Inventory {
  const shared = sharedFolder();
  if (shared === null) return endWithout('the shared data with recorded hosts', context);
  const folder = join(shared, 'hosts/bookworm-server');
  const lines = (file: string): readonly string[] => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  const updates = new Map<string, PendingUpdate>();
  for (const line of lines('apt-get-s-dist-upgrade.txt')) {
    const [, name, from, to, label, architecture] = INSTALL.exec(line) ?? [];
    if (name === undefined || to === undefined || label === undefined || architecture === undefined) continue;
    const security = label === 'Debian-Security';
    const origin = { origin: 'Debian', label, codename: security ? 'bookworm-security' : 'bookworm' };
    updates.set(name, { name, architecture, from: from ?? null, to, origin, security });
  }
  return anInventory({
    packages: lines('installed.tsv').map(packageOf),
    updates: {
      kind: 'known',
      asOf: THE_MORNING,
      metadataAsOf: THE_MORNING,
      updates: [...updates.values()],
      keptBack: [],
    },
  });
}

/** One line of `dpkg-query` as it was recorded: name with qualifier, version, source, source version, architecture. */
function packageOf(line: string): InstalledPackage {
  const [qualified = '', version = '', sourceName = '', sourceVersion = '', architecture = ''] = line.split('\t');
  const name = qualified.replace(/:.*/, '');
  return { name, version, sourceName, sourceVersion, architecture, state: 'installed', automatic: false, held: false };
}

const pendingOf = ({ updates }: Inventory): readonly PendingUpdate[] =>
  updates.kind === 'known' ? updates.updates : [];

function updated(host: Inventory): readonly InstalledPackage[] {
  const to = new Map(pendingOf(host).map((update) => [`${update.name}/${update.architecture}`, update.to]));
  return host.packages.map((found) => ({
    ...found,
    version: to.get(`${found.name}/${found.architecture}`) ?? found.version,
  }));
}
