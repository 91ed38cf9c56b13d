// How this program is called again: as one executable where it is packaged, through Node in a checkout.

import { isSea } from 'node:sea';

export const selfCommand = (program: string): readonly string[] => {
  if (isSea()) return [process.execPath, program];
  const [, script] = process.argv;
  if (script === undefined) throw new Error('this program does not know its own file');
  return [process.execPath, script, program];
};
