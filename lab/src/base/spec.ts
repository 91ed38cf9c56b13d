/** Which package manager the base's hosts have. */
export type PackageFamily = 'deb' | 'rpm';

export interface BaseSpec {
  /** What the base's directory in the cache begins with. */
  readonly name: string;
  readonly family: PackageFamily;
  /** Raised when what the build leaves in a root changes, so that older caches are not taken for it. */
  readonly format: number;
  /** Of Debian: both families' files are from its archive. */
  readonly release: 'bookworm';
  readonly packages: readonly string[];
  /** Installed, and running only where a host's part wants it. */
  readonly idleUnits: readonly string[];
  /** A layer: its packages are installed over that base, which stays as it is, and is shared. */
  readonly on?: BaseSpec;
}

/** One base for every part of the demo's fleet: which services run is a matter of the part. */
export const demoBase: BaseSpec = {
  name: 'bookworm',
  family: 'deb',
  format: 1,
  release: 'bookworm',
  packages: [
    // a bootable minimal Debian
    ...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'ca-certificates', 'procps', 'openssl', 'debsums'],
    // what the agent's package depends on
    ...['libstdc++6', 'libgcc-s1'],
    // the service under test and the tools of its hooks
    ...['nginx', 'haproxy', 'keepalived', 'socat', 'curl'],
  ],
  idleUnits: ['nginx.service', 'haproxy.service', 'keepalived.service'],
};

/** What the fleet of eight has besides: a layer, so that whoever wants the demo's hosts alone builds nothing more. */
export const servicesLayer: BaseSpec = {
  name: 'bookworm-services',
  family: 'deb',
  format: 1,
  release: 'bookworm',
  packages: ['postgresql-15', 'rabbitmq-server', 'snmpd', 'snmp'],
  idleUnits: ['postgresql.service', 'rabbitmq-server.service', 'epmd.service', 'epmd.socket', 'snmpd.service'],
  on: demoBase,
};

/** The real dnf 4.14 and rpm 4.18 over a package database of their own; what lies on the disk is Debian's (become-rpm.ts). */
export const rpmBase: BaseSpec = {
  name: 'lab-linux-9',
  family: 'rpm',
  format: 1,
  release: 'bookworm',
  packages: [
    ...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'ca-certificates', 'procps'],
    // gpg is what librepo verifies signed metadata with
    ...['dnf', 'rpm', 'gpg', 'gpg-agent', 'libstdc++6', 'libgcc-s1', 'socat', 'curl'],
  ],
  idleUnits: ['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer'],
};
