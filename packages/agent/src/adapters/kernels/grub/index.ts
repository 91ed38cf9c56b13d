// GRUB: the menu that grub-mkconfig writes, our block in custom.cfg, and its environment block.
// Not here: which kernel is to be taken (executor), and whether it is whole (../whole.ts).
// May import: ports, core, node:.

export { withBlock } from './block.ts';
export { createGrub, type GrubOptions } from './grub.ts';
export { entryOf } from './menu.ts';
