// What the lists of the policy say of one host: freezes of its environment, exceptions that select it, contacts that hear of it.

import { actingExceptions } from '@slipway/core/exception';
import type { Policy } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { HostPolicy } from '@slipway/protocol/api';
import type { HostRecord } from '../../ports/index.ts';

export const listsOf = (
  { labels }: Pick<HostRecord, 'labels'>,
  policy: Policy,
  { environment, now }: { readonly environment: string; readonly now: Instant },
): Pick<HostPolicy, 'freezes' | 'exceptions' | 'contacts'> => {
  const isFor = ({ environments }: { readonly environments?: readonly string[] }): boolean =>
    environments === undefined || environments.includes(environment);
  return {
    freezes: (policy.freezes ?? []).filter(isFor).map(({ name, why }) => ({ name, why })),
    exceptions: actingExceptions(policy, now)
      .on(labels)
      .map(({ name, hosts, leavesOut, owner, why, expiresAt }) => ({
        name,
        hosts,
        leavesOut: 'package' in leavesOut ? leavesOut.package : leavesOut.advisory,
        ...{ owner, why, expiresAt },
      })),
    contacts: (policy.contacts ?? [])
      .filter(isFor)
      .map(({ name, audience, hears = null }) => ({ name, audience, hears })),
  };
};
