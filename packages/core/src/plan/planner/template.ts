// The host that updates first, alone.

import type { HostId } from '../../ids/index.ts';
import { evaluateOnLabels, parseSelector } from '../../selection/index.ts';
import type { PlanningContext } from './types.ts';

/**
 * Of all hosts of the policy, planned or not, the one that its selector means; `null`: policy wants none, or the selector
 * means none or several. Nobody is chosen then: the checker says so, and the plan cannot be approved.
 */
export function templateHost({ environment, fleet }: PlanningContext): HostId | null {
  const { template } = environment.waves;
  if (template === undefined) return null;
  const selector = parseSelector(template.hosts);
  if (!selector.ok) return null;
  const meant = fleet.hosts.filter(({ labels }) => evaluateOnLabels(selector.value, labels) === 'yes');
  return meant.length === 1 ? (meant[0]?.hostId ?? null) : null;
}
