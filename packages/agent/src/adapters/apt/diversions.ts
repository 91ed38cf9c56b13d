import { textIfThere } from '../../if-there/index.ts';

/** A file that another package, or the administrator (`:`), has sent elsewhere. */
export interface Diversion {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

/** Three lines each in dpkg's own file. */
export const readDiversions = async (path: string): Promise<readonly Diversion[]> => {
  const lines = ((await textIfThere(path)) ?? '').split('\n');
  const diversions: Diversion[] = [];
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [from = '', to = '', by = ''] = lines.slice(at, at + 3);
    diversions.push({ from, to, by });
  }
  return diversions;
};
