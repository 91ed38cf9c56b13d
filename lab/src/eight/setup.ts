import {
  haproxySettings,
  type Member,
  nginxSite,
  type Part,
  pageText,
  plain,
  RUNTIME_PORT,
  type ServiceLayout,
  type ServiceSetup,
} from '../service/index.ts';
import { documentedHook } from './hooks.ts';
import { keepalivedPair, snmpAgent } from './keepalived.ts';
import { HOOKS_ROLE, REPLICATOR } from './names.ts';

type Setup = (self: Member, layout: ServiceLayout) => Promise<ServiceSetup>;

/** Everything of a host that can be said before it runs. */
export async function eightSetup(part: Part, self: Member, layout: ServiceLayout): Promise<ServiceSetup> {
  switch (part) {
    case 'lb':
      return loadBalancer(self, layout);
    case 'app':
      return app(self, layout);
    case 'queue':
      return queue(self, layout);
    case 'db':
      return database(self, layout);
    case 'dev':
    case 'plain':
      return { files: [], enabledUnits: [] };
    default:
      return part satisfies never;
  }
}

const loadBalancer: Setup = async (self, layout) => {
  const peers = layout.loadBalancers.filter(({ name }) => name !== self.name).map(({ address }) => address);
  return {
    files: [
      ...(await documentedHook('keepalived', ['drain', 'undrain', 'confirm'])),
      plain('/etc/slipway/keepalived.conf', `ADDRESS=${layout.virtualAddress}\n`),
      question('keepalived', { peers }),
      plain('/etc/slipway/questions/snmp.conf', 'defVersion 2c\ndefCommunity between-us\n'),
      plain('/etc/haproxy/haproxy.cfg', haproxySettings(self, layout, 'user')),
      plain('/etc/keepalived/keepalived.conf', keepalivedPair(self, peers, layout.virtualAddress)),
      plain('/etc/systemd/system/keepalived.service.d/slipway.conf', after('haproxy.service snmpd.service')),
      plain('/etc/snmp/snmpd.conf', snmpAgent(self, peers)),
      plain('/etc/systemd/system/snmpd.service.d/slipway.conf', after('')),
    ],
    enabledUnits: ['haproxy.service', 'keepalived.service', 'snmpd.service'],
  };
};

const app: Setup = async (self, layout) => {
  const sockets = layout.loadBalancers.map(({ address }) => `${address}:${RUNTIME_PORT}`);
  return {
    files: [
      ...(await documentedHook('haproxy', ['drain', 'undrain', 'confirm'])),
      plain('/etc/slipway/haproxy.conf', `SOCKETS="${sockets.join(' ')}"\nBACKEND=app\nSERVER=${self.name}\n`),
      question('haproxy', { sockets }),
      plain('/etc/nginx/conf.d/slipway-lab.conf', nginxSite('/var/lib/slipway/haproxy-drained')),
      plain('/srv/slipway-lab/page.txt', pageText(self.name)),
    ],
    enabledUnits: ['nginx.service'],
  };
};

const queue: Setup = async () => ({
  files: [
    ...(await documentedHook('rabbitmq', ['drain', 'undrain', 'confirm', 'stay'])),
    // Each goes on by itself where the two lose each other: a person decides (clusters.md). With two, pause_minority would stop
    // the one that is left whenever the other goes down.
    plain('/etc/rabbitmq/rabbitmq.conf', 'cluster_partition_handling = ignore\n'),
    plain(
      '/etc/systemd/system/rabbitmq-server.service.d/slipway.conf',
      '[Service]\nExecStartPost=-+/etc/slipway/hooks/rabbitmq-stay\n',
    ),
  ],
  enabledUnits: [],
});

const database: Setup = async (self, layout) => {
  const peer = layout.databases.find(({ name }) => name !== self.name) ?? self;
  const facts = { CLUSTER: '15/main', SELF: self.name, PEER: peer.name, PEER_ADDRESS: peer.address };
  return {
    files: [
      ...(await documentedHook('postgresql', ['drain', 'undrain', 'confirm'])),
      plain(
        '/etc/slipway/postgresql.conf',
        Object.entries(facts)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      ),
      {
        path: '/var/lib/postgresql/.pgpass',
        content: [HOOKS_ROLE, REPLICATOR].map(({ user, password }) => `*:*:*:${user}:${password}\n`).join(''),
        mode: 0o600,
      },
    ],
    enabledUnits: [],
  };
};

function question(kind: string, settings: object): ServiceSetup['files'][number] {
  return plain(`/etc/slipway/questions/${kind}.json`, `${JSON.stringify(settings)}\n`);
}

/** What binds before its address is there stays without it while its unit is "active". */
function after(units: string): string {
  return `[Unit]\nAfter=network-online.target ${units}\nWants=network-online.target\n`;
}
