// The lab's own network: one bridge with an address of the machine, hosts behind it, masquerading so that hosts reach
// the package archives. Bridge and table carry the lab's name; nothing else of the machine's network is touched.
//
// May import: run and the lab's top-level files.
export { bringUpNetwork, isLabNetwork, type LabNetwork, tearDownNetwork } from './bridge.ts';
export { overSlowLink } from './throttle.ts';
