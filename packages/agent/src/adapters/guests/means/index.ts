// What the kinds of guests have in common: asking a program, and a container's machine id.
// May import: ports, core, node:.

export { machineIdDigestIn } from './machine-id.ts';
export { type Answer, ask, linesOf, type Means, startUnit, unknown, type Variant } from './means.ts';
