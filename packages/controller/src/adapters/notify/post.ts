// One POST of JSON to an address that somebody configured, and whether it was taken.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/** A receiver puts a notice into a queue of its own; one that takes longer does the work first, and is asked again. */
const ANSWER_MS_MAX = 10_000;

/** Any 2xx is taken. A redirect is not followed: whom it leads to was never configured. */
export const postJson = async (
  audience: { readonly name: string; readonly url: string },
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome<void>> => {
  const refused = (detail: string): Outcome<void> => refuse('notice-not-taken', { audience: audience.name, detail });
  try {
    const response = await fetch(audience.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'slipway', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    await response.body?.cancel();
    return response.ok ? ok(undefined) : refused(`it answered ${response.status}`);
  } catch (error) {
    // Whoever reads it must not learn the address, which may be all that it takes to write there.
    return refused(wordsOf(error).replaceAll(audience.url, '[address]'));
  }
};

/** fetch hides what happened behind "fetch failed". */
const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
