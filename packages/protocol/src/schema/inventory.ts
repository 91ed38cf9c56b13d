import { Type } from 'typebox';
import { Count, DigestSchema, InstantSchema, Name, nullable, strict, Text, words } from './basics.ts';
import { GuestLookSchema } from './guests.ts';
import { RepositoriesSchema } from './repositories.ts';
import { PACKAGES_MAX, PackageOriginSchema, PackageOriginsSchema, UnmanagedSoftwareSchema } from './third-party.ts';

const LIST_MAX = 10_000;
/** /boot of a host that nobody ever tidied has a few dozen. */
const KERNELS_MAX = 200;

export { PackageOriginSchema };

export const InstalledPackageSchema = strict({
  name: Name,
  architecture: Name,
  version: Name,
  sourceName: Name,
  sourceVersion: Name,
  state: words('installed', 'half-installed', 'unpacked', 'half-configured', 'triggers-awaited', 'triggers-pending'),
  automatic: Type.Boolean(),
  held: Type.Boolean(),
  module: Type.Optional(Name),
});
export const InstalledPackagesSchema = Type.Array(InstalledPackageSchema, { maxItems: PACKAGES_MAX });

const ProcessOwnerSchema = Type.Union([
  strict({ kind: Type.Literal('session'), session: Name, user: Name }),
  strict({ kind: Type.Literal('user-unit'), unit: Name, user: Name }),
  strict({
    kind: Type.Literal('container'),
    engine: words('docker', 'podman', 'containerd', 'cri-o', 'lxc', 'nspawn'),
    name: Name,
  }),
]);

const PendingUpdateSchema = strict({
  name: Name,
  architecture: Name,
  from: nullable(Name),
  to: Name,
  origin: PackageOriginSchema,
  security: Type.Boolean(),
});

const PendingUpdatesSchema = Type.Union([
  strict({
    kind: Type.Literal('known'),
    asOf: InstantSchema,
    metadataAsOf: nullable(InstantSchema),
    updates: Type.Array(PendingUpdateSchema, { maxItems: PACKAGES_MAX }),
    keptBack: Type.Array(
      strict({
        name: Name,
        architecture: Name,
        cause: words('held', 'dependency', 'phased', 'unknown'),
        phasedPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
      }),
      {
        maxItems: PACKAGES_MAX,
      },
    ),
  }),
  strict({ kind: Type.Literal('unknown'), asOf: InstantSchema, detail: Text }),
]);

const SystemFactsSchema = strict({
  hostname: Name,
  distribution: Name,
  release: Text,
  prettyName: Text,
  architecture: Name,
  packageFormat: words('deb', 'rpm'),
  bootId: Name,
  machineIdDigest: DigestSchema,
  productUuidDigest: Type.Optional(DigestSchema),
  kernel: strict({
    running: Text,
    nextBoot: nullable(Text),
    installed: Type.Array(Text, { maxItems: KERNELS_MAX }),
    room: Type.Optional(
      strict({
        freeBytes: Count,
        kernelBytes: Count,
        kernels: Type.Optional(Type.Array(strict({ release: Text, bytes: Count }), { maxItems: KERNELS_MAX })),
      }),
    ),
    lastGood: Type.Optional(Text),
  }),
  virtualisation: nullable(Text),
});

/** A host may be beyond help; people look at the first of them. */
const UNMET_MAX = 50;

const PackageDatabaseSchema = Type.Union([
  strict({ fingerprint: DigestSchema, state: words('whole', 'interrupted', 'unreadable') }),
  strict({
    fingerprint: DigestSchema,
    state: Type.Literal('unmet'),
    unmet: strict({
      items: Type.Array(strict({ name: Name, architecture: Name, version: Name, relation: Text }), {
        maxItems: UNMET_MAX,
      }),
      total: Count,
    }),
  }),
]);

/** What an observed host is, apart from its packages and what is said about each of them. */
const inventoryRest = {
  schema: Type.Literal('slipway.inventory/1'),
  collectedAt: InstantSchema,
  system: SystemFactsSchema,
  packageDatabase: PackageDatabaseSchema,
  repositories: RepositoriesSchema,
  updates: PendingUpdatesSchema,
  otherPatchers: Type.Array(
    strict({
      kind: words('unattended-upgrades', 'apt-daily-upgrade', 'dnf-automatic', 'packagekit', 'other'),
      unit: Name,
      enabled: Type.Boolean(),
    }),
    { maxItems: 64 },
  ),
  restart: Type.Union([
    strict({
      kind: Type.Literal('known'),
      asOf: InstantSchema,
      processes: Type.Array(
        strict({
          pid: Count,
          executable: Text,
          unit: nullable(Text),
          files: Type.Array(Text, { maxItems: LIST_MAX }),
          packages: Type.Optional(Type.Array(Name, { maxItems: LIST_MAX })),
          owner: Type.Optional(ProcessOwnerSchema),
        }),
        { maxItems: LIST_MAX },
      ),
    }),
    strict({ kind: Type.Literal('unknown'), detail: Text }),
  ]),
  reboot: Type.Union([
    strict({ kind: Type.Literal('not-needed') }),
    strict({ kind: Type.Literal('needed'), causes: Type.Array(Text, { maxItems: 64 }) }),
    strict({ kind: Type.Literal('unknown'), detail: Text }),
  ]),
};

/** Absent in what earlier agents send. */
const origins = Type.Optional(PackageOriginsSchema);
const unmanaged = Type.Optional(UnmanagedSoftwareSchema);
const guests = Type.Optional(GuestLookSchema);

export const HostStateSchema = strict({ ...inventoryRest, unmanaged, guests });
export const InventoryRestSchema = strict({ ...inventoryRest, origins, unmanaged, guests });
export const InventorySchema = strict({
  ...inventoryRest,
  origins,
  unmanaged,
  guests,
  packages: InstalledPackagesSchema,
});

export const ManifestSchema = strict({
  schema: Type.Literal('slipway.manifest/1'),
  takenAt: InstantSchema,
  fingerprint: DigestSchema,
  packages: InstalledPackagesSchema,
});
