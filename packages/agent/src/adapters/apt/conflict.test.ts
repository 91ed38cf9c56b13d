// M27: a package of another repository against an update of the core, from made repositories and the real apt to the
// planner's words. The repository is told by its own Release file, the relation by the packages' own fields.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDigest } from '@slipway/core/ids';
import { type Inventory, sortedPackages } from '@slipway/core/inventory';
import type { Target } from '@slipway/core/patch-set';
import { type HostForPlanning, makePlan } from '@slipway/core/plan';
import { explain } from '@slipway/core/reasons';
import {
  aHost,
  anEnvironment,
  anInventory,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aRepository,
  aTarget,
  digestOfPatchSet,
  sha256,
} from '@slipway/testkit/builders';
import type { DebHost, MadePackage } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost } from '../../../test/made-apt-host.ts';

const SYSTEM = { distribution: 'debian', release: 'bookworm' };
const DEBIAN = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
const VENDOR = { origin: 'Vendor Inc', label: 'Vendor Inc', codename: 'stable' };

const AUTOMATIC = aPolicy({
  environments: [anEnvironment({ name: 'dev' }), anEnvironment({ approval: { rule: 'automatic' } })],
});

let apt: AptOnHost;
let deb: DebHost;
beforeEach((context) => {
  apt = aptOnHost(context);
  deb = apt.deb;
});
afterEach(() => deb?.dispose());

/** The host's own repositories, each with the Release file that says whose it is. */
const repositories = (...all: readonly (readonly [typeof DEBIAN, readonly MadePackage[]])[]): void => {
  const list = join(deb.folder, 'sources.list');
  const lines = all.map(([{ origin, label, codename }, packages], at) => {
    const folder = deb.repository(`repository-${at}`, packages);
    const index = readFileSync(join(folder, 'Packages'));
    const hash = createHash('sha256').update(index).digest('hex');
    const head = `Origin: ${origin}\nLabel: ${label}\nCodename: ${codename}\nDate: Sat, 21 Nov 2026 08:00:00 UTC\n`;
    writeFileSync(join(folder, 'Release'), `${head}SHA256:\n ${hash} ${index.length} Packages\n`);
    return `deb [trusted=yes] file:${folder} ./\n`;
  });
  writeFileSync(list, lines.join(''));
  apt.set(
    `Dir::Etc::SourceList "${list}";`,
    ...['SourceParts', 'Preferences', 'PreferencesParts'].map((part) => `Dir::Etc::${part} "/dev/null";`),
    'APT::Sandbox::User "root";',
  );
};

const inventoryOf = async (): Promise<Inventory> => {
  const observer = apt.observer();
  const refreshed = await observer.refreshMetadata();
  const read = await observer.readPackages();
  if (!refreshed.ok || !read.ok) throw new Error(JSON.stringify([refreshed, read]));
  const { packages, database } = read.value;
  const origins = await observer.packageOrigins({ fingerprint: database.fingerprint, system: SYSTEM });
  return {
    ...anInventory({ packages: sortedPackages(packages), system: SYSTEM }),
    packageDatabase: database,
    repositories: [aRepository(DEBIAN), aRepository(VENDOR)],
    origins,
  };
};

const targetOf = ({ sha256: hash, sizeBytes, control }: MadePackage): Target => {
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(control)?.[1] ?? '';
  const file = { sha256: asDigest(`sha256:${hash}`), sizeBytes };
  return aTarget({ name: field('Package'), version: field('Version'), architecture: 'all', origin: DEBIAN, file });
};

/** The plan of a patch set of these packages for this host, made on what its apt proposes. */
const planned = async (
  packages: readonly MadePackage[],
  replaced: readonly MadePackage[],
  mayRemove: readonly string[] = [],
) => {
  const inventory = await inventoryOf();
  const targets = packages.map(targetOf);
  const patchSet = aPatchSet({
    targets,
    replaced: replaced.map((one) => aReplacedVersion({ ...targetOf(one), origin: DEBIAN })),
  });
  const wished = targets.map(({ name, architecture, version }) => ({ name, architecture, version }));
  const proposal = await apt.propose(packages, wished, { avoid: [], mayRemove });
  const host: HostForPlanning = aHost({
    hostId: 'host',
    inventory,
    proposal: { ...proposal, patchSetDigest: digestOfPatchSet(patchSet) },
  });
  const overrides = mayRemove.map((name) => ({ kind: 'allow-removal', package: name, why: 'agreed' }) as const);
  const { plan, report } = makePlan(aPlanningInput({ policy: AUTOMATIC, patchSet, hosts: [host], overrides }), sha256);
  return {
    transaction:
      plan?.hostPlans[0]?.transaction.map(({ kind, name }) => `${kind} ${name}`) ??
      report.leftOut.map(({ reason }) => explain(reason)),
    leftOut: report.updatesLeftOut.map(({ reason }) => explain(reason)),
    header: plan?.header,
  };
};

describe("a vendor's package against an update of the distribution's", () => {
  const lib = (version: string) => deb.make({ name: 'libfoo', version });
  const other = (version: string) => deb.make({ name: 'other', version });
  const against = (relation: string) =>
    `libfoo 1.1 cannot come beside thirdparty-app 7, which is from Vendor Inc / stable: thirdparty-app ${relation}. Update, replace or remove thirdparty-app, or except libfoo there.`;

  it.each([
    ['Depends', 'libfoo (= 1.0)'],
    ['Breaks', 'libfoo (>> 1.0)'],
    ['Conflicts', 'libfoo (>= 1.1)'],
  ])(
    'by its %s leaves that update out, naming repository and package, and the rest goes on',
    async (field, relation) => {
      const app = deb.make({ name: 'thirdparty-app', version: '7', fields: { [field]: relation } });
      const old = [lib('1.0'), other('1.0')];
      deb.install([...old, app]);
      repositories([DEBIAN, [...old, lib('1.1'), other('1.1')]], [VENDOR, [app]]);
      const { transaction, leftOut } = await planned([lib('1.1'), other('1.1')], old);
      expect(transaction).toEqual(['upgrade other']);
      expect(leftOut).toEqual([against(`${field}: ${relation}`)]);
    },
  );

  it('goes with it where its removal was named, and then no rule of policy approves the plan', async () => {
    const app = deb.make({ name: 'thirdparty-app', version: '7', fields: { Depends: 'libfoo (= 1.0)' } });
    const old = [lib('1.0'), other('1.0')];
    deb.install([...old, app]);
    repositories([DEBIAN, [...old, lib('1.1'), other('1.1')]], [VENDOR, [app]]);
    const { transaction, header } = await planned([lib('1.1'), other('1.1')], [...old, app], ['thirdparty-app']);
    expect(transaction).toEqual(['upgrade libfoo', 'upgrade other', 'remove thirdparty-app']);
    expect(header?.bounds.changes.removals).toEqual(['thirdparty-app']);
    expect(header?.approval).toEqual({ rule: 'self' });
  });

  it('of the distribution itself is named without a repository', async () => {
    const own = deb.make({ name: 'own-app', version: '7', fields: { Depends: 'libfoo (= 1.0)' } });
    deb.install([lib('1.0'), own]);
    repositories([DEBIAN, [lib('1.0'), lib('1.1'), own]]);
    const { leftOut } = await planned([lib('1.1')], [lib('1.0')]);
    expect(leftOut).toEqual([
      'libfoo 1.1 would take own-app 7 from Debian / bookworm away: own-app Depends: libfoo (= 1.0). Approve the removal by name with `--allow-removal own-app`, or leave it.',
    ]);
  });
});
