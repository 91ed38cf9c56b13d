// Whether a reboot has happened. Three phases: the step is begun in one boot, the host goes down, the step is entered
// again in another. Seen to go wrong elsewhere: "rebooted" before going down, and an error text taken for a boot id.

import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { AttemptSummary } from './types.ts';

/** `/proc/sys/kernel/random/boot_id`: a UUID in lower case. */
const BOOT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isBootId = (text: string): boolean => BOOT_ID.test(text);

/** Refuses with `reboot-not-proven`: the step has still to ask for the reboot, or to wait for it. */
export const judgeReboot = (
  attempt: AttemptSummary,
  bootId: string,
): Outcome<{ readonly bootIdBefore: string; readonly bootIdAfter: string }> => {
  // The run that is open: on the way back there may be a second one, and the first proves nothing for it.
  const last = attempt.steps.at(-1);
  const before = last?.step === 'reboot' && last.outcome === null ? last.begunInBoot : null;
  const proven = before !== null && isBootId(before) && isBootId(bootId) && before !== bootId;
  return proven ? ok({ bootIdBefore: before, bootIdAfter: bootId }) : refuse('reboot-not-proven', { bootId });
};
