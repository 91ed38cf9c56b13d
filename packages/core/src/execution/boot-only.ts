// What only a boot brings into effect and nothing on the running host shows: the kernel and the processor took it once.

import type { PlannedChange } from '../plan/index.ts';
import type { AttemptSummary } from './types.ts';

/**
 * Of what `dnf needs-restarting --reboothint` names (dnf-plugins-core 4.3), what we see in no other way: kernels are told by their
 * release, libc, systemd and the bus by what runs. Debian's packages of the same have the same words in their names.
 */
const FIRMWARE = /^(?:[a-z0-9.+-]+-)?(?:firmware|microcode)(?:-[a-z0-9.+-]+)?$|^microcode_ctl$|^ucode-[a-z0-9-]+$/;

/**
 * Names of such packages that this attempt has brought in this boot. By the ledger and its boot ids, and by no time of installation: a
 * clock that was set around the boot says anything.
 */
export const broughtForBoot = (
  attempt: Pick<AttemptSummary, 'steps'>,
  transaction: readonly PlannedChange[],
  bootId: string,
): readonly string[] => {
  const applied = attempt.steps.findLast(({ step }) => step === 'apply');
  if (applied?.boots.includes(bootId) !== true || applied.outcome === 'already') return [];
  return transaction.flatMap(({ name, to }) => (to !== null && FIRMWARE.test(name) ? [name] : []));
};
