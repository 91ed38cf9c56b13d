// The windows of environments, for people who plan their nights: the next occurrences, by the function that the planner asks.

import { type Policy, placesOf, rulesAt, rulesOf, teamsToAsk } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Windows } from '@slipway/protocol/api';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';
import { windowSchedule } from './occurrences.ts';

/**
 * Of one environment, or of all in the order of the policy; after each those of its part policies that have their own. Of
 * one team: where it is asked for approval, and where hosts are that it owns.
 */
export const nextWindows = async (
  app: App,
  {
    environment,
    team,
    count,
  }: { readonly environment: string | null; readonly team: string | null; readonly count: number },
): Promise<Outcome<Windows>> => {
  const { clock, store, zones } = app.ports;
  const now = clock.now();
  const running = await store.read(async ({ plans }) => await plans.policy());
  if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
  const { revision, value: policy } = running;
  const asked = policy.environments.filter(({ name }) => environment === null || name === environment);
  if (asked.length === 0) return refuse('not-found', { what: 'environment', id: environment ?? '' });
  const concerned = team === null ? null : await store.read(async (view) => await placesOfTeam(view, policy, team));
  const items = asked
    .flatMap(({ name, window, policies = [] }) => [
      { environment: { name, window }, policyName: null },
      ...policies.flatMap((part) =>
        // Of a team's places each is shown: that its window is the environment's is not for the team to know.
        part.window === undefined && concerned === null
          ? []
          : { environment: { name, window: part.window ?? window }, policyName: part.name },
      ),
    ])
    .filter((one) => concerned === null || concerned.has(placeKey(one.environment.name, one.policyName)));
  return ok({
    revision,
    at: now,
    zoneDatabase: zones.version,
    items: items.map((one) => windowSchedule({ ...one, policy, zones, now, count })),
  });
};

/** Each environment, and after it those of its policies that have a window of their own. */
export const placesWithWindows = (policy: Policy, environment: string | null) =>
  policy.environments
    .filter(({ name }) => environment === null || name === environment)
    .flatMap(({ name, window, policies = [] }) => [
      { environment: { name, window }, policyName: null },
      ...policies.flatMap((part) =>
        part.window === undefined ? [] : [{ environment: { name, window: part.window }, policyName: part.name }],
      ),
    ]);

const placeKey = (environment: string, policyName: string | null): string => JSON.stringify([environment, policyName]);

const placesOfTeam = async (view: StoreView, policy: Policy, team: string): Promise<ReadonlySet<string>> => {
  const asked = placesOf(policy).filter((place) => {
    const rules = rulesAt(policy, place);
    return rules !== null && (teamsToAsk(rules.approval) ?? []).includes(team);
  });
  const owned = (await everyHost(view)).flatMap(({ labels, retiredAt }) => {
    if (retiredAt !== null || labels['owner'] !== team) return [];
    const found = rulesOf(labels, policy);
    return found.kind === 'rules' ? [placeKey(found.environment.name, found.policyName)] : [];
  });
  return new Set([...asked.map(({ environment, policyName }) => placeKey(environment, policyName)), ...owned]);
};
