// What version 1 stored, filled and read as it was then: later versions must read its frozen database (fixtures/compat/1)
// the same for ever. Never changed for what came later: that is a folder beside this one.
// May import: builders, store-rows, core, the controller's ports.

export { fillFirst } from './fill.ts';
export { readFirst } from './read.ts';
