// Wire formats: agent protocol, API, signed documents. The API description is made from these schemas.
// Not here: behaviour. A schema says what may cross, nothing says what follows from it.
// May import: core types, typebox.

export * from './agent/index.ts';
