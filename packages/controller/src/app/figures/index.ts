// The figures that a controller is watched by, gathered from the store in one look, and whether it can do its work.
// Not here: how they are told (adapters/measures), who may read them (api).
// May import: core, ports.

export { exposeFigures } from './expose.ts';
export { gatherFigures } from './gather.ts';
export { type Readiness, watchReadiness } from './readiness.ts';
