// The demo on simulated hosts: the same five hosts, the same story, in virtual time and within seconds, where there is no
// root or there are no containers. The product's code on both sides is the same as on real ones.
// Not here: real hosts and their probe (lab).
// May import: core, controller use cases, and everything else of sim.

export { simulateDemo } from './demo.ts';
