// Packages and pending updates over the whole fleet.

import { Type } from 'typebox';
import { InstalledPackageSchema, ScopeSchema } from '../schema/index.ts';
import {
  AsOf,
  Count,
  Environment,
  HostIdSchema,
  list,
  Name,
  nullable,
  open,
  page,
  pageQuery,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { ReleaseSchema } from './feeds.ts';

export const PackageVersionSchema = open({ name: Name, architecture: Name, version: Name, hosts: Count });
export type PackageVersion = Plain<typeof PackageVersionSchema>;

export const PackageOnHostSchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  environment: nullable(Name),
  package: InstalledPackageSchema,
});
export type PackageOnHost = Plain<typeof PackageOnHostSchema>;

export const PackageHostsSchema = open({
  ...page(PackageOnHostSchema).properties,
  hosts: Type.Integer({
    minimum: 0,
    description: 'of all pages, each once; one with two of the versions is listed twice',
  }),
});
export type PackageHostsAnswer = Plain<typeof PackageHostsSchema>;

/** One update, with everybody who has it pending. */
export const FleetUpdateSchema = open({
  name: Name,
  architecture: Name,
  to: Name,
  security: Type.Boolean(),
  hosts: Count,
  /** By environment; hosts of none are not in it. */
  environments: Type.Record(Type.String(), Count),
  /** What it would replace. */
  from: list(open({ version: nullable(Name), hosts: Count })),
});
export type FleetUpdate = Plain<typeof FleetUpdateSchema>;

export const FleetUpdatesSchema = open({
  items: list(FleetUpdateSchema),
  next: nullable(Type.String()),
  /** Hosts that were asked about, and those of them of which it is not known what is pending. */
  hosts: Count,
  unknown: list(open({ hostId: HostIdSchema, hostname: Name })),
});
export type FleetUpdates = Plain<typeof FleetUpdatesSchema>;

/** Who publishes a version: the distribution, somebody else, or nobody knows. */
const PublisherWord = words('distribution', 'foreign', 'unknown');

const versionCount = { version: Name, installations: Count };

/** One name over the fleet. A host that carries two versions or architectures of it beside each other has two installations. */
export const PackageCountSchema = open({
  name: Name,
  installations: Type.Integer({ minimum: 0, description: 'each version and architecture on each host once' }),
  versions: Type.Integer({ minimum: 0, description: 'distinct ones' }),
  publishers: list(PublisherWord),
  releases: list(
    open({
      release: ReleaseSchema,
      installations: Count,
      versions: Type.Array(open(versionCount), { description: 'newest first, the first of them' }),
      otherVersions: open({ versions: Count, installations: Count }),
    }),
  ),
});
export type PackageCount = Plain<typeof PackageCountSchema>;

export const PackageDetailSchema = open({
  name: Name,
  hosts: Type.Integer({ minimum: 0, description: 'that carry any version of it, each once' }),
  installations: Count,
  releases: Type.Array(
    open({
      release: ReleaseSchema,
      format: words('deb', 'rpm'),
      installations: Count,
      versions: list(
        open({
          ...versionCount,
          architecture: Name,
          sourceName: Name,
          sourceVersion: Name,
          module: nullable(Name),
          publisher: PublisherWord,
          needs: Type.Array(open({ sourcePackage: Name, fixedVersion: nullable(Name) }), {
            description: 'updates that would end exposures of this version; null: affected, and there is no fix',
          }),
        }),
      ),
    }),
    { description: 'by distribution and release; versions newest first' },
  ),
  waiting: Type.Boolean({ description: 'some version is still to be judged: what it needs is not known yet' }),
});
export type PackageDetail = Plain<typeof PackageDetailSchema>;

const subject = 'packages';

export const packages = {
  list: endpoint({
    name: 'listPackages',
    subject,
    method: 'GET',
    path: '/api/v1/packages',
    summary: 'Installed versions over the fleet with the number of hosts, by name, architecture and version',
    role: 'viewer',
    query: Type.Object({ ...pageQuery, name: Type.Optional(Name) }, { additionalProperties: false }),
    answer: page(PackageVersionSchema),
  }),
  counts: endpoint({
    name: 'listPackageCounts',
    subject,
    method: 'GET',
    path: '/api/v1/package-counts',
    summary: 'Packages over the fleet, a row for each name, with their versions by release',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        text: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'within the name' })),
        publisher: Type.Optional(
          Type.Unsafe<Plain<typeof PublisherWord>>({
            ...PublisherWord,
            description: 'only those with a version of this publisher',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: page(PackageCountSchema),
  }),
  show: endpoint({
    name: 'showPackage',
    subject,
    method: 'GET',
    path: '/api/v1/packages/{name}',
    summary: 'One package over the fleet: its versions by release, who publishes them, and what they need',
    role: 'viewer',
    params: Type.Object({ name: Name }),
    answer: PackageDetailSchema,
  }),
  hosts: endpoint({
    name: 'listPackageHosts',
    subject,
    method: 'GET',
    path: '/api/v1/packages/{name}/hosts',
    summary:
      "Hosts that carry a package, those below a version where one is given; without a format each is compared by its host's own rules",
    role: 'viewer',
    params: Type.Object({ name: Name }),
    query: Type.Object(
      {
        ...pageQuery,
        below: Type.Optional(
          Type.String({ minLength: 1, maxLength: 255, description: 'only versions below this one' }),
        ),
        format: Type.Optional(words('deb', 'rpm')),
        asOf: AsOf,
      },
      { additionalProperties: false },
    ),
    answer: PackageHostsSchema,
  }),
  updates: endpoint({
    name: 'listUpdates',
    subject,
    method: 'GET',
    path: '/api/v1/updates',
    summary: 'What is pending over the fleet, by package and version',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        environment: Type.Optional(Environment),
        security: Type.Optional(Type.Boolean()),
        scope: Type.Optional(
          Type.Unsafe<Plain<typeof ScopeSchema>>({
            ...ScopeSchema,
            description: 'as a cut of this scope takes them; else all',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: FleetUpdatesSchema,
  }),
} as const;
