// A reason: a stable code with the few facts that its text needs. See index.ts.

import type { REASONS } from './tables/index.ts';

export type ReasonCode = keyof typeof REASONS;

/** Small and JSON-safe: it stands in documents, rows, the API and reports alike. */
export interface Reason {
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The names in a text: `{name}` each. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** Every fact that the code's text names must be given, so that nobody is ever shown a `{name}`; more may be. */
export type FactsOf<Code extends ReasonCode> = Reason['facts'] &
  Readonly<Record<NamesIn<(typeof REASONS)[Code]>, string | number>>;

/** Arguments after the code: the facts, which may be left out where the text names none. */
export type WithFacts<Code extends ReasonCode> = [NamesIn<(typeof REASONS)[Code]>] extends [never]
  ? readonly [facts?: Reason['facts']]
  : readonly [facts: FactsOf<Code>];

/** An expected failure is a value. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };
