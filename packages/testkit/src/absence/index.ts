// What a test does when something outside the checkout is missing that it cannot bring along: a reference program,
// the shared data. On a developer's machine it is skipped with the reason in view; in CI it fails, because there
// everything is installed and a test that did not run must not look like one that passed.
// May import: nothing.

/** The part of vitest's test context that is needed here. */
interface Skippable {
  skip(note: string): never;
}

/** Ends the running test: skipped with `what` as its note, or failed where the environment says `CI=true`. */
export function endWithout(what: string, context: Skippable): never {
  if (process.env['CI'] === 'true') throw new Error(`${what}; CI must have it`);
  // The usual report of a run only counts what was skipped.
  process.stdout.write(`skipped: ${what}\n`);
  return context.skip(what);
}
