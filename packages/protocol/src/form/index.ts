// Does a document that a person wrote have the form of a schema? All of its problems at once, each with its place and
// what to write instead, and the document mended as far as it goes, so that what it means can be judged in the same pass.
// Whether a document is accepted is the compiled schema's to say, here as at the controller's border.
// May import: schema, typebox.

export { inOrder } from './in-order.ts';
export { type FormProblem, type Renamed, readForm } from './read-form.ts';
