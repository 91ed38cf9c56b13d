import { isCode, linesMatching, type Rule } from '../rule.ts';

const NEVER = '@ts-ignore|@ts-nocheck|eslint-disable|biome-ignore-all';
const WITHOUT_REASON =
  '@ts-expect-error\\s*$|biome-ignore \\S+\\s*$|oxlint-disable(?!.* -- \\w)|(?:v8|c8|istanbul) ignore(?!.* -- \\w)';

export const silencedChecks: Rule = {
  name: 'silenced-checks',
  why: 'A check is switched off for one line and with its reason: `biome-ignore rule: reason`, `oxlint-disable-next-line rule -- reason`.',
  applies: isCode,
  check: (file) =>
    linesMatching(file, new RegExp(`^.*//\\s*(?:${NEVER}|${WITHOUT_REASON}).*$|/\\*\\s*(?:${NEVER})`), {
      inComments: true,
    }),
};
