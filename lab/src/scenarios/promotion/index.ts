// One promotion through four environments by policy's schedule, on real hosts: what is offered, who puts a name to it, and
// what the hosts themselves say of the outcome. Not here: what a single rollout does (the scenarios beside this folder).
// May import: the lab's other folders, the scenarios beside it.
export { promotion } from './promotion.ts';
