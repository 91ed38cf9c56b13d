import { expect, it } from 'vitest';
import type { VulnerabilityFacts } from '../advisory/index.ts';
import { asInstant } from '../time/index.ts';
import { facingOf, humanImpactOf, urgencyFacts } from './index.ts';

const at = (date: string) => asInstant(`${date}T00:00:00.000Z`);
const facts = (some: Partial<VulnerabilityFacts>): VulnerabilityFacts => ({
  ...{ vulnerability: 'CVE-2026-1', summary: null, publishedAt: null, rejected: null, cvss: [] },
  ...{ epss: null, kev: null, ssvc: null },
  ...some,
});
const ssvc = { exploitation: 'none', automatable: false, technicalImpact: 'total', asOf: at('2025-03-11') } as const;

it('nothing told is nothing known; a catalogue that was read says "not listed"', () => {
  const nothing = { cvssTenths: null, epssPpm: null, kevAddedAt: null };
  const points = { exploitation: null, automatable: null, technicalImpact: null };
  expect(urgencyFacts([], { kevRead: false })).toEqual({ ...nothing, ...points, kev: null });
  expect(urgencyFacts([], { kevRead: true }).kev).toBe('not-listed');
});

it('of several feeds: the highest CVSS, the newest EPSS and SSVC, any listing', () => {
  const kev = { addedAt: at('2025-05-06'), dueAt: null, ransomware: 'unknown', requiredAction: 'Patch' } as const;
  const both = [
    facts({
      cvss: [{ source: 'nvd', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C', scoreTenths: 100 }],
      epss: { probabilityPpm: 1, percentilePpm: 1, asOf: at('2026-01-01') },
      ssvc: { ...ssvc, technicalImpact: null, automatable: true, asOf: at('2026-01-01') },
    }),
    facts({
      cvss: [
        { source: 'cna', vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', scoreTenths: 81 },
        { source: 'epss', vector: null, scoreTenths: 75 },
      ],
      epss: { probabilityPpm: 2, percentilePpm: 2, asOf: at('2026-01-02') },
      ssvc,
      kev,
    }),
  ];
  expect(urgencyFacts(both, { kevRead: true })).toEqual({
    cvssTenths: 81,
    epssPpm: 2,
    kev: 'listed',
    kevAddedAt: at('2025-05-06'),
    // Vulnrichment says "none" of CVE-2025-27363, written two months before it was listed.
    exploitation: 'active',
    automatable: 'yes',
    technicalImpact: 'total',
  });
  expect(urgencyFacts(both, { kevRead: true, scoreTenthsOf: () => 42 }).cvssTenths).toBe(42);
});

it('a label with another word is none', () => {
  expect(['public', 'dmz', undefined].map(facingOf)).toEqual(['public', null, null]);
  expect(['very-high', 'huge', undefined].map(humanImpactOf)).toEqual(['very-high', null, null]);
});
