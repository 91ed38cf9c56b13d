// In which order units are best restarted.

/** What a host is reached by, or what all its guests run under: last, when everything they stand on has settled. */
const CRITICAL =
  /^(ssh|sshd|networking|NetworkManager|systemd-networkd|systemd-resolved|containerd|docker|crio|podman|libvirtd|slipway-reporter)\.service$/;

/**
 * A unit stands behind those of the given ones that it is started after; among those that are free to go, by name, and the
 * critical ones last. Where units are after each other in a circle the one whose name comes first breaks it.
 */
export const restartOrderOf = (
  units: readonly string[],
  startedAfter: (unit: string) => readonly string[],
): readonly string[] => {
  const left = [...new Set(units)].sort(byWeight);
  const order: string[] = [];
  while (left.length > 0) {
    const free = left.findIndex((unit) => !startedAfter(unit).some((other) => other !== unit && left.includes(other)));
    order.push(...left.splice(Math.max(free, 0), 1));
  }
  return order;
};

const byWeight = (a: string, b: string): number =>
  Number(CRITICAL.test(a)) - Number(CRITICAL.test(b)) || (a < b ? -1 : a > b ? 1 : 0);
