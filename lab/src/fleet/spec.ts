import type { Part, ServiceLayout } from '../service/index.ts';

export interface FleetHostSpec {
  readonly name: string;
  readonly part: Part;
  /** Last number of its address. */
  readonly octet: number;
  readonly environment: string;
  /** The high-availability group; null where there is none. */
  readonly group: string | null;
}

export interface FleetSpec {
  readonly hosts: readonly FleetHostSpec[];
  /** Last number of the virtual address. */
  readonly virtualOctet: number;
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
  };
}
