// Files that people write for us by hand: YAML of texts, lists and named values with a line for everything, and each field
// asked for by name. Strict: a mistyped key would quietly widen or lose what was meant.
// Not here: what any such file means (house; the controller's rows of known causes).
// May import: yaml, reading.

export { type Entry, readYaml, type WrittenProblem } from './entries.ts';
export { Fields, type TextRule } from './fields.ts';
