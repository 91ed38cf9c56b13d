// The environment of the product's own description, patched while page, queue and database are in use: policy.yaml is what a
// user would write, the hooks are those of docs/operator/hooks, the updates are Debian's, and every host reboots.
//
// May import: every folder of the lab.
export { fleetOfEight } from './fleet.ts';
