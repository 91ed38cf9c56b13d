import type { Inventory } from '@slipway/core/inventory';
import type {
  PackageFile,
  PatchSet,
  Platform,
  PlatformIndex,
  Proposal,
  ProposedChange,
  ReplacedVersion,
  Target,
} from '@slipway/core/patch-set';
import { compareVersions } from '@slipway/core/version';
import { digestOfText } from './digest.ts';
import { BOOKWORM } from './inventory.ts';

/** The file of a package version: the same version has the same file everywhere. */
export const aFile = (name: string, architecture: string, version: string): PackageFile => ({
  sha256: digestOfText(`${name}_${version}_${architecture}.deb`),
  sizeBytes: 100_000 + name.length * 1000,
});

/** A security update of Debian 12, wanted for itself. */
export const aTarget = (given: Partial<Target> & Pick<Target, 'name' | 'version'>): Target => {
  const architecture = given.architecture ?? 'amd64';
  return {
    platform: BOOKWORM,
    architecture,
    sourceName: given.name,
    sourceVersion: given.version,
    origin: { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' },
    file: aFile(given.name, architecture, given.version),
    security: true,
    role: 'target',
    advisories: [],
    ...given,
  };
};

/** A version that targets replace and that is still kept. `file: null` says that it is gone. */
export const aReplacedVersion = (
  given: Partial<ReplacedVersion> & Pick<ReplacedVersion, 'name' | 'version'>,
): ReplacedVersion => {
  const architecture = given.architecture ?? 'amd64';
  return {
    platform: BOOKWORM,
    architecture,
    file: aFile(given.name, architecture, given.version),
    ...given,
  };
};

const anIndex = (platform: Platform): PlatformIndex => ({
  platform,
  digest: digestOfText(`Packages ${platform.distribution} ${platform.release} ${platform.architecture}`),
  sizeBytes: 20_000,
});

/** A patch set whose indexes are those of its targets' platforms. */
export const aPatchSet = (given: Partial<PatchSet> & Pick<PatchSet, 'targets'>): PatchSet => {
  const platforms = new Map(given.targets.map((one) => [JSON.stringify(one.platform), one.platform]));
  return {
    schema: 'slipway.patch-set/1',
    scope: 'security',
    replaced: [],
    indexes: [...platforms.values()].map(anIndex),
    ...given,
  };
};

/** What the package manager of a well-behaved host answers: every installed package that is below its target rises to it. */
export const aProposal = (given: {
  readonly patchSet: PatchSet;
  readonly patchSetDigest: Proposal['patchSetDigest'];
  readonly inventory: Inventory;
}): Proposal => {
  const { patchSet, patchSetDigest, inventory } = given;
  const { system } = inventory;
  const wanted = new Map(
    patchSet.targets
      .filter(({ platform }) => isPlatformOf(platform, system))
      .map((target) => [`${target.name}/${target.architecture}`, target]),
  );
  const changes: ProposedChange[] = [];
  for (const installed of inventory.packages) {
    const target = wanted.get(`${installed.name}/${installed.architecture}`);
    if (target === undefined || installed.held) continue;
    if (compareVersions(system.packageFormat, installed.version, target.version) >= 0) continue;
    const { name, architecture, version, automatic } = installed;
    changes.push({ kind: 'upgrade', name, architecture, from: version, to: target.version, automatic });
  }
  const { fingerprint } = inventory.packageDatabase;
  return { schema: 'slipway.proposal/1', patchSetDigest, fingerprint, changes, conffiles: [], refused: [] };
};

const isPlatformOf = (platform: Platform, system: Platform): boolean =>
  platform.distribution === system.distribution &&
  platform.release === system.release &&
  platform.architecture === system.architecture;
