// What the policy says of one host: by which label and which rule, when it may be changed next, and what keeps it out.

import type { HostId } from '@slipway/core/ids';
import {
  checksFor,
  checkText,
  clustersOf,
  type EnvironmentPolicy,
  environmentOf,
  groupOf,
  hooksFor,
  hookText,
  type Policy,
  partsOf,
  questionRuleText,
  questionsFor,
  type RulesOfHost,
  restorePointsFor,
  rulesOf,
} from '@slipway/core/policy';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import { restorePointText } from '@slipway/core/restore-point';
import type { HostPolicy } from '@slipway/protocol/api';
import { policyInOrder } from '@slipway/protocol/policy';
import type { HostRecord } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { listsOf } from './host-policy-lists.ts';
import { hostReasons } from './host-reasons.ts';
import { windowSchedule } from './occurrences.ts';

const OCCURRENCES_SHOWN = 3;

export const explainHostPolicy = async (app: App, hostId: HostId): Promise<Outcome<HostPolicy>> =>
  await app.ports.store.read(async ({ fleet, plans }): Promise<Outcome<HostPolicy>> => {
    const record = await fleet.host(hostId);
    if (record === null) return refuse('not-found', { what: 'host', id: hostId });
    const running = await plans.policy();
    if (running === null) return refuse('not-found', { what: 'policy', id: 'current' });
    const now = app.ports.clock.now();
    const { value: host } = record;
    const found = rulesOf(host.labels, running.value);
    const stored = await fleet.inventory(hostId);
    const asked = { policy: running.value, zones: app.ports.zones, now, count: OCCURRENCES_SHOWN };
    const schedule = found.kind === 'rules' ? windowSchedule({ ...found, ...asked }) : null;
    return ok({
      ...saidOf(host, running.value),
      ...(found.kind === 'none' ? {} : listsOf(host, running.value, { environment: nameOf(found), now })),
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

const saidOf = (
  { hostId, hostname, labels }: HostRecord,
  policy: Policy,
): Omit<HostPolicy, 'revision' | 'occurrences' | 'schedule' | 'keptOutBy'> => {
  const environment = environmentOf(labels, policy);
  const rules = rulesOf(labels, policy);
  return {
    hostId,
    hostname,
    labels,
    environment: environment?.name ?? null,
    group: groupOf(labels),
    policyName: rules.kind === 'rules' ? rules.policyName : null,
    selectedBy: environment === null ? [] : partsOf(labels, environment).map(({ name, hosts }) => ({ name, hosts })),
    holds: holdsOf(labels, policyInOrder(policy)),
    rules: rules.kind === 'rules' ? shortOf(rules.environment) : null,
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
    questions: questionsFor(labels, policy).map((rule) => ({
      rule: (policy.questions ?? []).indexOf(rule),
      hosts: rule.hosts,
      does: questionRuleText(rule),
    })),
    restorePoints: restorePointsFor(labels, policy)
      .slice(0, 1)
      .map((rule) => ({
        rule: (policy.restorePoints ?? []).indexOf(rule),
        hosts: rule.hosts,
        does: restorePointText(rule.make),
      })),
  };
};

const shortOf = ({ scope, window, approval, waves }: EnvironmentPolicy): HostPolicy['rules'] => ({
  scope,
  window,
  approval,
  waves,
});

const nameOf = (rules: Exclude<RulesOfHost, { kind: 'none' }>): string =>
  rules.kind === 'rules' ? rules.environment.name : rules.environment;

/** Every rule by its name in the file, in the file's order; a part policy's own stand where the environment's would. */
const holdsOf = (labels: HostRecord['labels'], policy: Policy): NonNullable<HostPolicy['holds']> => {
  const rules = rulesOf(labels, policy);
  if (rules.kind !== 'rules') return [];
  const own = partsOf(labels, environmentOf(labels, policy) ?? rules.environment)[0] ?? {};
  return Object.entries(rules.environment)
    .filter(([rule]) => rule !== 'name')
    .map(([rule, value]) => ({ rule, value, from: Object.hasOwn(own, rule) ? 'policy' : 'environment' }) as const);
};
