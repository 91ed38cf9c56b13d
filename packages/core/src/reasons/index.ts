// Why something waits, is refused, failed or was left out: stable codes (tables/) with a text for people.
// Not an error class and not a log message: a reason is data that travels unchanged from the host's ledger
// to the API and the report.
// May import: nothing.

import { REASONS } from './tables/index.ts';
import type { Outcome, Reason, ReasonCode, WithFacts } from './types.ts';

export { REASONS } from './tables/index.ts';
export type { FactsOf, Outcome, Reason, ReasonCode } from './types.ts';

export const reason = <Code extends ReasonCode>(code: Code, ...[facts]: WithFacts<Code>): Reason => ({
  code,
  facts: facts ?? {},
});

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = <Code extends ReasonCode>(
  code: Code,
  ...facts: WithFacts<Code>
): { readonly ok: false; readonly reason: Reason } => ({ ok: false, reason: reason(code, ...facts) });

/** The text for people. A code from a newer version is shown as it stands, never hidden. */
export const explain = (why: Reason): string => {
  const template: string | undefined = REASONS[why.code];
  if (template === undefined) return `${why.code} ${JSON.stringify(why.facts)}`;
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(why.facts[name] ?? placeholder));
};
