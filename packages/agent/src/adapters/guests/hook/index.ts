// Guests of whatever else carries them, told, shut down and started by a program of root's own: the hook `guests` (docs/adr/0056).
// Not here: when one goes, and how long it is waited for (executor); a policy's hook that moves guests (executor).
// May import: ../means, ports, core.

import { explain, type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RunHook } from '../../../ports/index.ts';
import { type Means, unknown, type Variant } from '../means/index.ts';
import { guestsIn } from './answer.ts';

const HOOK = 'guests';
/** It answers, or asks its manager, and does not wait for a guest. */
const SECONDS_MAX = 120;

export const hook = ({ sha256 }: Pick<Means, 'sha256'>, run: RunHook): Variant => {
  const act = async (parameters: { readonly act: string; readonly guest?: string }): Promise<Outcome<string>> =>
    await run({ hook: HOOK, parameters: { ...parameters } }, SECONDS_MAX);
  return {
    list: async () => {
      const said = await act({ act: 'list' });
      if (!said.ok) return said.reason.code === 'hook-missing' ? ok([]) : unknown(told(said.reason));
      const guests = guestsIn(said.value);
      if (guests === null) return unknown(`the answer of hook ${HOOK} is not understood`);
      return ok(
        guests.map(({ name, state, machineId, notStartable }) => ({
          ...({ kind: 'hook', name, state, notStartable } as const),
          machineIdDigest: machineId === null ? null : sha256(Buffer.from(machineId, 'utf8')),
        })),
      );
    },
    shutDown: async ({ name }) => {
      const said = await act({ act: 'shut-down', guest: name });
      return said.ok ? ok(undefined) : refuse('guest-not-gone', { guest: name, detail: told(said.reason) });
    },
    start: async ({ name }) => {
      const said = await act({ act: 'start', guest: name });
      return said.ok ? ok(undefined) : refuse('guest-not-back', { guest: name, detail: told(said.reason) });
    },
  };
};

/** As the detail of another reason, which ends with a full stop of its own. */
const told = (reason: Parameters<typeof explain>[0]): string => explain(reason).replace(/\.$/, '');
