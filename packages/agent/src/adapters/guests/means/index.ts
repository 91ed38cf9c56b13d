// What the kinds of guests have in common: asking a program, and a container's machine id.
// Not here: any one kind.
// May import: ports, core, node:.

export { identityDigestIn } from './identity.ts';
export { type Answer, ask, linesOf, type Means, startUnit, unknown, type Variant } from './means.ts';
