// Repair: a package database that somebody left half-way is put right before anything else, within bounds. What is unpacked is
// configured; nothing is fetched, nothing removed. Whether it helped the database itself says.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { hostAllows } from './host-allows.ts';
import { lockIsFree } from './lock.ts';

export const repair = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  if ((await wholeness(context)).ok) return already();
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
  if (database.state === 'whole') return ok(undefined);
  const broken = packages.find(({ state }) => state !== 'installed');
  const state = broken === undefined ? database.state : `not repaired: ${broken.name} is ${broken.state}`;
  return refuse('package-database-broken', { state });
};
