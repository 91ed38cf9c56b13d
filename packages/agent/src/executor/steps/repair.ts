// Repair: a package database that somebody left half-way is put right before anything else, within bounds. What is unpacked is
// configured; nothing is fetched, nothing installed or removed that no plan names (docs/adr/0072). Whether it helped the
// database itself says.

import { reasonAgainstDatabase } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { hostAllows } from './host-allows.ts';
import { lockIsFree } from './lock.ts';

export const repair = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  const before = await wholeness(context);
  if (before.ok) return already();
  if (before.reason.code === 'dependencies-unmet') return failed(before.reason);
  const allowed = await hostAllows(context);
  if (!allowed.ok) return failed(allowed.reason);
  // Half-way is also how a database looks while somebody is at work on it.
  const free = await lockIsFree(context, step);
  if (!free.ok) return failed(free.reason);
  const repaired = await context.ports.packages.repair(null);
  if (!repaired.ok) return failed(repaired.reason);
  const after = await wholeness(context);
  return after.ok ? done() : failed(after.reason);
};

const wholeness = async ({ ports }: AttemptContext): Promise<Outcome<void>> => {
  const read = await ports.packages.readPackages();
  if (!read.ok) return read;
  const { database, packages } = read.value;
  const against = reasonAgainstDatabase(database);
  if (against === null) return ok(undefined);
  if (database.state === 'unmet') return { ok: false, reason: against };
  const broken = packages.find(({ state }) => state !== 'installed');
  const state = broken === undefined ? database.state : `not repaired: ${broken.name} is ${broken.state}`;
  return refuse('package-database-broken', { state });
};
