// Containers of LXC: names one to a line (lxc-ls(1), -1), and one value an answer (lxc-info(1), -H).
// Not here: when one goes, and how long it is waited for (executor).
// May import: ../means, ports, core, node:.

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestState } from '@slipway/core/guest';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { SeenGuest } from '../../../ports/index.ts';
import { ask, identityDigestIn, linesOf, type Means, startUnit, unknown, type Variant } from '../means/index.ts';

/** As LXC itself allows them for its units; it becomes part of a unit's name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Of Debian's and Fedora's package. A container that was begun by hand is kept by nobody, and comes back by this. */
const TEMPLATE = 'usr/lib/systemd/system/lxc@.service';

/** What lxc-info says of one that is on its way is told as `paused`: it is waited for, or it stands in the way. */
const STATES: Readonly<Record<string, GuestState>> = { RUNNING: 'running', STOPPED: 'stopped' };

export const lxc = (means: Means): Variant => {
  const info = async (name: string, what: '--state' | '--pid'): Promise<Outcome<string>> => {
    const answer = await ask(means, ['/usr/bin/lxc-info', '--name', name, what, '--no-humanize']);
    return answer.kind === 'said' ? ok(answer.text.trim()) : unknown(`${name} (lxc): ${problemOf(answer)}`);
  };
  const seen = async (name: string): Promise<Outcome<SeenGuest>> => {
    const state = await info(name, '--state');
    if (!state.ok) return state;
    const pid = state.value === 'STOPPED' ? null : await info(name, '--pid');
    const folder = pid?.ok === true && /^\d+$/.test(pid.value) ? join('/proc', pid.value, 'root') : null;
    return ok({
      kind: 'lxc',
      name,
      state: STATES[state.value] ?? 'paused',
      machineIdDigest: folder === null ? null : await identityDigestIn(means, folder),
      unit: `lxc@${name}.service`,
      notStartable: (await isThere(join(means.root, TEMPLATE))) ? null : 'this LXC has no unit lxc@.service',
    });
  };
  return {
    list: async () => {
      const listed = await ask(means, ['/usr/bin/lxc-ls', '-1']);
      if (listed.kind === 'no-such-program') return ok([]);
      if (listed.kind === 'failed') return unknown(`lxc: ${listed.problem}`);
      const guests: SeenGuest[] = [];
      for (const name of linesOf(listed.text)) {
        if (!NAME.test(name)) return unknown('the answer of lxc-ls is not understood');
        const guest = await seen(name);
        if (!guest.ok) return guest;
        guests.push(guest.value);
      }
      return ok(guests);
    },
    shutDown: async ({ name }) => {
      const answer = await ask(means, ['/usr/bin/lxc-stop', '--name', name, '--nokill', '--nowait']);
      if (answer.kind === 'said') return ok(undefined);
      return refuse('guest-not-gone', { guest: name, detail: problemOf(answer) });
    },
    start: async ({ name, unit = `lxc@${name}.service` }) => {
      const answer = await startUnit(means, unit);
      return answer.kind === 'said'
        ? ok(undefined)
        : refuse('guest-not-back', { guest: name, detail: problemOf(answer) });
    },
  };
};

const problemOf = (
  answer: { readonly kind: 'no-such-program' } | { readonly kind: 'failed'; readonly problem: string },
) => (answer.kind === 'failed' ? answer.problem : 'there is no such program');

const isThere = async (path: string): Promise<boolean> => {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
};
