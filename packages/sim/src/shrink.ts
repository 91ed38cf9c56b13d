// A night that was broken, made smaller: fewer faults, then fewer hosts, as long as something still breaks. What is left is
// shorter to read and names what it takes. Another rule may be broken by it than at first; it is no less broken.

import type { FaultName } from './faults/index.ts';

export interface SmallNight {
  readonly seed: number;
  readonly hosts: number;
  readonly faults: readonly FaultName[];
}

/** Below this there are no clusters and groups left to speak of. */
const HOSTS_MIN = 5;

/** `tries`: nights at most; each takes as long as the one that was broken, or less. */
export const shrink = async (
  night: SmallNight,
  isBroken: (smaller: SmallNight) => Promise<boolean>,
  tries: number,
): Promise<SmallNight> => {
  let left = tries;
  let smallest = night;
  const attempt = async (smaller: SmallNight): Promise<boolean> => {
    if (left === 0) return false;
    left -= 1;
    if (!(await isBroken(smaller))) return false;
    smallest = smaller;
    return true;
  };
  while (smallest.hosts > HOSTS_MIN) {
    const hosts = Math.max(HOSTS_MIN, Math.floor(smallest.hosts / 2));
    if (!(await attempt({ ...smallest, hosts }))) break;
  }
  // By halves first: most nights need one fault or none of a dozen.
  for (let size = Math.ceil(smallest.faults.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.faults.length; ) {
      const faults = smallest.faults.filter((_name, index) => index < from || index >= from + size);
      if (!(await attempt({ ...smallest, faults }))) from += size;
    }
  }
  return smallest;
};
