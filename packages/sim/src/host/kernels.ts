import type { Kernels } from '@slipway/agent/ports';
import { ok, refuse } from '@slipway/core/reasons';

/** What `uname -r` of every simulated host says. */
export const SIMULATED_KERNEL = '6.1.0-40-amd64';

/** As on a host that something else than GRUB boots: nothing can be told, and the boot loader chooses by itself. */
export const simulatedKernels = (): Kernels => {
  const nothing = { detail: 'something else than GRUB has booted the host' };
  return {
    running: async () => SIMULATED_KERNEL,
    whole: async () => ok(undefined),
    boots: async () => ok(undefined),
    nextOnce: async () => ok(null),
    canTry: async () => refuse('boot-once-impossible', nothing),
    hold: async () => refuse('boot-once-impossible', nothing),
    tryOnce: async () => refuse('boot-once-impossible', nothing),
    take: async () => refuse('boot-once-impossible', nothing),
    giveBack: async () => ok(undefined),
  };
};
