/** What a host does in the service under test; `plain`: nothing, it has the made package alone. `db`, `queue`: of the fleet of eight. */
export type Part = 'app' | 'db' | 'dev' | 'lb' | 'plain' | 'queue';

export interface Member {
  readonly name: string;
  readonly address: string;
}

/** Who is who in the service. */
export interface ServiceLayout {
  readonly virtualAddress: string;
  readonly loadBalancers: readonly Member[];
  readonly apps: readonly Member[];
  readonly queues: readonly Member[];
  readonly databases: readonly Member[];
}

/** What the hooks and keepalived's checks stand on, inside a host. */
export const LIBRARY_DIRECTORY = '/usr/local/lib/slipway-lab';
