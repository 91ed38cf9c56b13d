// The kinds of notices, each with its template. A kind that policy's contacts can name and that has none here does not compile.

import type { ToldEvent } from '../policy/index.ts';
import { approvalMissing, approvalRefused, approvalWanted } from './about-approvals.ts';
import { changeRequestChanged, changeRequestClosed, changeRequestOpened } from './about-change-requests.ts';
import { exceptionEnds } from './about-exceptions.ts';
import { feedFailed } from './about-feeds.ts';
import { gateClosed, wordWanted } from './about-gates.ts';
import { databaseBroken, hostIsolated, hostMissedWindow, installOverdue, scanReport } from './about-hosts.ts';
import { cycleClosed, patchSetStanding, versionQuarantined } from './about-promotion.ts';
import { hostFailed, rolloutEnded, rolloutStarted, rolloutStopped, stepOverdue } from './about-rollouts.ts';
import { newlyAffected } from './about-updates.ts';
import { windowAnnounced, windowCalledOff } from './about-windows.ts';
import type { Template } from './template.ts';

/** For audiences that something else names, a plan's rule or what they were told before: no contact can ask for them. */
type NamedEvent = 'window-called-off' | 'change-request-opened' | 'change-request-changed' | 'change-request-closed';

export const TEMPLATES = {
  'newly-affected': newlyAffected,
  'window-announced': windowAnnounced,
  'window-called-off': windowCalledOff,
  'approval-wanted': approvalWanted,
  'approval-missing': approvalMissing,
  'approval-refused': approvalRefused,
  'rollout-started': rolloutStarted,
  'rollout-stopped': rolloutStopped,
  'rollout-ended': rolloutEnded,
  'gate-closed': gateClosed,
  'word-wanted': wordWanted,
  'host-failed': hostFailed,
  'step-overdue': stepOverdue,
  'database-broken': databaseBroken,
  'host-missed-window': hostMissedWindow,
  'host-isolated': hostIsolated,
  'install-overdue': installOverdue,
  'exception-ends': exceptionEnds,
  'patch-set-standing': patchSetStanding,
  'version-quarantined': versionQuarantined,
  'feed-failed': feedFailed,
  'scan-report': scanReport,
  'cycle-closed': cycleClosed,
  'change-request-opened': changeRequestOpened,
  'change-request-changed': changeRequestChanged,
  'change-request-closed': changeRequestClosed,
} as const satisfies Readonly<Record<ToldEvent | NamedEvent, Template<never>>>;

/** Those of {@link ToldEvent}, and those that only somebody named hears. */
export type NoticeKind = keyof typeof TEMPLATES;

/** What an event of this kind carries. */
export type ContentOf<Kind extends NoticeKind> =
  (typeof TEMPLATES)[Kind] extends Template<infer Content> ? Content : never;
