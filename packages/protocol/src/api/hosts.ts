// Hosts: what is known of them, what people want of them.

import type { Instant } from '@slipway/core/time';
import { Type } from 'typebox';
import {
  AttemptIdSchema,
  HostStateSchema,
  InstalledPackageSchema,
  InstantSchema,
  LedgerEntrySchema,
  PackageOriginSchema,
  StepKindSchema,
  strict,
} from '../schema/index.ts';
import {
  Count,
  DigestSchema,
  Environment,
  HostIdSchema,
  HostParams,
  HostPhaseSchema,
  LabelsSchema,
  list,
  Name,
  nullable,
  open,
  PageQuery,
  page,
  pageQuery,
  ReasonSchema,
  RolloutIdSchema,
  RolloutStateSchema,
  SelectorText,
  Text,
  words,
} from './common.ts';
import { Failures } from './diagnosis.ts';
import { endpoint, type Plain } from './endpoint.ts';
import { HostEventSchema, OutOfBandCallSchema, OutOfBandWord } from './host-events.ts';
import { HostReadingSchema } from './readings.ts';
import { TransactionTraceSchema } from './transaction-trace.ts';
import { AskedVerificationSchema, VerifiedSchema } from './verification.ts';

const Mode = words('observed', 'adopted');

const PlatformSchema = open({ distribution: Name, release: Text, architecture: Name });

/** One line of a list. */
export const HostSummarySchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  labels: LabelsSchema,
  environment: nullable(Name),
  policyName: Type.Optional(
    Type.Union([Name, Type.Null()], {
      description: "the policy of its environment that it is under; null: the environment's own rules, or in conflict",
    }),
  ),
  mode: open({ wanted: Mode, reported: Mode }),
  enrolledAt: InstantSchema,
  seenAt: nullable(InstantSchema),
  agentVersion: nullable(Text),
  stopped: Type.Boolean({ description: '/etc/slipway/stop stands on the host' }),
  barred: nullable(ReasonSchema),
  inventoryReceivedAt: nullable(InstantSchema),
  platform: nullable(PlatformSchema),
  /** `null`: never reported, or the host's package manager could not look. */
  pending: nullable(open({ updates: Count, security: Count, keptBack: Count })),
  reboot: nullable(words('needed', 'not-needed', 'unknown')),
  rollout: nullable(open({ rolloutId: RolloutIdSchema, phase: HostPhaseSchema })),
});
export type HostSummary = Plain<typeof HostSummarySchema>;

const ThirdPartyPackageSchema = open({
  name: Name,
  architecture: Name,
  version: Name,
  newer: Type.Union([Name, Type.Null()], { description: 'in its origin; null: none above the installed one' }),
  listed: words('exactly', 'by-another', 'nowhere'),
});

export const ThirdPartySchema = Type.Union([
  open({
    kind: Type.Literal('known'),
    asOf: InstantSchema,
    origins: list(open({ origin: PackageOriginSchema, uri: nullable(Text), packages: list(ThirdPartyPackageSchema) })),
    none: Type.Array(ThirdPartyPackageSchema, { description: 'from no repository of the host' }),
    unknown: Type.Integer({ minimum: 0, description: 'how many packages nobody looked for' }),
    unknownPackages: Type.Optional(
      Type.Array(open({ name: Name, architecture: Name, version: Name }), { description: 'these packages' }),
    ),
  }),
  open({ kind: Type.Literal('unknown'), detail: Text }),
]);
export type ThirdParty = Plain<typeof ThirdPartySchema>;

const IsolationSchema = open({
  state: words('waiting', 'ordered', 'isolated', 'ending'),
  since: InstantSchema,
  until: Type.Unsafe<Instant>({ ...InstantSchema, description: 'end of the window that patches it at the latest' }),
  /** Whose window it missed. */
  rolloutId: nullable(RolloutIdSchema),
  reason: ReasonSchema,
});

export const HostDetailSchema = open({
  host: HostSummarySchema,
  contact: nullable(
    open({
      seenAt: InstantSchema,
      agentVersion: Text,
      capabilities: list(Name),
      bootId: Text,
      stopped: Type.Boolean(),
      ledgerSequence: Count,
      ledgerGeneration: Count,
      readyFor: nullable(DigestSchema),
      refusal: nullable(open({ hostPlanDigest: DigestSchema, reason: ReasonSchema })),
      clockSkewSeconds: Type.Integer(),
    }),
  ),
  generation: Count,
  /** All but the packages, which have a list of their own; of those from outside the distribution also their origins. */
  inventory: nullable(
    open({ receivedAt: InstantSchema, packages: Count, rest: HostStateSchema, thirdParty: ThirdPartySchema }),
  ),
  currentPlan: nullable(open({ planDigest: DigestSchema, generation: Count, environment: Name })),
  rollout: nullable(
    open({
      rolloutId: RolloutIdSchema,
      state: RolloutStateSchema,
      phase: HostPhaseSchema,
      wave: Count,
      step: nullable(StepKindSchema),
      reason: nullable(ReasonSchema),
    }),
  ),
  isolation: Type.Optional(
    Type.Union([IsolationSchema, Type.Null()], {
      description: 'kept from its service until it is patched, since it missed its window; null: not, or no more',
    }),
  ),
  outOfBand: Type.Optional(
    Type.Union(
      [
        open({
          hook: Name,
          last: nullable(open({ at: InstantSchema, call: OutOfBandCallSchema })),
        }),
        Type.Null(),
      ],
      { description: 'how people reach it where it does not answer; null: policy names nothing' },
    ),
  ),
  verification: Type.Optional(
    Type.Union(
      [
        open({
          asked: AskedVerificationSchema,
          last: nullable(open({ at: InstantSchema, found: VerifiedSchema })),
        }),
        Type.Null(),
      ],
      { description: 'of the whole host; null: nobody has asked' },
    ),
  ),
  /** What stands in the way of changing this host now, if anything. */
  reasons: list(ReasonSchema),
  /** What failed in its newest attempt, unless that came to its end all the same. */
  failures: Failures,
  /** Of its newest attempt, whatever came of it. */
  transaction: Type.Optional(open({ attemptId: AttemptIdSchema, trace: TransactionTraceSchema })),
});
export type HostDetail = Plain<typeof HostDetailSchema>;

/** Why a host, or one package on it, is not patched yet: from what is most in the way to what is least. */
export const WhySchema = open({
  hostId: HostIdSchema,
  hostname: Name,
  package: nullable(Name),
  /** `nothing-pending`: nothing to explain; `under-way`: it is being patched; `held-up`: the reasons say by what. */
  state: words('nothing-pending', 'under-way', 'held-up'),
  pending: nullable(
    list(open({ name: Name, architecture: Name, from: nullable(Name), to: Name, security: Type.Boolean() })),
  ),
  reasons: list(
    open({
      /** What says so: the host itself, a planning report, a rollout. */
      source: words('host', 'policy', 'planning', 'rollout'),
      id: nullable(Text),
      idOf: Type.Optional(
        Type.Literal('patch-set', {
          description: 'whose cut left it out; absent: the id of planning is that of a plan',
        }),
      ),
      package: nullable(Name),
      reason: ReasonSchema,
    }),
  ),
  /** What failed in its newest attempt, unless that came to its end all the same. */
  failures: Failures,
});
export type Why = Plain<typeof WhySchema>;

const subject = 'hosts';
const change = (name: string, word: string, summary: string) =>
  endpoint({
    name,
    subject,
    method: 'POST',
    path: `/api/v1/hosts/{hostId}/${word}`,
    summary,
    role: 'operator',
    params: HostParams,
    answer: HostSummarySchema,
  });

const COUNTED_WORDS = [
  ...(['up-to-date', 'updates-pending', 'security-pending', 'excepted'] as const),
  ...(['unknown', 'silent', 'long-silent', 'never-reported', 'barred'] as const),
] as const;
const selectedBy = {
  selector: Type.Optional(SelectorText),
  environment: Type.Optional(Environment),
  counted: Type.Optional(
    Type.Unsafe<(typeof COUNTED_WORDS)[number]>({
      ...words(...COUNTED_WORDS),
      description:
        'only those that /api/v1/fleet counts so. up-to-date: current there; updates-pending: behind there; security-pending: securityBehind there; excepted: what is pending is left out by exceptions; unknown: what is pending is not known; silent: reported once, and not heard of for 15 minutes; long-silent: the same for two days, as answers about exposures count them',
    }),
  ),
};

export const HostCountSchema = open({ hosts: Count });
export type HostCount = Plain<typeof HostCountSchema>;

export const hosts = {
  list: endpoint({
    name: 'listHosts',
    subject,
    method: 'GET',
    path: '/api/v1/hosts',
    summary: 'Hosts in order of enrolment, those that a selector and an environment select',
    role: 'viewer',
    query: Type.Object({ ...pageQuery, ...selectedBy }, { additionalProperties: false }),
    answer: page(HostSummarySchema),
  }),
  count: endpoint({
    name: 'countHosts',
    subject,
    method: 'GET',
    path: '/api/v1/host-count',
    summary: 'How many hosts a selector and an environment select: the length of the list of hosts',
    role: 'viewer',
    query: Type.Object(selectedBy, { additionalProperties: false }),
    answer: HostCountSchema,
  }),
  show: endpoint({
    name: 'showHost',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}',
    summary: 'Everything known of one host, but its packages',
    role: 'viewer',
    params: HostParams,
    answer: HostDetailSchema,
  }),
  packages: endpoint({
    name: 'listHostPackages',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/packages',
    summary: 'Installed packages of one host, by name, architecture and version',
    role: 'viewer',
    params: HostParams,
    query: Type.Object(
      {
        ...pageQuery,
        held: Type.Optional(Type.Boolean({ description: 'true: only those that are held on the host' })),
      },
      { additionalProperties: false },
    ),
    answer: page(InstalledPackageSchema),
  }),
  updates: endpoint({
    name: 'showHostUpdates',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/updates',
    summary: "What the host's own package manager says is pending",
    role: 'viewer',
    params: HostParams,
    answer: open({ receivedAt: nullable(InstantSchema), updates: nullable(HostStateSchema.properties.updates) }),
  }),
  readings: endpoint({
    name: 'showHostReadings',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/readings',
    summary: 'What checklists and gates ask of this host (plug-ins, ages of files), and what it said last',
    role: 'viewer',
    params: HostParams,
    answer: open({ items: list(HostReadingSchema) }),
  }),
  history: endpoint({
    name: 'listHostHistory',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/history',
    summary: 'What changed on a host and whether Slipway did it, newest first',
    role: 'viewer',
    params: HostParams,
    query: PageQuery,
    answer: page(HostEventSchema),
  }),
  ledger: endpoint({
    name: 'listHostLedger',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/ledger',
    summary: "Lines of the host's ledger as the controller holds them, in order",
    role: 'viewer',
    params: HostParams,
    query: Type.Object(
      { from: Type.Optional(Type.Integer({ minimum: 1, description: 'the first sequence; else 1' })) },
      { additionalProperties: false },
    ),
    answer: open({ entries: list(LedgerEntrySchema), next: nullable(Count) }),
  }),
  why: endpoint({
    name: 'explainHost',
    subject,
    method: 'GET',
    path: '/api/v1/hosts/{hostId}/why',
    summary: 'Why a host, or one package on it, is not patched yet',
    role: 'viewer',
    params: HostParams,
    query: Type.Object({ package: Type.Optional(Name) }, { additionalProperties: false }),
    answer: WhySchema,
  }),
  label: endpoint({
    name: 'labelHost',
    subject,
    method: 'PUT',
    path: '/api/v1/hosts/{hostId}/labels',
    summary: 'Replaces the labels of a host that is in no rollout',
    role: 'operator',
    params: HostParams,
    body: strict({ labels: LabelsSchema }),
    answer: HostSummarySchema,
  }),
  adopt: change('adoptHost', 'adopt', 'Allows changes: the host takes over, reversibly, what patches it today'),
  leave: change('leaveHost', 'leave', 'The host gives back what it took over and is only observed'),
  refresh: change('refreshHost', 'refresh', 'The host looks at its repositories again'),
  free: change('freeHost', 'free', 'A barred host goes on from its ledger as it is: somebody has looked'),
  outOfBand: endpoint({
    name: 'callHostOutOfBand',
    subject,
    method: 'POST',
    path: '/api/v1/hosts/{hostId}/out-of-band',
    summary:
      'Calls what policy names for a host that does not answer, on the controller; power-cycle only once it is silent or lost',
    role: 'operator',
    params: HostParams,
    body: strict({ action: OutOfBandWord }),
    answer: OutOfBandCallSchema,
  }),
  verify: endpoint({
    name: 'verifyHost',
    subject,
    method: 'POST',
    path: '/api/v1/hosts/{hostId}/verification',
    summary:
      'Has the host hold all its files and versions against its packages, once, now; what it finds stands in the host',
    role: 'operator',
    params: HostParams,
    answer: AskedVerificationSchema,
  }),
  retire: change('retireHost', 'retire', 'The host is gone for good: its certificate counts no more'),
} as const;
