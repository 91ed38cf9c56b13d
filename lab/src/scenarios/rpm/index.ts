// The scenario of the other family: hosts with the real dnf, from what is pending to the way back. Not here: the hosts themselves
// (base/), their repository (repository/).
//
// May import: what a scenario may.
export { rpmHosts } from './rpm.ts';
