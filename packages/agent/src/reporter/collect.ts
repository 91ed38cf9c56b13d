// One look at the host. What cannot be read makes that part unknown or, where nothing can be said without it, the whole
// look fails with its reason: a half inventory must never read as "nothing pending".

import { type LedgerEntry, lastGoodKernel } from '@slipway/core/execution';
import { type Inventory, type SystemFacts, sortedPackages } from '@slipway/core/inventory';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { Clock, GuestObserver, PackageObserver, SoftwareObserver, System } from '../ports/index.ts';

export interface CollectPorts {
  readonly clock: Clock;
  readonly packages: PackageObserver;
  readonly guests: GuestObserver;
  readonly software: SoftwareObserver;
  readonly system: System;
}

/** `ledger`: what this host wrote down itself, as far as it holds together. */
export const collectInventory = async (
  ports: CollectPorts,
  ledger: readonly LedgerEntry[],
): Promise<Outcome<Inventory>> => {
  const found = await ports.system.facts();
  if (!found.ok) return found;
  const system = withLastGood(found.value, ledger);
  const read = await ports.packages.readPackages();
  if (!read.ok) return read;
  const repositories = await ports.packages.readRepositories();
  if (!repositories.ok) return repositories;
  return ok({
    schema: 'slipway.inventory/1',
    collectedAt: ports.clock.now(),
    system,
    // One order everywhere: the digest is over the text, and the controller keeps packages sorted.
    packages: sortedPackages(read.value.packages),
    packageDatabase: read.value.database,
    repositories: repositories.value,
    updates: await ports.packages.pendingUpdates(),
    otherPatchers: await ports.packages.otherPatchers(),
    restart: await ports.system.restartNeed(),
    reboot: await ports.system.rebootNeed(),
    origins: await ports.packages.packageOrigins({
      fingerprint: read.value.database.fingerprint,
      system,
    }),
    unmanaged: await ports.software.unmanagedSoftware(),
    guests: await ports.guests.guestLook(),
  });
};

const withLastGood = (system: SystemFacts, ledger: readonly LedgerEntry[]): SystemFacts => {
  const { kernel } = system;
  const lastGood = lastGoodKernel(ledger, kernel);
  return lastGood === null ? system : { ...system, kernel: { ...kernel, lastGood } };
};
