export interface BaseSpec {
  readonly release: 'bookworm';
  readonly packages: readonly string[];
}

/** One base for every part of the demo's fleet: which services run is a matter of the part. */
export const demoBase: BaseSpec = {
  release: 'bookworm',
  packages: [
    // a bootable minimal Debian
    ...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'ca-certificates', 'procps', 'openssl', 'debsums'],
    // what the agent's package depends on
    ...['libstdc++6', 'libgcc-s1'],
    // the service under test and the tools of its hooks
    ...['nginx', 'haproxy', 'keepalived', 'socat', 'curl'],
  ],
};
