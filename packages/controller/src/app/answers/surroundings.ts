// What a host stands in: policy and the open rollouts, read once for an answer about many hosts.

import type { HostId } from '@slipway/core/ids';
import { environmentOf, type Policy, rulesOf } from '@slipway/core/policy';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import type { HostRecord, StoreView } from '../../ports/index.ts';

export interface InRollout {
  readonly rollout: Rollout;
  readonly host: RolloutHost;
}

export interface Surroundings {
  readonly policy: Policy | null;
  /** Of open rollouts. */
  readonly rollouts: ReadonlyMap<HostId, InRollout>;
}

export const readSurroundings = async (view: StoreView): Promise<Surroundings> => {
  const rollouts = new Map<HostId, InRollout>();
  for (const { value: rollout } of await view.rollouts.openRollouts()) {
    for (const host of rollout.hosts) rollouts.set(host.hostId, { rollout, host });
  }
  return { policy: (await view.plans.policy())?.value ?? null, rollouts };
};

/** `null`: no environment of the policy claims the host. */
export const environmentNameOf = ({ labels }: Pick<HostRecord, 'labels'>, policy: Policy | null): string | null =>
  policy === null ? null : (environmentOf(labels, policy)?.name ?? null);

/** `null`: the environment's own rules, or nobody knows whose. */
export const policyNameOf = ({ labels }: Pick<HostRecord, 'labels'>, policy: Policy | null): string | null => {
  const rules = policy === null ? null : rulesOf(labels, policy);
  return rules?.kind === 'rules' ? rules.policyName : null;
};
