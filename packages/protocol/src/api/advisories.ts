// Advisories and vulnerabilities: what each feed says, and which hosts it touches.

import { Type } from 'typebox';
import { InstantSchema } from '../schema/index.ts';
import { AsOf, Count, list, Name, nullable, open, page, pageQuery, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { ExposedHostSchema } from './exposures.ts';
import { ReleaseSchema } from './feeds.ts';
import { knownBy, ScoreTenths, SeverityWord } from './knowledge.ts';

const known = {
  feed: Name,
  feedDate: InstantSchema,
  knownFrom: InstantSchema,
  knownUntil: nullable(InstantSchema),
};

const advisory = {
  recordId: Name,
  name: Name,
  kind: words('advisory', 'vulnerability'),
  summary: Type.String(),
  publishedAt: nullable(InstantSchema),
  modifiedAt: nullable(InstantSchema),
  withdrawnAt: nullable(InstantSchema),
  vulnerabilities: list(Name),
  security: Type.Boolean(),
  severity: nullable(SeverityWord),
  references: list(Type.String()),
};

/** An update that ends what an advisory is about on some host. */
const AdvisoryUpdateSchema = open({
  release: ReleaseSchema,
  sourcePackage: Name,
  fixedVersion: Type.Union([Name, Type.Null()], { description: 'the version to reach; null: there is no fix' }),
  hosts: Type.Union([Count, Type.Null()], { description: 'that need it, as last counted; null: not counted yet' }),
  unknown: Count,
  excepted: Count,
});

/** Absent: the controller is of a version that does not tell yet. */
const urgent = {
  kev: Type.Optional(Type.Array(Name, { description: 'vulnerabilities of it that are known to be exploited' })),
  epssPpm: Type.Optional(
    Type.Union([Count, Type.Null()], { description: 'highest probability times a million; null: nobody told' }),
  ),
  cvssTenths: Type.Optional(ScoreTenths),
  updates: Type.Optional(
    Type.Array(AdvisoryUpdateSchema, { description: 'of hosts of today: where it affects some, and what ends it' }),
  ),
};

export const AdvisorySchema = open({ ...known, record: open(advisory), ...urgent });
export type AdvisoryAnswer = Plain<typeof AdvisorySchema>;

const StatementSchema = open({
  release: ReleaseSchema,
  format: words('deb', 'rpm'),
  subject: open({ kind: words('source', 'binary'), name: Name }),
  module: nullable(Name),
  architectures: nullable(list(Name)),
  vulnerabilities: nullable(list(Name)),
  says: Type.Union([
    open({
      kind: Type.Literal('affected-in'),
      ranges: list(
        open({
          introduced: nullable(Text),
          end: open({ kind: words('fixed', 'last-affected', 'none'), version: Type.Optional(Text) }),
        }),
      ),
      versions: list(Text),
      note: nullable(Name),
    }),
    open({ kind: words('not-affected', 'undetermined') }),
  ]),
  entitlement: nullable(Name),
  binaries: list(open({ name: Name, version: Name })),
  publisher: Type.Optional(Type.Literal('any')),
});

const FactsSchema = open({
  vulnerability: Name,
  summary: nullable(Type.String()),
  publishedAt: nullable(InstantSchema),
  rejected: nullable(Type.Boolean()),
  cvss: list(open({ source: Name, vector: nullable(Text), scoreTenths: Type.Integer() })),
  epss: nullable(open({ probabilityPpm: Count, percentilePpm: Count, asOf: InstantSchema })),
  kev: nullable(
    open({
      addedAt: InstantSchema,
      dueAt: nullable(InstantSchema),
      ransomware: words('known', 'unknown'),
      requiredAction: Type.String(),
    }),
  ),
  ssvc: nullable(
    open({
      exploitation: nullable(words('none', 'poc', 'active')),
      automatable: nullable(Type.Boolean()),
      technicalImpact: nullable(words('partial', 'total')),
      asOf: nullable(InstantSchema),
    }),
  ),
});

export const AdvisoryDetailSchema = open({
  name: Name,
  records: Type.Array(open({ ...known, record: open({ ...advisory, statements: list(StatementSchema) }) }), {
    description: 'what each feed says under this name, or of this vulnerability',
  }),
  facts: list(open({ ...known, record: FactsSchema })),
  ...urgent,
  hosts: Count,
  unknown: Count,
  excepted: Type.Integer({ minimum: 0, description: 'further hosts, for which an exception of policy answers' }),
  ...knownBy,
});
export type AdvisoryDetail = Plain<typeof AdvisoryDetailSchema>;

const AdvisoryParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }) });
const subject = 'knowledge';

export const advisories = {
  list: endpoint({
    name: 'listAdvisories',
    subject,
    method: 'GET',
    path: '/api/v1/advisories',
    summary: 'Advisories and vulnerabilities by name and feed; those alone that affect some host, where asked for',
    role: 'viewer',
    query: Type.Object(
      {
        ...pageQuery,
        asOf: AsOf,
        affecting: Type.Optional(Type.Boolean()),
        order: Type.Optional(words('name', 'newest')),
        text: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 255,
            description: 'within name or summary, or a vulnerability or package that it names',
          }),
        ),
        severity: Type.Optional(
          Type.Unsafe<Plain<typeof SeverityWord>>({
            ...SeverityWord,
            description: 'at least, by the vendor; what nobody rated is listed too',
          }),
        ),
        exploited: Type.Optional(Type.Boolean({ description: 'true: only those of a known exploited vulnerability' })),
      },
      { additionalProperties: false },
    ),
    answer: open({ ...page(AdvisorySchema).properties, ...knownBy }),
  }),
  show: endpoint({
    name: 'showAdvisory',
    subject,
    method: 'GET',
    path: '/api/v1/advisories/{name}',
    summary: 'What each feed says under a name, or of a vulnerability, and how many hosts it touches',
    role: 'viewer',
    params: AdvisoryParams,
    query: Type.Object({ asOf: AsOf }, { additionalProperties: false }),
    answer: AdvisoryDetailSchema,
  }),
  hosts: endpoint({
    name: 'listAdvisoryHosts',
    subject,
    method: 'GET',
    path: '/api/v1/advisories/{name}/hosts',
    summary: 'Hosts that an advisory or a vulnerability touches, or of which that is unknown',
    role: 'viewer',
    params: AdvisoryParams,
    query: Type.Object(
      { ...pageQuery, asOf: AsOf, environment: Type.Optional(Text), owner: Type.Optional(Text) },
      { additionalProperties: false },
    ),
    answer: open({
      ...page(ExposedHostSchema).properties,
      total: Type.Integer({ minimum: 0, description: 'exposed hosts of all pages' }),
      unknown: Type.Integer({ minimum: 0, description: 'of all pages: nobody can say' }),
      excepted: Type.Integer({ minimum: 0, description: 'of all pages: an exception of policy answers for them' }),
      ...knownBy,
    }),
  }),
} as const;
