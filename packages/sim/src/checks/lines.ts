// Every line that a host writes into its ledger, and every effect on it, judged by what was granted and by the host as it
// really is. What was begun is remembered here, also where the host's disk forgets it.

import type { StoredGrant } from '@slipway/controller/ports';
import type { LedgerFact } from '@slipway/core/execution';
import type { AttemptId, HostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { addSeconds } from '@slipway/core/time';
import { compareDeb } from '@slipway/core/version';
import type { Happening, SimulatedHost } from '../host/index.ts';
import type { VirtualTime } from '../time/index.ts';

export interface LineWatch {
  line(host: SimulatedHost, fact: LedgerFact): void;
  happening(host: SimulatedHost, what: Happening): void;
}

/** What a host's clock may be off, and a second for rounding. */
const SKEW_SECONDS = 121;
/** A cluster that has not been well for so long cannot have said yes to a drain that begins now. */
const ANSWER_SECONDS = 45;

interface Known {
  readonly begun: Map<AttemptId, string>;
  readonly generations: Map<HostId, number>;
  readonly last: Map<string, LedgerFact>;
  /** When its clusters were last well. */
  readonly whole: Map<string, number>;
  /** Boots of the host when its reboot was begun. */
  readonly boots: Map<string, number>;
  /** What was installed when a unit was started, and when an attempt was begun. */
  readonly versions: Map<string, readonly InstalledPackage[]>;
}

export const watchLines = (options: {
  readonly time: VirtualTime;
  readonly granted: (attemptId: AttemptId) => readonly StoredGrant[];
  /** Of all that were ever given to it. */
  readonly newestOf: (hostId: HostId) => AttemptId | null;
  readonly broken: (text: string) => void;
}): LineWatch => {
  const { time, granted, newestOf, broken } = options;
  const known: Known = {
    ...{ begun: new Map(), generations: new Map() },
    ...{ last: new Map(), whole: new Map(), boots: new Map(), versions: new Map() },
  };
  return {
    line: (host, fact) => {
      const { hostname } = host.spec;
      known.last.set(hostname, fact);
      if (fact.kind === 'attempt-ended' && known.begun.has(fact.attemptId))
        void endsWrongly(host, fact, known.versions.get(fact.attemptId) ?? []).then((why) => {
          if (why !== null) broken(`${hostname} ends ${fact.attemptId} ${why}`);
        });
      if (fact.kind === 'attempt-begun') {
        for (const why of beginsWrongly(host, fact, { known, granted: granted(fact.attemptId), time }))
          broken(`${hostname} begins ${fact.attemptId} ${why}`);
        const newest = host.hostId === null ? null : newestOf(host.hostId);
        if (newest !== null && newest !== fact.attemptId)
          broken(`${hostname} begins ${fact.attemptId}, and was granted ${newest} since`);
        known.begun.set(fact.attemptId, hostname);
        known.versions.set(fact.attemptId, host.packages.installed());
        if (host.hostId !== null)
          known.generations.set(host.hostId, Math.max(fact.generation, known.generations.get(host.hostId) ?? 0));
      }
      if (fact.kind === 'step-begun' && fact.step === 'reboot' && !known.boots.has(`${hostname} ${fact.attemptId}`))
        known.boots.set(`${hostname} ${fact.attemptId}`, boots(host));
      if (fact.kind === 'step-ended' && fact.step === 'reboot' && fact.outcome === 'done') {
        const before = known.boots.get(`${hostname} ${fact.attemptId}`);
        if (before === boots(host)) broken(`${hostname} says that it rebooted, and has not been down`);
      }
    },
    happening: (host, what) => {
      const { hostname } = host.spec;
      if (what.kind === 'transaction' && what.phase === 'started') {
        if (host.inService) broken(`${hostname} is changed while it serves`);
        known.versions.set(what.unit, host.packages.installed());
        const last = known.last.get(hostname);
        const isWritten = last?.kind === 'step-begun' && what.unit.includes(last.attemptId);
        if (!isWritten) broken(`${hostname} starts ${what.unit}, and its ledger does not say so`);
      }
      if (what.kind === 'transaction' && what.phase !== 'started' && what.unit.startsWith('slipway-apply-'))
        for (const text of fallen(known.versions.get(what.unit) ?? [], host)) broken(`${hostname}: ${text}`);
      if (what.kind === 'hook' && what.hook === 'drain' && what.phase === 'called') {
        const silent = host.condition.clusters.size > 0 && host.condition.clustersSinceMs !== null;
        const sinceMs = host.condition.clustersSinceMs ?? time.elapsedMs();
        const changed = host.happenings.some(
          (before) => before.kind === 'transaction' && before.at > addSeconds(time.now(), -3600),
        );
        if (silent && !changed && time.elapsedMs() - sinceMs > ANSWER_SECONDS * 1000)
          broken(`${hostname} is drained, and no cluster has said that it may go`);
      }
    },
  };
};

/** An update never takes a version down. */
const fallen = (before: readonly InstalledPackage[], { packages }: SimulatedHost): readonly string[] =>
  before.flatMap(({ name, version }) => {
    const now = packages.versionOf(name);
    return now !== null && compareDeb(now, version) < 0 ? [`${name} falls from ${version} to ${now}`] : [];
  });

/** What it says of its end, held against what it is like. */
const endsWrongly = async (
  host: SimulatedHost,
  { outcome }: Extract<LedgerFact, { kind: 'attempt-ended' }>,
  begunWith: readonly InstalledPackage[],
): Promise<string | null> => {
  if (outcome !== 'isolated' && !host.inService) return `as ${outcome}, and does not serve`;
  if (outcome !== 'done' && outcome !== 'gone-back') return null;
  const kept = await host.executor.planOfAttempt.kept();
  if (kept === null) return `as ${outcome}, and its plan is not kept`;
  const { transaction } = kept.hostPlan;
  if (outcome === 'done') {
    const other = transaction.find(({ name, to }) => host.packages.versionOf(name) !== to);
    return other === undefined ? null : `as done, and ${other.name} is not ${other.to}`;
  }
  const standing = transaction.find(
    ({ name, to }) =>
      host.packages.versionOf(name) === to && begunWith.every((one) => one.name !== name || one.version !== to),
  );
  return standing === undefined ? null : `as gone-back, and ${standing.name} is still ${standing.to}`;
};

const boots = ({ happenings }: SimulatedHost): number => happenings.filter(({ kind }) => kind === 'booted').length;

const beginsWrongly = (
  host: SimulatedHost,
  { attemptId, generation, hostPlanDigest }: Extract<LedgerFact, { kind: 'attempt-begun' }>,
  {
    known,
    granted,
    time,
  }: { readonly known: Known; readonly granted: readonly StoredGrant[]; readonly time: VirtualTime },
): readonly string[] => {
  const found: string[] = [];
  const own = granted.filter(({ hostId }) => hostId === host.hostId);
  if (own.length === 0) found.push('which nobody has granted it');
  else if (!own.some((grant) => grant.hostPlanDigest === hostPlanDigest))
    found.push('under a plan that was not granted');
  const latest = own
    .map(({ latestStartAt }) => latestStartAt)
    .toSorted()
    .at(-1);
  if (latest !== undefined && time.now() > addSeconds(latest, SKEW_SECONDS)) found.push('after its latest start');
  const before = known.begun.get(attemptId);
  if (before !== undefined) found.push(`which ${before} has begun before`);
  if (host.hostId !== null && generation < (known.generations.get(host.hostId) ?? 0))
    found.push(`of generation ${generation}, and there was a newer one`);
  if (host.condition.stopFile) found.push('although the stop file stands');
  if (Math.abs(host.condition.clockOffsetMs) > SKEW_SECONDS * 2 * 1000) found.push('by a clock that is wrong');
  return found;
};
