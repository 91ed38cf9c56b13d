// The planner: what was observed and what people want, to one immutable plan and a report of all that is not in it.

import type { Sha256 } from '../../document/index.ts';
import { rulesAt } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning, PlanningInput, PlanningReport, PlanningResult } from '../types.ts';
import { readsLabels } from './capabilities.ts';
import { carriedNotes, carriedWith } from './carried.ts';
import { contextOf } from './context.ts';
import { placeOf } from './fleet.ts';
import { planOf } from './header.ts';
import { isolationNotes } from './isolated.ts';
import { parityGaps } from './parity-gaps.ts';
import { keyNotes, unaskedNotes } from './repository-keys.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';
import { type HostVerdict, type PlannedHost, verdictOn } from './verdict.ts';

/**
 * Pure: the same input gives the same plan and the same digest, and so does a later `now` within the same occurrence.
 * Every host of the planned policy is planned, already there, or left out with a reason.
 */
export function makePlan(input: PlanningInput, sha256: Sha256): PlanningResult {
  const environment = rulesAt(input.policy, placeOf(input));
  if (environment === null) return withoutRules(input);
  const context = contextOf(input, environment, sha256);
  const verdicts = context.fleet.hosts.map((host) => ({ host, verdict: safeVerdictOn(context, host) }));
  const planned = verdicts.flatMap(({ verdict }) => (verdict.kind === 'planned' ? [verdict.planned] : []));
  const plan = planned.length === 0 ? null : planOf(context, planned);
  return { plan, report: reportOf(context, verdicts, planned) };
}

/**
 * An exception is a bug of ours, or data that no border should have let in. It costs the host that it is about, never
 * the others: one host that ends the loop for all would be found out months later.
 */
function safeVerdictOn(context: PlanningContext, host: HostForPlanning): HostVerdict {
  try {
    return verdictOn(context, host);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const why = reason('input-invalid', { what: `data of host ${host.hostname}`, detail });
    return { kind: 'left-out', reason: why, updatesLeftOut: [], notes: [] };
  }
}

function reportOf(
  context: PlanningContext,
  verdicts: readonly { readonly host: HostForPlanning; readonly verdict: HostVerdict }[],
  planned: readonly PlannedHost[],
): PlanningReport {
  const gaps = parityGaps(context, verdicts);
  const carried = carriedWith(
    context.fleet.carried,
    planned.map(({ hostPlan }) => hostPlan),
  );
  return {
    leftOut: [
      ...gone(context),
      ...verdicts.flatMap(({ host: { hostId }, verdict }) =>
        verdict.kind === 'left-out' ? [{ hostId, reason: verdict.reason }] : [],
      ),
    ],
    updatesLeftOut: verdicts.flatMap(({ verdict }) => verdict.updatesLeftOut),
    alreadyThere: verdicts.flatMap(({ host, verdict }) => (verdict.kind === 'already-there' ? [host.hostId] : [])),
    notes: [
      ...(planned.length === 0 ? [reason('plan-empty')] : []),
      ...unprovenNotes(context, planned),
      ...labelNotes(context, planned),
      ...isolationNotes(context, planned),
      ...unaskedNotes(context, planned),
      ...keyNotes(context, planned),
      ...carriedNotes(
        context.fleet.carried,
        context.input.hosts,
        planned.map(({ hostPlan }) => hostPlan),
      ),
      ...verdicts.flatMap(({ verdict }) => verdict.notes),
    ],
    ...(gaps.length === 0 ? {} : { parityGaps: gaps }),
    ...(carried.length === 0 ? {} : { carried }),
  };
}

/** Hosts that were to be taken back and are of this place no more. */
const gone = ({ fleet, input }: PlanningContext): PlanningReport['leftOut'] => {
  const here = new Set(fleet.hosts.map(({ hostId }) => hostId));
  const missing = [...(input.rollback?.finished.keys() ?? [])].filter((hostId) => !here.has(hostId));
  return missing.sort(byText).map((hostId) => ({ hostId, reason: reason('host-not-in-environment') }));
};

function unprovenNotes({ environment }: PlanningContext, planned: readonly PlannedHost[]): readonly Reason[] {
  const unproven = [...new Set(planned.flatMap((one) => one.unproven))].sort(byText);
  if (unproven.length === 0) return [];
  if (environment.unproven === 'canary') {
    return [reason('unproven-soak', { count: unproven.length, minutes: environment.unprovenSoakMinutes })];
  }
  return unproven.map((key) => {
    const [name = '', , version = ''] = key.split('/');
    return reason('unproven', { package: name, version });
  });
}

function labelNotes({ fleet }: PlanningContext, planned: readonly PlannedHost[]): readonly Reason[] {
  const ids = new Set(planned.map(({ hostPlan }) => hostPlan.hostId));
  const count = fleet.hosts.filter((host) => ids.has(host.hostId) && !readsLabels(host)).length;
  return count === 0 ? [] : [reason('labels-not-frozen', { count })];
}

/** No policy, no change: whoever is labelled with the unknown name of an environment is left out by name. */
function withoutRules({ environment, policyName = null, policy, hosts }: PlanningInput): PlanningResult {
  const isKnown = policy.environments.some(({ name }) => name === environment);
  const labelled = isKnown ? [] : hosts.filter(({ labels }) => labels['environment'] === environment);
  return {
    plan: null,
    report: {
      leftOut: labelled
        .map(({ hostId }) => ({ hostId, reason: reason('host-not-in-environment') }))
        .sort((a, b) => byText(a.hostId, b.hostId)),
      updatesLeftOut: [],
      alreadyThere: [],
      notes: [
        isKnown && policyName !== null
          ? reason('not-found', { what: `policy of ${environment}`, id: policyName })
          : reason('not-found', { what: 'environment', id: environment }),
      ],
    },
  };
}
