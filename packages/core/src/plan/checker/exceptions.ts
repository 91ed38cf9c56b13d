import { compareVersions } from '../../version/index.ts';
import type { CheckerNote, HostForPlanning, PlannedChange } from '../types.ts';
import type { Facts, InspectedHost } from './facts.ts';
import { error } from './notes.ts';

/** Nothing that an exception of policy leaves out on this host is in its transaction. Going back applies nothing. */
export function* checkExceptions(facts: Facts, { hostPlan, host }: InspectedHost): Iterable<CheckerNote> {
  if (host === null || facts.input.rollback !== undefined) return;
  const { exceptions = [] } = facts.input.policy;
  for (const { name, hosts, leavesOut, expiresAt } of exceptions) {
    if (facts.input.now >= expiresAt || !facts.selects(hosts, host)) continue;
    const found = hostPlan.transaction.find((change) =>
      'package' in leavesOut ? change.name === leavesOut.package : answers(facts, host, { leavesOut, change }),
    );
    if (found !== undefined) yield error('check-excepted', { package: found.name, exception: name }, host.hostId);
  }
}

function answers(
  { input }: Facts,
  { inventory }: HostForPlanning,
  of: { readonly leavesOut: { readonly advisory: string }; readonly change: PlannedChange },
): boolean {
  const { name, architecture, from, to } = of.change;
  const { answered = [], patchSet } = input;
  if (inventory === null || from === null || to === null) return false;
  const { distribution, release, packageFormat } = inventory.system;
  const about = answered.filter(
    (one) =>
      one.advisory === of.leavesOut.advisory &&
      one.name === name &&
      one.architecture === architecture &&
      one.version === from &&
      one.platform.distribution === distribution &&
      one.platform.release === release,
  );
  return about.some(({ compares, fixedVersion }) =>
    compares === 'package'
      ? compareVersions(packageFormat, to, fixedVersion) >= 0
      : patchSet.targets.some(
          (target) =>
            target.name === name &&
            target.version === to &&
            compareVersions(packageFormat, target.sourceVersion, fixedVersion) >= 0,
        ),
  );
}
