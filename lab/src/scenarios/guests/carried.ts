import { join } from 'node:path';
import {
  aptGet,
  copyIn,
  type LabHost,
  networkUnit,
  powerOff,
  rootOf,
  waitUntilRunning,
  writeFileIn,
} from '../../host/index.ts';
import type { ManagedFleet } from '../../managed/index.ts';
import { runOk } from '../../run.ts';
import { askHost } from '../ask-host.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
/** As the carrier sees it. */
const GUESTS = '/srv/guests';
const COPY_TIMEOUT_MS = 300_000;
const BOOT_TIMEOUT_MS = 180_000;

/**
 * A host of the lab goes on as a container of another one, with its own address, agent and identity: whoever managed it sees one
 * more reboot. Answers the guest as it is from then on.
 */
export async function carry({ lab }: ManagedFleet, guest: LabHost, carrier: LabHost): Promise<LabHost> {
  await aptGet(carrier, ['update']);
  await aptGet(carrier, ['install', '-y', '--no-install-recommends', 'systemd-container']);
  await bridge(carrier, { gateway: lab.network.machineAddress, mtu: lab.network.mtu });
  await powerOff(guest);
  const directory = join(GUESTS, guest.name);
  await askHost(carrier, 'mkdir', '-p', directory);
  await runOk(['cp', '--archive', rootOf(guest), join(rootOf(carrier), directory)], { timeoutMs: COPY_TIMEOUT_MS });
  const settings = `/etc/systemd/system/systemd-nspawn@${guest.name}.service.d/carried.conf`;
  await copyIn(carrier, { from: join(FIXTURES, 'carried.conf'), to: settings });
  await askHost(carrier, 'systemctl', 'daemon-reload');
  await askHost(carrier, 'systemctl', 'start', `systemd-nspawn@${guest.name}.service`);
  const carried = { ...guest, directory };
  await waitUntilRunning(carried, { timeoutMs: BOOT_TIMEOUT_MS });
  return carried;
}

/** The carrier's own card becomes a port of a bridge, beside which its guests have theirs. */
async function bridge(
  carrier: LabHost,
  { gateway, mtu }: { readonly gateway: string; readonly mtu: number },
): Promise<void> {
  const put = async (name: string, content: string): Promise<void> =>
    await writeFileIn(carrier, { path: `/etc/systemd/network/${name}`, content });
  await put('05-guests.netdev', `[NetDev]\nName=guests\nKind=bridge\nMTUBytes=${mtu}\n`);
  await put('05-guests.network', networkUnit('guests', carrier.address, { gateway, mtu }));
  await put('10-host0.network', `[Match]\nName=host0\n[Link]\nMTUBytes=${mtu}\n[Network]\nBridge=guests\n`);
  // networkd leaves an address where it is that it finds there.
  await askHost(carrier, 'ip', 'address', 'flush', 'dev', 'host0');
  await askHost(carrier, 'systemctl', 'restart', 'systemd-networkd.service');
}
