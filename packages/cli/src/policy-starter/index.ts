// The policy files that `slipway policy starter` prints, as they were written for people.
// Not here: reading and judging one (policy-file), which runs in browsers, too.
// May import: core, node:.

export { starterText } from './starter.ts';
