import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { counted, shortDigest, shownInstant, type Template, tierText } from './template.ts';

/** A patch set that does not go on to this environment. */
export interface PatchSetStanding {
  readonly patchSet: string;
  /** What a person said of it; `not-passed`: a window is near, and the patch set may not enter. */
  readonly standing: 'current' | 'held' | 'superseded' | 'withdrawn' | 'not-passed';
  /** That it does not enter; `null`: it is said of all of them. */
  readonly environment: string | null;
  readonly policy: string | null;
  readonly reasons: readonly Reason[];
  readonly since: Instant;
}

export interface VersionQuarantined {
  readonly package: string;
  readonly version: string;
  readonly by: string;
  readonly reason: Reason;
  /** Environments in which a rollout or a plan carries it. */
  readonly inFlight: readonly string[];
}

/** A patch set is through with an environment. */
export interface CycleClosed {
  readonly patchSet: string;
  readonly environment: string;
  readonly policy: string | null;
  readonly hostsInAll: number;
  readonly done: number;
  readonly excused: number;
  /** What of the closing checklist is open yet, in words. */
  readonly open: readonly string[];
}

export const patchSetStanding: Template<PatchSetStanding> = {
  subject: ({ patchSet, standing, environment, policy }) =>
    environment === null
      ? `patch set ${shortDigest(patchSet)} ${standing === 'current' ? 'goes on' : `was ${standing}`}`
      : `patch set ${shortDigest(patchSet)} does not go on to ${tierText(environment, policy)}`,
  lines: ({ patchSet, reasons, since }) => [
    `Since ${shownInstant(since)}:`,
    ...reasons.map((one) => `  ${explain(one)}`),
    `slipway patch-set show ${shortDigest(patchSet)}`,
  ],
};

export const versionQuarantined: Template<VersionQuarantined> = {
  subject: ({ package: name, version }) => `${name} ${version} quarantined`,
  lines: ({ by, reason, inFlight }) => [
    explain(reason),
    `By ${by}; \`slipway quarantine list\` shows where it is kept away.${inFlight.length === 0 ? '' : ` It was under way in ${inFlight.join(', ')}.`}`,
  ],
};

export const cycleClosed: Template<CycleClosed> = {
  subject: ({ environment, policy, done, hostsInAll }) =>
    `cycle of ${tierText(environment, policy)} closed: ${done} of ${counted(hostsInAll, 'host')} done`,
  lines: ({ patchSet, excused, open }) => [
    `Patch set ${shortDigest(patchSet)}; ${excused} excused.`,
    ...(open.length === 0 ? ['The closing checklist is complete.'] : ['Open yet:', ...open.map((one) => `  ${one}`)]),
  ],
};
