// Kernels, where the plan says something of them: what ran before is held until the new one is proven; the new one is booted once;
// a way back leaves it before its package goes; and old ones go when all is done.

import { rebootRefused } from '@slipway/core/execution';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { type AttemptContext, already, failed, type StepResult } from '../context.ts';
import { takeKernelsAway } from './kernel-removal.ts';

/** A boot loader that started something else twice does so a third time. */
const BOOTS_MAX = 3;

/** The kernel that the plan boots and that does not run yet; `null`: there is none. */
export const kernelDue = async ({ hostPlan, ports }: AttemptContext): Promise<string | null> => {
  const boot = hostPlan.kernels?.boot ?? null;
  return boot === null || boot === (await ports.kernels.running()) ? null : boot;
};

/** The planned reboot stayed blocked, and the host goes on without. */
export const isRebootPending = ({ attempt, direction }: AttemptContext): boolean =>
  direction === 'planned' && rebootRefused(attempt.steps) !== null;

/** What ran when the attempt looked at the host first; `null`: the plan says nothing of kernels. */
export const kernelBefore = ({ attempt }: AttemptContext): string | null =>
  attempt.steps.findLast(({ step }) => step === 'manifest')?.evidence?.kernel ?? null;

export const kernelEvidence = async ({ hostPlan, ports }: AttemptContext): Promise<{ readonly kernel?: string }> =>
  hostPlan.kernels === undefined ? {} : { kernel: await ports.kernels.running() };

/** Preflight: where policy demands that a kernel is tried once, a host that cannot is not touched. */
export const mayBootOnce = async (context: AttemptContext): Promise<Outcome<void>> => {
  const { hostPlan, ports } = context;
  if (hostPlan.kernels?.trial !== 'required' || (await kernelDue(context)) === null) return ok(undefined);
  return await ports.kernels.canTry();
};

/**
 * Before anything is installed: a package that is half there must not be what a power cut boots. Where the boot loader cannot be
 * told it chooses by itself, as it always has.
 */
export const holdKernel = async (context: AttemptContext): Promise<Outcome<void>> => {
  const { hostPlan, ports } = context;
  if ((await kernelDue(context)) === null) return ok(undefined);
  const held = await told(context, async () => await ports.kernels.hold(await ports.kernels.running()));
  return held.ok || hostPlan.kernels?.trial === 'required' ? held : ok(undefined);
};

/** Before the reboot. Answers what to say where the boot loader cannot be told. */
export const tryKernel = async (context: AttemptContext, release: string): Promise<Outcome<void>> => {
  const { hostPlan, ports } = context;
  const whole = await ports.kernels.whole(release);
  if (!whole.ok) return whole;
  const proven = await ports.kernels.running();
  const tried = await told(context, async () => await ports.kernels.tryOnce({ release, proven }));
  return tried.ok || hostPlan.kernels?.trial === 'required' ? tried : ok(undefined);
};

/**
 * Before a reboot for which the plan names no kernel: the one that the boot loader takes by itself, as far as that can be told, must
 * be whole, whoever has installed it, and whatever policy says of kernels.
 */
export const nextKernelWhole = async ({ ports }: AttemptContext): Promise<Outcome<void>> => {
  const facts = await ports.system.facts();
  if (!facts.ok) return facts;
  const { running, nextBoot } = facts.value.kernel;
  return nextBoot === null || nextBoot === running ? ok(undefined) : await ports.kernels.whole(nextBoot);
};

/** After the reboot: what the plan boots runs, and is what every boot takes from now on; or it did not boot. */
export const bootedKernel = async (context: AttemptContext): Promise<Reason | null> => {
  const { hostPlan, ports } = context;
  const boot = hostPlan.kernels?.boot ?? null;
  if (boot === null || context.direction === 'back') return null;
  const running = await ports.kernels.running();
  if (running !== boot) return reason('kernel-did-not-boot', { planned: boot, running });
  const proven = kernelBefore(context);
  // Where it cannot be told, the boot loader takes the newest by itself, which this one is.
  if (proven !== null && proven !== boot) {
    await told(context, async () => await ports.kernels.take({ release: boot, proven }));
  }
  return null;
};

/** Verify, in either direction: which kernel must run. */
export const wrongKernel = async (context: AttemptContext): Promise<Reason | null> => {
  if (isRebootPending(context)) return null;
  const boot = context.hostPlan.kernels?.boot ?? null;
  const planned = context.direction === 'planned' ? boot : kernelBefore(context);
  if (boot === null || planned === null) return null;
  const running = await context.ports.kernels.running();
  return running === planned ? null : reason('kernel-not-planned', { running, planned });
};

/** Proven either way: the boot loader's own choice is the right one again. Refused: ours stands on, and is as good. */
export const provenKernel = async ({ hostPlan, ports }: AttemptContext): Promise<Reason | null> => {
  if ((hostPlan.kernels?.boot ?? null) === null) return null;
  const given = await ports.kernels.giveBack();
  return given.ok ? null : given.reason;
};

/**
 * A package whose kernel runs does not let itself be taken away (linux-base: linux-check-removal): the way back boots the one before
 * first. `null`: it runs, or cannot be had this way.
 */
export const leaveKernel = async (context: AttemptContext): Promise<'reboot' | null> => {
  const { attempt, hostPlan, ports } = context;
  const before = kernelBefore(context);
  const boot = hostPlan.kernels?.boot ?? null;
  if (boot === null || before === null || before === boot || (await ports.kernels.running()) === before) return null;
  const open = attempt.steps.at(-1);
  const boots = open?.step === 'way-back' ? new Set([...open.boots, context.conditions.bootId]).size : 1;
  if (boots >= BOOTS_MAX) return null;
  const held = await told(context, async () => await ports.kernels.hold(before));
  return held.ok ? 'reboot' : null;
};

/** Clean-up: exactly the planned packages, of kernels that neither run nor ran before. */
export const removeKernels = async (context: AttemptContext): Promise<StepResult> => {
  const removals = context.hostPlan.kernels?.removals ?? [];
  if (removals.length === 0) return already();
  const needed = await stillNeeded(context);
  if (!needed.ok) return failed(needed.reason);
  // Its reboot stayed blocked: until it has run, each of the old ones is one more to fall back to.
  if ((await kernelDue(context)) !== null) return already();
  return await takeKernelsAway(context, { purpose: 'clean-up', removals });
};

const stillNeeded = async (context: AttemptContext): Promise<Outcome<void>> => {
  const running = await context.ports.kernels.running();
  const before = kernelBefore(context);
  const removals = context.hostPlan.kernels?.removals ?? [];
  const is = (kernel: string | null): boolean => removals.some(({ release }) => release === kernel);
  if (is(running)) return refuse('kernel-still-needed', { kernel: running, detail: 'it runs' });
  if (before !== null && is(before)) {
    return refuse('kernel-still-needed', { kernel: before, detail: 'it ran before this attempt' });
  }
  return ok(undefined);
};

/** Asked first: a boot loader that cannot take an entry for one boot must not be told to. */
const told = async ({ ports }: AttemptContext, tell: () => Promise<Outcome<void>>): Promise<Outcome<void>> => {
  const can = await ports.kernels.canTry();
  return can.ok ? await tell() : can;
};
