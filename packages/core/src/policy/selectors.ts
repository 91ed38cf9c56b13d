// Where a policy selects hosts, and by what; and what to write where that selects none.

import { type Labels, labelsAskedBy, parseSelector } from '../selection/index.ts';
import type { PolicyPath } from './problem.ts';
import type { Policy } from './types.ts';

export interface PlacedSelector {
  readonly path: PolicyPath;
  readonly selector: string;
  /** Among the hosts of this environment; `null`: of all. */
  readonly environment: string | null;
  /** What selects by it. */
  readonly part: object;
}

export function selectorsOf(policy: Policy): readonly PlacedSelector[] {
  const inList = (name: ListWithHosts): readonly PlacedSelector[] =>
    (policy[name] ?? []).map((part, at) => ({
      path: [name, at, 'hosts'],
      selector: part.hosts,
      environment: null,
      part,
    }));
  return [
    ...policy.environments.flatMap(({ name, policies = [] }, at) =>
      policies.map((part, place) => ({
        path: ['environments', at, 'policies', place, 'hosts'],
        selector: part.hosts,
        environment: name,
        part,
      })),
    ),
    ...policy.clusters.map((part, at) => ({
      path: ['clusters', at, 'members'],
      selector: part.members,
      environment: null,
      part,
    })),
    ...LISTS_WITH_HOSTS.flatMap(inList),
  ];
}

const LISTS_WITH_HOSTS = ['hooks', 'checks', 'questions', 'restorePoints', 'outOfBand', 'exceptions'] as const;
type ListWithHosts = (typeof LISTS_WITH_HOSTS)[number];

/** Of a label that every host has a value of its own for, the first are enough to see how they are written. */
const VALUES_TOLD = 6;

/** What hosts have of the labels that a selector asks for: `labels that hosts have: role = db or web`. Empty without hosts. */
export function labelsToWrite(selector: string, hosts: readonly { readonly labels: Labels }[]): string {
  const parsed = parseSelector(selector);
  if (!parsed.ok || hosts.length === 0) return '';
  const told = labelsAskedBy(parsed.value).map((label) => {
    const values = distinct(hosts.flatMap(({ labels }) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : [])));
    return values.length === 0 ? `no host has ${label}` : `${label} = ${shortList(values)}`;
  });
  const names = distinct(hosts.flatMap(({ labels }) => Object.keys(labels)));
  const isAnyThere = told.some((one) => !one.startsWith('no host'));
  const those = isAnyThere || names.length === 0 ? [] : [`there are ${names.slice(0, VALUES_TOLD).join(', ')}`];
  return `labels that hosts have: ${[...told, ...those].join('; ')}`;
}

const shortList = (values: readonly string[]): string =>
  `${values.slice(0, VALUES_TOLD).join(' or ')}${values.length > VALUES_TOLD ? ' or others' : ''}`;

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();
