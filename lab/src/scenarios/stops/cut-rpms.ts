import { join } from 'node:path';
import { exec, execOk, type LabHost } from '../../host/index.ts';
import { buildRpm } from '../../made-rpm/index.ts';
import type { ManagedFleet } from '../../managed/index.ts';
import { demoAppVersions, publish } from '../../repository/index.ts';
import { claim } from '../scenario.ts';
import { SCRIPTLETS_LOG } from './moments.ts';
import type { PackageDatabase } from './whole-end.ts';

/** Enough for a transaction with a middle. */
const PACKAGES = 6;
const FILES = 12;
const FILE_BYTES = 64 * 1024;
const RELEASE = '1';
/** rpm is quick: a stop shall fall into a scriptlet as well as between two. */
const SCRIPTLET_SECONDS = 0.3;
const QUESTION_TIMEOUT_MS = 120_000;

export const CUT_RPMS: readonly string[] = Array.from({ length: PACKAGES }, (_, at) => `lab-cut-${at + 1}`);

export function rpmVersion(version: number): string {
  return `${version}-${RELEASE}`;
}

/** Publishes these versions of all of them, the demo's package beside. */
export async function publishCutRpms({ lab }: ManagedFleet, versions: readonly number[]): Promise<void> {
  const directory = join(lab.settings.directory, 'cut-rpms');
  const built: string[] = [];
  for (const version of versions) for (const name of CUT_RPMS) built.push(await build(name, version, directory));
  await publish(lab.repository, [demoAppVersions.installed], built);
}

/** Each requires the one before in its own version, so that no two versions of them may be mixed. */
async function build(name: string, version: number, directory: string): Promise<string> {
  const before = CUT_RPMS[CUT_RPMS.indexOf(name) - 1];
  const files = Array.from({ length: FILES }, (_, at) => ({
    path: `/usr/share/${name}/file-${at}`,
    content: `${name} ${version} ${at}\n`.repeat(FILE_BYTES / 16),
    mode: 0o644 as const,
  }));
  const told = (scriptlet: string): string =>
    `echo '${scriptlet} ${name} ${version}' >> ${SCRIPTLETS_LOG}\nsleep ${SCRIPTLET_SECONDS}\n`;
  return buildRpm(
    {
      name,
      version: String(version),
      release: RELEASE,
      summary: 'what the Slipway lab is stopped in',
      tags: before === undefined ? [] : [`Requires: ${before} = ${rpmVersion(version)}`],
      files: [...files, { path: `/etc/${name}.conf`, content: `# ${name}\n`, mode: 0o644 }],
      configs: [`/etc/${name}.conf`],
      scriptlets: {
        pre: told('pre'),
        post: `${told('post')}mkdir -p ${stateOf(name)}\necho ${version} > ${stateOf(name)}/configured\n`,
        preun: told('preun'),
        postun: told('postun'),
      },
    },
    directory,
  );
}

function stateOf(name: string): string {
  return `/var/lib/${name}`;
}

/** By rpm itself: no package twice, every file as its package has it, and what everything needs is there. */
export const rpmDatabase: PackageDatabase = {
  async unwhole(host) {
    const names = (await listed(host)).map(([name]) => name);
    const twice = names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} is there twice`);
    const differing = await exec(host, ['rpm', '--verify', ...CUT_RPMS], { timeoutMs: QUESTION_TIMEOUT_MS });
    return [...twice, differing.stdout.trim()].filter((line) => line !== '').join('\n');
  },
  installed: async (host) => new Map(await listed(host)),
};

async function listed(host: LabHost): Promise<readonly (readonly [name: string, version: string])[]> {
  const argv = ['rpm', '--query', '--all', '--queryformat', '%{NAME}|%{VERSION}-%{RELEASE}\\n'];
  const printed = await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
  return printed
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('gpg-pubkey|'))
    .map((line) => {
      const [name = '', version = ''] = line.split('|');
      return [name, version] as const;
    });
}

/** Each scriptlet of the version that is installed has run to its end, the ones that a stop had taken, too. */
export async function claimConfigured(host: LabHost, version: number): Promise<void> {
  const paths = CUT_RPMS.map((name) => `${stateOf(name)}/configured`);
  const { stdout } = await exec(host, ['grep', '-H', '', ...paths], { timeoutMs: QUESTION_TIMEOUT_MS });
  const wanted = paths.map((path) => `${path}:${version}`);
  claim(
    wanted.every((line) => stdout.split('\n').includes(line)),
    `every scriptlet of ${version} has run to its end on ${host.name}: ${stdout}`,
  );
}
