import type { Examined } from './types.ts';

/** What is not known to be well is not taken for well. */
export const isSound = (examined: readonly Examined[]): boolean => examined.every(({ is }) => is === 'well');

const WIDTH = { is: 'unknown'.length, part: 16 } as const;

/** A line each, what to do about it below it, and how many are not well. */
export const examinedText = (examined: readonly Examined[]): string => {
  const rows = examined.flatMap(({ part, is, says, next }) => [
    `${is.padEnd(WIDTH.is)}  ${part.padEnd(WIDTH.part)}  ${says}.`,
    ...(next === null ? [] : [`${' '.repeat(WIDTH.is + WIDTH.part + 4)}Next: ${next}.`]),
  ]);
  const count = (is: Examined['is']): number => examined.filter((one) => one.is === is).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const sum =
    wrong + unknown === 0
      ? `All ${examined.length} are well.`
      : `Of ${examined.length}, ${wrong} ${wrong === 1 ? 'is' : 'are'} wrong and ${unknown} unknown.`;
  return `${[...rows, sum].join('\n')}\n`;
};
