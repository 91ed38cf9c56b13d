// Patch sets: cutting one, with its files. Choosing the targets is core's; verifying the vendor's word is the vendor
// archive's; this brings both together and keeps the result.
// May import: core, ports, access, fleet.

export { cutOnce, requestCut } from './cut.ts';
