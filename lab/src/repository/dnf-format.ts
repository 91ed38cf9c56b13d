import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { buildRpm } from '../made-rpm/index.ts';
import { runOk } from '../run.ts';
import { builtOf, type Format, keysOf, publicOf, replaceFile } from './format.ts';
import { demoAppRpm, demoAppVersions, RPM_RELEASE } from './made-packages.ts';
import { signBeside, signRpm } from './signing.ts';
import { type Advisory, updateinfo } from './updateinfo.ts';

const INDEX_TIMEOUT_MS = 30_000;
const FOLDER = 'packages';
const REPODATA = 'repodata';

/** `repodata` with a signed `repomd.xml`; packages are signed, too, and everything newer than the first one is a matter of security. */
export const dnfFormat: Format = {
  signed: `${REPODATA}/repomd.xml.asc`,
  folder: FOLDER,
  versionOf: (version) => `${version}-${RPM_RELEASE}`,
  fileOf: (version) => `slipway-demo-app-${version}-${RPM_RELEASE}.noarch.rpm`,
  build: async ({ directory }, version) => {
    await signRpm(keysOf(directory), await buildRpm(demoAppRpm(version), builtOf(directory)));
  },
  async take({ directory }, path) {
    const taken = join(builtOf(directory), basename(path));
    await cp(path, taken);
    await signRpm(keysOf(directory), taken);
    return basename(path);
  },
  async publish({ directory }, names) {
    const open = publicOf(directory);
    const packages = join(open, FOLDER);
    await mkdir(packages, { recursive: true });
    // Under a name of its own, reached by a link: whoever reads while we publish gets the metadata of one moment.
    const next = await mkdtemp(join(open, '.metadata-'));
    for (const name of names) {
      const built = join(builtOf(directory), name);
      await mkdir(join(next, FOLDER), { recursive: true });
      await cp(built, join(next, FOLDER, name));
      await replaceFile(join(packages, name), await readFile(built));
    }
    await writeMetadata(next, advisoriesOf(names));
    await signBeside(keysOf(directory), join(next, REPODATA, 'repomd.xml'));
    await rm(join(next, FOLDER), { recursive: true, force: true });
    await pointTo(open, next);
    for (const name of await readdir(packages)) {
      if (!names.includes(name)) await rm(join(packages, name));
    }
  },
  async source({ directory, url }) {
    const key = '/etc/pki/rpm-gpg/RPM-GPG-KEY-slipway-lab';
    const repository = [
      '[slipway-lab]',
      'name=Slipway Lab',
      `baseurl=${url}`,
      'enabled=1',
      'gpgcheck=1',
      'repo_gpgcheck=1',
      `gpgkey=file://${key}`,
      // A scenario publishes twice within a minute.
      'metadata_expire=1',
      '',
    ].join('\n');
    return [
      { path: key, content: await readFile(join(keysOf(directory), 'public.asc')) },
      { path: '/etc/yum.repos.d/slipway-lab.repo', content: repository },
    ];
  },
};

async function writeMetadata(folder: string, advisories: readonly Advisory[]): Promise<void> {
  await runOk(['createrepo_c', '--quiet', '--no-database', folder], { timeoutMs: INDEX_TIMEOUT_MS });
  const path = join(folder, 'updateinfo.xml');
  await writeFile(path, updateinfo(advisories));
  const argv = ['modifyrepo_c', '--mdtype', 'updateinfo', path, join(folder, REPODATA)];
  await runOk(argv, { timeoutMs: INDEX_TIMEOUT_MS });
  await rm(path);
}

async function pointTo(open: string, next: string): Promise<void> {
  const link = join(next, 'link');
  await symlink(join(next.slice(open.length + 1), REPODATA), link);
  await rename(link, join(open, REPODATA));
  for (const name of await readdir(open)) {
    const path = join(open, name);
    if (name.startsWith('.metadata-') && path !== next) await rm(path, { recursive: true });
  }
}

/** Every file is a matter of security but the first version of the made service, which hosts have from the start. */
function advisoriesOf(names: readonly string[]): readonly Advisory[] {
  return names
    .filter((name) => name !== dnfFormat.fileOf(demoAppVersions.installed))
    .map((file) => {
      const { name, version, release, architecture } = NEVRA.exec(file)?.groups ?? {};
      if (name === undefined || version === undefined || release === undefined || architecture === undefined)
        throw new LabError('command-failed', `${file} is not named as rpm names its files`);
      return { id: `LAB-2026:${name}-${version}`, name, version, release, architecture };
    });
}

const NEVRA = /^(?<name>.+)-(?<version>[^-]+)-(?<release>[^-]+)\.(?<architecture>[^.]+)\.rpm$/;
