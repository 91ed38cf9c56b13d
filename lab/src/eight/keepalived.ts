import type { Member } from '../service/index.ts';

/** Equal on both, so that an address never moves back by itself: it moves when its holder is drained or dies. */
const PRIORITY = 150;

/** As clusters.md shows it. */
export function keepalivedPair(self: Member, peers: readonly string[], virtualAddress: string): string {
  return [
    'global_defs {',
    `  router_id ${self.name}`,
    '  vrrp_version 3',
    '  enable_script_security',
    '  script_user root',
    // What VRRP does not tell, a peer asks over SNMP.
    '  enable_snmp_vrrp',
    '}',
    // init_fail: until the first look a host counts as drained.
    'vrrp_script in_service {',
    '  script "/usr/bin/test ! -e /var/lib/slipway/keepalived-drained"',
    '  interval 1',
    '  fall 1',
    '  rise 1',
    '  weight -50',
    '  init_fail',
    '}',
    // Without a weight a failure is FAULT: an address with no haproxy behind it loses requests.
    'vrrp_script haproxy {',
    '  script "/usr/bin/socat -u OPEN:/dev/null UNIX-CONNECT:/run/haproxy/admin.sock"',
    '  interval 1',
    '  timeout 2',
    '  fall 2',
    '  rise 2',
    '  init_fail',
    '}',
    'vrrp_instance VI_1 {',
    '  state BACKUP',
    '  interface host0',
    '  virtual_router_id 51',
    `  priority ${PRIORITY}`,
    '  advert_int 0.2',
    `  unicast_src_ip ${self.address}`,
    '  unicast_peer {',
    ...peers.map((address) => `    ${address}`),
    '  }',
    '  virtual_ipaddress {',
    `    ${virtualAddress}/24 dev host0`,
    '  }',
    '  track_script {',
    '    in_service',
    '    haproxy',
    '  }',
    '}',
    '',
  ].join('\n');
}

export function snmpAgent(self: Member, peers: readonly string[]): string {
  return [
    `agentaddress udp:${self.address}:161`,
    ...peers.map((address) => `rocommunity between-us ${address}`),
    'master agentx',
    '',
  ].join('\n');
}
