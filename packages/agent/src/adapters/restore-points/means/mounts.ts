// Mounts as the kernel tells them (proc_pid_mountinfo(5)).

export interface Mount {
  readonly mountPoint: string;
  /** What of its file system is mounted: `/`, or the path of a subvolume or folder in it. */
  readonly root: string;
  readonly type: string;
  /** A device, where it lies on one. */
  readonly source: string;
  readonly device: string;
  /** Of the file system, as it writes them: not cut at commas, which a path among them may have. */
  readonly superOptions: string;
}

/** Blanks in a path are written as `\040`; what is no such line is left out. */
export const readMounts = (mountInfo: string): readonly Mount[] =>
  mountInfo.split('\n').flatMap((line) => {
    const words = line.split(' ');
    const separator = words.indexOf('-', 6);
    const [, , device, root, mountPoint] = words;
    const [type, source, superOptions] = separator === -1 ? [] : words.slice(separator + 1).map(unescaped);
    if (device === undefined || root === undefined || mountPoint === undefined) return [];
    if (type === undefined || source === undefined || superOptions === undefined) return [];
    return [{ device, root: unescaped(root), mountPoint: unescaped(mountPoint), type, source, superOptions }];
  });

/** The longest mount point above the path; of several at one place the last, which covers the others. */
export const mountHolding = (path: string, mounts: readonly Mount[]): Mount | null => {
  let found: Mount | null = null;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (holds && mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
  }
  return found;
};

export const mountAt = (mountPoint: string, mounts: readonly Mount[]): Mount | null =>
  mounts.findLast((mount) => mount.mountPoint === mountPoint) ?? null;

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
