// The same update on the same hosts, once by Slipway and once by Ansible (`serial`, the `apt` module, the same hooks), and what
// became of hosts when whatever drives them was killed half-way.
// Not here: targets.
//
// May import: what measure/ may.
export { type ByBoth, type Driven, type Killed, measureBesideAnsible } from './beside.ts';
