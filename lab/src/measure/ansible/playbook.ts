// Ansible as the archive has it (package ansible-core), over ssh, with a key of this lab alone.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptGet, execOk, type LabHost, writeFileIn } from '../../host/index.ts';
import { LabError } from '../../lab-error.ts';
import { type Prerequisite, prepareMachine, prerequisites } from '../../prerequisites.ts';
import { commandEnvironment, runOk } from '../../run.ts';
import { HOOK_DIRECTORY } from '../../service/index.ts';

const NEEDED: readonly Prerequisite[] = [
  ...prerequisites,
  { package: 'ansible-core', shownBy: 'ansible-playbook', reason: 'is measured beside' },
  { package: 'openssh-client', shownBy: 'ssh', reason: 'is how Ansible reaches a host' },
];
const KEY_TIMEOUT_MS = 30_000;

export interface Playbook {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Hosts in the order of their groups, `serial` as many as a group has; each hook must say yes, as Slipway wants it. */
export async function preparePlaybook(
  directory: string,
  groups: readonly (readonly LabHost[])[],
  report: (line: string) => void,
): Promise<Playbook> {
  const ready = await prepareMachine(report, NEEDED);
  if (ready.kind === 'not-ready') throw new LabError('command-failed', `no Ansible here: ${ready.text}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = join(directory, 'key');
  await runOk(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key], { timeoutMs: KEY_TIMEOUT_MS });
  const publicKey = await readFile(`${key}.pub`, 'utf8');
  await Promise.all(groups.flat().map(async (host) => letIn(host, publicKey)));
  const inventory = join(directory, 'inventory');
  const playbook = join(directory, 'patch.json');
  await writeFile(
    inventory,
    groups
      .flat()
      .map(({ name, address }) => `${name} ansible_host=${address}\n`)
      .join(''),
  );
  await writeFile(playbook, JSON.stringify([playOf(groups[0]?.length ?? 1)], null, 2));
  return {
    argv: ['ansible-playbook', '--inventory', inventory, '--private-key', key, '--user', 'root', playbook],
    env: {
      ...commandEnvironment,
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      ANSIBLE_LOCAL_TEMP: join(directory, 'tmp'),
      // Its usual ones; said, since a line of its own that outlives it would be counted for nobody.
      ANSIBLE_SSH_ARGS: '-o ControlMaster=no -o UserKnownHostsFile=/dev/null',
      ANSIBLE_NOCOLOR: '1',
    },
  };
}

async function letIn(host: LabHost, publicKey: string): Promise<void> {
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', '--no-install-recommends', 'openssh-server', 'python3', 'python3-apt']);
  await writeFileIn(host, { path: '/root/.ssh/authorized_keys', content: publicKey, mode: 0o600 });
  await execOk(host, ['systemctl', 'start', 'ssh.service'], { timeoutMs: KEY_TIMEOUT_MS });
}

/** JSON is YAML. */
function playOf(serial: number): object {
  const hook = (name: string) => ({ name, 'ansible.builtin.command': { argv: [`${HOOK_DIRECTORY}/${name}`] } });
  return {
    hosts: 'all',
    gather_facts: false,
    serial,
    any_errors_fatal: true,
    tasks: [
      hook('ask-cluster'),
      hook('drain'),
      {
        name: 'apt',
        'ansible.builtin.apt': { name: 'slipway-demo-app', state: 'latest', update_cache: true, only_upgrade: true },
      },
      hook('settle'),
      hook('undrain'),
      hook('confirm'),
    ],
  };
}
