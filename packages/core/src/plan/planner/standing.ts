// Whether a host may be planned at all, before anything is asked about its packages.

import { type Inventory, reasonAgainstDatabase } from '../../inventory/index.ts';
import { rulesOf } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { reasonAgainstRepository } from '../repositories.ts';
import type { HostForPlanning } from '../types.ts';
import { asksRepositories } from './capabilities.ts';
import type { PlanningContext } from './types.ts';

/**
 * Why the host is left out, or `null`. What people decided comes first, then what stands in the way.
 *
 * The age of an inventory is not asked: check-ins confirm an unchanged one by its digest, a silent host is `busy`
 * with `host-unreachable`, and a proposal must have been made on the very package database that the inventory shows.
 */
export function reasonAgainst(context: PlanningContext, host: HostForPlanning): Reason | null {
  const why = context.leaveOut.get(host.hostId);
  if (why !== undefined) return reason('host-left-out', { why });
  const rules = rulesOf(host.labels, context.input.policy);
  if (rules.kind === 'conflict') return rules.reason;
  if (host.mode === 'observed') return reason('host-observed', { host: host.hostname });
  if (host.inventory === null) return reason('host-never-reported');
  if (host.busy !== null) return host.busy;
  return repositoryAgainst(context, host, host.inventory) ?? databaseAgainst(context, host.inventory);
}

function databaseAgainst({ environment }: PlanningContext, { packageDatabase, packages }: Inventory): Reason | null {
  const { state } = packageDatabase;
  // The host puts it right as its first step, or changes nothing.
  if (state === 'interrupted' && environment.preflight?.repair === 'bounded') return null;
  const against = reasonAgainstDatabase(packageDatabase);
  if (against !== null) return against;
  const broken = packages.find((one) => one.state !== 'installed');
  return broken === undefined
    ? null
    : reason('package-database-broken', { state: `not whole: ${broken.name} is ${broken.state}` });
}

/** What comes from where nobody allowed it stands on the host already: its packages are not the ones that were judged. */
function repositoryAgainst(context: PlanningContext, host: HostForPlanning, inventory: Inventory): Reason | null {
  const { environment, input } = context;
  const rules = environment.repositories;
  if (rules === undefined) return null;
  for (const repository of inventory.repositories) {
    const against = reasonAgainstRepository(repository, rules, input.now);
    if (against !== null) return against;
  }
  // Told by the first inventory of an agent that was upgraded: without it root would have nothing to compare with.
  const untold = asksRepositories(host) ? inventory.repositories.find(({ trust }) => trust === undefined) : undefined;
  return untold === undefined ? null : reason('repository-trust-unknown', { repository: untold.uri });
}
