import type { CheckerNote, Wave } from '../types.ts';
import { checkCarriers, goingWith } from './carried.ts';
import { type Facts, groupLabel, isOfEnvironment } from './facts.ts';
import { differs, error } from './notes.ts';
import { checkGates, checkTemplate, plannedTemplate } from './template.ts';

/** No wave takes more away than may be, and no two groups are ever under way at once. */
export function* checkWaves(facts: Facts): Iterable<CheckerNote> {
  const { environment, plan } = facts;
  const { waves, bounds } = plan.header;
  const percentMax = environment?.waves.percentMax ?? 0;
  const limit = Math.max(1, Math.floor((bounds.hosts.length * percentMax) / 100));
  if (bounds.awayMax !== limit) yield differs('number of hosts away at once', bounds.awayMax, limit);
  const planned = new Set(bounds.hosts);
  for (const [index, wave] of waves.entries()) {
    const number = index + 1;
    const found = [...goingWith(facts, wave)].filter((hostId) => planned.has(hostId)).length;
    // A carrier with more guests than may be away could never go, if not alone.
    if (found > limit && wave.hosts.length !== 1) yield error('check-wave-too-large', { wave: number, found, limit });
    if (wave.hosts.length === 0) yield differs(`wave ${number}`, 'empty', 'at least one host');
    yield* checkClusters(facts, wave, number);
    yield* checkGroup(facts, wave, number);
    yield* checkCarriers(facts, wave, number);
  }
  yield* checkGates(facts);
  // In a rollback whoever went first goes last: see rollback.ts.
  if (facts.input.rollback === undefined) yield* checkTemplate(facts);
  yield* checkGroupsFollow(waves);
  if (facts.input.rollback === undefined) yield* checkCanary(facts);
}

function* checkClusters(facts: Facts, wave: Wave, number: number): Iterable<CheckerNote> {
  const going = goingWith(facts, wave);
  for (const { cluster, members, away } of new Set([...going].flatMap(facts.clustersOf))) {
    const found = [...members].filter((hostId) => going.has(hostId) || away.has(hostId)).length;
    if (found > cluster.awayMax) {
      yield error('check-wave-exceeds-limit', { wave: number, found, cluster: cluster.name, limit: cluster.awayMax });
    }
  }
}

function* checkGroup(facts: Facts, wave: Wave, number: number): Iterable<CheckerNote> {
  const groups = new Set<string>();
  const own = new Set(wave.hosts);
  for (const hostId of goingWith(facts, wave)) {
    const host = facts.hosts.get(hostId) ?? null;
    const group = groupLabel(host);
    // Groups of another environment take turns there.
    if (group !== null && (own.has(hostId) || (host !== null && isOfEnvironment(facts, host)))) groups.add(group);
  }
  const [only = null] = groups;
  if (groups.size > 1) yield error('check-groups-mixed', { wave: number, groups: [...groups].sort().join(', ') });
  else if (wave.group !== only) yield differs(`group of wave ${number}`, wave.group ?? 'none', only ?? 'none');
}

/** Once a group has given way to another one it does not come back. */
function* checkGroupsFollow(waves: readonly Wave[]): Iterable<CheckerNote> {
  const over = new Set<string>();
  let now: string | null = null;
  for (const [index, { group }] of waves.entries()) {
    if (group === null || group === now) continue;
    if (over.has(group)) yield error('check-groups-mixed', { wave: index + 1, groups: `${now}, ${group}` });
    if (now !== null) over.add(now);
    now = group;
  }
}

/** Where policy wants canaries they come first, after the host that goes before all others. How many: see unproven.ts. */
function* checkCanary(facts: Facts): Iterable<CheckerNote> {
  const { environment, plan } = facts;
  const first = plan.header.waves[plannedTemplate(facts) === null ? 0 : 1];
  const wanted = environment?.waves.canaryHosts ?? 0;
  if (first === undefined || wanted === 0) return;
  if (first.kind !== 'canary') yield differs('first wave', first.kind, 'canary');
}
