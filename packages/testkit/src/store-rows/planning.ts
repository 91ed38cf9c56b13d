import type { CutRequest, PlanRequest, StoredPatchSet, StoredPlan, StoredProposal } from '@slipway/controller/ports';
import type { ChangeRequest, PlanAskedAgain, PlanRefusal } from '@slipway/core/approval';
import { digestOf, merkleRoot } from '@slipway/core/document';
import { asHostId, type HostId } from '@slipway/core/ids';
import type { PatchSet } from '@slipway/core/patch-set';
import type { Approval, Bounds, HostPlan, PlanHeader, PlanningReport } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import {
  anOpensslPatchSet,
  aPatchSet,
  aTarget,
  digestOfPatchSet,
  digestOfText,
  sha256,
  THE_MORNING,
} from '../builders/index.ts';
import { anEnvelope } from './fleet.ts';

const DAY_MS = 86_400_000;

export const aCutRequest = (given: Partial<CutRequest> & { readonly cutId: string }): CutRequest => ({
  scope: 'security',
  hosts: null,
  author: 'ada',
  requestedAt: THE_MORNING,
  state: 'requested',
  patchSetDigest: null,
  reason: null,
  ...given,
});

/** Another version, another patch set. */
export const aStoredPatchSet = (version?: string): StoredPatchSet => {
  const patchSet: PatchSet =
    version === undefined ? anOpensslPatchSet() : aPatchSet({ targets: [aTarget({ name: 'openssl', version })] });
  return { digest: digestOfPatchSet(patchSet), patchSet, author: 'ada', cutAt: THE_MORNING };
};

/** Asked and not answered. */
export const aStoredProposal = (
  given: Partial<Omit<StoredProposal, 'hostId'>> & { readonly hostId: string },
): StoredProposal => ({
  patchSetDigest: aStoredPatchSet().digest,
  askedAt: THE_MORNING,
  answeredAt: null,
  answer: null,
  ...given,
  hostId: asHostId(given.hostId),
});

export const aPlanRequest = (given: Partial<PlanRequest> & { readonly planRequestId: string }): PlanRequest => ({
  environment: 'prod',
  patchSetDigest: aStoredPatchSet().digest,
  overrides: [],
  author: 'ada',
  requestedAt: THE_MORNING,
  proposalsUntil: addMs(THE_MORNING, 60_000),
  state: 'gathering',
  planDigest: null,
  report: null,
  reason: null,
  ...given,
});

const aHostPlan = (hostId: HostId, generation: number): HostPlan => {
  const { digest, patchSet } = aStoredPatchSet();
  const [target] = patchSet.targets;
  const [index] = patchSet.indexes;
  const [replaced] = patchSet.replaced;
  if (target === undefined || index === undefined || replaced === undefined) throw new Error('the patch set is empty');
  const { name, architecture, version, file } = target;
  return {
    schema: 'slipway.host-plan/1',
    hostId,
    hostname: hostId,
    environment: 'prod',
    group: null,
    clusters: ['app'],
    generation,
    patchSetDigest: digest,
    index,
    fingerprint: digestOfText(`packages of ${hostId}`),
    transaction: [{ kind: 'upgrade', name, architecture, from: replaced.version, to: version, file, automatic: false }],
    conffiles: [],
    restart: 'affected-units',
    reboot: 'never',
    steps: [{ kind: 'apply', run: { how: 'built-in' }, timeoutSeconds: 1800 }],
    checks: [{ check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 30 }],
    wayBack: {
      kind: 'packages',
      when: 'automatic',
      previous: [{ name, architecture, version: replaced.version, file: replaced.file }],
    },
    expectedSeconds: 60,
    wayBackSeconds: 60,
  };
};

const boundsOf = (hosts: readonly HostId[]): Bounds => ({
  patchSetDigest: aStoredPatchSet().digest,
  hosts,
  changes: { newDependencies: 'allowed', removals: [], downgrades: 'refused' },
  occurrences: [
    {
      id: '2026-11-21',
      startsAt: THE_MORNING,
      cutOffAt: addMs(THE_MORNING, DAY_MS),
      endsAt: addMs(THE_MORNING, DAY_MS),
    },
  ],
  clusterLimits: [{ cluster: 'app', members: hosts, awayMax: 1 }],
  awayMax: 1,
  expiresAt: addMs(THE_MORNING, DAY_MS),
});

const NOTHING_LEFT_OUT: PlanningReport = { leftOut: [], updatesLeftOut: [], alreadyThere: [], notes: [] };

/** One wave with these hosts, each at this generation; equal input, equal digest. */
export const aStoredPlan = (
  names: readonly string[],
  generation = 1,
): { readonly plan: StoredPlan; readonly hostPlans: readonly HostPlan[] } => {
  const hosts = names.map(asHostId).sort();
  const hostPlans = hosts.map((hostId) => aHostPlan(hostId, generation));
  const digests = hostPlans.map((hostPlan) => ({ hostId: hostPlan.hostId, digest: digestOf(hostPlan, sha256) }));
  const header: PlanHeader = {
    schema: 'slipway.plan/1',
    environment: 'prod',
    bounds: boundsOf(hosts),
    approval: { rule: 'self' },
    waves: [{ kind: 'rest', group: null, hosts, gates: { soakSeconds: 10, person: 'not-asked' } }],
    failureBudgetHosts: 0,
    hostPlansRoot: merkleRoot(
      digests.map(({ digest }) => digest),
      sha256,
    ),
    hostPlans: digests,
  };
  const digest = digestOf(header, sha256);
  const plan: StoredPlan = {
    digest,
    header,
    envelope: anEnvelope('application/vnd.slipway.plan-header+json;version=1', digest),
    report: NOTHING_LEFT_OUT,
    notes: [{ severity: 'info', reason: reason('already-at-target'), hostId: null }],
    author: 'ada',
    madeAt: THE_MORNING,
    policyRevision: 1,
  };
  return { plan, hostPlans };
};

export const aRefusal = (plan: StoredPlan, given: Partial<PlanRefusal> = {}): PlanRefusal => ({
  planDigest: plan.digest,
  refusedBy: 'dora',
  why: 'the month closes that night',
  refusedAt: THE_MORNING,
  ...given,
});

export const aChangeRequest = (
  plan: StoredPlan,
  given: Partial<ChangeRequest> = {},
): Omit<ChangeRequest, 'number'> => ({
  planDigest: plan.digest,
  environment: plan.header.environment,
  title: 'Patch 1 host of prod: openssl',
  text: '1 package on 1 host of prod.',
  plannedTimes: plan.header.bounds.occurrences,
  backOut: { generated: 'It goes back by itself.', added: '' },
  state: 'open',
  outside: null,
  openedBy: 'ada',
  openedAt: THE_MORNING,
  result: null,
  history: [{ at: THE_MORNING, who: 'ada', what: 'opened', detail: '' }],
  ...given,
});

export const anAskedAgain = (plan: StoredPlan, given: Partial<PlanAskedAgain> = {}): PlanAskedAgain => ({
  planDigest: plan.digest,
  askedBy: 'ada',
  why: 'the migration is over',
  askedAt: addMs(THE_MORNING, 3_600_000),
  refusal: aRefusal(plan),
  changeRequest: null,
  ...given,
});

export const anApproval = (plan: StoredPlan, given: Partial<Approval> = {}): Approval => ({
  planDigest: plan.digest,
  bounds: plan.header.bounds,
  approvedBy: 'ada',
  rule: 'self',
  team: null,
  approvedAt: THE_MORNING,
  expiresAt: plan.header.bounds.expiresAt,
  ...given,
});
