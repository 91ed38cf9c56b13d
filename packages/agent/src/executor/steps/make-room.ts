// Make room: the old kernels that the plan names go before anything is installed, with the way back proven and the host out of its
// service. Everything that the plan knew of them is asked of the host once more, and what cannot be told is not so. Then it is counted
// whether the new one fits; else nothing is changed. What went stays away: it is no part of the way back.

import { lastGoodKernel } from '@slipway/core/execution';
import { BOOTABLE_MIN, kernelRelease, type RemovedKernelPackage } from '@slipway/core/kernel';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { StagedFiles } from '../../ports/index.ts';
import { type AttemptContext, failed, type StepResult } from '../context.ts';
import { nothingElseGoes, stillInstalled, takeKernelsAway } from './kernel-removal.ts';
import { kernelBefore } from './kernels.ts';
import { hasMadeRoom } from './room.ts';

export const makeRoom = async (context: AttemptContext): Promise<StepResult> => {
  const removals = context.hostPlan.kernels?.before ?? [];
  const mayBegin = async (): Promise<Outcome<void>> => await areSpare(context, removals);
  const gone = await takeKernelsAway(context, { purpose: 'make-room', removals, mayBegin });
  if (gone.outcome === 'failed') return gone;
  const fits = await hasMadeRoom(context);
  return fits.ok ? gone : failed(fits.reason, gone.evidence);
};

/** Preflight: no host is taken out of its service for what would be refused then. */
export const mayMakeRoom = async (context: AttemptContext, staged: StagedFiles): Promise<Outcome<void>> => {
  const planned = context.hostPlan.kernels?.before ?? [];
  if (planned.length === 0) return ok(undefined);
  const spare = await areSpare(context, planned);
  if (!spare.ok) return spare;
  const there = await stillInstalled(context, planned);
  if (!there.ok || there.value.length === 0) return there.ok ? ok(undefined) : there;
  return await nothingElseGoes(context, there.value, staged);
};

/** None of them runs, boots next or was good last, and two that boot are left without them. */
const areSpare = async (context: AttemptContext, planned: readonly RemovedKernelPackage[]): Promise<Outcome<void>> => {
  const { ports } = context;
  const there = await stillInstalled(context, planned);
  if (!there.ok) return there;
  const going = new Set(there.value.map(({ release }) => release));
  const [first] = going;
  if (first === undefined) return ok(undefined);
  const facts = await ports.system.facts();
  if (!facts.ok) return facts;
  const { nextBoot, installed } = facts.value.kernel;
  const running = await ports.kernels.running();
  if (nextBoot === null) return needed(first, 'nobody can tell which kernel the next boot takes');
  const stays: readonly (readonly [string | null, string])[] = [
    [running, 'it runs'],
    [nextBoot, 'the next boot takes it'],
    [
      lastGoodKernel(await ports.ledger.read(), { running, installed }),
      'by the ledger it is the last good one beside the one that runs',
    ],
    [kernelBefore(context), 'it ran when this attempt began'],
  ];
  for (const [kernel, detail] of stays) if (kernel !== null && going.has(kernel)) return needed(kernel, detail);
  const once = await ports.kernels.nextOnce();
  if (!once.ok) return once;
  // A person has named something for the next boot: where that is plainly another kernel, these may go.
  const named = once.value === null ? null : namedIn(once.value, installed);
  if (once.value !== null && (named === null || going.has(named))) {
    return needed(first, `the boot loader is told to take "${once.value}" next`);
  }
  return await enoughLeft(context, { first, running, left: installed.filter((release) => !going.has(release)) });
};

const enoughLeft = async (
  { ports }: AttemptContext,
  { first, running, left }: { readonly first: string; readonly running: string; readonly left: readonly string[] },
): Promise<Outcome<void>> => {
  const { flavour } = kernelRelease(running);
  const boots: string[] = [];
  for (const release of left) {
    if (kernelRelease(release).flavour !== flavour) continue;
    if ((await ports.kernels.boots(release)).ok) boots.push(release);
  }
  return boots.length >= BOOTABLE_MIN
    ? ok(undefined)
    : needed(first, `${boots.join(', ') || 'no kernel'} alone would be left to boot, and ${BOOTABLE_MIN} have to be`);
};

/** `gnulinux-advanced-…>gnulinux-6.1.0-50-amd64-advanced-…`: the longest release that it has in it. */
const namedIn = (entry: string, installed: readonly string[]): string | null =>
  installed.filter((release) => entry.includes(release)).toSorted((a, b) => b.length - a.length)[0] ?? null;

const needed = (kernel: string, detail: string): Outcome<void> => refuse('kernel-still-needed', { kernel, detail });
