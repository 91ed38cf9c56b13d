/**
 * Restarting the bus cuts off every service that talks over it (docs/adr/0012): old code in these goes with a reboot, which is then
 * asked for.
 */
export const NEVER_RESTARTED: ReadonlySet<string> = new Set(['dbus.service', 'dbus-broker.service']);
