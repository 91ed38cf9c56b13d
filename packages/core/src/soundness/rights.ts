import type { Examined } from './types.ts';

/** Who must own a file or folder, and whom it must be closed to. */
export interface Right {
  readonly path: string;
  readonly owner: { readonly uid: number; readonly name: string };
  /** `others-writing`: everybody may read it. `everybody-else`: the owner alone may do anything with it. */
  readonly closedTo: 'others-writing' | 'everybody-else';
  /** Where it need not be there. */
  readonly optional: boolean;
}

/** As lstat(2) tells it; `null`: it is not there. */
export type FoundFile = { readonly uid: number; readonly mode: number; readonly isLink: boolean } | null;

const PART = 'rights';
const FORBIDDEN = { 'others-writing': 0o022, 'everybody-else': 0o077 } as const;
const TAKEN_AWAY = { 'others-writing': 'go-w', 'everybody-else': 'go-rwx' } as const;

/** A line for each that is not as it should be, or one that says that all are. */
export const judgeRights = (rows: readonly (readonly [Right, FoundFile])[]): readonly Examined[] => {
  const wrongs = rows.flatMap(([right, found]) => judgeRight(right, found) ?? []);
  if (wrongs.length > 0) return wrongs.map((one) => ({ part: PART, ...one }));
  const there = rows.filter(([, found]) => found !== null).length;
  return [{ part: PART, is: 'well', says: `${there} files and folders are whose they should be`, next: null }];
};

/** `null`: nothing is wrong with it. */
const judgeRight = (right: Right, found: FoundFile): Omit<Examined, 'part'> | null => {
  const { path, owner, closedTo, optional } = right;
  if (found === null)
    return optional ? null : wrong(`${path} is not there`, 'install the package again, or restore it');
  // A link's own mode says nothing, and what it leads to may be somebody else's.
  if (found.isLink) return wrong(`${path} is a link`, 'put the file itself there');
  if (found.uid !== owner.uid)
    return wrong(`${path} belongs to user ${found.uid}, not to ${owner.name}`, `chown ${owner.name} ${path}`);
  if ((found.mode & FORBIDDEN[closedTo]) === 0) return null;
  const mode = (found.mode & 0o7777).toString(8).padStart(4, '0');
  const may = closedTo === 'others-writing' ? 'written' : 'read or written';
  return wrong(`${path} can be ${may} by others (mode ${mode})`, `chmod ${TAKEN_AWAY[closedTo]} ${path}`);
};

const wrong = (says: string, next: string): Omit<Examined, 'part'> => ({ is: 'wrong', says, next });
