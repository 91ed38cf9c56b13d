// What may come next in a selector, where the text ends: the words of the grammar, and labels and values that were seen.

export interface Suggestion {
  /** What stands in the text afterwards, whole. */
  readonly text: string;
  readonly shown: string;
  readonly about: string;
}

const FACTS: readonly (readonly [string, string])[] = [
  ['hostname', "the host's name"],
  ['mode', 'observed or adopted'],
  ['distribution', 'debian, rocky, …'],
  ['release', 'bookworm, 9, …'],
  ['architecture', 'amd64, x86_64, …'],
  ['reboot', 'needed or not-needed'],
  ['kernel', 'the running one, by version'],
  ['stale', 'minutes since its last inventory'],
  ['package(', 'an installed package'],
  ['exists(', 'whether it has a label'],
  ['not', 'turns yes and no around'],
];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  mode: ['observed', 'adopted'],
  reboot: ['needed', 'not-needed'],
};
const SUGGESTIONS_MAX = 12;

/** A word: as the grammar has them, at the end of the text. */
const LAST_WORD = /[\w./:+~^@-]*$/;

export const suggestions = (text: string, labels: ReadonlyMap<string, ReadonlySet<string>>): readonly Suggestion[] => {
  const word = LAST_WORD.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - word.length);
  const fitting = (options: readonly (readonly [string, string])[]): readonly Suggestion[] =>
    options
      .filter(([option]) => option.startsWith(word) && option !== word)
      .slice(0, SUGGESTIONS_MAX)
      .map(([option, about]) => ({
        text: `${before}${option}${option.endsWith('(') ? '"' : ' '}`,
        shown: option,
        about,
      }));
  const compared = /([\w-]+)\s*(?:=|!=)\s*$/.exec(before)?.[1];
  if (compared !== undefined) {
    const known = [...(labels.get(compared) ?? []), ...(VALUES[compared] ?? [])];
    return fitting([...new Set(known)].sort().map((value) => [value, compared] as const));
  }
  if (/(?:^|[(]|\band|\bor|\bnot)\s*$/.test(before)) {
    const own = [...labels.keys()].sort().map((label) => [label, 'label'] as const);
    return fitting([...own, ...FACTS]);
  }
  if (/\)\s*$|(?:=|!=|<|>)\s*"?[\w./:+~^@-]+"?\s+$/.test(before))
    return fitting([
      ['and', 'both'],
      ['or', 'one of them'],
    ]);
  return /[\w-]+\s+$/.test(before) && word === ''
    ? fitting([
        ['=', 'is'],
        ['!=', 'is not'],
        ['in (', 'is one of'],
      ])
    : [];
};
