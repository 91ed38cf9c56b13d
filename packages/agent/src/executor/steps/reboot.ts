// Reboot: people told where the plan says so, asked for, gone down, come back, and proven by a different and well-formed
// boot id; never by a clock. A reboot that stays blocked ends the step, and not the update (docs/adr/0068).

import { broughtForBoot, judgeReboot, type WarnedPeople } from '@slipway/core/execution';
import { explain, type Outcome, type Reason, reason } from '@slipway/core/reasons';
import { type AttemptContext, done, failed, type StepResult, skipped } from '../context.ts';
import { bootedKernel, kernelDue, kernelEvidence, nextKernelWhole, tryKernel } from './kernels.ts';
import { warnPeople } from './warn-people.ts';

export const reboot = async (context: AttemptContext): Promise<StepResult | 'rebooting'> => {
  const { ports, hostPlan, conditions, attempt } = context;
  const proven = judgeReboot(attempt, conditions.bootId);
  if (proven.ok) {
    const kernel = await kernelEvidence(context);
    const evidence = { ...proven.value, ...kernel, ...saidTo(attempt.steps.at(-1)?.asked?.people) };
    const notBooted = await bootedKernel(context);
    return notBooted === null ? done(evidence) : failed(notBooted, evidence);
  }
  // On the way back only where it is needed: what policy wants of an update it does not want of a host that lost it.
  if (hostPlan.reboot === 'if-needed' || context.direction === 'back') {
    // A host that went back has on its disk again what the boot before it took.
    const brought =
      context.direction === 'back' ? [] : broughtForBoot(attempt, hostPlan.transaction, conditions.bootId);
    const need = await ports.system.rebootNeed(brought);
    if (need.kind === 'not-needed') return skipped(reason('step-not-needed', { step: 'reboot' }));
    // `unknown` goes on to reboot: the plan allows it, the host is drained, and old code must not stay unseen.
  }
  const kernel = context.direction === 'planned' ? await kernelDue(context) : null;
  const ready = kernel === null ? await nextKernelWhole(context) : await tryKernel(context, kernel);
  if (!ready.ok) {
    // One that the plan brings is its own fault; another one may have lain there for weeks, and no way back would mend it.
    return kernel === null && context.direction === 'planned' ? withoutReboot(ready.reason) : failed(ready.reason);
  }
  if (hostPlan.rebootWarning !== undefined) {
    const people = await warnPeople(context, hostPlan.rebootWarning);
    await ports.ledger.append({ kind: 'reboot-asked', attemptId: context.attemptId, people });
  }
  const gone = await goDown(context);
  if (gone === 'rebooting' || context.direction === 'back') return gone;
  // What is installed is as good as on a host that is never rebooted: taking it back would help nobody, and wants a reboot, too.
  return withoutReboot(gone.reason);
};

const withoutReboot = (why: Reason | null): StepResult =>
  skipped(reason('reboot-refused', { detail: why === null ? '' : explain(why).replace(/\.$/, '') }));

/** Whoever blocks shutdowns mostly ends by himself: a person's apt, a backup. What is left of the reboot's own time is for the boot. */
const BLOCKED_SECONDS_MAX = 600;
const BLOCKED_LOOK_MS = 5000;

/** The host stays as it is meanwhile, drained; the controller tells of a reboot that was asked for and does not come. */
export const goDown = async (context: AttemptContext): Promise<StepResult | 'rebooting'> => {
  await letBeTold(context);
  const asked = await onceUnblocked(context, async () => await context.ports.system.reboot());
  return asked.ok ? 'rebooting' : failed(asked.reason);
};

/** Asks again until nobody blocks shutdowns, or somebody has for too long. */
export const onceUnblocked = async (
  { ports: { clock } }: AttemptContext,
  ask: () => Promise<Outcome<void>>,
): Promise<Outcome<void>> => {
  const untilMs = clock.monotonicMs() + BLOCKED_SECONDS_MAX * 1000;
  for (;;) {
    const asked = await ask();
    if (asked.ok || clock.monotonicMs() + BLOCKED_LOOK_MS >= untilMs) return asked;
    await clock.sleep(BLOCKED_LOOK_MS);
  }
};

/** More than two rounds of the reporter during an attempt; what is slower has to be told after the boot. */
const TELL_MS_MAX = 15_000;
const TELL_LOOK_MS = 500;

/**
 * The reporter goes down with the host: that it is at this step must have left the host before, or the controller sees only
 * silence. One answer may have been on its way when the line was written; the second one has it.
 */
const letBeTold = async ({ ports, conditions }: AttemptContext): Promise<void> => {
  const { clock, inbox } = ports;
  if (conditions.contact === 'lost') return;
  const untilMs = clock.monotonicMs() + TELL_MS_MAX;
  const heard = new Set([await inbox.contactAt()]);
  while (heard.size <= 2 && clock.monotonicMs() < untilMs) {
    await clock.sleep(TELL_LOOK_MS);
    heard.add(await inbox.contactAt());
  }
};

const SAID: Readonly<Record<WarnedPeople, string>> = {
  none: 'Nobody was logged in.',
  told: 'People who were logged in were told, and had the time that policy gives them.',
  'not-told': 'Somebody may have been logged in and could not be told; the time that policy gives them was waited for.',
};

const saidTo = (people: WarnedPeople | undefined): { readonly output?: string } =>
  people === undefined ? {} : { output: SAID[people] };
