import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type Capability, type Comparison, capabilityText, isProvidedBy } from './capability.ts';

const FLAGS: Readonly<Record<Comparison, number>> = { LT: 2, LE: 10, EQ: 8, GE: 12, GT: 4 };
const VERSIONS = ['1', '1-1', '1-2', '1.0', '1~rc1', '1^git-1', '2-1', '1:1', '1:0-1'];

const CAPABILITIES: readonly Capability[] = [
  { name: 'a', version: null },
  ...(Object.keys(FLAGS) as Comparison[]).flatMap((comparison) =>
    VERSIONS.map((version) => ({ name: 'a', version: { comparison, version } })),
  ),
];

/** `rpm.ds`, librpm's own. One line per pair, in the order of the product. */
const ORACLE = `
import json, rpm, sys
sets = [rpm.ds((name, flags, version), "Requires") for name, flags, version in json.load(sys.stdin)]
print("".join("1" if one.Compare(other) else "0" for one in sets for other in sets))
`;

it('one provides what another requires exactly where librpm says so', () => {
  const sets = CAPABILITIES.map(({ name, version }) => [
    name,
    version === null ? 0 : FLAGS[version.comparison],
    version?.version ?? '',
  ]);
  const answers = execFileSync('/usr/bin/python3', ['-c', ORACLE], { input: JSON.stringify(sets), encoding: 'utf8' });
  const pairs = CAPABILITIES.flatMap((required) => CAPABILITIES.map((provided) => ({ required, provided })));
  expect(answers.trim()).toHaveLength(pairs.length);
  const different = pairs.filter(
    ({ required, provided }, at) => isProvidedBy(required, provided) !== (answers[at] === '1'),
  );
  expect(
    different.map(({ required, provided }) => `${capabilityText(required)} by ${capabilityText(provided)}`),
  ).toEqual([]);
  expect(isProvidedBy({ name: 'a', version: null }, { name: 'b', version: null })).toBe(false);
});
