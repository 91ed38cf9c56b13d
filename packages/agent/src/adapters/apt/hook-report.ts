// What apt tells a hook, as data: apt's JSON-RPC hook protocol 0.2 (apt 2.3.2 and later).
// Read from a file that our own hook program wrote; validated here, since apt and not we decide what is in it.

/** `fail`: apt gives up; the packages are then what was marked when it did. */
export type HookPhase = 'pre-prompt' | 'package-list' | 'statistics' | 'post' | 'fail';

export interface HookReport {
  readonly phase: HookPhase;
  readonly packages: readonly HookPackage[];
  /** Names that apt has never heard of. */
  readonly unknownPackages: readonly string[];
}

export interface HookPackage {
  readonly name: string;
  readonly mode: HookMode;
  /** The mark after the change. */
  readonly automatic: boolean;
  readonly current: HookVersion | null;
  readonly install: HookVersion | null;
  readonly candidate: HookVersion | null;
}

export type HookMode = 'install' | 'upgrade' | 'downgrade' | 'reinstall' | 'deinstall' | 'purge' | 'keep';

export interface HookVersion {
  readonly version: string;
  /** The package's own, `all` included. */
  readonly architecture: string;
  readonly origins: readonly HookOrigin[];
}

/** From the signed Release file; empty where there is none. */
export interface HookOrigin {
  readonly origin: string;
  readonly label: string;
  readonly codename: string;
  readonly archive: string;
}

const METHOD = /^org\.debian\.apt\.hooks\.install\.(pre-prompt|package-list|statistics|post|fail)$/;
const MODES: ReadonlySet<string> = new Set<HookMode>([
  'install',
  'upgrade',
  'downgrade',
  'reinstall',
  'deinstall',
  'purge',
  'keep',
]);

/** `null` for whatever is not exactly such a message: "could not be read" must never become "nothing to do". */
export const readHookReport = (text: string): HookReport | null => {
  try {
    const message = record(JSON.parse(text));
    const phase = METHOD.exec(string(message['method']))?.[1];
    if (phase === undefined) return null;
    const params = record(message['params']);
    return {
      phase: phase as HookPhase,
      packages: list(params['packages']).map(packageOf),
      unknownPackages: list(params['unknown-packages']).map(string),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotAReport) return null;
    throw error;
  }
};

class NotAReport extends Error {
  override readonly name = 'NotAReport';
}

const packageOf = (value: unknown): HookPackage => {
  const found = record(value);
  const mode = string(found['mode']);
  if (!MODES.has(mode)) throw new NotAReport(`mode ${mode}`);
  const versions = record(found['versions']);
  return {
    name: string(found['name']),
    mode: mode as HookMode,
    automatic: found['automatic'] === true,
    current: versionOf(versions['current']),
    install: versionOf(versions['install']),
    candidate: versionOf(versions['candidate']),
  };
};

const versionOf = (value: unknown): HookVersion | null => {
  if (value === undefined || value === null) return null;
  const found = record(value);
  return {
    version: string(found['version']),
    architecture: string(found['architecture']),
    origins: list(found['origins'] ?? []).map(originOf),
  };
};

const originOf = (value: unknown): HookOrigin => {
  const found = record(value);
  const field = (name: string): string => (typeof found[name] === 'string' ? found[name] : '');
  return { origin: field('origin'), label: field('label'), codename: field('codename'), archive: field('archive') };
};

const record = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotAReport('no object');
  return value as Readonly<Record<string, unknown>>;
};
const list = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new NotAReport('no list');
  return value;
};
const string = (value: unknown): string => {
  if (typeof value !== 'string') throw new NotAReport('no text');
  return value;
};
