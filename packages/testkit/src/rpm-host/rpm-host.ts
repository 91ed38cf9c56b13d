import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type MadeRpm, makeRpm, type RpmRecipe } from './made-rpm.ts';
import type { RpmSigner } from './signer.ts';

/** Everything lies below `folder` and is gone after `dispose`. */
export interface RpmHost {
  readonly folder: string;
  /** Root of the file system that packages are unpacked into. */
  readonly root: string;
  /** What rpm needs to be told so that its database lies where hosts have it, wherever this machine's rpm has its own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly make: (recipe: RpmRecipe) => MadeRpm;
  /** With the real rpm and none of dnf's history; needs root. */
  readonly install: (packages: readonly MadeRpm[]) => void;
  readonly rpm: (...args: readonly string[]) => string;
  /** Below the host's root. */
  readonly write: (path: string, content: string) => void;
  readonly has: (path: string) => boolean;
  /** A repository with `repodata`, as createrepo_c makes it; its address. */
  readonly repository: (name: string, packages: readonly MadeRpm[], options?: RepositoryOptions) => string;
  readonly dispose: () => void;
}

export interface RepositoryOptions {
  /** Content of updateinfo.xml. */
  readonly updateinfo?: string;
  /** Content of modules.yaml. */
  readonly modules?: string;
  /** Signs `repomd.xml`. */
  readonly signer?: RpmSigner;
}

export const makeRpmHost = (): RpmHost => {
  const folder = mkdtempSync(join(tmpdir(), 'rpm-host-'));
  const root = join(folder, 'root');
  const home = join(folder, 'home');
  for (const path of [join(root, 'etc/dnf'), join(root, 'etc/yum.repos.d'), join(root, 'var/lib'), home]) {
    mkdirSync(path, { recursive: true });
  }
  // Debian's rpm keeps its database in the home of whoever calls it.
  writeFileSync(join(home, '.rpmmacros'), '%_dbpath /var/lib/rpm\n');
  writeFileSync(
    join(root, 'etc/os-release'),
    'ID=made\nID_LIKE="rhel fedora"\nVERSION_ID=9\nPRETTY_NAME="Made Linux 9"\nPLATFORM_ID="platform:el9"\n',
  );
  const environment = { HOME: home };
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', ...environment },
    });
  const rpm = (...args: readonly string[]): string => run('/usr/bin/rpm', ['--root', root, ...args]);
  const write = (path: string, content: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  return {
    folder,
    root,
    environment,
    make: (recipe) => makeRpm(join(folder, 'built'), recipe),
    // Debian's rpm asks for this before it installs anything.
    install: (packages) => void rpm('--install', '--force-debian', ...packages.map(({ path }) => path)),
    rpm,
    write,
    has: (path) => existsSync(join(root, path)),
    repository(name, packages, options = {}) {
      const path = join(folder, name);
      layRepository(path, packages, options, run);
      return `file://${path}`;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const layRepository = (
  path: string,
  packages: readonly MadeRpm[],
  { updateinfo, modules, signer }: RepositoryOptions,
  run: (program: string, args: readonly string[]) => string,
): void => {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const one of packages) copyFileSync(one.path, join(path, basename(one.path)));
  run('/usr/bin/createrepo_c', ['--quiet', '--no-database', path]);
  for (const [type, name, content] of [
    ['updateinfo', 'updateinfo.xml', updateinfo],
    ['modules', 'modules.yaml', modules],
  ] as const) {
    if (content === undefined) continue;
    writeFileSync(join(path, name), content);
    run('/usr/bin/modifyrepo_c', ['--mdtype', type, join(path, name), join(path, 'repodata')]);
    rmSync(join(path, name));
  }
  signer?.signFile(join(path, 'repodata/repomd.xml'));
};
