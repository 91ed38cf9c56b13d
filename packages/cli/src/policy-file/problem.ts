export interface PlacedProblem {
  readonly line: number;
  /** In UTF-16 code units from 1, as editors count. */
  readonly column: number;
  /** In the document; `null`: the text could not be read so far. */
  readonly place: string | null;
  readonly what: string;
  /** Empty where nobody can know. */
  readonly instead: string;
}

/** `policy.yaml:12:5: environments[0].scope: "securty" is not one of …; write security` */
export const placedText = (file: string, { line, column, place, what, instead }: PlacedProblem): string => {
  const said = place === null ? what : `${place}: ${what}`;
  return `${file}:${line}:${column}: ${instead === '' ? said : `${said}; ${doText(instead)}`}`;
};

/** What a command puts right is no text for the file. */
const doText = (instead: string): string =>
  `${/^`slipway [^`]+`(?: or `slipway [^`]+`)*$/.test(instead) ? 'run' : 'write'} ${instead}`;

export const byPlace = (a: PlacedProblem, b: PlacedProblem): number => a.line - b.line || a.column - b.column;
