// What a host has from outside its distribution: origins of its packages, and what no package owns.

import { type TSchema, Type } from 'typebox';
import { Count, DigestSchema, InstantSchema, Name, nullable, strict, Text, words } from './basics.ts';

/** Far above any real host (a desktop with everything has about 6,000). */
export const PACKAGES_MAX = 50_000;
/** A host with a hundred repositories is a curiosity. */
const ORIGINS_MAX = 1000;
/** Several times what an agent lists of each kind. */
const LISTING_MAX = 2000;

export const PackageOriginSchema = strict({ origin: Text, label: Text, codename: Text });

const Unknown = strict({ kind: Type.Literal('unknown'), detail: Text });
const Positions = Type.Array(Type.Integer({ minimum: 0, maximum: PACKAGES_MAX }), { maxItems: 2 * PACKAGES_MAX });

export const PackageOriginsSchema = Type.Union([
  strict({
    kind: Type.Literal('known'),
    asOf: InstantSchema,
    origins: Type.Array(
      strict({
        origin: Text,
        label: Text,
        codename: Text,
        uri: nullable(Text),
        packages: Positions,
        others: Positions,
        newer: Type.Array(strict({ at: Count, version: Name }), { maxItems: PACKAGES_MAX }),
      }),
      { maxItems: ORIGINS_MAX },
    ),
    none: Positions,
  }),
  Unknown,
]);

const listingOf = <Item extends TSchema>(item: Item) =>
  Type.Union([
    strict({
      kind: Type.Literal('known'),
      items: Type.Array(item, { maxItems: LISTING_MAX }),
      total: nullable(Count),
    }),
    Unknown,
  ]);

const Bundle = strict({ name: Name, version: Name });

export const UnmanagedSoftwareSchema = Type.Union([
  strict({
    kind: Type.Literal('known'),
    asOf: InstantSchema,
    programs: listingOf(
      strict({
        path: Text,
        sizeBytes: Count,
        sha256: nullable(DigestSchema),
        seen: words('in-folder', 'running'),
      }),
    ),
    snaps: listingOf(Bundle),
    flatpaks: listingOf(Bundle),
    containers: listingOf(
      strict({ engine: words('podman', 'docker', 'nspawn', 'lxc'), name: Name, image: nullable(Text) }),
    ),
  }),
  Unknown,
]);
