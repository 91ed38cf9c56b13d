// Wire formats: agent protocol, API, signed documents. The API description is made from these schemas.
// May import: core types, typebox.

export * from './agent/index.ts';
