import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratingsOf, requirementsOf, scoreTenthsFor } from './index.ts';

const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const NONE = { confidentiality: null, integrity: null, availability: null } as const;

describe('a rating', () => {
  it.each([
    [{ cvssV3_1: { vectorString: V31, baseScore: 9.8 } }, V31, 98],
    [{ cvss_v3: { vectorString: V31 } }, V31, 98],
    [{ cvssData: { vectorString: '(AV:N/AC:L/Au:N/C:C/I:C/A:C)' } }, 'AV:N/AC:L/Au:N/C:C/I:C/A:C', 100],
    // The rater's own score counts, even where the vector gives another.
    [{ cvssV3_1: { vectorString: V31, baseScore: 7.5 } }, V31, 75],
    [{ cvssV3_1: { vectorString: 'CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', baseScore: 7.5 } }, null, 75],
    [
      { cvssV4_0: { vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' } },
      expect.any(String),
      93,
    ],
  ])('%j', (metric, vector, scoreTenths) => {
    expect(ratingsOf(metric, 'nvd')).toEqual([{ source: 'nvd', vector, scoreTenths }]);
  });

  it('of neither score nor vector is none', () => {
    expect(ratingsOf({ cvssV3_1: { vectorString: 'CVSS:3.1/AV:N', baseScore: 11 } }, 'nvd')).toEqual([]);
    expect(ratingsOf({ other: {} }, 'nvd')).toEqual([]);
    expect(ratingsOf(null, 'nvd')).toEqual([]);
  });
});

describe('the score on a host', () => {
  const rating = { source: 'nvd', vector: V31, scoreTenths: 98 };

  it('is the base score where nobody set a requirement, or there is no vector', () => {
    expect(scoreTenthsFor(NONE)(rating)).toBe(98);
    expect(scoreTenthsFor({ ...NONE, integrity: 'low' })({ ...rating, vector: null })).toBe(98);
  });

  it.each([
    // The specification's formulas by hand: 10 * 1.08 is cut at 10, and low requirements halve the impact.
    [{ confidentiality: 'low', integrity: 'low', availability: 'low' }, 80],
    [{ confidentiality: 'medium', integrity: 'medium', availability: 'medium' }, 98],
    [{ confidentiality: 'high', integrity: 'high', availability: 'high' }, 98],
  ] as const)('follows %j', (requirements, expected) => {
    expect(scoreTenthsFor(requirements)(rating)).toBe(expected);
  });

  it("leaves out what the rater's own environment and the day's exploit make of it", () => {
    const theirs = {
      source: 'cna',
      vector:
        'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/RL:O/RC:C/CR:H/IR:H/AR:H/MAV:N/MAC:L/MPR:N/MUI:N/MS:U/MC:H/MI:H/MA:H',
      scoreTenths: 81,
    };
    expect(scoreTenthsFor({ ...NONE, confidentiality: 'medium' })(theirs)).toBe(81);
  });

  it('of version 2 and 4 is computed, too', () => {
    const low = scoreTenthsFor({ confidentiality: 'low', integrity: 'low', availability: 'low' });
    expect(low({ source: 'nvd', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C', scoreTenths: 100 })).toBe(81);
    const v4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
    expect(low({ source: 'cna', vector: v4, scoreTenths: 93 })).toBe(89);
  });

  it('is a score for whatever stands where a vector should', () => {
    const part = fc.constantFrom('CVSS:3.1', 'CVSS:4.0', 'AV:N', 'S:U', 'C:H', 'VC:H', 'Au:N', 'X', 'AV:', '', 'E:U');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 14 }).map((parts) => parts.join('/')),
        ),
        (vector) => {
          const score = scoreTenthsFor({ ...NONE, availability: 'high' })({ source: 'x', vector, scoreTenths: 50 });
          expect(score >= 0 && score <= 100 && Number.isInteger(score)).toBe(true);
        },
      ),
    );
  });

  it('takes its requirements from labels, and no other word', () => {
    const labels = { 'confidentiality-requirement': 'high', 'integrity-requirement': 'enormous' };
    expect(requirementsOf(labels)).toEqual({ confidentiality: 'high', integrity: null, availability: null });
  });
});
