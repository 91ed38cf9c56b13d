// An operator's own rows of the table of known causes: `diagnosis.d/*.yaml` in the data directory, as
// docs/operator/diagnosis.md shows them. A file is taken whole or, with every problem's line, not at all. Read again when it
// changed, so that a better row diagnoses the failure that somebody is looking at.
// Not here: the built-in rows and what a row must be (core/diagnosis).
// May import: ports, core, feeds' reader of written files, node:.

export { openOwnCauses } from './own-causes.ts';
