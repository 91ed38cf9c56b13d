// What an agent must be able to do for a host plan: negotiated, so that an older agent is never sent what it would
// not understand.

import type { CheckKind } from '../../check/index.ts';
import type { SystemFacts } from '../../inventory/index.ts';
import type { Rules } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning, HostPlan } from '../types.ts';

/** The words that agents say of themselves at every check-in: a subject, and the version of its part in the plan. */
export type Capability =
  | 'apt/1'
  | 'dnf/1'
  | 'steps/1'
  | 'hooks/1'
  | 'isolate/1'
  | 'labels/1'
  | 'process/1'
  | 'readings/1'
  | 'health/1'
  | 'failure-logs/1'
  | 'questions/1'
  | 'preflight/1'
  | 'checks/1'
  | 'reboot/1'
  | 'repositories/1'
  | 'kernels/1'
  | 'kernels/2'
  | 'guests/1'
  | 'parts/1'
  | 'still-so/1'
  | 'transaction/1'
  | 'output/1'
  | 'verify/1'
  | 'restore-point/1'
  | 'rollback/1'
  | 'way-back/1';

/** Takes files of a way back from its own cache, and makes packages anew. For an agent without it there is no such way back. */
export const hasOwnWayBack = ({ capabilities }: Pick<HostForPlanning, 'capabilities'>): boolean =>
  capabilities.includes('way-back/1' satisfies Capability);

/** Takes old kernels away before a change. An agent without it does so afterwards, and a new kernel waits until there is room. */
export const makesRoom = ({ capabilities }: Pick<HostForPlanning, 'capabilities'>): boolean =>
  capabilities.includes('kernels/2' satisfies Capability);

/** Asks its package manager for lower versions, and for nothing else, where a rollback plan wants it. */
export const CAPABILITY_OF_ROLLBACK = 'rollback/1' satisfies Capability;

/**
 * Every agent reads the whole header, and one that does not know a field in it refuses the plan. Nobody is left out for
 * it: the header then says nothing of labels, and the report says why.
 */
export const readsLabels = ({ capabilities }: Pick<HostForPlanning, 'capabilities'>): boolean =>
  capabilities.includes('labels/1' satisfies Capability);

/** Tells by whose signatures it takes packages, and looks at its repositories again before a change. Without it a plan asks nothing of them. */
export const asksRepositories = ({ capabilities }: Pick<HostForPlanning, 'capabilities'>): boolean =>
  capabilities.includes('repositories/1' satisfies Capability);

/**
 * Whether a header under these rules has what only agents with `process/1` read: conditions of gates, and the newer forms of
 * the approval rule. Leaving it out would change what is approved, so that hosts without are left out.
 */
export const usesProcess = ({ approval, gates, waves }: Pick<Rules, 'approval' | 'gates' | 'waves'>): boolean =>
  gates.conditions !== undefined ||
  waves.template !== undefined ||
  approval.rule === 'teams' ||
  approval.rule === 'change-request' ||
  'validHours' in approval;

/**
 * Whether a header under these rules asks for the health of its waves, and their hosts for the state of a unit: agents with
 * `process/1` alone read neither.
 */
export const usesHealth = ({ gates, waves }: Pick<Rules, 'gates' | 'waves'>): boolean =>
  [...(gates.conditions ?? []), ...(waves.template?.gates.conditions ?? [])].some(({ kind }) => kind === 'health');

/** Whether hosts of a plan under these rules are asked for readings: one that takes none would keep all others waiting. */
const usesReadings = ({ checklist = [], gates, waves }: UsedRules): boolean =>
  checklist.some(({ kind }) => kind === 'plug-in' || kind === 'file-age') ||
  [...(gates.conditions ?? []), ...(waves.template?.gates.conditions ?? [])].some(
    (condition) => condition.kind === 'health' || (condition.kind === 'plug-in' && condition.hosts === undefined),
  );

type UsedRules = Pick<Rules, 'approval' | 'gates' | 'waves' | 'checklist'>;

export interface Used {
  readonly format: SystemFacts['packageFormat'];
  readonly rules: UsedRules;
  readonly plan: Pick<
    HostPlan,
    | 'steps'
    | 'checks'
    | 'questions'
    | 'preflight'
    | 'verification'
    | 'rebootWarning'
    | 'kernels'
    | 'guests'
    | 'restorePoint'
    | 'parts'
    | 'wayBack'
  >;
}

/** The kinds that every agent knows. */
const FIRST_CHECKS: ReadonlySet<CheckKind> = new Set(['unit-active', 'hook']);

/** Of what the plan uses, the first that the agent lacks. */
export function lackingCapability(host: Pick<HostForPlanning, 'capabilities'>, used: Used): Reason | null {
  const lacking = capabilitiesFor(used).find((capability) => !host.capabilities.includes(capability));
  return lacking === undefined ? null : reason('host-lacks-capability', { capability: lacking });
}

const usesOwnFiles = (wayBack: HostPlan['wayBack']): boolean =>
  wayBack.kind === 'packages' && wayBack.previous.some(({ place }) => place !== undefined);

function capabilitiesFor({
  format,
  rules,
  plan: {
    steps,
    checks,
    questions,
    preflight,
    verification,
    rebootWarning,
    kernels,
    guests,
    restorePoint,
    parts,
    wayBack,
  },
}: Used): readonly Capability[] {
  const callsHooks = steps.some(({ run }) => run.how === 'hook') || checks.some(({ check }) => check.kind === 'hook');
  const measures = verification !== undefined || checks.some(({ check }) => !FIRST_CHECKS.has(check.kind));
  return [
    format === 'deb' ? 'apt/1' : 'dnf/1',
    'steps/1',
    ...(callsHooks ? (['hooks/1'] as const) : []),
    ...(questions === undefined ? [] : (['questions/1'] as const)),
    ...(preflight === undefined ? [] : (['preflight/1'] as const)),
    ...(measures ? (['checks/1'] as const) : []),
    ...(rebootWarning === undefined ? [] : (['reboot/1'] as const)),
    ...(kernels === undefined ? [] : (['kernels/1'] as const)),
    ...(kernels?.before === undefined ? [] : (['kernels/2'] as const)),
    ...(guests === undefined ? [] : (['guests/1'] as const)),
    ...(restorePoint === undefined ? [] : (['restore-point/1'] as const)),
    ...(parts === undefined ? [] : (['parts/1'] as const)),
    ...(usesOwnFiles(wayBack) ? (['way-back/1'] as const) : []),
    ...(usesProcess(rules) ? (['process/1'] as const) : []),
    ...(usesReadings(rules) ? (['readings/1'] as const) : []),
    ...(usesHealth(rules) ? (['health/1'] as const) : []),
  ];
}
