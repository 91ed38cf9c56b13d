import type { PackageFamily } from '../base/index.ts';
import type { Part, ServiceLayout } from '../service/index.ts';

export interface FleetHostSpec {
  readonly name: string;
  readonly part: Part;
  /** Last number of its address. */
  readonly octet: number;
  readonly environment: string;
  /** The high-availability group; null where there is none. */
  readonly group: string | null;
  /** What carries it. Absent: a container. */
  readonly carrier?: 'virtual-machine';
}

export interface FleetSpec {
  readonly hosts: readonly FleetHostSpec[];
  /** Last number of the virtual address. */
  readonly virtualOctet: number;
  /** `made`: the hosts know the lab's own repository alone, so that nothing but its packages is ever pending. */
  readonly archives: 'real and made' | 'made';
  /** Who makes its hosts what they are: the demo's setup unless said. */
  readonly service?: 'demo' | 'eight';
  /** Of all its hosts; `deb` unless said. Of `rpm` there is no real archive. */
  readonly family?: PackageFamily;
}

/** One host of `dev` that carries the same packages, and two groups of `prod` that serve one page together. */
export const demoFleet: FleetSpec = {
  hosts: [
    { name: 'dev1', part: 'dev', octet: 10, environment: 'dev', group: null },
    { name: 'lb1', part: 'lb', octet: 11, environment: 'prod', group: '1' },
    { name: 'lb2', part: 'lb', octet: 12, environment: 'prod', group: '2' },
    { name: 'app1', part: 'app', octet: 21, environment: 'prod', group: '1' },
    { name: 'app2', part: 'app', octet: 22, environment: 'prod', group: '2' },
  ],
  virtualOctet: 100,
  archives: 'real and made',
};

/** Some of the demo's hosts, and only made packages: for what takes more hosts and more updates only longer. */
export function smallFleet(...names: readonly string[]): FleetSpec {
  return { ...demoFleet, hosts: demoFleet.hosts.filter(({ name }) => names.includes(name)), archives: 'made' };
}

/** The other family: one host of `dev`, two of `prod`, with the made package and nothing else. */
export const rpmFleet: FleetSpec = {
  hosts: [
    { name: 'rdev', part: 'plain', octet: 31, environment: 'dev', group: null },
    { name: 'rprod1', part: 'plain', octet: 32, environment: 'prod', group: null },
    { name: 'rprod2', part: 'plain', octet: 33, environment: 'prod', group: null },
  ],
  virtualOctet: 100,
  archives: 'made',
  family: 'rpm',
};

/**
 * The environment of the product's own description: two groups that give page, queue and database together. The standby of the
 * database goes first, as one would have it, and its primary last.
 */
export const eightFleet: FleetSpec = {
  hosts: (['1', '2'] as const).flatMap((group) =>
    (
      [
        ['lb', 'lb', 10],
        ['app', 'app', 20],
        ['rabbitmq', 'queue', 30],
        ['db', 'db', 40],
      ] as const
    ).map(([name, part, from]) => ({
      name: `${name}${group}`,
      part,
      octet: from + Number(group),
      environment: 'prod',
      group,
    })),
  ),
  virtualOctet: 100,
  archives: 'real and made',
  service: 'eight',
};

/** One virtual machine: what needs a boot loader, kernels, LVM or a power cut. */
export const machineFleet: FleetSpec = {
  hosts: [{ name: 'vm1', part: 'plain', octet: 51, environment: 'dev', group: null, carrier: 'virtual-machine' }],
  virtualOctet: 100,
  archives: 'real and made',
};

export function layoutOf(fleet: FleetSpec, subnetPrefix: string): ServiceLayout {
  const members = (part: Part): ServiceLayout['apps'] =>
    fleet.hosts
      .filter((host) => host.part === part)
      .map(({ name, octet }) => ({ name, address: `${subnetPrefix}.${octet}` }));
  return {
    virtualAddress: `${subnetPrefix}.${fleet.virtualOctet}`,
    loadBalancers: members('lb'),
    apps: members('app'),
    queues: members('queue'),
    databases: members('db'),
  };
}
