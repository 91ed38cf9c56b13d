// The exceptions that act now, with what feeds say of the advisories that they name.

import { type ActingExceptions, actingExceptions } from '@slipway/core/exception';
import type { AnsweredVersion } from '@slipway/core/patch-set';
import type { Exception, Policy } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';

export const actingNow = async (view: StoreView, now: Instant): Promise<ActingExceptions> => {
  const policy = await view.plans.policy();
  if (policy === null) return actingExceptions({}, now);
  return actingExceptions(policy.value, now, await answeredByExceptions(view, policy.value, now));
};

/** Of the advisories that exceptions name and that act still; without such a one nothing is asked. */
export const answeredByExceptions = async (
  view: StoreView,
  policy: Pick<Policy, 'exceptions'>,
  now: Instant,
): Promise<readonly AnsweredVersion[]> => {
  const acting = (policy.exceptions ?? []).filter(({ expiresAt }) => now < expiresAt);
  return await answeredVersions(view, [...new Set(acting.flatMap(advisoryOf))]);
};

const advisoryOf = ({ leavesOut }: Exception): readonly string[] =>
  'advisory' in leavesOut ? [leavesOut.advisory] : [];

/** What answers these advisories or vulnerabilities, for the affected versions that hosts carry; what has no fix is not among it. */
export const answeredVersions = async (
  { knowledge }: StoreView,
  names: readonly string[],
): Promise<readonly AnsweredVersion[]> => {
  const answered: AnsweredVersion[] = [];
  for (const name of names) {
    const ids = await knowledge.packagesWith(name, null);
    const versions = new Map((await knowledge.versions(ids)).map((one) => [one.packageId, one]));
    for (const { packageId, verdict } of await knowledge.verdictsOf(ids, null)) {
      const { fixedVersion } = verdict;
      const isMeant = verdict.vulnerability === name || verdict.advisory === name;
      const carried = versions.get(packageId);
      if (!isMeant || carried === undefined || verdict.verdict !== 'affected' || fixedVersion === null) continue;
      const { name: packageName, architecture, version, sourceVersion } = carried.package;
      answered.push({
        advisory: name,
        platform: carried.platform,
        name: packageName,
        architecture,
        version,
        fixedVersion,
        // Where a statement is about a source, the judge has compared the source's version, and says which.
        compares: verdict.installedVersion === version && version !== sourceVersion ? 'package' : 'source',
      });
    }
  }
  return answered;
};
