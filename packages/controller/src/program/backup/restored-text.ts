// What a person should know after a restore, and do next.

import type { BackupManifest } from './manifest.ts';

export const restoredText = (facts: {
  readonly dataDirectory: string;
  readonly manifest: BackupManifest;
  readonly rolloutsStopped: number;
  readonly plansWithoutApproval: number;
}): string => {
  const { dataDirectory, manifest, rolloutsStopped, plansWithoutApproval } = facts;
  const { content } = manifest;
  const missing = content.form === 'left-out' ? content.digests.length : 0;
  const lines = [
    `${dataDirectory} is the controller of ${manifest.madeAt}.`,
    `Rollouts stopped: ${rolloutsStopped}. Plans to approve again: ${plansWithoutApproval}.`,
    'Hosts that were enrolled since are unknown to it and must be enrolled again.',
    'Whatever people did since it does not know: tokens revoked, accounts closed, quarantines, policy and a switch that was thrown',
    'stand as they did. Look at them before you let anything go on. Programs of out-of-band.d are in no backup.',
  ];
  if (missing > 0) lines.push(`The backup left ${missing} package files out: cut again, or copy them into content/.`);
  return `${lines.join('\n')}\n`;
};
