import { Type } from 'typebox';
import {
  Architecture,
  Count,
  DigestSchema,
  EnvelopeSchema,
  HostIdSchema,
  InstantSchema,
  Name,
  nullable,
  PackageName,
  ReasonSchema,
  strict,
  Text,
  Version,
  words,
} from './basics.ts';
import { CheckSchema } from './checks.ts';
import { GuestRulesSchema } from './guests.ts';
import { CHANGES_MAX, ChangeKindSchema, PackageFileSchema, PlatformIndexSchema } from './patch-set.ts';
import {
  ApprovalRuleSchema,
  ConffileDecisionSchema,
  GateRulesSchema,
  PreflightRulesSchema,
  RebootRuleSchema,
  RebootWarningSchema,
  RestartRuleSchema,
  VerificationRulesSchema,
} from './policy.ts';
import { ParametersSchema } from './policy-parts.ts';
import { ClusterQuestionSchema } from './questions.ts';
import { PlannedRepositoriesSchema } from './repositories.ts';
import { RestorePointSchema } from './restore-points.ts';

/** A million hosts are several plans; one header is read whole by every agent. */
const HOSTS_MAX = 200_000;

export const StepKindSchema = words(
  'repair',
  'preflight',
  'manifest',
  'ask-cluster',
  'drain',
  'quiesce',
  'guests-away',
  'restore-point',
  'make-room',
  'apply',
  'restart',
  'reboot',
  'verify',
  'way-back',
  'guests-back',
  'settle',
  'undrain',
  'confirm',
  'clean-up',
);
const Hosts = Type.Array(HostIdSchema, { maxItems: HOSTS_MAX });
const Generation = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const OccurrenceSchema = strict({
  id: Name,
  startsAt: InstantSchema,
  cutOffAt: InstantSchema,
  endsAt: InstantSchema,
});

export const BoundsSchema = strict({
  patchSetDigest: DigestSchema,
  hosts: Hosts,
  changes: strict({
    newDependencies: words('allowed', 'refused'),
    removals: Type.Array(Name, { maxItems: CHANGES_MAX }),
    downgrades: words('allowed', 'refused'),
  }),
  occurrences: Type.Array(OccurrenceSchema, { maxItems: 1000 }),
  clusterLimits: Type.Array(strict({ cluster: Name, members: Hosts, awayMax: Count }), { maxItems: HOSTS_MAX }),
  awayMax: Count,
  expiresAt: InstantSchema,
  labels: Type.Optional(
    Type.Array(strict({ labels: Type.Record(Name, nullable(Text)), hosts: Hosts }), { maxItems: HOSTS_MAX }),
  ),
});

export const PlanHeaderSchema = strict({
  schema: Type.Literal('slipway.plan/1'),
  environment: Name,
  bounds: BoundsSchema,
  approval: ApprovalRuleSchema,
  waves: Type.Array(
    strict({ kind: words('canary', 'group', 'rest'), group: nullable(Name), hosts: Hosts, gates: GateRulesSchema }),
    {
      maxItems: HOSTS_MAX,
    },
  ),
  failureBudgetHosts: Count,
  hostPlansRoot: DigestSchema,
  hostPlans: Type.Array(strict({ hostId: HostIdSchema, digest: DigestSchema }), { maxItems: HOSTS_MAX }),
});

/** A week: policy allows a day, and no timer of the agent holds more than 24 of them. */
const TimeoutSeconds = Type.Integer({ minimum: 0, maximum: 7 * 86_400 });

const HookCallFields = { hook: Name, parameters: ParametersSchema };

const PlannedStepSchema = strict({
  kind: StepKindSchema,
  run: Type.Union([
    strict({ how: Type.Literal('built-in') }),
    strict({ how: Type.Literal('hook'), call: strict(HookCallFields) }),
    strict({ how: Type.Literal('skip'), reason: ReasonSchema }),
  ]),
  timeoutSeconds: TimeoutSeconds,
});

const WayBackSchema = Type.Union([
  strict({
    kind: Type.Literal('packages'),
    when: words('automatic', 'asked'),
    previous: Type.Array(
      strict({
        name: PackageName,
        architecture: Architecture,
        version: nullable(Version),
        file: nullable(PackageFileSchema),
        place: Type.Optional(words('host-cache', 'rebuilt')),
        beside: Type.Optional(Version),
      }),
      {
        maxItems: CHANGES_MAX,
      },
    ),
  }),
  strict({ kind: Type.Literal('restore-point'), when: words('automatic', 'asked'), reason: ReasonSchema }),
  strict({ kind: Type.Literal('none'), reason: ReasonSchema }),
]);

/** `uname -r`: what it may have in it can stand in a boot loader's menu. */
const KernelReleaseSchema = Type.String({ pattern: '^[A-Za-z0-9_.+~-]{1,100}$' });

const RemovedKernelPackageFields = {
  ...{ name: PackageName, architecture: Architecture, version: Version, release: KernelReleaseSchema },
};

const PlannedKernelsSchema = strict({
  boot: nullable(KernelReleaseSchema),
  trial: words('wanted', 'required'),
  removals: Type.Array(strict(RemovedKernelPackageFields), { maxItems: 1000 }),
  before: Type.Optional(Type.Array(strict(RemovedKernelPackageFields), { minItems: 1, maxItems: 1000 })),
});

export const HostPlanSchema = strict({
  schema: Type.Literal('slipway.host-plan/1'),
  hostId: HostIdSchema,
  hostname: Name,
  environment: Name,
  group: nullable(Name),
  clusters: Type.Array(Name, { maxItems: 1000 }),
  generation: Generation,
  patchSetDigest: DigestSchema,
  index: PlatformIndexSchema,
  fingerprint: DigestSchema,
  transaction: Type.Array(
    strict({
      kind: ChangeKindSchema,
      name: PackageName,
      architecture: Architecture,
      from: nullable(Version),
      to: nullable(Version),
      file: nullable(PackageFileSchema),
      automatic: Type.Boolean(),
    }),
    { maxItems: CHANGES_MAX },
  ),
  conffiles: Type.Array(strict({ package: Name, path: Text, decision: ConffileDecisionSchema }), {
    maxItems: CHANGES_MAX,
  }),
  restart: RestartRuleSchema,
  reboot: RebootRuleSchema,
  steps: Type.Array(PlannedStepSchema, { maxItems: 64 }),
  checks: Type.Array(strict({ check: CheckSchema, timeoutSeconds: TimeoutSeconds }), { maxItems: 1000 }),
  questions: Type.Optional(
    strict({
      asked: Type.Array(ClusterQuestionSchema, { minItems: 1, maxItems: 1000 }),
      askSeconds: TimeoutSeconds,
      settleSeconds: TimeoutSeconds,
    }),
  ),
  preflight: Type.Optional(PreflightRulesSchema),
  verification: Type.Optional(VerificationRulesSchema),
  rebootWarning: Type.Optional(RebootWarningSchema),
  kernels: Type.Optional(PlannedKernelsSchema),
  guests: Type.Optional(GuestRulesSchema),
  restorePoint: Type.Optional(RestorePointSchema),
  repositories: Type.Optional(PlannedRepositoriesSchema),
  parts: Type.Optional(strict({ changeSeconds: Type.Integer({ minimum: 1 }), afterSeconds: Count })),
  wayBack: WayBackSchema,
  expectedSeconds: Count,
  wayBackSeconds: Count,
});

export const InclusionProofSchema = strict({
  leafIndex: Count,
  leafCount: Count,
  path: Type.Array(strict({ side: words('left', 'right'), digest: DigestSchema }), { maxItems: 64 }),
});

export const HostPlanBundleSchema = strict({
  header: EnvelopeSchema,
  hostPlan: HostPlanSchema,
  proof: InclusionProofSchema,
});
