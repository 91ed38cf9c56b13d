import { Type } from 'typebox';
import { Count, DigestSchema, Name, nullable, strict, Text, words } from './basics.ts';
import { PackageOriginSchema } from './inventory.ts';

/** Packages of one distribution's whole archive are about 65,000; a patch set is a small part of that. */
export const CHANGES_MAX = 20_000;

/** A host has a handful of repositories; the busiest seen had forty. */
const ORIGINS_MAX = 200;

export const PackageFileSchema = strict({ sha256: DigestSchema, sizeBytes: Count });
export const PlatformSchema = strict({ distribution: Name, release: Text, architecture: Name });
export const PlatformIndexSchema = strict({ platform: PlatformSchema, digest: DigestSchema, sizeBytes: Count });
export const ChangeKindSchema = words('upgrade', 'install', 'install-beside', 'remove', 'downgrade');
export const ScopeSchema = words('all', 'security', 'kernel');
export const CutScopeSchema = words('all', 'security', 'kernel', 'named');
/** At least one of the two is not empty; that, and their order, is the cut's to see to. */
export const NamedSchema = strict({
  packages: Type.Array(Name, { maxItems: 1000 }),
  advisories: Type.Array(Name, { maxItems: 1000 }),
});
export const TargetNameSchema = strict({ name: Name, architecture: Name, version: Name });

/** A package of configuration alone has some hundred. */
const CONFFILES_MAX = 10_000;
const PackagedConffilesSchema = Type.Array(
  strict({
    path: Text,
    hash: nullable(Type.String({ pattern: '^(md5|sha1|sha224|sha256|sha384|sha512):[0-9a-f]{32,128}$' })),
  }),
  { maxItems: CONFFILES_MAX },
);

export const VersionConffilesSchema = strict({
  name: Name,
  architecture: Name,
  version: Name,
  files: PackagedConffilesSchema,
});

export const TargetSchema = strict({
  platform: PlatformSchema,
  name: Name,
  architecture: Name,
  version: Name,
  sourceName: Name,
  sourceVersion: Name,
  origin: PackageOriginSchema,
  file: PackageFileSchema,
  security: Type.Boolean(),
  role: words('target', 'dependency'),
  advisories: Type.Array(Name, { maxItems: 1000 }),
  module: Type.Optional(Name),
  conffiles: Type.Optional(PackagedConffilesSchema),
});

export const PatchSetSchema = strict({
  schema: Type.Literal('slipway.patch-set/1'),
  scope: CutScopeSchema,
  named: Type.Optional(NamedSchema),
  takesBack: Type.Optional(DigestSchema),
  targets: Type.Array(TargetSchema, { maxItems: CHANGES_MAX }),
  replaced: Type.Array(
    strict({
      platform: PlatformSchema,
      name: Name,
      architecture: Name,
      version: Name,
      file: nullable(PackageFileSchema),
      origin: Type.Optional(PackageOriginSchema),
    }),
    { maxItems: CHANGES_MAX },
  ),
  indexes: Type.Array(
    strict({
      platform: PlatformSchema,
      digest: DigestSchema,
      sizeBytes: Count,
      origins: Type.Optional(Type.Array(PackageOriginSchema, { maxItems: ORIGINS_MAX })),
    }),
    { maxItems: CHANGES_MAX },
  ),
});

const ObstacleSchema = strict({
  kind: words('avoided', 'removal', 'relation'),
  name: Name,
  architecture: Name,
  version: nullable(Name),
  relation: Text,
});

export const VersionFileSchema = strict({ name: Name, architecture: Name, version: Name, file: PackageFileSchema });

export const ProposalSchema = strict({
  schema: Type.Literal('slipway.proposal/1'),
  patchSetDigest: DigestSchema,
  fingerprint: DigestSchema,
  changes: Type.Array(
    strict({
      kind: ChangeKindSchema,
      name: Name,
      architecture: Name,
      from: nullable(Name),
      to: nullable(Name),
      automatic: Type.Boolean(),
    }),
    { maxItems: CHANGES_MAX },
  ),
  conffiles: Type.Array(strict({ package: Name, path: Text }), { maxItems: CHANGES_MAX }),
  refused: Type.Array(
    strict({
      name: Name,
      architecture: Name,
      version: Name,
      cause: words('held', 'dependency', 'unknown'),
      against: Type.Optional(ObstacleSchema),
    }),
    {
      maxItems: CHANGES_MAX,
    },
  ),
  ownFiles: Type.Optional(
    strict({
      cached: Type.Array(VersionFileSchema, { maxItems: CHANGES_MAX }),
      rebuilds: words('possible', 'impossible'),
    }),
  ),
});
