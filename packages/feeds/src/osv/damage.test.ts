// Hostile OSV: damaged text, and any value in any field.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged, endsWell } from '../../test/damage.ts';
import { osv } from './index.ts';

const PIECES = [
  '{"introduced":',
  '"ranges":[',
  '"ecosystem":"Debian:12"',
  '[[[[[[[[',
  '{"a":',
  'null',
  '1e999',
  '\\ud800',
];

test('damaged records end well', async () => {
  const affected = [
    {
      package: { ecosystem: 'Ubuntu:22.04:LTS', name: 'x' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2-3' }] }],
      versions: ['1', '2'],
    },
    { package: { ecosystem: 'AlmaLinux:9', name: 'y' }, versions: ['1-1.el9'] },
  ];
  const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];
  const one = {
    id: 'UBUNTU-CVE-2026-1001',
    modified: '2026-11-01',
    summary: 'Moderate: nodejs:18 update',
    severity,
    affected,
  };
  const text = JSON.stringify([one, { ...one, id: 'ALSA-2026:1' }]);
  let survived = 0;
  await fc.assert(
    fc.asyncProperty(
      damaged(new TextEncoder().encode(text), PIECES),
      fc.constantFrom('x.json', 'x.jsonl'),
      async (content, name) => {
        survived += (await endsWell(osv, { name, content })).length;
      },
    ),
    { numRuns: 300 },
  );
  // Otherwise the damage would be so great that only JSON.parse was tested.
  expect(survived).toBeGreaterThan(0);
});

test('records of any shape end well', async () => {
  const shape = (value: fc.Arbitrary<unknown>) =>
    fc.record(
      {
        id: fc.oneof(fc.constant('DSA-1'), value),
        summary: value,
        withdrawn: value,
        severity: fc.oneof(value, fc.array(fc.record({ type: fc.constantFrom('CVSS_V3', 'Ubuntu'), score: value }))),
        related: fc.oneof(value, fc.array(value)),
        affected: fc.oneof(
          value,
          fc.array(
            fc.record({
              package: fc.record({ ecosystem: fc.constantFrom('Debian:12', 'AlmaLinux:9', 'npm'), name: value }),
              ranges: fc.oneof(
                value,
                fc.array(
                  fc.record({
                    type: fc.constantFrom('ECOSYSTEM', 'GIT'),
                    events: fc.array(fc.dictionary(fc.constantFrom('introduced', 'fixed', 'last_affected'), value)),
                  }),
                ),
              ),
              versions: fc.oneof(value, fc.array(value)),
              ecosystem_specific: value,
            }),
          ),
        ),
      },
      { requiredKeys: [] },
    );
  await fc.assert(
    fc.asyncProperty(shape(fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 2 }))), async (value) => {
      // Records, problems or "not ours": never nothing at all.
      expect(await endsWell(osv, { name: 'x.json', content: JSON.stringify(value) })).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});
