// What os-release(5) says about a system, wherever the file was taken from.

export interface OsRelease {
  readonly distribution: string;
  readonly release: string;
  readonly prettyName: string;
}

/** Reads os-release(5): shell-like assignments. `null` where it does not name a distribution and a release. */
export const readOsRelease = (text: string): OsRelease | null => {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value));
  }
  const distribution = fields.get('ID') ?? '';
  const release = fields.get('VERSION_CODENAME') || (fields.get('VERSION_ID') ?? '');
  if (distribution === '' || release === '') return null;
  return {
    distribution,
    release: releaseOf(distribution, release),
    prettyName: fields.get('PRETTY_NAME') || `${distribution} ${release}`,
  };
};

/**
 * Of these the release is the major number, which packages, repositories and feeds are for. With the minor one, the update of its release
 * package would carry a host out of its platform in the middle of a rollout.
 */
export const RELEASED_BY_MAJOR: readonly string[] = ['almalinux', 'azurelinux', 'centos', 'ol', 'rhel', 'rocky'];

const releaseOf = (distribution: string, release: string): string =>
  RELEASED_BY_MAJOR.includes(distribution) ? release.replace(/^(\d+)\.\d+$/, '$1') : release;

const unquote = (value: string): string => {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return quoted === null ? value : (quoted[2] ?? '').replace(/\\(["$`\\])/g, '$1');
};
