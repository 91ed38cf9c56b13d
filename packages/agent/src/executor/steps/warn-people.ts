// People who are logged in are told before the host goes down, and again as it comes nearer; once they have left it goes at once.
// Counted from when the step was begun, as the ledger has it: whoever is killed here and comes back neither begins anew nor
// takes the time away from them.

import { type RebootSchedule, rebootSchedule, type WarnedPeople } from '@slipway/core/execution';
import type { RebootWarning } from '@slipway/core/policy';
import { defaultSeconds } from '@slipway/core/step';
import { addSeconds, msBetween } from '@slipway/core/time';
import type { AttemptContext } from '../context.ts';

/** Between two looks at who is logged in. */
const LOOK_AGAIN_MS = 5000;
/** Of what is left, as shutdown(8) has it: somebody who logged in meanwhile learns of it, too. */
const TOLD_AGAIN_MINUTES = [60, 30, 10, 5, 2, 1] as const;

/** Ends when the host may go down. */
export const warnPeople = async (context: AttemptContext, warning: RebootWarning): Promise<WarnedPeople> => {
  const { clock, conditions, system } = context.ports;
  const begunAt = openRun(context)?.begunAt ?? context.conditions.now;
  const { warnAt, rebootAt } = scheduleOf(context, warning, begunAt);
  const [warnMs, endMs] = [msBetween(begunAt, warnAt), msBetween(begunAt, rebootAt)];
  // By the monotonic clock from here on: one that is set back must not keep the host away for ever.
  const aheadMs = Math.max(0, msBetween(begunAt, clock.now())) - clock.monotonicMs();
  const at = addSeconds(begunAt, endMs / 1000);
  let toldOfMinutes = Number.POSITIVE_INFINITY;
  let people: WarnedPeople = 'not-told';
  for (;;) {
    const elapsedMs = clock.monotonicMs() + aheadMs;
    const users = await conditions.users();
    if (users.ok && users.value.length === 0) return 'none';
    const leftMinutes = Math.max(0, Math.ceil((endMs - elapsedMs) / 60_000));
    if (elapsedMs >= warnMs && isDue(leftMinutes, toldOfMinutes)) {
      if ((await system.tellUsers(textOf(warning, leftMinutes, at))).ok) people = 'told';
      toldOfMinutes = leftMinutes;
    }
    if (elapsedMs >= endMs) return people;
    await clock.sleep(Math.min(LOOK_AGAIN_MS, endMs - elapsedMs));
  }
};

/** At the first look of each entry, too: what was said before a kill is not known any more. */
const isDue = (leftMinutes: number, toldOfMinutes: number): boolean =>
  toldOfMinutes === Number.POSITIVE_INFINITY ||
  TOLD_AGAIN_MINUTES.some((minutes) => leftMinutes <= minutes && minutes < toldOfMinutes);

const openRun = ({ attempt }: AttemptContext): AttemptContext['attempt']['steps'][number] | undefined => {
  const last = attempt.steps.at(-1);
  return last?.step === 'reboot' && last.outcome === null ? last : undefined;
};

/** Put off for no longer than leaves time for what comes after, the way back included. */
const scheduleOf = (
  { header, hostPlan }: AttemptContext,
  warning: RebootWarning,
  begunAt: RebootSchedule['warnAt'],
): RebootSchedule => {
  const window = header.bounds.occurrences.find(({ startsAt, endsAt }) => startsAt <= begunAt && begunAt < endsAt);
  const neededAfterSeconds = defaultSeconds('reboot', 0) + defaultSeconds('verify', 0) + hostPlan.wayBackSeconds;
  return rebootSchedule({ warning, begunAt, windowEndsAt: window?.endsAt ?? null, neededAfterSeconds });
};

const textOf = ({ text }: RebootWarning, minutes: number, at: string): string => {
  const why = text ?? 'Updates need it.';
  const clock = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  if (minutes === 0) return `This host reboots now. ${why}`;
  return `This host reboots in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, at ${clock}. ${why} Save your work and log out.`;
};
