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
