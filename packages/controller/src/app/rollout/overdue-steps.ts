// A host that is longer at a step than its plan expects is told of, once for each try of the step. It is a state and no change of
// the rollout, so that each look finds it again: the notice's id is made of the attempt, the step and when that began.

import { STEP_ORDER } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import type { Reason } from '@slipway/core/reasons';
import type { RolloutInput } from '@slipway/core/rollout';
import { isInstant } from '@slipway/core/time';
import type { EventOf } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';

export const tellOverdueSteps = async (
  app: App,
  { rollout, now }: Pick<RolloutInput, 'rollout' | 'now'>,
  waiting: readonly { readonly hostId: HostId; readonly reason: Reason }[],
): Promise<void> => {
  const { nudge, store } = app.ports;
  for (const { hostId, reason } of waiting) {
    const overdue = overdueOf(reason);
    if (overdue === null) continue;
    const attemptId = rollout.hosts.find((host) => host.hostId === hostId)?.attemptId ?? hostId;
    const eventId = `step-overdue.${attemptId}.${overdue.step}.${overdue.since}`;
    // Looks come often, and nearly all of them find it told: nothing is written for those.
    if ((await store.read(async ({ outbox }) => await outbox.event(eventId))) !== null) continue;
    const told = await store.write(async (change) => {
      const host = (await change.fleet.host(hostId))?.value;
      const { rolloutId, environment } = rollout;
      return await tell(change, {
        ...{ eventId, at: now, kind: 'step-overdue' as const },
        content: {
          ...{ rollout: rolloutId, environment, hostId },
          hostname: host?.hostname ?? hostId,
          owner: host?.labels['owner'] ?? null,
          ...overdue,
        },
        ...{ environments: [environment], about: rolloutId },
      });
    });
    if (told) nudge.notify('notify');
  }
};

type Overdue = Pick<EventOf<'step-overdue'>['content'], 'step' | 'since' | 'limitSeconds'>;

/** As core's decision says it; `null`: its step is not overdue. */
const overdueOf = ({ code, facts }: Reason): Overdue | null => {
  if (code !== 'step-overdue') return null;
  const { since, limit } = facts;
  const step = STEP_ORDER.find((kind) => kind === facts['step']);
  if (step === undefined || typeof since !== 'string' || !isInstant(since) || typeof limit !== 'number') {
    throw new Error(`a step is overdue, and its reason does not say which: ${JSON.stringify(facts)}`);
  }
  return { step, since, limitSeconds: limit };
};
