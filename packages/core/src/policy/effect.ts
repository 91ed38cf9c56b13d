// What another policy would touch: which hosts it puts elsewhere or treats in another way, which environments it gives
// other rules, which occurrences move. A plan that exists keeps the rules that it was made under; those of
// `touchedEnvironments` are not what would be planned now.

import { type Occurrence, occurrencesOf, type Zones } from '../calendar/index.ts';
import type { HostId } from '../ids/index.ts';
import { restorePointText } from '../restore-point/index.ts';
import type { Labels } from '../selection/index.ts';
import type { Instant } from '../time/index.ts';
import { calendarOf, freezesOf } from './calendar.ts';
import { type PolicyChange, policyChanges } from './changes.ts';
import { HOSTS_NAMED_MAX, type PolicyConflict, type PolicyHost, policyConflicts } from './conflicts.ts';
import { exceptionNotes, type PolicyNote } from './exception-notes.ts';
import {
  checksFor,
  clustersOf,
  environmentOf,
  exceptionsOf,
  hookRulesFor,
  hooksFor,
  outOfBandFor,
  partsOf,
  questionsFor,
  restorePointsFor,
} from './membership.ts';
import { placeText } from './problem.ts';
import { type PolicyPlace, placesOf, rulesAt } from './rules-of.ts';
import { labelsToWrite, selectorsOf } from './selectors.ts';
import { checkText, exceptionText, hookText, questionRuleText } from './texts.ts';
import type { Policy } from './types.ts';

interface Differs<T> {
  readonly before: T;
  readonly after: T;
}

/** Hosts for which the same things change; `null`: that stays as it is. */
export interface TouchedHosts {
  readonly environment: Differs<string | null> | null;
  /** Names of the part policies that select them: none is the environment's own rules, several are a conflict. */
  readonly policies: Differs<readonly string[]> | null;
  readonly clusters: Differs<readonly string[]> | null;
  /** As `drain: haproxy-drain --backend app (120 s)`. */
  readonly hooks: Differs<readonly string[]> | null;
  readonly checks: Differs<readonly string[]> | null;
  readonly questions: Differs<readonly string[]> | null;
  /** The one that is made, if any. */
  readonly restorePoints: Differs<readonly string[]> | null;
  /** Those that select them and act, as `old-tls: without openssl until 2026-12-24T00:00:00.000Z`. */
  readonly exceptions: Differs<readonly string[]> | null;
  readonly count: number;
  /** The first of them, {@link HOSTS_NAMED_MAX} unless more are wanted. */
  readonly hosts: readonly { readonly hostId: HostId; readonly hostname: string }[];
}

export interface PolicyEffect {
  readonly changes: readonly PolicyChange[];
  /** Of the fleet. */
  readonly hosts: number;
  readonly touched: readonly TouchedHosts[];
  /** Those whose plans were made under rules that no longer hold, or over hosts that are treated in another way now. */
  readonly touchedEnvironments: readonly string[];
  /** Environments whose own rules change, with the hosts that the new policy gives them. */
  readonly environments: readonly {
    readonly environment: string;
    readonly fields: readonly string[];
    readonly hosts: number;
  }[];
  readonly moved: readonly (PolicyPlace & Differs<readonly Occurrence[]>)[];
  /** Where the new policy leaves no occurrence ahead: nothing ever begins there. */
  readonly neverOpen: readonly PolicyPlace[];
  /** Hosts that several part policies of the new policy select. */
  readonly conflicts: readonly PolicyConflict[];
  /** Selectors of the new policy that select no host, by their path in it. */
  readonly unmatched: readonly {
    readonly path: readonly (string | number)[];
    readonly selector: string;
    /** To write: what hosts have of the labels that it asks for. */
    readonly instead: string;
  }[];
  /** What of the new policy's exceptions may not be meant: expired ones, and ones without an end in sight. */
  readonly notes: readonly PolicyNote[];
}

/** Enough to see where a window went. */
const OCCURRENCES_SHOWN = 3;

export interface Compared {
  readonly before: Policy;
  readonly after: Policy;
  readonly hosts: readonly PolicyHost[];
  readonly now: Instant;
  readonly zones: Zones;
  /** How many hosts of a group are named. */
  readonly namedMax?: number | undefined;
}

export function policyEffect({ before, after, hosts, now, zones, namedMax }: Compared): PolicyEffect {
  const changes = policyChanges(before, after);
  const environments = changedEnvironments({ before, after, changes, hosts });
  const { touched, of } = changes.length === 0 ? NOBODY : touchedHosts({ before, after, hosts, now, namedMax });
  return {
    changes,
    hosts: hosts.length,
    touched,
    touchedEnvironments: [...new Set([...environments.map(({ environment }) => environment), ...of])],
    environments,
    moved: movedOccurrences({ before, after, now, zones }),
    neverOpen: placesOf(after).filter((place) => occurrencesAt(after, place, { now, zones })?.length === 0),
    conflicts: policyConflicts({ before, after, hosts }),
    unmatched: unmatchedSelectors(after, hosts),
    notes: exceptionNotes(after, now),
  };
}

interface Touched {
  readonly touched: readonly TouchedHosts[];
  /** The environments in which they are, or were. */
  readonly of: ReadonlySet<string>;
}

const NOBODY: Touched = { touched: [], of: new Set() };

function touchedHosts(compared: Omit<Compared, 'zones'>): Touched {
  const { before, after, hosts, now, namedMax = HOSTS_NAMED_MAX } = compared;
  const of = new Set<string>();
  const groups = new Map<string, { readonly differs: Omit<TouchedHosts, 'count' | 'hosts'>; all: PolicyHost[] }>();
  for (const host of hosts) {
    const [was, is] = [standingOf(host.labels, before, now), standingOf(host.labels, after, now)];
    const differs = {
      environment: differing(was.environment, is.environment),
      policies: differing(was.policies, is.policies),
      clusters: differing(was.clusters, is.clusters),
      hooks: differing(was.hooks, is.hooks),
      checks: differing(was.checks, is.checks),
      questions: differing(was.questions, is.questions),
      restorePoints: differing(was.restorePoints, is.restorePoints),
      exceptions: differing(was.exceptions, is.exceptions),
    };
    if (Object.values(differs).every((one) => one === null)) continue;
    const key = JSON.stringify(differs);
    const group = groups.get(key) ?? { differs, all: [] };
    groups.set(key, group);
    group.all.push(host);
    for (const { environment } of [was, is]) if (environment !== null) of.add(environment);
  }
  const touched = [...groups.values()].map(({ differs, all }) => ({
    ...differs,
    count: all.length,
    hosts: all.slice(0, namedMax).map(({ hostId, hostname }) => ({ hostId, hostname })),
  }));
  return { touched, of };
}

const standingOf = (labels: Labels, policy: Policy, now: Instant) => {
  const environment = environmentOf(labels, policy);
  return {
    environment: environment?.name ?? null,
    policies: environment === null ? [] : partsOf(labels, environment).map(({ name }) => name),
    clusters: clustersOf(labels, policy).map(({ name, awayMax }) => `${name} (at most ${awayMax} away)`),
    hooks: [...hooksFor(labels, policy).values()].map(hookText),
    checks: checksFor(labels, policy).map(checkText),
    questions: questionsFor(labels, policy).map(questionRuleText),
    restorePoints: restorePointsFor(labels, policy)
      .slice(0, 1)
      .map(({ make }) => restorePointText(make)),
    exceptions: exceptionsOf(labels, policy)
      .filter(({ expiresAt }) => now < expiresAt)
      .map(exceptionText),
  };
};

const differing = <T>(before: T, after: T): Differs<T> | null =>
  JSON.stringify(before) === JSON.stringify(after) ? null : { before, after };

function changedEnvironments({
  before,
  after,
  changes,
  hosts,
}: Pick<Compared, 'before' | 'after' | 'hosts'> & {
  readonly changes: readonly PolicyChange[];
}): PolicyEffect['environments'] {
  // Named as the file does, and each once: what came and went in a list may have the same place.
  const fields = new Map<string, Set<string>>();
  const note = (name: string, field: string): void => void fields.set(name, (fields.get(name) ?? new Set()).add(field));
  for (const { path, kind } of changes) {
    const [list, name, ...field] = path;
    if (list !== 'environments' || typeof name !== 'string') continue;
    note(name, field.length === 0 ? kind : placeText(field));
  }
  for (const { name } of after.environments) {
    if (differing(freezesOf(before, name), freezesOf(after, name)) === null) continue;
    note(name, 'freezes');
  }
  return [...fields].map(([environment, changed]) => ({
    environment,
    fields: [...changed],
    hosts: hosts.filter(({ labels }) => environmentOf(labels, after)?.name === environment).length,
  }));
}

function movedOccurrences({ before, after, now, zones }: Omit<Compared, 'hosts'>): PolicyEffect['moved'] {
  return placesOf(after).flatMap((place) => {
    const old = occurrencesAt(before, place, { now, zones });
    const fresh = occurrencesAt(after, place, { now, zones });
    if (old === null || fresh === null) return [];
    const differs = differing(old.map(spanOf), fresh.map(spanOf));
    return differs === null ? [] : [{ ...place, before: old, after: fresh }];
  });
}

const occurrencesAt = (
  policy: Policy,
  place: PolicyPlace,
  { now, zones }: Pick<Compared, 'now' | 'zones'>,
): readonly Occurrence[] | null => {
  const rules = rulesAt(policy, place);
  if (rules === null) return null;
  return occurrencesOf(rules.window, now, OCCURRENCES_SHOWN, calendarOf(policy, place.environment, zones));
};

const spanOf = ({ startsAt, cutOffAt, endsAt }: Occurrence): readonly Instant[] => [startsAt, cutOffAt, endsAt];

function unmatchedSelectors(policy: Policy, hosts: readonly PolicyHost[]): PolicyEffect['unmatched'] {
  const seen = new Set<object>();
  for (const { labels } of hosts) {
    const environment = environmentOf(labels, policy);
    if (environment !== null) for (const part of partsOf(labels, environment)) seen.add(part);
    for (const part of clustersOf(labels, policy)) seen.add(part);
    for (const part of hookRulesFor(labels, policy)) seen.add(part);
    for (const part of checksFor(labels, policy)) seen.add(part);
    for (const part of questionsFor(labels, policy)) seen.add(part);
    for (const part of restorePointsFor(labels, policy)) seen.add(part);
    for (const part of outOfBandFor(labels, policy)) seen.add(part);
    for (const part of exceptionsOf(labels, policy)) seen.add(part);
  }
  return selectorsOf(policy)
    .filter(({ part }) => !seen.has(part))
    .map(({ path, selector }) => ({ path, selector, instead: labelsToWrite(selector, hosts) }));
}
