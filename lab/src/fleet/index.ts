// A fleet of lab hosts as a whole: what it consists of, bringing it up, finding it again from another process, and
// taking everything away. This is the lab's programmatic entry: scenarios and the demo start here.
//
// May import: every other folder of the lab but scenarios/.
export { bringUp } from './bring-up.ts';
export { attachLab, hostNamed, type Lab } from './lab.ts';
export { addressHolder, probePage, runHook } from './service.ts';
export {
  demoFleet,
  eightFleet,
  type FleetHostSpec,
  type FleetSpec,
  machineFleet,
  rpmFleet,
  smallFleet,
} from './spec.ts';
export { tearDown } from './tear-down.ts';
