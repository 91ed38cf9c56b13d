// Packages that hold modules of an interpreter. It reads them and closes them, so that nothing on the running host shows who goes on
// with the old ones; modules that are shared libraries stay mapped, and are seen.

import type { PlannedChange } from '../plan/index.ts';

export type Interpreter = 'python' | 'perl' | 'ruby';

/** As both families name them: Debian's policies of Python, Perl and Ruby, and the packaging guidelines of Fedora. */
const NAMES: readonly (readonly [Interpreter, RegExp])[] = [
  ['python', /^(?:python3?(?:\.\d+)?|libpython3(?:\.\d+)?)-/],
  ['perl', /^(?:lib.+-perl|perl-.+)$/],
  ['ruby', /^(?:ruby(?:\d[\d.]*)?-|rubygem-)/],
];

/** By interpreter, the names of such packages that these changes replace; what is installed anew nobody has read yet. */
export const replacedModules = (
  transaction: readonly Pick<PlannedChange, 'name' | 'from'>[],
): ReadonlyMap<Interpreter, readonly string[]> => {
  const found = new Map<Interpreter, readonly string[]>();
  for (const { name, from } of transaction) {
    const of = from === null ? undefined : NAMES.find(([, pattern]) => pattern.test(name))?.[0];
    if (of !== undefined) found.set(of, [...(found.get(of) ?? []), name]);
  }
  return found;
};
