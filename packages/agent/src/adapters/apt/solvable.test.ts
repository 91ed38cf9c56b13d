import { ok } from '@slipway/core/reasons';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestSolvable, type WishedTarget } from './solvable.ts';

const target = (name: string): WishedTarget => ({ name, architecture: 'all', version: '2' });
const report = { phase: 'post', packages: [], unknownPackages: [] } as const;

/** A world in which some packages never can, and some pairs exclude each other. */
const worldOf = (bad: ReadonlySet<string>, rivals: readonly (readonly [string, string])[]) => {
  let asked = 0;
  const isPossible = (names: ReadonlySet<string>): boolean =>
    ![...names].some((name) => bad.has(name)) && !rivals.some(([a, b]) => a !== b && names.has(a) && names.has(b));
  return {
    isPossible,
    asked: () => asked,
    trySolve: async (targets: readonly WishedTarget[]) => {
      asked += 1;
      return ok(
        isPossible(new Set(targets.map(({ name }) => name)))
          ? { solvable: true as const, report }
          : { solvable: false as const },
      );
    },
  };
};

describe('largestSolvable', () => {
  it('takes all where all go together, with one question, and asks nothing for nothing', async () => {
    const world = worldOf(new Set(), []);
    expect(await largestSolvable(['a', 'b', 'c'].map(target), world.trySolve)).toEqual(ok({ report, refused: [] }));
    expect(world.asked()).toBe(1);
    expect(await largestSolvable([], world.trySolve)).toEqual(ok({ report: null, refused: [] }));
    expect(world.asked()).toBe(1);
  });

  it('finds one bad target among five hundred with about twenty questions', async () => {
    const world = worldOf(new Set(['p317']), []);
    const found = await largestSolvable(
      Array.from({ length: 500 }, (_unused, number) => target(`p${number}`)),
      world.trySolve,
    );
    expect(found).toEqual(ok({ report, refused: [{ ...target('p317'), cause: 'dependency' }] }));
    expect(world.asked()).toBeLessThan(22);
  });

  it('leaves a set that goes together and to which nothing refused could be added', async () => {
    const names = 'abcdefghijkl'.split('');
    const name = fc.constantFrom(...names);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name), fc.array(fc.tuple(name, name), { maxLength: 5 }), async (bad, rivals) => {
        const world = worldOf(new Set(bad), rivals);
        const found = await largestSolvable(names.map(target), world.trySolve);
        const refused = found.ok ? found.value.refused.map((one) => one.name) : names;
        const taken = names.filter((one) => !refused.includes(one));
        expect(world.isPossible(new Set(taken))).toBe(true);
        for (const one of refused) expect(world.isPossible(new Set([...taken, one]))).toBe(false);
      }),
    );
  });

  it('ends on a host where nothing goes, and says of the rest that it does not know', async () => {
    const names = Array.from({ length: 300 }, (_unused, number) => `p${number}`);
    const world = worldOf(new Set(names), []);
    const found = await largestSolvable(names.map(target), world.trySolve);
    expect(found.ok && found.value.refused.length).toBe(300);
    expect(found.ok && found.value.refused.some(({ cause }) => cause === 'unknown')).toBe(true);
    expect(world.asked()).toBeLessThanOrEqual(120);
  });
});
