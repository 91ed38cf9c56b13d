import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

/** `rpm.ds`, librpm's own: a 1 or 0 per pair, in the order of the product. */
const ORACLE = fileURLToPath(new URL('../../test/rpm-spans.py', import.meta.url));

it('one provides what another requires exactly where librpm says so', () => {
  const sets = CAPABILITIES.map(({ name, version }) => [
    name,
    version === null ? 0 : FLAGS[version.comparison],
    version?.version ?? '',
  ]);
  const answers = execFileSync('/usr/bin/python3', [ORACLE], { input: JSON.stringify(sets), encoding: 'utf8' });
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
