// A fleet of any size that was installed from 40 images, for measuring what is known of it. Everything follows from the
// seed, by these rules:
//
// - The fleet is Debian 12, amd64. 1,050 source packages (`source-0000` …) make one, two or three binary packages each,
//   by turns. The binary versions of every tenth source have an epoch that the source's has not, as real ones do.
// - An image is one of 8 roles at one of 5 ages. Every image has 600 packages: those of the first 150 sources, and of 150
//   more from where its role begins; the next role begins 100 sources later, so that neighbours share a third.
// - A source is `1.N-1` at age 0. At each later age it was updated with a chance of one in four: `1.N-1+deb12u1`, `u2`, …
//   The newest image of a role is thus about one update per source ahead of its oldest.
// - Host 1 to 40 are the images in turn; after that each host has an image by chance, all equally likely.
// - Drift: three hosts in a hundred, by chance, have five packages at another version than their image: four as another
//   age has them, one that somebody built (`+local…`) and no image has.

import type { InstalledPackage, Inventory } from '@slipway/core/inventory';
import { anInventory, aPackage, someOrigins } from '../builders/index.ts';
import { randomOf } from './random-of.ts';

export const ROLES = 8;
export const AGES = 5;
export const IMAGES = ROLES * AGES;
export const PACKAGES_PER_IMAGE = 600;
const BASE_SOURCES = 150;
const ROLE_SOURCES = 150;
const ROLE_STRIDE = 100;
/** Of the fleet: the base, and as far as the last role reaches. */
export const SOURCES = BASE_SOURCES + (ROLES - 1) * ROLE_STRIDE + ROLE_SOURCES + 50;
const UPDATED_SHARE = 0.25;
const DRIFT_SHARE = 0.03;
export const DRIFT_PACKAGES = 5;

export interface ImageFleet {
  /** In the order of `sortedPackages`, as an agent collects them. */
  readonly images: readonly Inventory[];
  /** Image of each host by its place; the host of place 0 to 39 stands for the image. */
  readonly imageOf: readonly number[];
  /** Places of hosts that differ from their image. */
  readonly drifted: readonly number[];
  /** What such a host has instead: `round` 1, 2, … drifts further, to other versions. */
  readonly driftOf: (place: number, round?: number) => readonly InstalledPackage[];
  /** The source's version at that age, `AGES` being the update that is still to come. */
  readonly versionAt: (source: number, age: number) => string;
}

export const sourceName = (source: number): string => `source-${String(source).padStart(4, '0')}`;

export function imageFleet({ hosts, seed }: { readonly hosts: number; readonly seed: number }): ImageFleet {
  if (hosts < IMAGES) throw new Error(`a fleet of ${IMAGES} images has as many hosts at least`);
  const versionAt = versionsOf(randomOf(seed));
  const images = Array.from({ length: IMAGES }, (_, image) => imageInventory(image, versionAt));
  const random = randomOf(seed + 1);
  const imageOf = Array.from({ length: hosts }, (_, place) => (place < IMAGES ? place : Math.floor(random() * IMAGES)));
  const drifted = imageOf.flatMap((_, place) => (place >= IMAGES && random() < DRIFT_SHARE ? [place] : []));
  return {
    images,
    imageOf,
    drifted,
    driftOf: (place, round = 0) => driftOf(images[imageOf[place] ?? 0], { place, round, versionAt }),
    versionAt,
  };
}

function versionsOf(random: () => number): ImageFleet['versionAt'] {
  const updates = Array.from({ length: SOURCES }, () => {
    let count = 0;
    return Array.from({ length: AGES + 1 }, (_, age) => {
      // The one to come is above what every image has.
      if (age === AGES || (age > 0 && random() < UPDATED_SHARE)) count += 1;
      return count;
    });
  });
  return (source, age) => {
    const count = updates[source]?.[age] ?? 0;
    return count === 0 ? `1.${source % 20}-1` : `1.${source % 20}-1+deb12u${count}`;
  };
}

function imageInventory(image: number, versionAt: ImageFleet['versionAt']): Inventory {
  const role = image % ROLES;
  const age = Math.floor(image / ROLES);
  const first = BASE_SOURCES + role * ROLE_STRIDE;
  const sources = [
    ...Array.from({ length: BASE_SOURCES }, (_, source) => source),
    ...Array.from({ length: ROLE_SOURCES }, (_, source) => first + source),
  ];
  const packages = sources.flatMap((source) => binariesOf(source, versionAt(source, age))).slice(0, PACKAGES_PER_IMAGE);
  const sorted = packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return anInventory({ packages: sorted, origins: someOrigins(sorted), system: { hostname: `image-${image}` } });
}

function binariesOf(source: number, version: string): readonly InstalledPackage[] {
  const name = sourceName(source);
  const names = [name, `lib${name}-1`, `lib${name}-dev`].slice(0, 1 + (source % 3));
  return names.map((binary, at) => binaryOf({ name: binary, source, version, automatic: at > 0 }));
}

const binaryOf = (of: {
  readonly name: string;
  readonly source: number;
  readonly version: string;
  readonly automatic: boolean;
}): InstalledPackage =>
  aPackage({
    name: of.name,
    version: of.source % 10 === 0 ? `2:${of.version}` : of.version,
    sourceName: sourceName(of.source),
    sourceVersion: of.version,
    automatic: of.automatic,
  });

function driftOf(
  image: Inventory | undefined,
  how: { readonly place: number; readonly round: number; readonly versionAt: ImageFleet['versionAt'] },
): readonly InstalledPackage[] {
  if (image === undefined) throw new Error('a host has an image');
  const { place, round, versionAt } = how;
  const random = randomOf(place * 31 + round);
  const drift = new Map<string, InstalledPackage>();
  while (drift.size < DRIFT_PACKAGES) {
    const found = image.packages[Math.floor(random() * image.packages.length)];
    if (found === undefined) continue;
    const source = Number(found.sourceName.slice('source-'.length));
    const isLocal = drift.size === DRIFT_PACKAGES - 1;
    const version = isLocal
      ? `${found.sourceVersion}+local${round}.${place}`
      : versionAt(source, Math.floor(random() * (AGES + 1)));
    // The same again would be no drift.
    if (version === found.sourceVersion) continue;
    drift.set(found.name, binaryOf({ name: found.name, source, version, automatic: found.automatic }));
  }
  return [...drift.values()];
}
