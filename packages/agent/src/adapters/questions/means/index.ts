// What every kind of question works with: root's settings, programs run as somebody who may do no more than ask, time that
// runs out, and answers.
// May import: ports, core, node:.

export { no, unknown, yes } from './answers.ts';
export { type Means, meansOf, settingsOf, type Variant } from './means.ts';
export { askProgram, programJson } from './program.ts';
export { countOf, fieldsOf, flagOf, isFields, listOf, textOf } from './shape.ts';
