import { join } from 'node:path';
import { copyOf, type FileCopy } from '../files.ts';
import { haproxySettings } from './haproxy.ts';
import { KEEPALIVED_ORDER, keepalivedSettings } from './keepalived.ts';
import { LIBRARY_DIRECTORY, type Member, type Part, type ServiceLayout } from './layout.ts';
import { nginxSite, pageText } from './nginx.ts';

export interface ServiceSetup {
  readonly files: readonly FileCopy[];
  readonly enabledUnits: readonly string[];
}

export const HOOK_DIRECTORY = '/etc/slipway/hooks';
const FIXTURES = join(import.meta.dirname, 'fixtures');
const STATE_PORT = 9998;

/** Everything that the part needs on this host. */
export async function serviceSetup(part: Part, self: Member, layout: ServiceLayout): Promise<ServiceSetup> {
  const common = [
    plain('/etc/slipway-lab/service.conf', serviceFacts(self, layout)),
    ...(await copyOf(join(FIXTURES, 'lib'), LIBRARY_DIRECTORY)),
    ...(await copyOf(join(FIXTURES, part), HOOK_DIRECTORY)),
  ];
  switch (part) {
    case 'app':
    case 'dev': {
      const site = [
        plain('/etc/nginx/conf.d/slipway-lab.conf', nginxSite()),
        plain('/srv/slipway-lab/page.txt', pageText(self.name)),
      ];
      return { files: [...common, ...site], enabledUnits: ['nginx.service'] };
    }
    case 'lb': {
      const pair = [
        plain('/etc/haproxy/haproxy.cfg', haproxySettings(self, layout)),
        plain('/etc/keepalived/keepalived.conf', keepalivedSettings(self, layout)),
        plain('/etc/systemd/system/keepalived.service.d/slipway-lab.conf', KEEPALIVED_ORDER),
        plain('/etc/systemd/system/slipway-lab-state.socket', stateSocket(self.address)),
        plain('/etc/systemd/system/slipway-lab-state@.service', STATE_SERVICE),
      ];
      return {
        files: [...common, ...pair],
        enabledUnits: ['haproxy.service', 'keepalived.service', 'slipway-lab-state.socket'],
      };
    }
    case 'plain':
    case 'db':
    case 'queue':
      return { files: [], enabledUnits: [] };
    default:
      return part satisfies never;
  }
}

/** What the hooks know of the service: sh assignments, sourced. Names and addresses hold nothing that sh would expand. */
function serviceFacts(self: Member, layout: ServiceLayout): string {
  const peer = layout.loadBalancers.find(({ name }) => name !== self.name);
  return [
    `SELF=${self.name}`,
    `SELF_ADDRESS=${self.address}`,
    `PEER_ADDRESS=${peer?.address ?? ''}`,
    `VIRTUAL_ADDRESS=${layout.virtualAddress}`,
    `LOAD_BALANCERS="${layout.loadBalancers.map(({ address }) => address).join(' ')}"`,
    '',
  ].join('\n');
}

/** Lets the peer ask for our state; systemd starts the answer per connection, so nothing of ours stays running. */
function stateSocket(address: string): string {
  return [
    '[Unit]',
    'Description=State of this load balancer, for its peer',
    '[Socket]',
    `ListenStream=${address}:${STATE_PORT}`,
    // The address may come later than the socket.
    'FreeBind=yes',
    'Accept=yes',
    // A drain asks five times a second for as long as it waits.
    'TriggerLimitIntervalSec=0',
    '[Install]',
    'WantedBy=sockets.target',
    '',
  ].join('\n');
}

const STATE_SERVICE = [
  '[Unit]',
  'Description=State of this load balancer, for its peer',
  'CollectMode=inactive-or-failed',
  '[Service]',
  `ExecStart=${LIBRARY_DIRECTORY}/lb-state`,
  'StandardInput=null',
  'StandardOutput=socket',
  '',
].join('\n');

export function plain(path: string, content: string): FileCopy {
  return { path, content, mode: 0o644 };
}
