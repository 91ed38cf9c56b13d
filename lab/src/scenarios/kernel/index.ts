// Kernels on a virtual machine with GRUB: one of the real archive that is booted, proven, and for which the oldest goes; one that panics.
// Not here: what of a kernel is decided without one (core/kernel), what GRUB is told (the agent's adapter).
//
// May import: what a scenario may.
export { kernels } from './kernel.ts';
