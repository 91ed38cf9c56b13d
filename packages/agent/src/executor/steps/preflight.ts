// Preflight: everything that must be so before anything is touched, and what cannot be told is not so. The files are copied into
// root's own folder and hashed on the way, so that what was verified is what will be installed.

import { mayStart } from '@slipway/core/calendar';
import { reasonAgainstDatabase } from '@slipway/core/inventory';
import { reasonAgainstRepositories, secondsToBegin } from '@slipway/core/plan';
import { explain, type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { PlannedStep } from '@slipway/core/step';
import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';
import { hostAllows } from './host-allows.ts';
import { mayBootOnce } from './kernels.ts';
import { lockIsFree } from './lock.ts';
import { mayMakeRoom } from './make-room.ts';
import { allStaged, rebuildVersions } from './own-files.ts';
import { onceUnblocked } from './reboot.ts';
import { hasRoom, hasRoomBesideStaged } from './room.ts';
import { simulateRemaining } from './simulation.ts';

export const preflight = async (context: AttemptContext, step: PlannedStep): Promise<StepResult> => {
  for (const look of [hostAllows, repositoriesAreKnown, lockIsFree, databaseIsWhole, hasRoom, mayReboot, mayBootOnce]) {
    const found = await look(context, step);
    if (!found.ok) return failed(found.reason);
  }
  const staged = await allStaged(context);
  if (!staged.ok) return failed(staged.reason);
  const within = await simulateRemaining(context, staged.value);
  if (!within.ok) return failed(within.reason);
  if (within.value.length === 0) return already();
  const spare = await mayMakeRoom(context, staged.value);
  if (!spare.ok) return failed(spare.reason);
  const rebuilt = await rebuildVersions(context, staged.value);
  if (!rebuilt.ok) return failed(rebuilt.reason);
  const beside = rebuilt.value.length === 0 ? ok(undefined) : await hasRoomBesideStaged(context);
  if (!beside.ok) return failed(beside.reason);
  const inTime = timeIsLeft(context);
  if (!inTime.ok) return failed(inTime.reason);
  return rebuilt.value.length === 0 ? done() : done({ rebuilt: rebuilt.value });
};

const databaseIsWhole = async (context: AttemptContext): Promise<Outcome<void>> => {
  const read = await context.ports.packages.readPackages();
  if (!read.ok) return read;
  const against = reasonAgainstDatabase(read.value.database);
  return against === null ? ok(undefined) : { ok: false, reason: against };
};

/** As they were when the plan was made, and still as policy wants them: a look at files, before anything waits. */
const repositoriesAreKnown = async ({ hostPlan, ports }: AttemptContext): Promise<Outcome<void>> => {
  const { repositories } = hostPlan;
  if (repositories === undefined) return ok(undefined);
  const found = await ports.packages.readRepositories(repositories.known);
  if (!found.ok) return refuse('repositories-unread', { detail: explain(found.reason) });
  const against = reasonAgainstRepositories(repositories, found.value, ports.clock.now());
  return against === null ? ok(undefined) : { ok: false, reason: against };
};

/** Whoever blocks shutdowns now may still do so when the host is changed and drained. */
const mayReboot = async (context: AttemptContext): Promise<Outcome<void>> =>
  context.hostPlan.reboot === 'never'
    ? ok(undefined)
    : await onceUnblocked(context, async () => await context.ports.system.mayReboot());

/** As at the start, which repair and a lock may lie behind by now: what does not fit any more is not begun. */
const timeIsLeft = ({ ports, hostPlan, header }: AttemptContext): Outcome<unknown> => {
  const now = ports.clock.now();
  const occurrence = header.bounds.occurrences.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  if (occurrence === undefined) return refuse('window-too-short', { needed: hostPlan.expectedSeconds, left: 0 });
  const neededSeconds = secondsToBegin(hostPlan, header.bounds.occurrences);
  // Begun in time: the cut-off is for beginning, and only the end counts now.
  return mayStart({ occurrence: { ...occurrence, cutOffAt: occurrence.endsAt }, now, neededSeconds });
};
