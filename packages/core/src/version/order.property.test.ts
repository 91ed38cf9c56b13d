import { debPair, debVersion, rpmPair, rpmVersion } from '@slipway/testkit/version-oracle';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDeb,
  compareRpm,
  compareRpmForMatching,
  compareRpmSegment,
  parseDebVersion,
  parseRpmVersion,
} from './index.ts';

/**
 * Short texts of few characters, versions or not: two of them often agree, or differ only in what one of the formats
 * passes over, which is where an order that is none would show.
 */
const nastyText = fc
  .array(fc.constantFrom('0', '1', '9', '00', '10', 'a', 'Z', '~', '^', '+', '.', '-', ':', '_', ' ', 'é'), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));

/** The same version in other words, so that no shortcut for equal texts answers. */
const reworded = {
  deb: (text: string) => `${text}\t`,
  rpm: (text: string) => (/^[0-9]*:/.test(text) ? `0${text}` : `0:${text}`),
  segment: (text: string) => `.${text}`,
};

const ORDERS = [
  ['compareDeb', compareDeb, fc.oneof(nastyText, debVersion), reworded.deb],
  ['compareRpm', compareRpm, fc.oneof(nastyText, rpmVersion), reworded.rpm],
  ['compareRpmSegment', compareRpmSegment, fc.oneof(nastyText, rpmVersion), reworded.segment],
] as const;

/** Triples are what transitivity needs, and rare ones are what breaks it. */
const RUNS = { numRuns: 5_000 };

describe.each(ORDERS)('%s', (_, compare, text, reword) => {
  test('every version is beside itself', () => {
    fc.assert(
      fc.property(text, (a) => {
        expect([compare(a, a), compare(a, reword(a))]).toEqual([0, 0]);
      }),
      RUNS,
    );
  });

  test('turning a pair round turns the answer round', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compare(a, b) + compare(b, a)).toBe(0);
      }),
      RUNS,
    );
  });

  test('what is below the middle is below what is above it', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text), (versions) => {
        const [a, b, c] = versions.toSorted(compare) as [string, string, string];
        const lower = compare(a, b);
        const upper = compare(b, c);
        expect(lower).toBeLessThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(0);
        expect(compare(a, c)).toBe(Math.min(lower, upper));
      }),
      RUNS,
    );
  });

  test('any text at all has an order', () => {
    const anyText = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect([-1, 0, 1]).toContain(compare(a, b));
      }),
      RUNS,
    );
  });
});

describe('parts and whole', () => {
  test('a Debian version put together from its parts is beside the text it was read from', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, debVersion), (text) => {
        const parsed = parseDebVersion(text);
        if (!parsed.ok) return;
        const { epoch, upstream, revision } = parsed.value;
        expect(compareDeb(`${epoch}:${upstream}${revision === null ? '' : `-${revision}`}`, text)).toBe(0);
      }),
      RUNS,
    );
  });

  test('an RPM version put together from its parts is beside the text it was read from', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, rpmVersion), (text) => {
        const parsed = parseRpmVersion(text);
        if (!parsed.ok) return;
        const { epoch, version, release } = parsed.value;
        expect(compareRpm(`${epoch}:${version}${release === null ? '' : `-${release}`}`, text)).toBe(0);
      }),
      RUNS,
    );
  });

  test('epochs decide first', () => {
    const differentEpochs = fc.tuple(fc.nat(), fc.nat()).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(differentEpochs, debPair, rpmPair, ([a, b], deb, rpm) => {
        const order = a < b ? -1 : 1;
        const withEpoch = (epoch: number, text: string) => `${epoch}:${text.slice(text.indexOf(':') + 1)}`;
        expect(compareDeb(withEpoch(a, deb[0]), withEpoch(b, deb[1]))).toBe(order);
        expect(compareRpm(withEpoch(a, rpm[0]), withEpoch(b, rpm[1]))).toBe(order);
      }),
      RUNS,
    );
  });

  test('matching agrees with the order wherever it does not call two versions a match', () => {
    fc.assert(
      fc.property(rpmPair, ([a, b]) => {
        const match = compareRpmForMatching(a, b);
        expect(match + compareRpmForMatching(b, a)).toBe(0);
        expect([0, compareRpm(a, b)]).toContain(match);
      }),
      RUNS,
    );
  });
});
