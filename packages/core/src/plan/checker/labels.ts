import { parseSelector } from '../../selection/index.ts';
import type { CheckerNote, HostForPlanning, PlanningInput } from '../types.ts';
import { type Facts, groupLabel, isOfEnvironment } from './facts.ts';
import { differs } from './notes.ts';

/**
 * The bounds hold the labels of every planned host and of every other one with a group, as they are: no host under
 * another's labels, none forgotten or named twice, and no label left out that policy could ask for.
 */
export function* checkLabels(facts: Facts): Iterable<CheckerNote> {
  const { plan, input, hosts } = facts;
  const { bounds } = plan.header;
  const isRead = facts.planned.every(({ host }) => host?.capabilities.includes('labels/1') !== false);
  if ((bounds.labels !== undefined) !== isRead) {
    yield differs('labels of the bounds', isRead ? 'none' : 'some', isRead ? 'some' : 'none');
  }
  if (bounds.labels === undefined) return;
  const planned = new Set(bounds.hosts);
  const asked = labelsAskedFor(input);
  const named = bounds.labels.flatMap((one) => one.hosts.map((hostId) => ({ hostId, labels: one.labels })));
  const frozen = new Map(named.map(({ hostId, labels }) => [hostId, labels]));
  if (frozen.size !== named.length) yield differs('number of hosts under labels', named.length, frozen.size);
  for (const { hostId, labels } of named) {
    const host = hosts.get(hostId);
    const wrong = host === undefined ? 'of no host' : wrongLabel(host, labels, asked);
    if (wrong !== null) yield differs(`label ${wrong} of the bounds`, JSON.stringify(labels), 'the host has', hostId);
  }
  for (const host of input.hosts) {
    const counts = planned.has(host.hostId) || (isOfEnvironment(facts, host) && groupLabel(host) !== null);
    if (counts !== frozen.has(host.hostId)) {
      yield differs('list of labels', counts ? 'none' : 'some', counts ? 'some' : 'none', host.hostId);
    }
  }
}

const wrongLabel = (
  { labels }: HostForPlanning,
  frozen: Readonly<Record<string, string | null>>,
  asked: ReadonlySet<string>,
): string | null =>
  [...new Set([...asked, ...Object.keys(frozen)])].find(
    (name) => frozen[name] !== (Object.hasOwn(labels, name) ? labels[name] : null),
  ) ?? null;

/** Whatever a selector of policy calls a label, wherever it stands in the sentence; and the two that need no selector. */
function labelsAskedFor({ policy, environment }: PlanningInput): ReadonlySet<string> {
  const { clusters, hooks, checks, questions = [], restorePoints = [], environments } = policy;
  const texts = [
    ...clusters.map(({ members }) => members),
    ...hooks.map(({ hosts }) => hosts),
    ...checks.map(({ hosts }) => hosts),
    ...questions.map(({ hosts }) => hosts),
    ...restorePoints.map(({ hosts }) => hosts),
    ...environments.flatMap(({ name, waves, policies = [] }) =>
      name === environment
        ? [waves.template?.hosts ?? '', ...policies.flatMap((one) => [one.hosts, one.waves?.template?.hosts ?? ''])]
        : [],
    ),
  ];
  const found = new Set(['environment', 'group']);
  for (const text of new Set(texts)) collect(parseSelector(text), found);
  return found;
}

function collect(part: unknown, found: Set<string>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'label' && typeof value === 'string') found.add(value);
    else collect(value, found);
  }
}
