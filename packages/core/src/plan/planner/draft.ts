// The host plan of one host.

import type { Inventory } from '../../inventory/index.ts';
import type { Proposal } from '../../patch-set/index.ts';
import { groupOf, warningSeconds } from '../../policy/index.ts';
import type { PlannedQuestions } from '../../question/index.ts';
import type { StepKind } from '../../step/index.ts';
import type { HostForPlanning, HostPlan, PlannedConffile, WayBack } from '../types.ts';
import { hasOwnWayBack } from './capabilities.ts';
import { expectedSecondsOf, STEP_TIMEOUT_SECONDS } from './durations.ts';
import { type HostPlanContent, withGeneration } from './generation.ts';
import { guestsOf } from './guests.ts';
import { kernelsOf } from './kernels.ts';
import type { Membership } from './membership.ts';
import { partsOf } from './parts.ts';
import { repositoriesOf } from './repository-keys.ts';
import { stepsOf } from './steps.ts';
import { byText } from './text-order.ts';
import type { JudgedChange, PlanningContext, PlatformContent } from './types.ts';
import { wayBackOf } from './way-back.ts';

/** A host plan that nothing has been held against yet. */
export interface HostDraft {
  readonly hostPlan: HostPlan;
  /** Targets of the transaction that no earlier environment has proven, as `name/architecture/version`. */
  readonly unproven: readonly string[];
}

export interface DraftWish {
  readonly context: PlanningContext;
  readonly host: HostForPlanning;
  readonly inventory: Inventory;
  readonly content: PlatformContent;
  readonly proposal: Proposal;
  readonly transaction: readonly JudgedChange[];
}

export function draftOf(wish: DraftWish): HostDraft {
  const { context, host, proposal, transaction } = wish;
  const restorePoint = context.fleet.membershipOf(host.labels).restorePoint?.make ?? null;
  const own = hasOwnWayBack(host) ? (proposal.ownFiles ?? null) : null;
  const wayBack = wayBackOf(transaction, { rules: context.environment, own, restorePoint });
  return {
    hostPlan: withGeneration(contentOf(wish, wayBack), host),
    unproven: transaction.flatMap(({ unproven }) => unproven ?? []),
  };
}

function contentOf(wish: DraftWish, wayBack: WayBack): HostPlanContent {
  const { context, host, inventory, content, proposal, transaction } = wish;
  const { restart, reboot, preflight, verification, rebootWarning, name } = context.environment;
  const membership = context.fleet.membershipOf(host.labels);
  const questions = questionsOf(membership);
  const restorePoint = membership.restorePoint?.make ?? null;
  const kernels = kernelsOf(context, { host, inventory }, transaction);
  const guests = guestsOf(context.environment, inventory);
  const repositories = repositoriesOf(context, host, inventory);
  const steps = stepsOf({
    hooks: membership.hooks,
    questions,
    preflight: preflight ?? null,
    restart,
    reboot,
    wayBack: wayBack.kind,
    restorePoint,
    kernels,
    guests,
  });
  const warning = reboot === 'never' ? undefined : rebootWarning;
  const measure = { packages: transaction.length, history: context.input.history };
  const onTheWay = steps.filter(({ kind, run }) => kind !== 'way-back' && run.how !== 'skip');
  const wayBackSeconds = expectedSecondsOf({ ...measure, kinds: BACK[wayBack.kind] });
  const secondsOf = (some: typeof onTheWay): number =>
    expectedSecondsOf({ ...measure, kinds: some.map(({ kind }) => kind) });
  const at = onTheWay.findIndex(({ kind }) => kind === 'apply');
  const behindSeconds = secondsOf(onTheWay.slice(at + 1)) + warningSeconds(warning);
  const parts = partsOf(context, transaction, {
    applySeconds: expectedSecondsOf({ ...measure, kinds: ['apply'] }),
    afterSeconds: behindSeconds + wayBackSeconds,
  });
  return {
    schema: 'slipway.host-plan/1',
    hostId: host.hostId,
    hostname: host.hostname,
    environment: name,
    group: groupOf(host.labels),
    clusters: membership.clusters,
    patchSetDigest: context.input.patchSetDigest,
    index: content.index,
    fingerprint: proposal.fingerprint,
    transaction: transaction.map(({ planned }) => planned),
    conffiles: conffilesOf(wish),
    restart,
    reboot,
    steps,
    checks: checksOf(membership),
    ...(questions === null ? {} : { questions }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(verification === undefined ? {} : { verification }),
    ...(warning === undefined ? {} : { rebootWarning: warning }),
    ...(kernels === null ? {} : { kernels }),
    ...(guests === null ? {} : { guests }),
    ...(restorePoint === null ? {} : { restorePoint }),
    ...(repositories === null ? {} : { repositories }),
    ...(parts === null ? {} : { parts }),
    wayBack,
    // In parts as the sum of them: with all but the first taken off, what stands before `apply` must still be in it.
    expectedSeconds:
      parts === null
        ? secondsOf(onTheWay) + warningSeconds(warning)
        : secondsOf(onTheWay.slice(0, at)) + transaction.length * parts.changeSeconds + behindSeconds,
    wayBackSeconds,
  };
}

/** What goes back, what makes that run, and the proof of it. */
const BACK: Readonly<Record<WayBack['kind'], readonly StepKind[]>> = {
  packages: ['way-back', 'restart', 'verify'],
  'restore-point': ['way-back', 'reboot', 'verify'],
  none: [],
};

const conffilesOf = ({ context, proposal }: DraftWish): readonly PlannedConffile[] =>
  proposal.conffiles
    .map((one) => ({ package: one.package, path: one.path, decision: context.environment.conffiles }))
    .sort((a, b) => byText(a.package, b.package) || byText(a.path, b.path));

const checksOf = ({ checks }: Membership): HostPlan['checks'] =>
  checks.map(({ check, timeoutSeconds }) => ({ check, timeoutSeconds }));

const questionsOf = ({ questions }: Membership): PlannedQuestions | null =>
  questions.length === 0
    ? null
    : {
        asked: questions.map(({ ask }) => ask),
        askSeconds: STEP_TIMEOUT_SECONDS['ask-cluster'],
        settleSeconds: Math.max(...questions.map((one) => one.settleSeconds ?? STEP_TIMEOUT_SECONDS.settle)),
      };
