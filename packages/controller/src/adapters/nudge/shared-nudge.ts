import type { Nudge, NudgeSubject } from '../../ports/index.ts';

/** Hints within this process, and what is named here is named to other controllers too. */
export const sharedNudge = (local: Nudge, publish: (subject: NudgeSubject) => void): Nudge => ({
  notify: (subject) => {
    local.notify(subject);
    publish(subject);
  },
  wait: (subject, waitMs) => local.wait(subject, waitMs),
});
