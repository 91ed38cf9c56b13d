/**
 * Settings without which a host could not fetch where the machine can: proxies, and the clock checks that an archive
 * behind a cache needs off. Credentials and client certificates are not among them: they stay on the machine.
 */
const PASSED_ON = [
  /^Acquire::Check-Valid-Until$/,
  /^Acquire::Check-Date$/,
  /^Acquire::(http|https|ftp)::Proxy(::[A-Za-z0-9.-]+)?$/,
  /^Acquire::(http|https)::(Timeout|Pipeline-Depth)$/,
  /^Acquire::Force(IPv4|IPv6)$/,
  /^Acquire::Retries$/,
];

/** Lines for a host's apt.conf.d, from the output of `apt-config dump`. */
export function aptSettingLines(dump: string): readonly string[] {
  return dump
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => {
      const name = /^(\S+) ".+";$/.exec(line)?.[1];
      return name !== undefined && !line.includes('@') && PASSED_ON.some((pattern) => pattern.test(name));
    });
}
