import { asDigest } from '@slipway/core/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proposal } from '../patch-set/index.ts';
import type { PlannedChange } from '../plan/index.ts';
import { addSeconds, asInstant } from '../time/index.ts';
import { type MeasuredPart, nextPart, partOf, partWishes } from './parts.ts';

const NOW = asInstant('2026-11-22T20:00:00.000Z');
const size = (given: {
  readonly left?: number;
  readonly seconds: number | null;
  readonly measured?: readonly MeasuredPart[];
  readonly changeSeconds?: number;
}) => {
  const { left = 40, seconds, measured = [], changeSeconds = 5 } = given;
  const planned = { changeSeconds, afterSeconds: 600 };
  const endsAt = seconds === null ? null : addSeconds(NOW, 600 + seconds);
  return nextPart({ planned, left, measured, now: NOW, endsAt });
};

describe('how much is applied at once', () => {
  it.each([
    ['all, while half of the time left holds it', { seconds: 400 }, { wanted: 40, most: 40 }],
    ['what half of the time holds, where all would be too much', { seconds: 390 }, { wanted: 39, most: 40 }],
    ['one, where half of the time holds none', { seconds: 9 }, { wanted: 1, most: 1 }],
    ['none, where the whole of it does not hold one', { seconds: 4 }, { wanted: 0, most: 0 }],
    ['none behind what has to be left', { seconds: -1 }, { wanted: 0, most: 0, secondsLeft: 0 }],
    ['none outside of an occurrence', { seconds: null }, { wanted: 0, most: 0, secondsLeft: 0 }],
    [
      'as fast as the parts before, where they were faster than planned',
      { seconds: 100, measured: [{ changes: 10, seconds: 10 }] },
      { wanted: 40, changeSeconds: 1 },
    ],
    [
      'as slow as the last one, where it was slower than those before',
      {
        seconds: 100,
        measured: [
          { changes: 10, seconds: 10 },
          { changes: 1, seconds: 10 },
        ],
      },
      { wanted: 5, most: 10, changeSeconds: 10 },
    ],
    [
      'as slow as all together, where the last was quick',
      {
        seconds: 100,
        measured: [
          { changes: 10, seconds: 100 },
          { changes: 10, seconds: 0 },
        ],
      },
      { changeSeconds: 5 },
    ],
  ])('%s', (_what, given, expected) => {
    expect(size(given)).toMatchObject(expected);
  });

  it('is never planned beyond the time, shrinks as that runs out, and comes to an end', () => {
    const seconds = fc.integer({ min: -100, max: 10_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), seconds, fc.integer({ min: 1, max: 60 }), (left, given, each) => {
        let [rest, time, before] = [left, given, Number.POSITIVE_INFINITY];
        const measured: MeasuredPart[] = [];
        for (;;) {
          const part = size({ left: rest, seconds: time, changeSeconds: each, measured });
          expect(part.wanted).toBeLessThanOrEqual(Math.min(part.most, before));
          if (part.wanted === 0) break;
          expect(part.most * each).toBeLessThanOrEqual(time);
          // A part takes what it was expected to, so that no next one can be larger.
          rest -= part.wanted;
          time -= part.wanted * each;
          before = part.wanted;
          measured.push({ changes: part.wanted, seconds: part.wanted * each });
        }
        expect(rest === 0 || time < each).toBe(true);
      }),
    );
  });
});

const change = (name: string, kind: PlannedChange['kind'] = 'upgrade'): PlannedChange => ({
  ...{ kind, name, architecture: 'amd64', from: kind === 'install' ? null : '1', to: '2' },
  ...{ file: null, automatic: false },
});
const PLANNED = ['a', 'b', 'c', 'd', 'e'].map((name) => change(name));
const named = (changes: readonly PlannedChange[]): string => changes.map(({ name }) => name).join('');

describe('what is asked for', () => {
  it('is the first of the plan, then half as many, then the others alone; never what comes only with others', () => {
    const left = [change('dependency', 'install'), ...PLANNED];
    expect(partWishes(left, 4).map(named)).toEqual(['abcd', 'ab', 'a', 'b', 'c', 'd', 'e']);
    expect(partWishes(left, 1).map(named)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(partWishes([change('dependency', 'install')], 1)).toEqual([]);
  });

  it('has an end, however long the plan is', () => {
    const many = Array.from({ length: 400 }, (_, at) => change(`p${at}`));
    expect(partWishes(many, 300)).toHaveLength(16);
  });
});

describe('what the package manager answers', () => {
  const digest = asDigest(`sha256:${'e'.repeat(64)}`);
  const proposal = (changes: readonly PlannedChange[], refused: Proposal['refused'] = []): Proposal => ({
    ...{ schema: 'slipway.proposal/1', patchSetDigest: digest, fingerprint: digest, conffiles: [], refused },
    changes: changes.map(({ file: _file, ...rest }) => rest),
  });
  const [a, b, c] = PLANNED as [PlannedChange, PlannedChange, PlannedChange];

  it('is a part, with what the wished ones need, in the order of the plan', () => {
    expect(partOf(PLANNED, proposal([c, a]), [c])).toEqual([a, c]);
  });

  it.each([
    ['another package', proposal([a, change('stranger')])],
    ['another version', proposal([{ ...a, to: '3' }])],
    ['another version before', proposal([{ ...a, from: '0' }])],
    ['another kind of change', proposal([{ ...a, kind: 'downgrade' }])],
    ['another architecture', proposal([{ ...a, architecture: 'i386' }])],
    ['a package twice', proposal([a, a])],
    ['without the wished one', proposal([b])],
    ['nothing', proposal([])],
    ['a refusal', proposal([a], [{ name: 'a', architecture: 'amd64', version: '2', cause: 'held' }])],
  ])('is none with %s', (_what, answer) => {
    expect(partOf(PLANNED, answer, [a])).toBeNull();
  });
});
