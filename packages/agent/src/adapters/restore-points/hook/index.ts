// Restore points by root's own program, for hypervisors and whatever else can do it. It is called as `--act ACT --id ID --volumes
// /,/var` and policy's own parameters, each as its declaration allows it, and prints one JSON object: what stands, what of the host
// would go back, and whether the host could boot from it. What it does not say is not so. See docs/operator/restore-points.md.
// May import: ../means, ports, core, node:.

import { join } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import type { RestorePointLook } from '../../../ports/index.ts';
import { type Means, type Mount, mountHolding, mountsNow, type Variant } from '../means/index.ts';
import { type HookAnswer, readAnswer } from './answer.ts';

type Hook = Extract<RestorePoint, { kind: 'hook' }>;
type Act = 'make' | 'look' | 'go-back' | 'remove';

export const hook = (means: Means): Variant<Hook> => ({
  make: async (point, { id }) => {
    const answer = await call(means, point, { act: 'make', id });
    return answer.ok ? await counted(means, point, answer.value) : answer;
  },
  look: async (point, id) => {
    const answer = await call(means, point, { act: 'look', id });
    return answer.ok ? ok(await lookOf(means, answer.value)) : answer;
  },
  goBack: async (point, id) => {
    const standing = await call(means, point, { act: 'look', id });
    if (!standing.ok) return standing;
    if (standing.value.state === 'gone') {
      return refuse('restore-point-gone', { volumes: point.volumes.join(' and ') });
    }
    const beyond = beyondPolicy(point, standing.value);
    if (beyond !== null) return beyond;
    const answer = await call(means, point, { act: 'go-back', id });
    return answer.ok ? isNow(answer.value, ['boot-due', 'back'], 'taken') : answer;
  },
  remove: async (point, id) => {
    const answer = await call(means, point, { act: 'remove', id });
    return answer.ok ? isNow(answer.value, ['gone'], 'removed') : answer;
  },
});

/** It counts where it would put back what policy names and nothing else, and where whoever made it has looked into it. */
const counted = async (means: Means, point: Hook, answer: HookAnswer): Promise<Outcome<RestorePointLook>> => {
  const standing = isNow(answer, ['standing'], 'made');
  if (!standing.ok) return standing;
  const beyond = beyondPolicy(point, answer);
  if (beyond !== null) return beyond;
  if (!answer.bootable) {
    const detail = `${point.hook} does not say that it is`;
    return refuse('restore-point-not-bootable', { volume: point.volumes.join(' and '), detail });
  }
  return ok(await lookOf(means, answer));
};

const beyondPolicy = ({ hook: name, volumes }: Hook, answer: HookAnswer): Outcome<never> | null => {
  const other = answer.volumes.find((volume) => !volumes.includes(volume));
  if (other !== undefined) {
    const detail = `${name} would put it back as well, and policy does not name it`;
    return refuse('restore-point-unfit', { volume: other, kind: 'hook', detail });
  }
  const lacking = volumes.find((volume) => !answer.volumes.includes(volume));
  if (lacking === undefined) return null;
  return refuse('restore-point-unfit', { volume: lacking, kind: 'hook', detail: `${name} would not put it back` });
};

const isNow = (answer: HookAnswer, states: readonly HookAnswer['state'][], what: string): Outcome<void> =>
  states.includes(answer.state)
    ? ok(undefined)
    : refuse('restore-point-failed', { what, detail: `its program says it is ${answer.state}` });

const lookOf = async (means: Means, { state, volumes, usedPercent }: HookAnswer): Promise<RestorePointLook> => ({
  state,
  usedPercent,
  holdsLedger: holds(means, volumes, await mountsNow()),
});

/** A whole machine goes back with everything that lies on it: the mount that has the ledger is one of the volumes. */
const holds = ({ root, state }: Means, volumes: readonly string[], mounts: readonly Mount[]): boolean => {
  const mountPoint = mountHolding(join(root, state), mounts)?.mountPoint;
  return volumes.some((volume) => join(root, volume).replace(/(?<=.)\/$/, '') === mountPoint);
};

const call = async (
  { hooks }: Means,
  point: Hook,
  { act, id }: { readonly act: Act; readonly id: AttemptId },
): Promise<Outcome<HookAnswer>> => {
  const parameters = { ...point.parameters, act, id, volumes: point.volumes.join(',') };
  const called = await hooks.call({ hook: point.hook, parameters }, point.timeoutSeconds);
  if (!called.ok) return called;
  const { status, output } = called.value;
  if (status !== 0) {
    const detail = output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    return refuse('restore-point-failed', { what: WHAT[act], detail: `${point.hook} ended with ${status}: ${detail}` });
  }
  const answer = readAnswer(output);
  return answer === null
    ? refuse('restore-point-failed', { what: WHAT[act], detail: `${point.hook} printed no answer of the form` })
    : ok(answer);
};

const WHAT: Readonly<Record<Act, string>> = { make: 'made', look: 'looked at', 'go-back': 'taken', remove: 'removed' };
