// What apt calls as its JSON hook: speaks on apt's descriptor and writes what it heard to the named file.

import { runAptHook } from '../../adapters/apt/index.ts';

export const program = async ([outputPath]: readonly string[]): Promise<number> => {
  if (outputPath === undefined) return 2;
  await runAptHook({ environment: process.env, outputPath });
  return 0;
};
