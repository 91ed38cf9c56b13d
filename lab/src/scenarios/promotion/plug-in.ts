import { type LabHost, writeFileIn } from '../../host/index.ts';

export const PLUG_IN = { plugIn: 'check_site', parameters: { site: '/var/lib/lab-site/open' } } as const;

const FOLDER = '/etc/slipway/plug-ins';

/** It says as whom, and with what rights, it was run: the unit of the reporter holds for it too. */
const SCRIPT = `#!/bin/sh
[ "$1" = --site ] || { echo "UNKNOWN - no --site"; exit 3; }
as="as $(id -un), $(grep -e '^CapEff' -e '^NoNewPrivs' /proc/self/status | tr -s '\\t\\n' ' ')"
if touch /etc/slipway/touched 2>/dev/null || touch /var/lib/lab-site/touched 2>/dev/null; then
  echo "CRITICAL - it may write, $as"; exit 2
fi
if touch "$(mktemp -d)/touched"; then :; else echo "UNKNOWN - no /tmp, $as"; exit 3; fi
if [ -e "$2" ]; then echo "OK - open, $as|age=0s"; exit 0; fi
echo "CRITICAL - closed, $as"
exit 2
`;

const DECLARATION = JSON.stringify({ parameters: { site: '/var/lib/lab-site/[a-z]+' }, timeoutSeconds: 10 });

export async function givePlugIn(host: LabHost): Promise<void> {
  const path = `${FOLDER}/${PLUG_IN.plugIn}`;
  await writeFileIn(host, { path, content: SCRIPT, mode: 0o755 });
  await writeFileIn(host, { path: `${path}.json`, content: DECLARATION });
}

/** From now on it says ok there. */
export async function openSite(host: LabHost): Promise<void> {
  await writeFileIn(host, { path: PLUG_IN.parameters.site, content: '' });
}

/** What the plug-in must find of itself. */
export const UNPRIVILEGED = 'as slipway, CapEff: 0000000000000000 NoNewPrivs: 1';
