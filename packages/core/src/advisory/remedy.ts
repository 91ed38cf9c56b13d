import type { KeptBack } from '../inventory/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { compareVersions } from '../version/index.ts';
import type { HostKnowledge, Standing } from './host-knowledge.ts';
import { kernelReleaseOf } from './kernel.ts';
import type { Verdict } from './types.ts';

export interface Remedy {
  readonly standing: Standing;
  readonly reason: Reason;
}

/** What stands between an affected package and its fix on this host; the first thing in the way is named. */
export function remedyOf(verdict: Verdict, host: HostKnowledge): Remedy {
  const { fixedVersion } = verdict;
  if (fixedVersion === null) return { standing: 'no-fix', reason: verdict.reason };
  const facts = { package: verdict.package, fixed: fixedVersion };
  const entitlement = verdict.reason.code === 'fix-needs-entitlement' ? verdict.reason.facts['entitlement'] : undefined;
  if (entitlement !== undefined && !host.entitlements.includes(String(entitlement))) {
    return { standing: 'not-entitled', reason: verdict.reason };
  }
  if (host.held.has(verdict.package)) return { standing: 'held', reason: reason('package-held', facts) };
  if (host.updates.kind === 'unknown') {
    return { standing: 'candidate-unknown', reason: reason('updates-unknown', { detail: host.updates.detail }) };
  }
  const kept = host.updates.keptBack.find((one) => isOf(one, verdict));
  if (kept !== undefined) return keptBack(kept.cause, facts);
  const candidate = candidateOf(verdict, host);
  if (candidate === null) return { standing: 'no-candidate', reason: reason('fix-without-candidate', facts) };
  return { standing: 'update-pending', reason: verdict.reason };
}

function keptBack(cause: KeptBack['cause'], facts: { readonly package: string; readonly fixed: string }): Remedy {
  switch (cause) {
    case 'held':
      return { standing: 'held', reason: reason('package-held', facts) };
    case 'phased':
      return { standing: 'phased', reason: reason('fix-phased', facts) };
    case 'dependency':
    case 'unknown':
      return { standing: 'kept-back', reason: reason('fix-kept-back', facts) };
    default:
      return refuse(cause);
  }
}

const isOf = (one: { readonly name: string; readonly architecture: string }, verdict: Verdict): boolean =>
  one.name === verdict.package && (one.architecture === verdict.architecture || one.architecture === 'all');

/**
 * The version that the host's package manager offers. rpm's statements are about the package itself, so that an offer
 * below the fix is none; dpkg's compare sources, and an offer of the package is taken for one of its source.
 */
function candidateOf(verdict: Verdict, { updates, format }: HostKnowledge): string | null {
  if (updates.kind === 'unknown') return null;
  // A kernel is never updated: another one is installed beside it, under a name that nobody could know before.
  const isKernel = kernelReleaseOf(verdict) !== null;
  const offered = updates.updates.find(
    (one) =>
      isOf(one, verdict) ||
      (isKernel &&
        one.from === null &&
        kernelReleaseOf({ ...verdict, package: one.name, installedVersion: one.to }) !== null),
  );
  if (offered === undefined) return null;
  const isBelow = format === 'rpm' && compareVersions('rpm', offered.to, verdict.fixedVersion ?? '') < 0;
  return isBelow ? null : offered.to;
}

function refuse(cause: never): never {
  throw new TypeError(`"${String(cause)}" is no cause for keeping an update back`);
}
