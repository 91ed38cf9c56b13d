// What is wrong with a policy, as data: where, what, and what to write instead. All of it at once, since who writes a
// policy would otherwise learn of it one refusal at a time.

export type PolicyPath = readonly (string | number)[];

export interface PolicyProblem {
  /** Into the document: names of fields, and places in lists from 0. */
  readonly path: PolicyPath;
  readonly what: string;
  /** What to write instead; empty where nobody can know. */
  readonly instead: string;
  /** The character inside the text that stands there, from 1; `null`: all of it. */
  readonly at: number | null;
}

/** `environments[1].waves.percentMax`; a name that is none of a field's stands in quotes. */
export const placeText = (path: PolicyPath): string =>
  path.length === 0
    ? 'the document'
    : path
        .map((part, index) => {
          if (typeof part === 'number') return `[${part}]`;
          if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
          return index === 0 ? part : `.${part}`;
        })
        .join('');

export const problem = (
  path: PolicyPath,
  what: string,
  instead: string,
  at: number | null = null,
): readonly PolicyProblem[] => [{ path, what, instead, at }];

export const NONE: readonly PolicyProblem[] = [];
