import { join } from 'node:path';
import { copyOf } from '../../files.ts';
import { aptGet, copyIn, type LabHost, readFileIn, writeFileIn } from '../../host/index.ts';
import { HOOK_DIRECTORY } from '../../service/index.ts';
import { askHost } from '../ask-host.ts';

export const MACHINES = '/var/lib/machines';
/** Where each guest writes of itself (fixtures/lives.service). */
const LIVES = '/var/lib/lives';
/** Where a guest lies that was moved away: no other carrier's, but out of this one's sight. */
export const ELSEWHERE = '/srv/elsewhere';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Two containers that run, one that does not, and a guest of root's own program. */
export async function makeGuests(host: LabHost): Promise<void> {
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', '--no-install-recommends', 'systemd-container']);
  for (const name of ['db1', 'web1', 'spare']) await makeContainer(host, name);
  for (const file of await copyOf(join(FIXTURES, 'hooks'), HOOK_DIRECTORY)) await writeFileIn(host, file);
  for (const name of ['db1', 'web1']) await askHost(host, 'machinectl', 'start', name);
  await askHost(host, `${HOOK_DIRECTORY}/guests`, '--act', 'start', '--guest', 'app1');
}

/** A tree of its own that boots with the carrier's /usr. */
async function makeContainer(host: LabHost, name: string): Promise<void> {
  const root = `${MACHINES}/${name}`;
  await askHost(
    host,
    'mkdir',
    '-p',
    ...['etc/systemd/system', 'usr', 'var/lib', 'root'].map((path) => `${root}/${path}`),
  );
  for (const path of ['bin', 'sbin', 'lib', 'lib64']) await askHost(host, 'ln', '-s', `usr/${path}`, `${root}/${path}`);
  await askHost(host, 'cp', '/etc/passwd', '/etc/group', '/usr/lib/os-release', `${root}/etc/`);
  await askHost(host, 'systemd-machine-id-setup', `--root=${root}`);
  await copyIn(host, { from: join(FIXTURES, 'lives.service'), to: `${root}/etc/systemd/system/lives.service` });
  await askHost(host, 'systemctl', `--root=${root}`, 'enable', 'lives.service');
  await copyIn(host, { from: join(FIXTURES, 'container.nspawn'), to: `/etc/systemd/nspawn/${name}.nspawn` });
}

/** In order, `up, down, up`: it was shut down once, and not killed, and runs. */
export async function livesOf(host: LabHost, name: string): Promise<string> {
  return (await readFileIn(host, `${MACHINES}/${name}${LIVES}`)).trim().split('\n').join(', ');
}
