// Machines of libvirt, by virsh: lists of UUIDs by state, one to a line, and never its columns (virsh(1), list).
// Not here: when one goes, and how long it is waited for (executor).
// May import: ../means, ports, core.

import type { GuestState } from '@slipway/core/guest';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { SeenGuest } from '../../../ports/index.ts';
import { type Answer, ask, linesOf, type Means, unknown, type Variant } from '../means/index.ts';

const VIRSH = '/usr/bin/virsh';
/** The host's own machines; those of its people are theirs to end. */
const SYSTEM = 'qemu:///system';
/** libvirt is not there, or not for this: its programs alone do not carry a guest. */
const NO_LIBVIRT = /Failed to connect socket to '[^']*': No such file or directory|no connection driver available/;
const NAMED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s+(\S.*)$/;

export const libvirt = (means: Means, connection: string = SYSTEM): Variant => {
  const virsh = async (args: readonly string[]): Promise<Answer> =>
    await ask(means, [VIRSH, '--quiet', '--connect', connection, ...args]);
  const list = async (...which: readonly string[]): Promise<Answer> => await virsh(['--readonly', 'list', ...which]);

  const machines = async (): Promise<Outcome<readonly Machine[]>> => {
    const named = await list('--all', '--uuid', '--name');
    if (named.kind === 'no-such-program' || (named.kind === 'failed' && NO_LIBVIRT.test(named.problem))) return ok([]);
    const running = await uuidsOf(await list('--state-running', '--uuid'));
    const stopped = await uuidsOf(await list('--state-shutoff', '--uuid'));
    const transient = await uuidsOf(await list('--all', '--transient', '--uuid'));
    if (named.kind === 'failed') return unknown(named.problem);
    for (const part of [running, stopped, transient]) if (!part.ok) return part;
    const has = (part: Outcome<ReadonlySet<string>>, uuid: string): boolean => part.ok && part.value.has(uuid);
    const found: Machine[] = [];
    for (const line of linesOf(named.text)) {
      const [, uuid, name] = NAMED.exec(line) ?? [];
      if (uuid === undefined || name === undefined) return unknown('the answer of virsh is not understood');
      // Whatever is neither (it is suspended, or on its way down) holds its memory and serves nobody.
      const state = has(running, uuid) ? 'running' : has(stopped, uuid) ? 'stopped' : 'paused';
      found.push({ uuid, name, state, isTransient: has(transient, uuid) });
    }
    return ok(found);
  };

  /** By UUID: a name could be taken for another one's number. */
  const act = async (verb: 'shutdown' | 'start', name: string): Promise<Outcome<void>> => {
    const failed = (detail: string): Outcome<never> =>
      refuse(verb === 'start' ? 'guest-not-back' : 'guest-not-gone', { guest: name, detail });
    const found = await machines();
    if (!found.ok) return found;
    const machine = found.value.find((one) => one.name === name);
    if (machine === undefined) return failed('libvirt does not know it');
    const answer = await virsh([verb, '--domain', machine.uuid]);
    return answer.kind === 'said' ? ok(undefined) : failed(answer.kind === 'failed' ? answer.problem : 'no virsh');
  };

  return {
    list: async () => {
      const found = await machines();
      return found.ok ? ok(found.value.map((machine) => seen(means, machine))) : found;
    },
    shutDown: async ({ name }) => await act('shutdown', name),
    start: async ({ name }) => await act('start', name),
  };
};

interface Machine {
  readonly uuid: string;
  readonly name: string;
  readonly state: GuestState;
  readonly isTransient: boolean;
}

/** systemd takes a virtual machine's UUID for its machine id where an image has none (machine-id(5), Initialization). */
const seen = ({ sha256 }: Means, { uuid, name, state, isTransient }: Machine): SeenGuest => ({
  kind: 'libvirt',
  name,
  state,
  machineIdDigest: sha256(Buffer.from(uuid.replaceAll('-', ''), 'utf8')),
  notStartable: isTransient ? 'libvirt forgets it once it is down, since it is not defined' : null,
});

const uuidsOf = async (answer: Answer): Promise<Outcome<ReadonlySet<string>>> =>
  answer.kind === 'said'
    ? ok(new Set(linesOf(answer.text)))
    : unknown(answer.kind === 'failed' ? answer.problem : 'virsh is gone');
