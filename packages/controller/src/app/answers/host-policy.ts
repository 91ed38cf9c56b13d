// What the policy says of one host: by which label and which rule, when it may be changed next, and what keeps it out.

import type { HostId } from '@slipway/core/ids';
import {
  checksFor,
  checkText,
  clustersOf,
  environmentOf,
  groupOf,
  hooksFor,
  hookText,
  type Policy,
} from '@slipway/core/policy';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { HostPolicy } from '@slipway/protocol/api';
import type { HostRecord } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { hostReasons } from './host-reasons.ts';
import { windowSchedule } from './occurrences.ts';

const OCCURRENCES_SHOWN = 3;

export const explainHostPolicy = async (app: App, hostId: HostId): Promise<Outcome<HostPolicy>> =>
  await app.ports.store.read(async ({ fleet, plans }): Promise<Outcome<HostPolicy>> => {
    const found = await fleet.host(hostId);
    if (found === null) return refuse('not-found', { what: 'host', id: hostId });
    const running = await plans.policy();
    if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const now = app.ports.clock.now();
    const { value: host } = found;
    const environment = environmentOf(host.labels, running.value);
    const stored = await fleet.inventory(hostId);
    const asked = { policy: running.value, zones: app.ports.zones, now, count: OCCURRENCES_SHOWN };
    const schedule = environment === null ? null : windowSchedule({ environment, ...asked });
    return ok({
      ...rulesOf(host, running.value),
      revision: running.revision,
      occurrences: (schedule?.ahead ?? []).map(({ id, startsAt, cutOffAt, endsAt }) => ({
        id,
        startsAt,
        cutOffAt,
        endsAt,
      })),
      schedule,
      keptOutBy:
        host.retiredAt === null
          ? hostReasons({ host, stored, policy: running.value, now })
          : [reason('host-retired', { at: host.retiredAt })],
    });
  });

const rulesOf = (
  { hostId, hostname, labels }: HostRecord,
  policy: Policy,
): Omit<HostPolicy, 'revision' | 'occurrences' | 'schedule' | 'keptOutBy'> => {
  const environment = environmentOf(labels, policy);
  return {
    hostId,
    hostname,
    labels,
    environment: environment?.name ?? null,
    group: groupOf(labels),
    rules:
      environment === null
        ? null
        : {
            scope: environment.scope,
            window: environment.window,
            approval: environment.approval,
            waves: environment.waves,
          },
    clusters: clustersOf(labels, policy),
    hooks: [...hooksFor(labels, policy).values()].map((rule) => ({
      rule: policy.hooks.indexOf(rule),
      hosts: rule.hosts,
      step: rule.step,
      does: hookText(rule),
    })),
    checks: checksFor(labels, policy).map((rule) => ({
      rule: policy.checks.indexOf(rule),
      hosts: rule.hosts,
      does: checkText(rule),
    })),
  };
};
