// What the real members said while their cluster was whole, as recorded from Debian 12's packages.

export const POSTGRESQL =
  '{"standby" : false, "paused" : false, "receiver" : null, "standbys" : [{"name" : "walreceiver", "state" : "streaming", "sync" : "sync", "lag" : 0}]}\n';

export const RABBITMQ = {
  cluster_status:
    '{"alarms":[],"cluster_name":"rabbit@one","disk_nodes":["rabbit@one","rabbit@two"],"maintenance_status":{"rabbit@one":"not under maintenance","rabbit@two":"not under maintenance"},"partitions":{},"ram_nodes":[],"running_nodes":["rabbit@two","rabbit@one"]}\n',
  check_if_node_is_quorum_critical: '{"result":"ok"}\n',
  check_if_node_is_mirror_sync_critical: '{"result":"ok"}\n',
  list_vhosts: '[\n{"name":"/"}\n]\n',
  list_queues:
    '[\n{"name":"mirrored","state":"running","slave_pids":["#PID<12724.1385.0>"],"synchronised_slave_pids":["#PID<12724.1385.0>"],"members":"","online":""}\n,{"name":"plain","state":"running","slave_pids":"","synchronised_slave_pids":"","members":"","online":""}\n,{"name":"quorum","state":"running","slave_pids":"","synchronised_slave_pids":"","members":["rabbit@one","rabbit@two"],"online":["rabbit@one","rabbit@two"]}\n]\n',
} as const;

export const GALERA =
  '{"wsrep_local_state":"4", "wsrep_local_state_comment":"Synced", "wsrep_cluster_size":"3", "wsrep_cluster_status":"Primary", "wsrep_connected":"ON", "wsrep_ready":"ON"}\n';

/** Identifiers of 64 bits, of which the last two differ only beyond what a double holds. */
export const ETCD = {
  'member list':
    '{"header":{"cluster_id":70696526863160923,"member_id":7626997973664697199,"raft_term":2},"members":[{"ID":7626997973664697198,"name":"three","peerURLs":["http://10.77.0.3:2380"],"clientURLs":["http://10.77.0.3:2379"]},{"ID":7626997973664697199,"name":"one","peerURLs":["http://10.77.0.1:2380"],"clientURLs":["http://10.77.0.1:2379"]},{"ID":8774413978203203114,"name":"two","peerURLs":["http://10.77.0.2:2380"],"clientURLs":["http://10.77.0.2:2379"]}]}\n',
  'endpoint status':
    '[{"Endpoint":"http://127.0.0.1:2379","Status":{"header":{"cluster_id":70696526863160923,"member_id":7626997973664697199,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":32768,"leader":7626997973664697199,"raftIndex":8,"raftTerm":2,"raftAppliedIndex":8,"dbSizeInUse":24576}}]\n',
  'endpoint health --cluster':
    '[{"endpoint":"http://10.77.0.3:2379","health":true,"took":"2.205844ms"},{"endpoint":"http://10.77.0.2:2379","health":true,"took":"2.482573ms"},{"endpoint":"http://10.77.0.1:2379","health":true,"took":"3.464032ms"}]\n',
  'endpoint status --cluster':
    '[{"Endpoint":"http://10.77.0.3:2379","Status":{"header":{"member_id":7626997973664697198},"raftIndex":8,"raftAppliedIndex":8}},{"Endpoint":"http://10.77.0.1:2379","Status":{"header":{"member_id":7626997973664697199},"raftIndex":8,"raftAppliedIndex":8}},{"Endpoint":"http://10.77.0.2:2379","Status":{"header":{"member_id":8774413978203203114},"raftIndex":8,"raftAppliedIndex":8}}]\n',
} as const;

const cell = (name: string, value: string | number): string =>
  `{"objType":"Server","proxyId":3,"id":1,"field":{"pos":0,"name":"${name}"},"processNum":1,"tags":{"origin":"Key","nature":"Name","scope":"Service"},"value":{"type":"str","value":${JSON.stringify(value)}}}`;
const row = (server: string): string =>
  `[${cell('pxname', 'app')},${cell('svname', server)},${cell('status', 'UP')},${cell('weight', 1)}]`;
/** Of a hundred fields the four that are read. */
export const HAPROXY = `[${row('one')},${row('two')}]\n\n`;

export const PATRONI = {
  cluster: (url: string): string =>
    `{"members": [{"name": "one", "role": "leader", "state": "running", "api_url": "${url}/patroni", "host": "10.77.0.1", "port": 5432, "timeline": 1}, {"name": "two", "role": "replica", "state": "running", "api_url": "${url}/patroni", "host": "10.77.0.2", "port": 5432, "timeline": 1, "lag": 0}]}`,
  patroni: '{"state": "running", "role": "replica", "server_version": 150020, "timeline": 1}',
};
