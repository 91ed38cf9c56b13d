// The one decision about a plan that is under way: (rollout, observations, now) → (rollout, commands, reasons).
// Deciding again on its own answer changes nothing more, and asks for nothing new.

import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { commandsFor, noteWithdrawals } from './commands.ts';
import { endIfAllEnded, spentBudget } from './ending.ts';
import { LOOK_AGAIN_SECONDS, LOOK_AGAIN_SECONDS_MAX } from './limits.ts';
import { noteMissing } from './missing.ts';
import { earliest } from './occasion.ts';
import { isOver } from './phases.ts';
import { rebootReason } from './reboot-phase.ts';
import { grantLatestStart, type HostView, reconcileHost } from './reconcile.ts';
import { startHosts, type Wait } from './starts.ts';
import { noteStillSo } from './still-so.ts';
import type { MissedHosts, Rollout, RolloutDecision, RolloutHost, RolloutInput } from './types.ts';
import { progressWaves } from './waves.ts';

export const decideRollout = (input: RolloutInput): RolloutDecision => {
  const heard = reconcile(input);
  if (isOver(heard)) {
    return { rollout: heard, commands: commandsFor(heard, input), waiting: [], ending: null, lookAgainAt: null };
  }
  const gated = openWaves(keepBudget(noteStillSo(heard, input), input), input);
  const started = startHosts(gated, input);
  const { rollout, waits: endWaits } = endIfAllEnded(noteWithdrawals(started.rollout, input), input);
  const waits = [...started.waits, ...rollout.hosts.flatMap((host) => waitOf(viewOf(rollout, host, input)))];
  return {
    rollout,
    commands: commandsFor(rollout, input),
    waiting: waits.map(({ hostId, reason: why }) => ({ hostId, reason: why })),
    ending: endWaits?.reason ?? null,
    lookAgainAt: isOver(rollout) ? null : lookAgainAt(endWaits === null ? waits : [endWaits], input.now),
  };
};

const viewOf = (rollout: Rollout, host: RolloutHost, input: RolloutInput): HostView => ({
  rollout,
  header: input.header,
  host,
  hostPlan: input.hostPlans.get(host.hostId),
  observation: input.observations.get(host.hostId),
  missed: whenMissed(host, input.missedHosts ?? 'wait'),
  now: input.now,
});

const whenMissed = ({ hostId }: RolloutHost, missedHosts: MissedHosts): HostView['missed'] => {
  if (typeof missedHosts === 'string') return missedHosts;
  return missedHosts.has(hostId) ? 'leave' : 'wait';
};

const reconcile = (input: RolloutInput): Rollout => {
  const { rollout } = input;
  const hosts = rollout.hosts.map((host) => reconcileHost(viewOf(rollout, host, input)));
  return hosts.every((host, index) => host === rollout.hosts[index]) ? rollout : { ...rollout, hosts };
};

/** Stops by itself; only a person resumes. A paused rollout stops too, so that resuming is a look at the failures. */
const keepBudget = (rollout: Rollout, { header }: RolloutInput): Rollout => {
  if (rollout.state !== 'running' && rollout.state !== 'paused') return rollout;
  const spent = spentBudget(rollout, header);
  return spent === null ? rollout : { ...rollout, state: 'stopped', reason: spent };
};

/** Who is missing opens a wave, and who is missing of that one the next: until nothing changes any more. */
const openWaves = (rollout: Rollout, input: RolloutInput): Rollout => {
  const next = passGates(noteMissing(rollout, input), input);
  return next === rollout ? rollout : openWaves(next, input);
};

const passGates = (rollout: Rollout, input: RolloutInput): Rollout => {
  const waves = progressWaves(rollout, input);
  return waves.every((wave, index) => wave === rollout.waves[index]) ? rollout : { ...rollout, waves };
};

/** Why a host that holds a grant, has begun or is lost has not ended. Waiting hosts have theirs from the starts. */
const waitOf = (view: HostView): readonly Wait[] => {
  const { host } = view;
  switch (host.phase) {
    case 'granted': {
      const latest = grantLatestStart(view);
      return [{ hostId: host.hostId, reason: host.reason ?? reason('may-begin', { latest }), until: null }];
    }
    case 'away':
      return [{ hostId: host.hostId, reason: atStep(view), until: null }];
    case 'lost':
      return [{ hostId: host.hostId, reason: host.reason ?? reason('host-lost', { since: host.since }), until: null }];
    case 'waiting':
    case 'done':
    case 'part-done':
    case 'gone-back':
    case 'failed':
    case 'not-begun':
    case 'excused':
      return [];
    default:
      return host.phase satisfies never;
  }
};

const atStep = (view: HostView): Reason => rebootReason(view) ?? atAnyStep(view);

const atAnyStep = ({ host, hostPlan, observation, now }: HostView): Reason => {
  const step = host.step ?? 'preflight';
  const attempt = observation?.attempt ?? null;
  const since = (attempt?.step === step ? attempt.stepBegunAt : null) ?? host.since;
  const limit = hostPlan?.steps.find(({ kind }) => kind === step)?.timeoutSeconds;
  return limit !== undefined && addSeconds(since, limit) < now
    ? reason('step-overdue', { step, since, limit })
    : reason('under-way', { step, since });
};

/** The first instant at which something changes by itself; where that is not known, soon. */
const lookAgainAt = (waits: readonly Pick<Wait, 'until'>[], now: Instant): Instant => {
  const soon = addSeconds(now, LOOK_AGAIN_SECONDS);
  return waits.map((wait) => wait.until ?? soon).reduce(earliest, addSeconds(now, LOOK_AGAIN_SECONDS_MAX));
};
