import { LIBRARY_DIRECTORY, type ServiceLayout } from './layout.ts';

/** Equal on both, so that an address never moves back by itself: it moves when its holder is drained or dies. */
const PRIORITY = 150;
const DRAINED_WEIGHT = -50;

/** One load balancer's keepalived.conf. The checks are explained in the scripts that they call. */
export function keepalivedSettings(
  self: { readonly name: string; readonly address: string },
  layout: ServiceLayout,
): string {
  const peers = layout.loadBalancers.filter(({ name }) => name !== self.name);
  return [
    'global_defs {',
    `  router_id ${self.name}`,
    '  vrrp_version 3',
    '  enable_script_security',
    '  script_user root',
    '}',
    // init_fail: until the first look a host counts as drained, and as without haproxy.
    'vrrp_script not_drained {',
    `  script "${LIBRARY_DIRECTORY}/not-drained"`,
    '  interval 1',
    '  fall 1',
    '  rise 1',
    `  weight ${DRAINED_WEIGHT}`,
    '  init_fail',
    '}',
    // Without a weight a failure is FAULT: an address with no haproxy behind it loses requests.
    'vrrp_script haproxy_serves {',
    `  script "${LIBRARY_DIRECTORY}/haproxy-serves"`,
    '  interval 1',
    '  timeout 2',
    '  fall 2',
    '  rise 2',
    '  init_fail',
    '}',
    'vrrp_instance page {',
    '  state BACKUP',
    '  interface host0',
    '  virtual_router_id 51',
    `  priority ${PRIORITY}`,
    '  advert_int 0.2',
    `  unicast_src_ip ${self.address}`,
    '  unicast_peer {',
    ...peers.map(({ address }) => `    ${address}`),
    '  }',
    '  virtual_ipaddress {',
    `    ${layout.virtualAddress}/24 dev host0`,
    '  }',
    '  track_script {',
    '    not_drained',
    '    haproxy_serves',
    '  }',
    `  notify ${LIBRARY_DIRECTORY}/keepalived-notify`,
    '}',
    '',
  ].join('\n');
}

/** Too early a start binds before the address is there, falls into FAULT and stays there while the unit is "active". */
export const KEEPALIVED_ORDER = '[Unit]\nAfter=network-online.target haproxy.service\n';
