// The windows of environments, for people who plan their nights: the next occurrences, by the function that the planner asks.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Windows } from '@slipway/protocol/api';
import type { App } from '../context.ts';
import { windowSchedule } from './occurrences.ts';

/** Of one environment, or of all in the order of the policy; after each those of its part policies that have their own. */
export const nextWindows = async (
  app: App,
  { environment, count }: { readonly environment: string | null; readonly count: number },
): Promise<Outcome<Windows>> => {
  const { clock, store, zones } = app.ports;
  const now = clock.now();
  const running = await store.read(async ({ plans }) => await plans.policy());
  if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
  const { revision, value: policy } = running;
  const asked = policy.environments.filter(({ name }) => environment === null || name === environment);
  if (asked.length === 0) return refuse('not-found', { what: 'environment', id: environment ?? '' });
  const items = asked.flatMap(({ name, window, policies = [] }) => [
    windowSchedule({ environment: { name, window }, policyName: null, policy, zones, now, count }),
    ...policies.flatMap((part) =>
      part.window === undefined
        ? []
        : windowSchedule({
            environment: { name, window: part.window },
            policyName: part.name,
            ...{ policy, zones, now, count },
          }),
    ),
  ]);
  return ok({ revision, at: now, zoneDatabase: zones.version, items });
};
