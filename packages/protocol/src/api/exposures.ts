// Exposures: what hosts are affected by, until when, and what would end it. One row is one update: a source package of a
// release and the version to reach, whatever number of vulnerabilities it ends.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import {
  AsOf,
  Count,
  HostIdSchema,
  HostParams,
  list,
  Name,
  nullable,
  open,
  page,
  pageQuery,
  ReasonSchema,
  Text,
  words,
} from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { ReleaseSchema } from './feeds.ts';
import {
  DueFirstSchema,
  GapSchema,
  knownBy,
  ScoreTenths,
  SeverityWord,
  StaleProcessesSchema,
  UrgencySchema,
} from './knowledge.ts';

const ExposureState = words('fixable', 'no-fix', 'unknown');

const update = {
  release: ReleaseSchema,
  sourcePackage: Name,
  fixedVersion: Type.Union([Name, Type.Null()], { description: 'the version to reach; null: there is no fix' }),
};

const counts = {
  hosts: Count,
  unknown: Type.Integer({ minimum: 0, description: 'further hosts, whose running kernel is of no package' }),
};

const Excepted = Type.Integer({
  minimum: 0,
  description: 'further hosts, for whose exposure an exception of policy answers: exposed, by a decision that ends',
});

export const UpdateExposureSchema = open({
  ...update,
  state: ExposureState,
  vulnerabilities: Count,
  worstTenths: ScoreTenths,
  severity: nullable(SeverityWord),
  exploited: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'vulnerabilities of it that are known to be exploited; absent: to be counted',
    }),
  ),
  epssPpm: Type.Optional(
    Type.Union([Count, Type.Null()], {
      description: 'highest probability times a million; null: nobody told; absent: to be counted',
    }),
  ),
  ...counts,
  rebootPending: Type.Integer({ minimum: 0, description: 'of the hosts: still run the old kernel, boot another next' }),
  excepted: Excepted,
  dueFirst: DueFirstSchema,
  countedAt: InstantSchema,
});
export type UpdateExposureAnswer = Plain<typeof UpdateExposureSchema>;

export const ExposuresSchema = open({
  ...page(UpdateExposureSchema).properties,
  order: Type.Union([Type.Literal('due'), Type.Literal('name')], {
    description: 'due: what is due first comes first; name: by source package, a page of what was looked at',
  }),
  totals: Type.Union([open({ updates: Count, overdue: Count, unknownUrgency: Count, excepted: Count }), Type.Null()], {
    description: 'over all pages; null where these are counted when they are asked for',
  }),
  moreUnknown: Type.Boolean({ description: 'of some packages it is unknown whether they are affected: state=unknown' }),
  ...knownBy,
});
export type ExposuresAnswer = Plain<typeof ExposuresSchema>;

export const EachExposureSchema = open({
  ...update,
  state: ExposureState,
  vulnerability: Name,
  cvssTenths: ScoreTenths,
  epssPpm: Type.Union([Count, Type.Null()], { description: 'probability times a million' }),
  kev: nullable(Name),
  urgency: UrgencySchema,
  ...counts,
});
export type EachExposureAnswer = Plain<typeof EachExposureSchema>;

export const ExposedHostSchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  environment: nullable(Text),
  owner: nullable(Text),
  exposed: Type.Union([Type.Literal('yes'), Type.Literal('no'), Type.Literal('unknown')], {
    description: 'no: only kernels that neither run nor boot next; unknown: what runs there is a kernel of no package',
  }),
  exception: Type.Union([open({ name: Name, owner: Text, expiresAt: InstantSchema }), Type.Null()], {
    description: 'answers for all that the host is exposed by here; null: none does',
  }),
});
export type ExposedHostAnswer = Plain<typeof ExposedHostSchema>;

export const ExposureHostsSchema = open({ update: UpdateExposureSchema, hosts: page(ExposedHostSchema), ...knownBy });
export type ExposureHostsAnswer = Plain<typeof ExposureHostsSchema>;

const HOST_STATES = [
  'affected',
  'excepted',
  'update-pending',
  'held',
  'phased',
  'kept-back',
  'not-entitled',
  'no-candidate',
  'candidate-unknown',
  'no-fix',
  'old-kernel-runs',
  'old-code-in-memory',
  'kernel-not-running',
  'kernel-boots-next',
  'in-effect',
  'unknown',
] as const;
const HostState = words(...HOST_STATES);

const aboutHost = {
  hostId: HostIdSchema,
  hostname: Name,
  hostGaps: Type.Array(GapSchema, { description: 'why silence does not mean safe on this host' }),
  looked: Type.Boolean({ description: 'whether running kernels and processes are known: not of a day in the past' }),
  unattributed: Type.Union([StaleProcessesSchema], {
    description: 'old code of files that no package is known to own',
  }),
  ...knownBy,
};

export const HostUpdateSchema = open({
  sourcePackage: Name,
  fixedVersion: nullable(Name),
  state: HostState,
  reason: ReasonSchema,
  packages: list(open({ name: Name, architecture: Name, version: Name })),
  processes: StaleProcessesSchema,
  vulnerabilities: Count,
  worstTenths: ScoreTenths,
  severity: nullable(SeverityWord),
  dueFirst: DueFirstSchema,
});
export type HostUpdateAnswer = Plain<typeof HostUpdateSchema>;

export const HostExposureSchema = open({
  ...aboutHost,
  updates: list(HostUpdateSchema),
  over: Type.Integer({ minimum: 0, description: 'verdicts about kernels that lie about unused' }),
});
export type HostExposureAnswer = Plain<typeof HostExposureSchema>;

export const HostVerdictSchema = open({
  verdict: open({
    vulnerability: Name,
    verdict: words('affected', 'fixed', 'not-affected', 'unknown'),
    reason: ReasonSchema,
    sourcePackage: Name,
    package: Name,
    architecture: Name,
    installedVersion: Name,
    fixedVersion: nullable(Name),
    advisory: nullable(Name),
    feed: Name,
    feedDate: InstantSchema,
  }),
  state: HostState,
  reason: ReasonSchema,
  processes: StaleProcessesSchema,
  cvssTenths: ScoreTenths,
  urgency: UrgencySchema,
});
export type HostVerdictAnswer = Plain<typeof HostVerdictSchema>;

const DueBy = Type.Optional(
  Type.Unsafe<Plain<typeof InstantSchema>>({ ...InstantSchema, description: 'only what is due by then' }),
);
const Severity = Type.Optional(
  Type.Unsafe<Plain<typeof SeverityWord>>({
    ...SeverityWord,
    description: 'at least; what nobody rated is listed too',
  }),
);

const fleetQuery = {
  ...pageQuery,
  asOf: AsOf,
  state: Type.Optional(
    Type.Unsafe<Plain<typeof ExposureState>>({ ...ExposureState, description: 'else whatever is affected' }),
  ),
  dueBy: DueBy,
  severity: Severity,
  excepted: Type.Optional(
    Type.Boolean({ description: 'true: what an exception answers for on some host; else what stands without one' }),
  ),
  environment: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'the label of hosts' })),
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'the label of hosts' })),
  sourcePackage: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'of this one alone' })),
  exploited: Type.Optional(
    Type.Boolean({ description: 'true: only with a vulnerability that is known to be exploited' }),
  ),
  urgency: Type.Optional(
    Type.Unsafe<'unknown'>({ ...words('unknown'), description: 'only those whose urgency nobody can say' }),
  ),
  labels: Type.Optional(
    Type.String({ maxLength: 4096, description: 'further labels that hosts must have, as JSON: {"facing":"public"}' }),
  ),
};

const hostQuery = {
  asOf: AsOf,
  state: Type.Optional(words(...HOST_STATES, 'fixable')),
  dueBy: DueBy,
  severity: Severity,
  package: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: "a package's name or its source's" }),
  ),
};

const subject = 'exposures';

export const exposures = {
  list: endpoint({
    name: 'listExposures',
    subject,
    method: 'GET',
    path: '/api/v1/exposures',
    summary:
      'What hosts are affected by, a row for each update, what is due first at the top; of a day in the past, by other labels or of unknown ones by name',
    role: 'viewer',
    query: Type.Object(fleetQuery, { additionalProperties: false }),
    answer: ExposuresSchema,
  }),
  each: endpoint({
    name: 'listExposedVulnerabilities',
    subject,
    method: 'GET',
    path: '/api/v1/exposures/vulnerabilities',
    summary:
      'The same with a row for each vulnerability, update by update (a kernel has thousands), or of one update alone',
    role: 'viewer',
    query: Type.Object(
      {
        ...fleetQuery,
        distribution: Type.Optional(
          Type.Unsafe<string>({ ...Name, description: 'one update: with release, sourcePackage and fixedVersion' }),
        ),
        release: Type.Optional(Name),
        fixedVersion: Type.Optional(Name),
      },
      { additionalProperties: false },
    ),
    answer: open({ ...page(EachExposureSchema).properties, ...knownBy }),
  }),
  hosts: endpoint({
    name: 'listExposedHosts',
    subject,
    method: 'GET',
    path: '/api/v1/exposures/hosts',
    summary: 'One update, counted now, and the hosts that carry what it is about',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        asOf: AsOf,
        distribution: Name,
        release: Name,
        sourcePackage: Name,
        fixedVersion: Type.Optional(Type.Union([Name], { description: 'left out: the row without a fix' })),
        environment: fleetQuery.environment,
        owner: fleetQuery.owner,
        labels: fleetQuery.labels,
      },
      { additionalProperties: false },
    ),
    answer: ExposureHostsSchema,
  }),
  host: endpoint({
    name: 'showHostExposure',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/exposure',
    summary: 'What one host is exposed to, by update and by how it stands there, with the processes that hold old code',
    role: 'viewer',
    params: HostParams,
    query: Type.Object(hostQuery, { additionalProperties: false }),
    answer: HostExposureSchema,
  }),
  verdicts: endpoint({
    name: 'listHostVerdicts',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/verdicts',
    summary: 'Every verdict that stands on one host, with feed, date and rule; what is due first comes first',
    role: 'viewer',
    params: HostParams,
    query: Type.Object({ ...pageQuery, ...hostQuery }, { additionalProperties: false }),
    answer: open({ ...page(HostVerdictSchema).properties, ...aboutHost }),
  }),
} as const;
