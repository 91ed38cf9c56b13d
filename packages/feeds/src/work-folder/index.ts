// Where a feed lies while it is read: a folder of its own, named after the process that reads it. A process that is
// killed leaves its folder behind, some gigabytes at worst; whoever reads next removes it.
// Not here: what is written into it (obtain, spool), which folder it lies in (whoever reads).
// May import: node:.

export { openWorkFolder } from './work-folder.ts';
