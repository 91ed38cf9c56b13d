import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { CommandResult, RunCommand } from '../../ports/index.ts';
import { ask, callBus, problemOf } from './bus.ts';

const MACHINED = 'org.freedesktop.machine1';
/** The host's own entry in the list of machines. */
const ITSELF = '.host';

/** Of systemd's machines, of libvirt and of LXC, each where the host has it. */
export const runningGuests = async (run: RunCommand): Promise<Outcome<readonly string[]>> => {
  const machines = await ofMachined(run);
  if (!machines.ok) return machines;
  const libvirt = await namesOf(run, [
    '/usr/bin/virsh',
    '--connect',
    'qemu:///system',
    'list',
    '--state-running',
    '--name',
  ]);
  if (!libvirt.ok) return libvirt;
  const lxc = await namesOf(run, ['/usr/bin/lxc-ls', '--running', '-1']);
  if (!lxc.ok) return lxc;
  return ok([
    ...machines.value,
    ...libvirt.value.map((name) => `${name} (libvirt)`),
    ...lxc.value.map((name) => `${name} (lxc)`),
  ]);
};

/** `a(ssso)`: name, class, service, object path (org.freedesktop.machine1(5)). libvirt's own are told by libvirt. */
const ofMachined = async (run: RunCommand): Promise<Outcome<readonly string[]>> => {
  const listed = await callBus(run, [
    'call',
    MACHINED,
    '/org/freedesktop/machine1',
    `${MACHINED}.Manager`,
    'ListMachines',
  ]);
  if (listed.kind === 'no-such-service') return ok([]);
  if (listed.kind === 'unreadable') return refuse('guests-unknown', { detail: listed.problem });
  const [list]: readonly unknown[] = Array.isArray(listed.data) ? listed.data : [];
  if (!Array.isArray(list)) return refuse('guests-unknown', { detail: 'the answer of machined is not understood' });
  const names: string[] = [];
  for (const entry of list as readonly unknown[]) {
    const [name, , service]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name !== 'string' || typeof service !== 'string')
      return refuse('guests-unknown', { detail: 'the answer of machined is not understood' });
    if (name !== ITSELF && service !== 'libvirt-qemu') names.push(`${name} (${service || 'machined'})`);
  }
  return ok(names);
};

/** One name a line; a program that the host does not have has no guests. */
const namesOf = async (
  run: RunCommand,
  command: readonly [string, ...string[]],
): Promise<Outcome<readonly string[]>> => {
  const result = await ask(run, command);
  if (isMissing(result)) return ok([]);
  if (result.kind !== 'ended' || result.status !== 0) return refuse('guests-unknown', { detail: problemOf(result) });
  return ok(
    result.stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
};

const isMissing = (result: CommandResult): boolean => result.kind === 'not-started' && /ENOENT/.test(result.detail);
