// Packages from outside the distribution, for people: by origin, with what is newest there.

import type { Instant } from '../time/index.ts';
import { type OriginOfPackage, originsOfPackages } from './origins.ts';
import type { InstalledPackage, Inventory, PackageOrigin } from './types.ts';

export type ThirdPartyPackages =
  | {
      readonly kind: 'known';
      readonly asOf: Instant;
      /** Foreign origins, by name. */
      readonly origins: readonly {
        readonly origin: PackageOrigin;
        readonly uri: string | null;
        readonly packages: readonly ThirdPartyPackage[];
      }[];
      /** From no repository of the host. */
      readonly none: readonly ThirdPartyPackage[];
      /** How many packages nobody looked for. */
      readonly unknown: number;
      readonly unknownPackages: readonly Pick<InstalledPackage, 'name' | 'architecture' | 'version'>[];
    }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface ThirdPartyPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** In its origin; `null`: it has none above the installed one, or there is no origin. */
  readonly newer: string | null;
  /** `by-another`: the origin is concluded from another version or package, see `OriginOfPackage`. */
  readonly listed: 'exactly' | 'by-another' | 'nowhere';
}

export const thirdPartyPackages = (
  inventory: Pick<Inventory, 'origins' | 'packages' | 'system'>,
): ThirdPartyPackages => {
  const { origins, packages } = inventory;
  if (origins === undefined) return { kind: 'unknown', detail: 'the agent of this host does not look for it yet' };
  if (origins.kind === 'unknown') return origins;
  const answers = originsOfPackages(inventory);
  const foreign = new Map<string, { origin: PackageOrigin; uri: string | null; packages: ThirdPartyPackage[] }>();
  const none: ThirdPartyPackage[] = [];
  const unknownPackages: { name: string; architecture: string; version: string }[] = [];
  for (const [at, found] of packages.entries()) {
    const answer = answers[at];
    const { name, architecture, version } = found;
    if (answer === undefined || answer.kind === 'unknown') unknownPackages.push({ name, architecture, version });
    else if (answer.kind === 'none') none.push(packageOf(found, answer));
    else if (answer.kind === 'foreign') {
      const { origin, uri } = answer;
      const key = JSON.stringify([origin.origin, origin.label, origin.codename, uri]);
      const group = foreign.get(key) ?? { origin, uri, packages: [] };
      foreign.set(key, group);
      group.packages.push(packageOf(found, answer));
    }
  }
  const sorted = [...foreign].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return { kind: 'known', asOf: origins.asOf, origins: sorted, none, unknown: unknownPackages.length, unknownPackages };
};

const packageOf = (
  { name, architecture, version }: InstalledPackage,
  answer: Exclude<OriginOfPackage, { kind: 'unknown' }>,
): ThirdPartyPackage => ({
  name,
  architecture,
  version,
  newer: answer.kind === 'none' ? null : answer.newer,
  listed: answer.kind === 'none' ? 'nowhere' : answer.listed,
});
