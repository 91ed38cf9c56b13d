// Patch sets, requests and plans with everything that they may carry.

import type {
  CutRequest,
  PlanRequest,
  RollbackOf,
  StoredPatchSet,
  StoredPlan,
  StoredProposal,
  StoreView,
} from '@slipway/controller/ports';
import { decodeBase64, digestOf, type Envelope, parseCanonical } from '@slipway/core/document';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import type { PackageOrigin } from '@slipway/core/inventory';
import type { CutScope, LeftOut, OriginIndex, PatchSet, ReplacedVersion, Target } from '@slipway/core/patch-set';
import type { CheckerNote, Override, PlanHeader, PlanningReport } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import type { ProposalMessage } from '@slipway/protocol/agent';
import { parsePlanHeader } from '@slipway/protocol/documents';
import { anOpensslPatchSet, digestOfPatchSet, sha256, THE_MORNING } from '../../../builders/index.ts';
import { aStoredPatchSet } from '../../../store-rows/index.ts';
import { makeDocuments, PLAN, PROPOSALS } from '../../messages/index.ts';
import type { EachKind, Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';
import { HOST } from './fleet.ts';

const DAY_MS = 86_400_000;
const SECURITY: PackageOrigin = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const later = addMs(THE_MORNING, DAY_MS);

const named = { packages: ['openssl'], advisories: ['DSA-5979-1'] };
const { targets, replaced, indexes, ...openssl } = anOpensslPatchSet();
const WHOLE_TARGETS: readonly Whole<Target>[] = targets.map((one) => ({
  ...one,
  module: 'openssl:3',
  conffiles: [
    { path: '/etc/ssl/of-before.cnf', hash: null },
    { path: '/etc/ssl/openssl.cnf', hash: `md5:${'0'.repeat(32)}` },
  ],
}));
const WHOLE_REPLACED: readonly Whole<ReplacedVersion>[] = replaced.map((one) => ({ ...one, origin: SECURITY }));
const WHOLE_INDEXES: readonly Whole<OriginIndex>[] = indexes.map((one) => ({ ...one, origins: [SECURITY] }));
const PATCH_SET: Whole<PatchSet> = {
  ...openssl,
  scope: 'named',
  named,
  takesBack: PLAN.header.bounds.patchSetDigest,
  targets: WHOLE_TARGETS,
  replaced: [...WHOLE_REPLACED, ...WHOLE_REPLACED.map((one) => ({ ...one, version: '3.0.14-1', file: null }))],
  indexes: WHOLE_INDEXES,
};
const LEFT_OUT: Whole<LeftOut> = {
  count: 2,
  updates: WHOLE_TARGETS.slice(0, 1).map(({ platform, name, architecture, origin }) => ({
    ...{ platform, name, architecture, version: '9.9-1', origin, hosts: 3 },
    reason: reason('update-unlisted', { package: name, version: '9.9-1', origin: 'Debian / Debian-Security' }),
  })),
};
const STORED: Whole<StoredPatchSet> = {
  digest: digestOfPatchSet(PATCH_SET),
  patchSet: PATCH_SET,
  author: 'ada',
  cutAt: THE_MORNING,
  leftOut: LEFT_OUT,
};
const aCut: Whole<CutRequest> = {
  cutId: 'cut-named',
  scope: 'named',
  named,
  hosts: 'environment = prod',
  author: 'ada',
  requestedAt: THE_MORNING,
  state: 'cut',
  patchSetDigest: STORED.digest,
  reason: null,
  leftOut: LEFT_OUT,
};
const SCOPES: { readonly [Scope in CutScope]: true } = { all: true, security: true, kernel: true, named: true };
const CUTS: readonly CutRequest[] = Object.keys(SCOPES).flatMap((name): readonly CutRequest[] => {
  const scope = name as CutScope;
  const { named: its, ...rest } = aCut;
  const cut = { ...rest, scope, ...(scope === 'named' && { named: its }), cutId: `cut-${scope}` };
  const failed = { ...cut, cutId: `cut-${scope}-failed`, patchSetDigest: null, reason: reason('host-stopped') };
  return [cut, { ...failed, state: 'failed' }];
});

const proposalOf = (message: ProposalMessage): NonNullable<StoredProposal['answer']> =>
  message.kind === 'proposal' ? message.proposal : { unable: message.reason };

const ROLLBACK: Whole<RollbackOf> = {
  rolloutId: asRolloutId('rollout-before'),
  planDigest: PLAN.digest,
  why: 'it fell over',
};
const [FIRST_HOST] = PLAN.header.bounds.hosts;
const OVERRIDES: EachKind<Override> = {
  'leave-out': { kind: 'leave-out', hostId: HOST, why: 'in repair' },
  'allow-removal': { kind: 'allow-removal', package: 'libssl1.1', why: 'nothing needs it any more' },
};
const REPORT: Whole<PlanningReport> = {
  leftOut: [{ hostId: HOST, reason: reason('host-stopped') }],
  updatesLeftOut: [
    { hostId: HOST, name: 'openssl', architecture: 'amd64', version: '3.0.17-1', reason: reason('already-at-target') },
  ],
  alreadyThere: [HOST],
  notes: [reason('already-at-target')],
  parityGaps: [
    {
      platform: { distribution: 'debian', release: 'bookworm' },
      name: 'openssl',
      architecture: 'amd64',
      version: '3.0.17-1',
      sourceName: 'openssl',
      sourceVersion: '3.0.17-1',
      hosts: [HOST],
    },
  ],
  carried: [{ carrier: HOST, guests: [asHostId('host-2')] }],
};
const SEVERITIES: { readonly [Severity in CheckerNote['severity']]: true } = { error: true, warning: true, info: true };
const NOTES: readonly CheckerNote[] = Object.keys(SEVERITIES).map((severity) => ({
  severity: severity as CheckerNote['severity'],
  reason: reason('already-at-target'),
  hostId: HOST,
}));

const aRequest: Whole<PlanRequest> = {
  planRequestId: 'request-planned',
  environment: 'prod',
  policyName: 'web',
  patchSetDigest: STORED.digest,
  overrides: Object.values(OVERRIDES),
  forOccurrence: 'weekly-2026-11-24',
  leavesHosts: 'in-newer-plans',
  anyTimeUntil: later,
  onlyHosts: FIRST_HOST === undefined ? [] : [FIRST_HOST],
  rollback: ROLLBACK,
  author: 'schedule',
  requestedAt: THE_MORNING,
  proposalsUntil: later,
  state: 'planned',
  planDigest: PLAN.digest,
  report: REPORT,
  reason: null,
};
const REQUESTS: { readonly [State in PlanRequest['state']]: PlanRequest } = {
  gathering: { ...aRequest, state: 'gathering', planDigest: null, report: null },
  planned: aRequest,
  empty: { ...aRequest, state: 'empty', planDigest: null },
  failed: { ...aRequest, state: 'failed', planDigest: null, report: null, reason: reason('host-stopped') },
};

const headerIn = (envelope: Envelope): PlanHeader => {
  const parsed = parseCanonical(decodeBase64(envelope.payload) ?? new Uint8Array(), 'plan header');
  const header = parsed.ok ? parsePlanHeader(parsed.value) : parsed;
  if (!header.ok) throw new Error(header.reason.code);
  return header.value;
};

const { envelopes } = makeDocuments();
/** The first has its host plans. Every form of a header is frozen as a document, and it is kept here as one: a few stand for all. */
export const STORED_PLANS: readonly StoredPlan[] = [
  envelopes['plan-header'],
  envelopes['plan-header.gated'],
  envelopes['plan-header.change-request-outside'],
].map((envelope): Whole<StoredPlan> => {
  const header = headerIn(envelope) as Whole<PlanHeader>;
  return {
    digest: digestOf(header, sha256),
    header,
    envelope,
    report: REPORT,
    notes: NOTES,
    author: 'schedule',
    madeAt: THE_MORNING,
    policyRevision: 3,
    policyName: 'web',
    ofSome: 'some',
    rollback: ROLLBACK,
    zoneStamp: {
      zone: 'Europe/Berlin',
      version: '2026c',
      spans: [{ id: 'weekly-2026-11-24', startsAt: THE_MORNING, endsAt: later }],
    },
  };
});

export const fillPlans = async ({ patchSets, plans }: StoreView): Promise<void> => {
  await patchSets.addPatchSet(STORED);
  for (const cut of CUTS) await patchSets.addCutRequest(cut);
  for (const [at, message] of Object.values(PROPOSALS).entries()) {
    const digest = aStoredPatchSet(`3.0.2${at}-1`).digest;
    await patchSets.addPatchSet(aStoredPatchSet(`3.0.2${at}-1`));
    await patchSets.putProposal({
      hostId: HOST,
      patchSetDigest: digest,
      askedAt: THE_MORNING,
      answeredAt: later,
      answer: proposalOf(message),
    });
  }
  for (const [state, request] of Object.entries(REQUESTS)) {
    await plans.addPlanRequest({ ...request, planRequestId: `request-${state}` });
  }
  for (const plan of STORED_PLANS) await plans.addPlan(plan, plan.digest === PLAN.digest ? PLAN.hostPlans : []);
};

export const readPlans = async ({ patchSets, plans }: StoreView): Promise<object> => ({
  cuts: await Promise.all(CUTS.map(({ cutId }) => patchSets.cutRequest(cutId))),
  requests: await Promise.all(Object.keys(REQUESTS).map((state) => plans.planRequest(`request-${state}`))),
  awaited: await Promise.all(
    (await everyPage((page) => patchSets.patchSets(page))).map(({ digest }) => patchSets.isAnyAwaited(digest)),
  ),
  unexpired: (await plans.unexpiredPlans(THE_MORNING)).map(({ digest }) => digest),
  before: await Promise.all(
    (await everyPage((page) => plans.plans(page))).map(({ digest }) => plans.planBefore(digest)),
  ),
});
