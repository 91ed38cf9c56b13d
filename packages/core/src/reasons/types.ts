// A reason: a stable code with the few facts that its text needs. See index.ts.

import type { REASONS } from './table.ts';

export type ReasonCode = keyof typeof REASONS;

/** Small and JSON-safe: it stands in documents, rows, the API and reports alike. */
export interface Reason {
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** An expected failure is a value. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };
