// Any selector that can be read, as a tree.

import type { Comparison, Named, Ordering, Selector } from '@slipway/core/selection';
import fc from 'fast-check';

/** Ordinary words, words that mean something else, and texts that need quotes. */
const texts = fc.oneof(
  fc.constantFrom('prod', 'role', 'cost-centre', '3.0.22', 'a.b/c:d+e~f^g@h', '0', '_x'),
  fc.constantFrom('and', 'or', 'not', 'in', 'exists', 'label', 'package', 'host', 'kernel', 'stale', 'AND', 'mode'),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', ' ', '"', '\\', '\\"', 'a b', '-x', '(', ')', ',', '=', '\n'),
);
const versions = fc.constantFrom('3.0.22', '1:3.0.17-1~deb12u2', '6.1.0-28-amd64', '5.14.0-427.el9_4.x86_64', '0');
const comparisons = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=');

const facts: readonly (readonly [Named, fc.Arbitrary<string>])[] = [
  ...(['host', 'hostname', 'distribution', 'release', 'architecture'] as const).map(
    (fact) => [{ kind: 'fact', fact }, texts] as const,
  ),
  [{ kind: 'fact', fact: 'mode' }, fc.constantFrom('observed', 'adopted')],
  [{ kind: 'fact', fact: 'reboot' }, fc.constantFrom('needed', 'not-needed')],
];
const labels: fc.Arbitrary<readonly [Named, fc.Arbitrary<string>]> = texts.map((label) => [
  { kind: 'label', label },
  texts,
]);

const onNamed = (named: fc.Arbitrary<readonly [Named, fc.Arbitrary<string>]>): fc.Arbitrary<Selector> =>
  named.chain(([of, values]) =>
    fc.oneof(
      fc.record({
        kind: fc.constant('is' as const),
        of: fc.constant(of),
        operator: fc.constantFrom('=' as const, '!=' as const),
        value: values,
      }),
      fc.record({
        kind: fc.constant('in' as const),
        of: fc.constant(of),
        values: fc.array(values, { minLength: 1, maxLength: 3 }),
      }),
    ),
  );

const onLabels: fc.Arbitrary<Selector> = fc.oneof(
  onNamed(labels),
  fc.record({ kind: fc.constant('label-exists' as const), label: texts }),
);

const onInventory: fc.Arbitrary<Selector> = fc.oneof(
  fc.record({ kind: fc.constant('kernel' as const), operator: comparisons, version: versions }),
  fc.record({ kind: fc.constant('package-installed' as const), package: texts }),
  fc.record({
    kind: fc.constant('package-version' as const),
    package: texts,
    operator: comparisons,
    version: versions,
  }),
  fc.record({
    kind: fc.constant('stale' as const),
    operator: fc.constantFrom<Ordering>('<', '<=', '>', '>='),
    minutes: fc.nat(999_999_999),
  }),
);

const treesOf = (leaf: fc.Arbitrary<Selector>): fc.Arbitrary<Selector> =>
  fc.letrec<{ selector: Selector }>((tie) => ({
    selector: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        parts: fc.array(tie('selector'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), part: tie('selector') }),
    ),
  })).selector;

export const labelSelectors: fc.Arbitrary<Selector> = treesOf(onLabels);
export const selectors: fc.Arbitrary<Selector> = treesOf(
  fc.oneof(onLabels, onNamed(fc.constantFrom(...facts)), onInventory),
);
