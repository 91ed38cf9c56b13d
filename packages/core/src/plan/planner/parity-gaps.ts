// Targets that hosts here would be the first to get: no earlier environment has proven them, and their deadlines run all
// the same. What policy lets planning do about them is its rule `unproven`; here they are named.

import type { HostId } from '../../ids/index.ts';
import { type Target, targetKey } from '../../patch-set/index.ts';
import type { HostForPlanning, ParityGap } from '../types.ts';
import { contentFor } from './context.ts';
import { pendingOf } from './pending.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';
import type { HostVerdict } from './verdict.ts';

export function parityGaps(
  context: PlanningContext,
  verdicts: readonly { readonly host: HostForPlanning; readonly verdict: HostVerdict }[],
): readonly ParityGap[] {
  if (context.isFirstEnvironment) return [];
  const gaps = new Map<Target, HostId[]>();
  for (const { host, verdict } of verdicts) {
    for (const target of unprovenOn(context, host, verdict)) {
      gaps.set(target, [...(gaps.get(target) ?? []), host.hostId]);
    }
  }
  return [...gaps]
    .map(([{ platform, name, architecture, version, sourceName, sourceVersion }, hosts]) => {
      const { distribution, release } = platform;
      const of = { platform: { distribution, release }, name, architecture, version, sourceName, sourceVersion };
      return { ...of, hosts: hosts.sort(byText) };
    })
    .sort((a, b) => byText(gapKey(a), gapKey(b)));
}

const gapKey = ({ platform, ...target }: ParityGap): string =>
  [target.name, platform.distribution, platform.release, target.architecture, target.version].join('\0');

function unprovenOn(context: PlanningContext, host: HostForPlanning, verdict: HostVerdict): readonly Target[] {
  switch (verdict.kind) {
    case 'planned': {
      const { unproven } = verdict.planned;
      return targetsFor(context, host).filter((target) => unproven.includes(targetKey(target)));
    }
    case 'left-out':
      // Kept from it because of that: what it lacks is named as much as what others get first.
      return verdict.reason.code === 'unproven' ? unprovenPending(context, host) : [];
    case 'already-there':
      return [];
    default:
      return verdict satisfies never;
  }
}

/** Nothing is looked up for hosts that have nothing unproven: of some, nobody knows enough to do so. */
const targetsFor = (context: PlanningContext, { inventory }: HostForPlanning): readonly Target[] => {
  const content = inventory === null ? null : contentFor(context, inventory);
  return content === null ? [] : [...content.targetsByName.values()].flat();
};

const unprovenPending = (context: PlanningContext, { inventory }: HostForPlanning): readonly Target[] => {
  const content = inventory === null ? null : contentFor(context, inventory);
  if (inventory === null || content === null) return [];
  const pending = pendingOf(inventory, content).targets.map(({ target }) => target);
  return pending.filter((target) => !context.input.proven.has(targetKey(target)));
};
