// What people are told: that a host is kept from its service, that it serves again without having been patched, or that it
// was never kept from it. A host that is patched is told of by its rollout.

import { environmentOf } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { HostRecord, StoreView, WantedIsolation } from '../../ports/index.ts';
import { tell } from '../notify/index.ts';

type Isolated = HostRecord & { readonly isolation: WantedIsolation };

export const tellIsolated = async (change: StoreView, host: Isolated, now: Instant): Promise<void> =>
  await tellOf(change, host, 'isolated', now);

/** Nothing is told where it ended as it should. */
const AS_WANTED: ReadonlySet<string> = new Set(['isolation-in-hand', 'isolation-patched', 'isolation-freed']);

export const tellEnded = async (change: StoreView, host: Isolated, now: Instant): Promise<void> => {
  const { isolatedAt, orderedAt, reason } = host.isolation;
  if (AS_WANTED.has(reason.code)) return;
  // Who waited and needs it no more was never in question.
  if (orderedAt === null && reason.code !== 'isolation-over') return;
  await tellOf(change, host, isolatedAt === null ? 'not-isolated' : 'serves-again', now);
};

const tellOf = async (
  change: StoreView,
  { hostId, hostname, labels, isolation }: Isolated,
  phase: 'isolated' | 'serves-again' | 'not-isolated',
  at: Instant,
): Promise<void> => {
  const policy = (await change.plans.policy())?.value ?? null;
  const environment = policy === null ? null : (environmentOf(labels, policy)?.name ?? null);
  const { missed, reason, until, order } = isolation;
  await tell(change, {
    eventId: `host-isolated.${missed?.rolloutId ?? `order-${order}`}-${hostId}.${phase}`,
    at,
    kind: 'host-isolated',
    content: { environment: environment ?? '', hostId, hostname, owner: labels['owner'] ?? null, phase, until, reason },
    environments: environment === null ? [] : [environment],
    about: missed?.rolloutId ?? hostId,
  });
};
