import type { Order } from '@slipway/core/version';

/**
 * Reads a line of versions as rising from left to right, puts every one beside every other, both ways round, and
 * returns what the comparison gets wrong. `=` joins versions between which there is no difference:
 * `['1.0~', '1.0=1.0-0', '1.1']`.
 */
export function wrongInRising(compare: (a: string, b: string) => Order, line: readonly string[]): readonly string[] {
  const versions = line.flatMap((step, rank) => step.split('=').map((text) => ({ text, rank })));
  return versions.flatMap((a) =>
    versions
      .filter((b) => compare(a.text, b.text) !== Math.sign(a.rank - b.rank))
      .map((b) => `compare(${a.text}, ${b.text}) is ${compare(a.text, b.text)}`),
  );
}
