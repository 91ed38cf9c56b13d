import { explain, type Reason } from '../reasons/index.ts';
import type { StepKind } from '../step/index.ts';
import type { Instant } from '../time/index.ts';
import { counted, listed, shortDigest, shownInstant, type Template } from './template.ts';

export interface RolloutStarted {
  readonly rollout: string;
  readonly plan: string;
  readonly environment: string;
  readonly hostsInAll: number;
  /** The end of its last occurrence. */
  readonly endsAt: Instant | null;
}

export interface RolloutStopped {
  readonly rollout: string;
  readonly environment: string;
  readonly reason: Reason | null;
  readonly hostsInAll: number;
  readonly done: number;
  /** Have begun, and finish what they began. */
  readonly away: number;
}

export interface RolloutEnded {
  readonly rollout: string;
  readonly environment: string;
  readonly state: 'completed' | 'failed' | 'aborted';
  /** Why it failed; absent in what earlier versions told. */
  readonly reason?: Reason | null;
  readonly hostsInAll: number;
  readonly done: number;
  /** Everybody else, with the reason; the first ones by host name. */
  readonly notDone: readonly { readonly hostname: string; readonly phase: string; readonly reason: Reason | null }[];
}

export interface HostFailed {
  readonly rollout: string;
  readonly environment: string;
  readonly hostId: string;
  readonly hostname: string;
  /** Label `owner`. */
  readonly owner: string | null;
  /** `lost`: silent beyond its deadline. `no-longer-well`: it was done, and its soak says otherwise. */
  readonly phase: 'failed' | 'gone-back' | 'lost' | 'no-longer-well';
  readonly step: StepKind | null;
  readonly reason: Reason | null;
  /** The likeliest known cause. Absent: none is known. */
  readonly cause?: { readonly what: string; readonly next: string };
  /** Name of the hook by which policy has a lost host reached. Absent: it is not lost, or policy names none. */
  readonly outOfBand?: string;
}

/** Longer at a step than the plan expects. Nothing is stopped by it: a package manager is waited for. */
export interface StepOverdue {
  readonly rollout: string;
  readonly environment: string;
  readonly hostId: string;
  readonly hostname: string;
  readonly owner: string | null;
  readonly step: StepKind;
  /** By the host's clock, where it has told that the step began. */
  readonly since: Instant;
  readonly limitSeconds: number;
}

export const stepOverdue: Template<StepOverdue> = {
  subject: ({ hostname, environment, step }) => `${hostname} (${environment}) takes too long at ${step}`,
  lines: ({ rollout, hostname, since, limitSeconds, owner }) => [
    `Since ${shownInstant(since)}; the plan expects it to be over within ${counted(Math.ceil(limitSeconds / 60), 'minute')}. The step is waited for; nothing is stopped by force.`,
    ...(owner === null ? [] : [`Owner: ${owner}.`]),
    `slipway rollout output ${rollout} ${hostname}`,
  ],
};

export const rolloutStarted: Template<RolloutStarted> = {
  subject: ({ environment }) => `rollout in ${environment} started`,
  lines: ({ rollout, plan, hostsInAll, endsAt }) => [
    `${counted(hostsInAll, 'host')}, by plan ${shortDigest(plan)}${endsAt === null ? '' : `, until ${shownInstant(endsAt)} at the latest`}.`,
    `slipway rollout show ${rollout}`,
  ],
};

export const rolloutStopped: Template<RolloutStopped> = {
  subject: ({ environment }) => `rollout in ${environment} stopped`,
  lines: ({ rollout, reason, hostsInAll, done, away }) => [
    reason === null ? 'It stopped by itself.' : explain(reason),
    `Done: ${done} of ${counted(hostsInAll, 'host')}. Under way: ${away}, which finish. No other begins until somebody decides.`,
    `slipway rollout show ${rollout}`,
  ],
};

export const rolloutEnded: Template<RolloutEnded> = {
  subject: ({ environment, state, hostsInAll, done }) =>
    `rollout in ${environment} ${ENDS[state]}: ${done} of ${counted(hostsInAll, 'host')} done`,
  lines: ({ rollout, state, reason = null, hostsInAll, done, notDone }) => [
    ...(state === 'failed' && reason !== null ? [explain(reason)] : []),
    ...(done === hostsInAll
      ? ['Every host is done.']
      : ['Not done:', ...listed(notDone, notDoneText, hostsInAll - done)]),
    `slipway rollout show ${rollout}`,
  ],
};

const ENDS: Readonly<Record<RolloutEnded['state'], string>> = {
  completed: 'ended',
  failed: 'failed',
  aborted: 'was aborted',
};

const notDoneText = ({ hostname, phase, reason }: RolloutEnded['notDone'][number]): string =>
  `${hostname}: ${phase}${reason === null ? '' : `. ${explain(reason)}`}`;

export const hostFailed: Template<HostFailed> = {
  subject: ({ hostname, environment, phase }) => `${hostname} (${environment}) ${PHASES[phase]}`,
  lines: ({ rollout, hostname, step, reason, cause, outOfBand, owner }) => [
    ...(reason === null ? [] : [explain(reason)]),
    ...(cause === undefined ? [] : [`Likely cause: ${cause.what}`, `Next step: ${cause.next}`]),
    ...(step === null ? [] : [`Last step: ${step}.`]),
    ...(outOfBand === undefined
      ? []
      : [
          `Out of band, by ${outOfBand}: \`slipway host out-of-band ${hostname}\` prints what its console says, \`slipway host out-of-band ${hostname} power-cycle\` switches it off and on.`,
        ]),
    ...(owner === null ? [] : [`Owner: ${owner}.`]),
    `slipway rollout show ${rollout}`,
  ],
};

const PHASES: Readonly<Record<HostFailed['phase'], string>> = {
  failed: 'failed',
  'gone-back': 'went back to what it had',
  lost: 'is lost: nothing is heard of it',
  'no-longer-well': 'was done, and is not proven well after the soak',
};
