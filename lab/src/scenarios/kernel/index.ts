// Kernels on a virtual machine with GRUB: one that boots, one that does not.
export { kernels } from './kernel.ts';
