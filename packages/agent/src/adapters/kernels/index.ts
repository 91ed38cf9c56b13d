// Kernels: which one runs, whether the next one is whole, and telling GRUB which to take.
//
// GRUB is told by a block of its own in custom.cfg, which the menu that grub-mkconfig writes reads last, and by its environment
// block (`next_entry`); grub.cfg and /etc/default/grub are root's and stay as they are. A host that something else boots is told
// so. Not here: removing kernels, which is a package transaction.
// May import: ports, core, node:.

export { createKernels } from './create.ts';
