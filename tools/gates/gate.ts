/** What a gate is: one question about the whole tree, with the number of files it really looked at. */

export interface Gate {
  readonly name: string;
  /** What passes when this passes, in a few words. */
  readonly what: string;
  /** Names of its own rules: the fixture must hold a violation of each. */
  readonly rules?: (root: string) => Promise<readonly string[]>;
  readonly run: (root: string) => Promise<GateResult>;
}

export interface GateResult {
  readonly ok: boolean;
  /** Files examined; `undefined` where the tool does not say, and its fixture alone shows that it looks. */
  readonly looked: number | undefined;
  readonly output: string;
}

/**
 * A tool that examines nothing passes everything (dependency-cruiser did, with TypeScript 7): whatever the tool
 * itself thinks, a gate fails when a file that it answers for was not among those it saw.
 */
export function demandAllSeen(result: GateResult, expected: readonly string[], seen: ReadonlySet<string>): GateResult {
  const missed = expected.filter((path) => !seen.has(path));
  if (missed.length === 0 && expected.length > 0) return result;
  const reason = expected.length === 0 ? 'found no file to look at' : `never looked at ${missed.length} file(s):`;
  const list = missed.map((path) => `  ${path}`);
  return { ...result, ok: false, output: [result.output, `this gate ${reason}`, ...list].join('\n') };
}

/** The same for tools that report a count and no names. */
export function demandCount(result: GateResult, expectedMin: number): GateResult {
  if (expectedMin > 0 && result.looked !== undefined && result.looked >= expectedMin) return result;
  const line = `this gate looked at ${result.looked ?? 'an unknown number of'} file(s), at least ${expectedMin} exist`;
  return { ...result, ok: false, output: `${result.output}\n${line}` };
}
