// Ubuntu's phased updates: which hosts apt lets wait, from the machine-id alone. The same draw as apt's, to the last bit:
// a `std::minstd_rand` seeded by a `std::seed_seq` over `source-version-machineid`, then `uniform_int_distribution(0, 100)`
// as libstdc++ does it. Source: apt-pkg/policy.cc and libstdc++'s bits/random.tcc; the shared vectors come from both.

/** What decides beside the draw; the words are apt's own rules in apt-pkg/upgrade and apt.conf(5). */
export interface PhasingCircumstances {
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** 32 hexadecimal digits; `null`: the system has none, and then apt defers nothing. */
  readonly machineId: string | null;
  /** `Phased-Update-Percentage` of the candidate; `null`: the field is not there. */
  readonly percentage: number | null;
  /** Only what is installed can be deferred. */
  readonly isInstalled: boolean;
  readonly isChroot: boolean;
  /** `SOURCE_DATE_EPOCH` is set: builds must not depend on who builds. */
  readonly isReproducibleBuild: boolean;
  /** A version from the installed one up to the candidate stands in a security archive: then it is a security update. */
  readonly isSecurityUpdate: boolean;
  /** `APT::Get::Always-Include-Phased-Updates` and `Never-Include-Phased-Updates`. */
  readonly setting: 'draw' | 'always' | 'never';
}

/** Whether apt leaves the update for later. That is no failure, and nothing is wrong with the host. */
export function isDeferredByPhasing(of: PhasingCircumstances): boolean {
  if (of.percentage === null || of.percentage >= 100 || !of.isInstalled || of.isSecurityUpdate) return false;
  if (of.setting === 'always') return false;
  if (of.setting === 'never') return true;
  if (of.machineId === null || of.isChroot || of.isReproducibleBuild) return false;
  return phasingDraw({ ...of, machineId: of.machineId }) > of.percentage;
}

/** From 0 to 100; the update waits where it is above the percentage. Cloned machine-ids draw the same. */
export function phasingDraw(of: {
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly machineId: string;
}): number {
  const text = `${of.sourceName}-${of.sourceVersion}-${of.machineId}`;
  return uniform(minimalStandard(seedOf(Array.from({ length: text.length }, (_none, at) => text.charCodeAt(at)))));
}

const WIDTH = 4;

/** `std::seed_seq::generate` for the four words that a generator with one word of state asks for; it takes the last. */
function seedOf(given: readonly number[]): number {
  const words = new Uint32Array(WIDTH).fill(0x8b8b8b8b);
  const size = given.length;
  // p and q for n < 7: t = (n - 1) / 2, p = (n - t) / 2, q = p + t.
  const [p, q] = [1, 2];
  const rounds = Math.max(size + 1, WIDTH);
  const mix = (word: number): number => (word ^ (word >>> 27)) >>> 0;
  const at = (k: number): number => words[k % WIDTH] ?? 0;
  const add = (k: number, value: number): void => {
    words[k % WIDTH] = (at(k) + value) >>> 0;
  };
  for (let k = 0; k < rounds; k++) {
    const r1 = Math.imul(1664525, mix(at(k) ^ at(k + p) ^ at(k + WIDTH - 1)));
    const r2 = r1 + (k === 0 ? size : (k % WIDTH) + (k <= size ? (given[k - 1] ?? 0) : 0));
    add(k + p, r1);
    add(k + q, r2);
    words[k % WIDTH] = r2 >>> 0;
  }
  for (let k = rounds; k < rounds + WIDTH; k++) {
    const r3 = Math.imul(1566083941, mix((at(k) + at(k + p) + at(k + WIDTH - 1)) >>> 0));
    const r4 = r3 - (k % WIDTH);
    words[(k + p) % WIDTH] = (at(k + p) ^ r3) >>> 0;
    words[(k + q) % WIDTH] = (at(k + q) ^ r4) >>> 0;
    words[k % WIDTH] = r4 >>> 0;
  }
  return words[WIDTH - 1] ?? 0;
}

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** `std::minstd_rand`: products stay below 2^47, so that a number holds them exactly. */
function minimalStandard(seed: number): () => number {
  let current = seed % MODULUS === 0 ? 1 : seed % MODULUS;
  return () => {
    current = (current * MULTIPLIER) % MODULUS;
    return current;
  };
}

/** 0 to 100 are 101 values of equal chance: what lies above their last multiple is drawn again. */
function uniform(next: () => number): number {
  const values = 101;
  const scaling = Math.floor((MODULUS - 2) / values);
  for (;;) {
    const drawn = next() - 1;
    if (drawn < values * scaling) return Math.floor(drawn / scaling);
  }
}
