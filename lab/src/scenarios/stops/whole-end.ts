import type { Digest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import type { LabHost } from '../../host/index.ts';
import { hostId, type ManagedFleet } from '../../managed/index.ts';
import { ending, ledgerOf, outcomeOf, repeated } from '../ledger.ts';
import { installedVersions, outputsOf, transactionsOf, unwholePackages } from '../package-database.ts';
import { claim } from '../scenario.ts';

/** The one that was cut, and the one that put it right. */
const TRANSACTIONS_MAX = 2;

interface PlannedChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** As the host's own package manager tells it, past the agent. */
export interface PackageDatabase {
  /** What is not whole, a line each; empty: all of it is. */
  readonly unwhole: (host: LabHost) => Promise<string>;
  readonly installed: (host: LabHost) => Promise<ReadonlyMap<string, string>>;
}

const dpkgDatabase: PackageDatabase = { unwhole: unwholePackages, installed: installedVersions };

/** How an attempt ended that was cut. */
export interface WholeEnd {
  readonly outcome: 'done' | 'gone-back' | 'not-begun';
  readonly transactions: number;
}

/** What the plan changes on this host, as people approved it. */
export async function changesOf(fleet: ManagedFleet, digest: Digest, name: string): Promise<readonly PlannedChange[]> {
  const { items } = await fleet.api.ask(endpoints.plans.hostPlans, { params: { digest } });
  const plan = items.find((one) => one.hostId === hostId(fleet, name));
  claim(plan !== undefined && plan.transaction.length > 0, `${name} is in the plan`);
  return plan.transaction.map(({ name: of, from, to }) => ({ name: of, from, to }));
}

/** At the plan's versions or at those before, all of them, every package whole, after one repair at the most. */
export async function claimWholeEnd(
  host: LabHost,
  changes: readonly PlannedChange[],
  report: (line: string) => void,
  database: PackageDatabase = dpkgDatabase,
): Promise<WholeEnd> {
  const ledger = await ledgerOf(host);
  const begun = ledger.findLast((entry) => entry.kind === 'attempt-begun');
  claim(begun?.kind === 'attempt-begun', `${host.name} has begun`);
  const ofAttempt = ledger.filter((entry) => 'attemptId' in entry && entry.attemptId === begun.attemptId);
  const outcome = outcomeOf(ofAttempt);
  const endedWell = outcome === 'done' || outcome === 'gone-back' || outcome === 'not-begun';
  if (!endedWell) report(await outputsOf(host));
  claim(endedWell, `${host.name} is at one end or the other: ${ending(ofAttempt)}`);
  // On the way back steps that failed are taken again, which is no repetition.
  const again = outcome === 'done' ? repeated(ofAttempt) : [];
  claim(again.length === 0, `${host.name} repeated no step that had ended: ${again.join(', ')}`);
  const unwhole = await database.unwhole(host);
  claim(unwhole === '', `every package of ${host.name} is whole: ${unwhole}`);
  const installed = await database.installed(host);
  const wrong = changes
    .map(({ name, from, to }) => ({ name, is: installed.get(name) ?? null, wanted: outcome === 'done' ? to : from }))
    .filter(({ is, wanted }) => is !== wanted);
  claim(
    wrong.length === 0,
    `${host.name}, ${outcome}, is at ${outcome === 'done' ? "the plan's versions" : "its manifest's"}: ${JSON.stringify(wrong)}`,
  );
  const applied = (await transactionsOf(host, begun.attemptId)).filter((name) => name.startsWith('slipway-apply-'));
  claim(applied.length <= TRANSACTIONS_MAX, `${host.name} needed one repair at the most: ${applied.join(', ')}`);
  return { outcome, transactions: applied.length };
}

/** `7 done, 1 gone back; 5 of them repaired` */
export function endsText(ends: readonly WholeEnd[]): string {
  const of = (outcome: WholeEnd['outcome']): number => ends.filter((end) => end.outcome === outcome).length;
  const counts = [
    `${of('done')} at the plan's versions`,
    `${of('gone-back')} gone back`,
    `${of('not-begun')} left as they were`,
    `${ends.filter(({ transactions }) => transactions > 1).length} repaired once`,
  ];
  return counts.join(', ');
}
