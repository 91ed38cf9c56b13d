import { aptGet, execOk, type LabHost, readFileIn, writeFileIn } from '../../host/index.ts';

const TIMEOUT_MS = 60_000;
export const MACHINES = '/var/lib/machines';
/** What each guest writes of itself: `up` once it has booted, `down` while it is shut down in order. */
const LIVES = '/var/lib/lives';
/** Where a guest lies that was moved away: no other carrier's, but out of this one's sight. */
export const ELSEWHERE = '/srv/elsewhere';

const UNIT = ['[Service]', 'Type=oneshot', 'RemainAfterExit=yes', `ExecStart=/bin/sh -c "echo up >>${LIVES}"`];
const LIVES_UNIT = [
  ...UNIT,
  `ExecStop=/bin/sh -c "echo down >>${LIVES}"`,
  '[Install]',
  'WantedBy=multi-user.target',
  '',
];

/** The program of this host's root for a guest that no manager knows: a service of its own stands for it. */
const GUESTS_HOOK = `#!/bin/sh
set -eu
unit=guest-app1.service
case "$*" in
'--act list')
  if systemctl --quiet is-active "$unit"; then state=running; else state=stopped; fi
  echo '{"guests":[{"name":"app1","state":"'$state'"}]}' ;;
'--act shut-down --guest app1') systemctl stop --no-block "$unit" ;;
'--act start --guest app1') systemd-run --quiet --unit="$unit" sleep infinity ;;
*) echo "there is no such guest" >&2; exit 1 ;;
esac
`;

/** Moves a container's tree to where this carrier's machined does not look, as another one's store would be, and back. */
const MIGRATE_HOOK = `#!/bin/sh
set -eu
while [ $# -gt 0 ]; do
  case "$1" in --act) act=$2 ;; --guest) guest=$2 ;; --kind) kind=$2 ;; --store) store=$2 ;; esac
  shift 2
done
if [ "$kind" = hook ]; then
  case "$act" in away) exec systemctl stop guest-app1.service ;; back) exec "$(dirname "$0")/guests" --act start --guest app1 ;; esac
fi
case "$act" in
away)
  machinectl poweroff "$guest"
  while machinectl show "$guest" >/dev/null 2>&1; do sleep 0.2; done
  while systemctl --quiet is-active "systemd-nspawn@$guest.service"; do sleep 0.2; done
  mkdir -p "$store"
  mv "${MACHINES}/$guest" "$store/$guest" ;;
back)
  mv "$store/$guest" "${MACHINES}/$guest"
  machinectl start "$guest" ;;
esac
echo "$guest is $act"
`;

/** Two containers that run, one that does not, and a guest of root's own program. */
export async function makeGuests(host: LabHost): Promise<void> {
  await aptGet(host, ['update']);
  await aptGet(host, ['install', '-y', '--no-install-recommends', 'systemd-container']);
  for (const name of ['db1', 'web1', 'spare']) await makeContainer(host, name);
  const put = async (name: string, content: string): Promise<void> =>
    await writeFileIn(host, { path: `/etc/slipway/hooks/${name}`, content, mode: 0o755 });
  await put('guests', GUESTS_HOOK);
  await declare(host, 'guests', { act: 'list|shut-down|start', guest: '[a-z0-9]+' });
  await put('migrate', MIGRATE_HOOK);
  await declare(host, 'migrate', { act: 'away|back', guest: '[a-z0-9]+', kind: 'nspawn|hook', store: '/[a-z/]+' });
  for (const name of ['db1', 'web1']) await inside(host, 'machinectl', 'start', name);
  await inside(host, '/etc/slipway/hooks/guests', '--act', 'start', '--guest', 'app1');
}

async function declare(host: LabHost, name: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  await writeFileIn(host, { path: `/etc/slipway/hooks/${name}.json`, content: JSON.stringify({ parameters }) });
}

/** A tree of its own that boots with the carrier's /usr; on the carrier's network, since it needs none of its own. */
async function makeContainer(host: LabHost, name: string): Promise<void> {
  const root = `${MACHINES}/${name}`;
  await inside(
    host,
    'mkdir',
    '-p',
    ...['etc/systemd/system', 'usr', 'var/lib', 'root'].map((path) => `${root}/${path}`),
  );
  for (const path of ['bin', 'sbin', 'lib', 'lib64']) await inside(host, 'ln', '-s', `usr/${path}`, `${root}/${path}`);
  await inside(host, 'cp', '/etc/passwd', '/etc/group', '/usr/lib/os-release', `${root}/etc/`);
  await inside(host, 'systemd-machine-id-setup', `--root=${root}`);
  await writeFileIn(host, { path: `${root}/etc/systemd/system/lives.service`, content: LIVES_UNIT.join('\n') });
  await inside(host, 'systemctl', `--root=${root}`, 'enable', 'lives.service');
  const settings = ['[Exec]', 'PrivateUsers=no', '[Network]', 'VirtualEthernet=no', '[Files]', 'BindReadOnly=/usr', ''];
  await writeFileIn(host, { path: `/etc/systemd/nspawn/${name}.nspawn`, content: settings.join('\n') });
}

/** In order, `up, down, up`: it was shut down once, and not killed, and runs. */
export async function livesOf(host: LabHost, name: string): Promise<string> {
  return (await readFileIn(host, `${MACHINES}/${name}${LIVES}`)).trim().split('\n').join(', ');
}

export async function inside(host: LabHost, ...argv: readonly string[]): Promise<string> {
  return await execOk(host, argv, { timeoutMs: TIMEOUT_MS });
}
