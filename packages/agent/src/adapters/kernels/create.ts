import { release as runningRelease } from 'node:os';
import type { Kernels } from '../../ports/index.ts';
import { createGrub, type GrubOptions } from './grub/index.ts';
import { bootableKernel, wholeKernel } from './whole.ts';

export const createKernels = (options: GrubOptions & { readonly running?: () => string }): Kernels => {
  const grub = createGrub(options);
  const running = options.running ?? runningRelease;
  return {
    running: async () => running(),
    whole: async (release) => await wholeKernel(options.root, { release, running: running() }),
    boots: async (release) => await bootableKernel(options.root, { release, running: running() }),
    nextOnce: async () => await grub.nextOnce(),
    canTry: async () => await grub.canChoose(running()),
    hold: async (proven) => await grub.choose({ proven, trial: null }),
    tryOnce: async ({ release, proven }) => await grub.choose({ proven, trial: { release, when: 'once' } }),
    take: async ({ release, proven }) => await grub.choose({ proven, trial: { release, when: 'always' } }),
    giveBack: async () => await grub.giveBack(),
  };
};
